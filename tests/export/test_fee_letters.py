"""Fee letters: what they say, that their sums are the fees, and that they are sound pages."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare import testing
from costshare.export import _fee_letters
from costshare.results import _result, number
from letters_local import Page
from masked import MASKED, words_left

MEMBERS = {"Boden": {"population": 3}, "Kiruna": {"population": 2}, "Piteå": {"population": 2}}
BOARD = cs.Agreement(
    name="E-nämnden",
    period="2022",
    currency="SEK",
    members=[cs.Member(name=name, **drivers) for name, drivers in MEMBERS.items()],
    pools=[
        cs.Pool(name="kontor", total=301, model=cs.PerCapita()),
        cs.Pool(name="nät", total="50.05", unit="0.01", model=cs.Flat(), exempt=["Piteå"]),
        cs.Pool(name="drift", total=90, model=cs.Flat(), billed_by="supplier"),
        cs.Pool(name="stöd", total=30, model=cs.Flat(), billed_by="Ekonord AB"),
    ],
)
FEES = BOARD.allocate()
BEFORE = BOARD.replace(
    period="2021",
    members=BOARD.members[:2],
    pools=[
        BOARD.pools[0].replace(total=200),
        cs.Pool(name="arkiv", total=10, model=cs.Flat()),
    ],
).allocate()
REPORT = cs.BudgetReport(
    name="Utfall", period="2021", items=[cs.BudgetItem(name="kontor", income=300, cost="290.50")]
)
INVOICES = FEES.invoice_lines(per="member", number="22-{n}", instalments=2, unit="0.01")
CONTACT = "Anna Berg\n0920-45 00 00"
FULL = {
    "contact": CONTACT,
    "sender": "E-nämnden\nLuleå kommun",
    "date": "2022-01-10",
    "note": "Beslut den 3 december.",
    "before": BEFORE,
    "invoices": cs.add_tax(INVOICES, "25%").invoice_lines(),
    "due": "2022-03-31",
    "report": REPORT,
    "customers": cs.Customers(numbers={"Boden": 2582}),
}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "article", "section", "div"),
    *("h1", "h2", "h3", "p", "br", "time", "ol", "li"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
NAMES = st.text(
    st.sampled_from("<>&\"'/=aÅé -–") | st.characters(exclude_categories=("Cc", "Cs")),
    min_size=1,
    max_size=12,
)


def names_that_can_be_read(name):
    try:
        cs.Member(name=name)
    except cs.CostshareError:
        return False
    return True


SOUND_NAMES = NAMES.filter(names_that_can_be_read).map(lambda name: cs.Member(name=name).name)


def check_sound(html, lang):
    """A page is complete, has all that a screen reader needs, and loads nothing."""
    page = Page(html)
    tags = [tag for tag, _ in page.elements]
    assert set(tags) <= ALLOWED
    assert page.tags("html") == [{"lang": lang}]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(later <= level + 1 for level, later in pairwise(levels))
    assert len(page.tags("caption")) == len(page.tags("table"))
    assert {each.get("scope") for each in page.tags("th")} <= {"row", "col"}
    assert all(set(each) <= {"lang", "charset", "name", "content", "class", "scope", "style",
                             "datetime"} for _, each in page.elements)  # fmt: skip
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    return page


@given(st.lists(SOUND_NAMES, min_size=2, max_size=4, unique=True), SOUND_NAMES, st.data())
@settings(max_examples=25)
def test_every_name_and_text_is_escaped(members, pool, data):
    text = data.draw(NAMES.filter(str.strip))
    fees = cs.allocate(100, cs.Flat(), {member: {} for member in members}, pool=pool, period="2022")
    letters = cs.fee_letters(fees, contact=text, sender=text, note=text)
    for member, html in letters.items():
        page = check_sound(html, "en")
        shown = page.all_text
        blank = str.maketrans("\N{NO-BREAK SPACE}", " ")
        assert member.translate(blank) in shown
        assert pool.translate(blank) in shown
        assert text.strip().split("\n")[0].translate(blank)[:1] in shown
        assert len(page.tags("article")) == 1
    assert len(Page(letters.page()).tags("article")) == len(members)


@given(testing.agreements(max_members=4, max_pools=3))
@settings(max_examples=15)
def test_the_sums_in_a_letter_are_the_fees(agreement):
    fees = agreement.allocate()
    for member, html in cs.fee_letters(fees, contact="A").items():
        _, *rows, total = Page(html).tables[0]
        own = {pool.name: pool.fees[member] for pool in fees.pools if member in pool.fees}
        assert [fee for _, fee in rows] == [number(fee) for fee in own.values()]
        assert total[1] == number(fees.member_totals[member])
        amounts = [Decimal(fee.replace(" ", "")) for _, fee in rows]
        assert sum(amounts, Decimal(0)) == fees.member_totals[member]


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_full_letter_is_sound(lang):
    letters = cs.fee_letters(FEES, **FULL, lang=lang)
    for html in letters.values():
        check_sound(html, lang)
    check_sound(letters.page(), lang)


def test_a_letter_in_swedish_says_everything():
    page = Page(cs.fee_letters(FEES, **FULL, lang="sv")["Boden"])
    fee, invoices, actuals = page.tables
    assert fee == [
        ["kostnadspool", "avgift 2021", "avgift 2022", "förändring", "förändring i %"],
        ["kontor", "120", "129", "+9", "7,5"],
        ["nät", "–", "25,03", "+25,03", "–"],
        ["drift", "–", "30", "+30", "–"],
        ["stöd", "–", "10", "+10", "–"],
        ["arkiv", "5", "–", "-5", "-100"],
        ["summa", "125", "194,03", "+69,03", "≈ 55,2"],
    ]
    assert invoices[0] == ["fakturadatum", "faktura", "exklusive moms", "moms", "att betala"]
    assert invoices[-1] == ["summa", "", "194,03", "48,51", "242,54"]
    assert actuals[-1] == ["summa", "300,0", "290,5", "9,5"]
    for sentence in (
        "Avgift för 2022",
        "Kundnummer 2582",
        "Avgiften för Boden för 2022 är 194,03 SEK.",
        "Beslut den 3 december.",
        "Avgift för Boden per kostnadspool, SEK",
        "Avgiften för drift faktureras av leverantören.",
        "Avgiften för stöd faktureras av Ekonord AB.",
        "Avgifterna anges exklusive moms.",
        "Betala senast 2022-03-31.",
        "Så beräknas avgiften",
        "Intäkter och kostnader 2021",
        "Intäkterna var 9,5 högre än kostnaderna: ett överskott.",
        "Frågor",
    ):
        assert sentence in page.all_text, sentence


def report_of(cost):
    return cs.BudgetReport(
        name="x", items=[cs.BudgetItem(name="nät", income=2, cost=cost)], period=None
    )


CASES = [
    (FEES, FULL),
    (FEES, {"contact": "1", "before": BEFORE, "invoices": INVOICES}),
    (cs.allocate(-100, cs.Flat(), {"A": {}, "B": {}}, period="2022"), {"contact": "1"}),
    (cs.allocate(-100, cs.Flat(), {"A": {}, "B": {}}), {"contact": "1", "due": "2022-03-01"}),
    (FEES, {"contact": "1", "report": report_of(2)}),
    (
        cs.allocate(10, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="nät"),
        {"contact": "1", "report": report_of(3)},
    ),
]


@pytest.mark.parametrize(("fees", "settings"), CASES)
def test_all_that_a_letter_says_can_be_said_in_another_language(fees, settings, monkeypatch):
    monkeypatch.setattr(_fee_letters, "words_of", lambda _: MASKED)
    monkeypatch.setattr(_result, "words_of", lambda _: MASKED)
    names = [*MEMBERS, *(pool.name for pool in [*FEES.pools, *BEFORE.pools]), "SEK", "Utfall"]
    names += [
        "E-nämnden",
        "Luleå kommun",
        "Ekonord AB",
        "Beslut den 3 december.",
        "Anna Berg",
        "fee",
    ]
    names += ["x", "population"]
    for article in cs.fee_letters(fees, **settings).articles.values():
        assert words_left(article, names) == []


def test_the_derivation_is_a_list_under_the_pool():
    html = cs.fee_letters(FEES, contact="A")["Boden"]
    assert "<h3>kontor</h3>" in html
    assert html.count("<ol>") == 4
    assert "<li>1." not in html
    steps = FEES.explain("Boden", "kontor").to_text().splitlines()
    for step in steps[2:-1]:
        assert step.split(". ", 1)[1] in Page(html).all_text


def test_a_pool_is_read_by_its_label():
    labelled = BOARD.replace(pools=[BOARD.pools[0].replace(label="Kontor & drift")]).allocate()
    html = cs.fee_letters(labelled, contact="A", before=BEFORE)["Boden"]
    assert "<h3>Kontor &amp; drift</h3>" in html
    assert [row[0] for row in Page(html).tables[0]] == ["pool", "Kontor & drift", "arkiv", "total"]


def test_a_member_without_a_pool_has_a_letter_too():
    fees = BOARD.replace(pools=[BOARD.pools[1]]).allocate()
    page = Page(cs.fee_letters(fees, contact="A")["Piteå"])
    assert "The fee of Piteå for 2022 is 0.00 SEK." in page.all_text
    assert page.tables == [[["pool", "fee"], ["total", "0.00"]]]
    assert "How the fee is computed" not in page.all_text


def test_all_invoices_of_a_day_are_one_row():
    lines = FEES.invoice_lines(number="22-{n}", date="2022-01-31")
    page = Page(cs.fee_letters(FEES, contact="A", invoices=lines)["Boden"])
    assert page.tables[1] == [
        ["invoice date", "invoice", "to pay"],
        ["2022-01-31", "22-1, 22-2", "194.03"],
        ["total", "", "194.03"],
    ]


def test_the_rounding_of_invoices_has_a_column_of_its_own():
    lines = FEES.invoice_lines(per="member", number="22-{n}", date="2022-01-31")
    for given_lines, titles, amounts in (
        (lines, ["rounding", "to pay"], ["-0.03", "194.00"]),
        (
            cs.add_tax(lines, "25%"),
            ["without VAT", "VAT", "rounding", "to pay"],
            ["194.03", "48.51", "1.46", "244.00"],
        ),
    ):
        rounded = cs.round_invoices(given_lines)
        page = Page(cs.fee_letters(FEES, contact="A", invoices=rounded)["Boden"])
        assert page.tables[1][0][-len(titles) :] == titles
        assert page.tables[1][-1][-len(titles) :] == amounts


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contact": " "}, "contact is empty; pass whom to ask"),
        (
            {"before": FEES},
            "before is of 2022, which does not lie before 2022; pass the fees of an",
        ),
        ({"date": "2022-03-02", "due": "2022-03-01"}, "due 2022-03-01 lies before the day of the"),
        ({"before": REPORT}, "before is of type BudgetReport; pass what allocate() returned"),
        ({"report": BEFORE}, "report is of type Allocation"),
        ({"invoices": INVOICES[:3]}, "sum to 77.01 without VAT, and its fees to 154.03"),
        ({"invoices": [cs.InvoiceLine(member="X", pool="nät", amount=1)]}, "unknown member in inv"),
        ({"invoices": [cs.InvoiceLine(member="Boden", pool="nät", amount="x")]}, "has no amount"),
        (
            {"invoices": [cs.InvoiceLine(member="Boden", pool="nät", amount=1, currency="EUR")]},
            "invoices is in EUR, the fees are in SEK",
        ),
        ({"lang": "xx"}, "unknown language 'xx'"),
        ({"due": "soon"}, "due 'soon' is not a date"),
        ({"customers": {"Boden": 1}}, "customers is of type dict; pass a Customers"),
    ],
)
def test_an_argument_that_does_not_fit_is_refused(changes, message):
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        cs.fee_letters(FEES, **{"contact": "A", **changes})


def test_a_credit_is_not_to_be_paid():
    fees = cs.allocate(-1000, cs.Flat(), {"A": {}, "B": {}}, currency="SEK", period="2022")
    english = cs.fee_letters(fees, contact="x", due="2022-02-28")["A"]
    swedish = cs.fee_letters(fees, contact="x", due="2022-02-28", lang="sv")["A"]
    assert "A is credited 500\N{NO-BREAK SPACE}SEK for 2022." in english.replace(
        "500 S", "500\xa0S"
    )
    assert "A krediteras 500" in swedish
    assert "pay by" not in english
    assert "Betala senast" not in swedish
