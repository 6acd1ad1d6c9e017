"""SIE files: what was written is read again, to the öre, and each voucher balances."""

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.export._sie_text import Texts

DAY = dt.date(2022, 3, 31)
FEES = cs.allocate(
    "200.50", cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="kontor", unit="0.01", currency="SEK"
)
LINES = FEES.invoice_lines(number="F{n}", date=DAY)
ACCOUNTS = cs.Accounts(
    receivable=1510,
    pools={
        "kontor": cs.Posting(account=3010, cost_centre=410, project="P 1", objects={"5": "84"}),
        "nät": "3020",
    },
    vat={"25%": 2611, "0.12": "2621"},
    names={"3010": 'Avgift "kontor"'},
)
BOOKS = {"accounts": ACCOUNTS, "company": "E-nämnden"}

# Every printed character of code page 437, and those that have a meaning in the format.
SIGNS = "".join(chr(each) for each in range(32, 127)) + bytes(range(128, 255)).decode("cp437")
NAMES = (
    st.text(st.sampled_from(SIGNS) | st.sampled_from('"{}# \\åäö'), min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not text.endswith("\\"))
    .filter(lambda text: cs.InvoiceLine(member=text, pool=text, amount=1).member == text)
)
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def invoice_lines(draw):
    members = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        net = draw(AMOUNTS)
        pool = draw(st.sampled_from(["kontor", "nät", "rounding"]))
        rate = draw(st.sampled_from([None, "0.25", "0.12"])) if pool != "rounding" else None
        tax = round(Fraction(net) * Fraction(rate or 0) * 100)
        amount = net + Decimal(tax).scaleb(-2)
        lines.append(
            cs.InvoiceLine(
                member=draw(st.sampled_from(members)),
                pool=pool,
                amount=amount,
                net=net if rate else None,
                vat_rate=rate,
                invoice=draw(st.none() | NAMES),
                date=draw(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))),
            )
        )
    return lines


@given(invoice_lines(), NAMES, st.booleans())
@settings(max_examples=60)
def test_what_was_written_is_read_again(tmp_path_factory, lines, company, numbered):
    path = tmp_path_factory.getbasetemp() / "law.si"
    members = sorted({line.member for line in lines})
    numbers = {member: f"7{place}" for place, member in enumerate(members)}
    customers = cs.Customers(numbers=numbers) if numbered else None
    written = cs.write_sie(lines, path, accounts=ACCOUNTS, company=company, customers=customers)
    read = cs.read_sie(path, encoding="cp437")
    assert read == written
    assert read.company == company
    expected, found = defaultdict(Decimal), defaultdict(Decimal)
    for line in lines:
        net = line.amount if line.net is None else line.net
        customer = numbers[line.member] if numbered else line.member
        expected["1510", customer, ""] += line.amount
        account = {"kontor": "3010", "nät": "3020", "rounding": "3740"}[line.pool]
        centre = "410" if line.pool == "kontor" else ""
        expected[account, customer, centre] -= net
        vat = {None: "", Decimal("0.25"): "2611", Decimal("0.12"): "2621"}[line.vat_rate]
        expected[vat, customer, ""] -= line.amount - net
    for voucher in read.vouchers:
        assert sum(each.amount for each in voucher.transactions) == 0
        for each in voucher.transactions:
            place = (each.account, each.objects["8"], each.objects.get("1", ""))
            found[place] += each.amount
    assert {place: amount for place, amount in found.items() if amount} == {
        place: amount for place, amount in expected.items() if amount
    }
    pools = {"3010": "kontor", "3020": "nät", "3740": "rounding"}
    used = {line.pool for line in lines}
    back = read.invoice_lines(
        pools={account: pool for account, pool in pools.items() if pool in used},
        dimension=8,
        members=customers.by_number if numbered else None,
    )
    assert facts(back) == facts(lines)


def facts(lines):
    return sorted(
        (line.member, line.pool, Fraction(line.net_amount), str(line.invoice), line.date)
        for line in lines
    )


def test_the_file_is_as_the_format_wants_it(tmp_path):
    path = tmp_path / "fees.si"
    customers = cs.Customers(numbers={"Boden": 2582, "Kiruna": 2584})
    lines = cs.add_tax(LINES, "25%").invoice_lines()
    cs.write_sie(lines, path, **BOOKS, series="K", customers=customers)
    data = path.read_bytes()
    assert b"E-n\x84mnden" in data
    rows = data.decode("cp437").split("\r\n")
    assert rows[:6] == [
        "#FLAGGA 0",
        f'#PROGRAM "costshare" "{cs.__version__}"',
        "#FORMAT PC8",
        "#GEN 20220331",
        "#SIETYP 4",
        '#FNAMN "E-nämnden"',
    ]
    assert rows[6:14] == [
        '#KONTO 3010 "Avgift \\"kontor\\""',
        '#DIM 1 "Kostnadsställe"',
        '#DIM 6 "Projekt"',
        '#DIM 8 "Kund"',
        '#DIM 10 "Faktura"',
        '#OBJEKT 8 "2582" "Boden"',
        '#OBJEKT 8 "2584" "Kiruna"',
        '#VER "K" "" 20220331 "Boden F1"',
    ]
    assert rows[14:19] == [
        "{",
        '   #TRANS 1510 {"8" "2582" "10" "F1"} 125.31 20220331 "Boden F1"',
        '   #TRANS 3010 {"1" "410" "6" "P 1" "5" "84" "8" "2582"} -100.25 20220331 "kontor"',
        '   #TRANS 2611 {"8" "2582"} -25.06 20220331 "Boden F1"',
        "}",
    ]


def test_settlements_corrections_and_credit_notes_are_booked(tmp_path):
    path = tmp_path / "year.si"
    more = cs.allocate(300, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="kontor", currency="SEK")
    settled = cs.settle(more, {"kontor": 280}, policy=cs.Return()).invoice_lines(date=DAY)
    corrected = cs.correct(FEES, more).invoice_lines(date=DAY)
    credited = cs.credit_note(LINES, "50.00", date=DAY, invoice="K1")
    for lines in (settled, corrected, credited):
        assert len(lines)
        books = cs.write_sie(lines, path, **BOOKS)
        assert cs.read_sie(path) == books
        back = books.invoice_lines(pools={"3010": "kontor"}, dimension=8)
        assert back.total == lines.total


def test_a_member_may_be_in_the_text_only_or_in_another_dimension(tmp_path):
    path = tmp_path / "fees.si"
    plain = cs.write_sie(LINES, path, **{**BOOKS, "accounts": ACCOUNTS.replace(counterparty=None)})
    assert plain.objects == {}
    assert plain.vouchers[0].transactions[0].objects == {"10": "F1"}
    assert plain.vouchers[0].text == "Boden F1"
    other = cs.write_sie(LINES, path, **{**BOOKS, "accounts": ACCOUNTS.replace(counterparty=7)})
    assert other.dimensions["7"] == "Motpart"
    assert other.objects["7", "Kiruna"] == "Kiruna"


def test_another_currency_is_stated(tmp_path):
    path = tmp_path / "fees.si"
    lines = [line.replace(currency="EUR") for line in LINES]
    cs.write_sie(lines, path, **BOOKS)
    assert cs.read_sie(path).currency == "EUR"


def test_lines_without_a_day_take_that_of_the_file(tmp_path):
    lines = [line.replace(date=None) for line in LINES]
    books = cs.write_sie(lines, tmp_path / "fees.si", **BOOKS, date="2022-02-01")
    assert {voucher.date for voucher in books.vouchers} == {dt.date(2022, 2, 1)}


def test_a_character_that_the_format_lacks_may_be_replaced(tmp_path):
    path = tmp_path / "fees.si"
    lines = [LINES[0].replace(member="Boden – Norr")]
    with pytest.raises(cs.CostshareError) as caught:
        cs.write_sie(lines, path, **BOOKS)
    assert str(caught.value) == (
        "text of a voucher 'Boden – Norr F1' has '–', which code page 437, the encoding of SIE "
        "files, does not have; pass replace={'–': …}"
    )
    books = cs.write_sie(lines, path, **BOOKS, replace={"–": "-"})
    assert books.vouchers[0].text == "Boden - Norr F1"


def line(**changes):
    return LINES[0].replace(**changes)


@pytest.mark.parametrize(
    ("lines", "changes", "message"),
    [
        ([], {}, "no lines to write"),
        ([line(date=None)], {}, "lines[0] of Boden has no date; pass date="),
        (
            [line(amount="1.005")],
            {},
            "lines[0] of Boden has the amount 1.005; an SIE file holds two",
        ),
        ([line(amount=10**40)], {}, "up to 28 digits"),
        ([line(amount=None)], {}, "lines[0] cannot be booked: amount is missing"),
        (
            [line(), line(currency="EUR")],
            {},
            "lines are in SEK, EUR; write a file for each currency",
        ),
        ([line(), line(billed_by="supplier")], {}, "lines are billed by host, supplier"),
        ([line(pool="nat")], {}, "unknown pool in accounts: 'nat'; did you mean 'nät'?"),
        ([line(vat_rate="6%")], {}, "VAT of the rate 0.06 has no account"),
        ([line(net=80)], {}, "VAT of a rate that is not stated has no account"),
        ([line(invoice="a\\")], {}, "ends in a backslash"),
        ([line()], {"series": "a\x07"}, r"series 'a\x07' has the control character '\x07'"),
        ([line()], {"company": "Ж"}, "company 'Ж' has 'Ж'"),
        ([line()], {"customers": cs.Customers()}, "Boden has no number in customers; add it"),
        ([line()], {"replace": {"ab": "c"}}, "replace has 'ab': 'c'; pass a mapping"),
        ([line(), line(member="B-den")], {"replace": {"o": "-"}}, "are both written 'B-den'"),
        ([line()], {"accounts": {"kontor": 3010}}, "accounts is of type dict; pass an Accounts"),
    ],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_written(tmp_path, lines, changes, message):
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        cs.write_sie(lines, tmp_path / "fees.si", **{**BOOKS, **changes})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"receivable": "15A"}, "'15A' is not a number of up to 20 digits"),
        ({"pools": {}}, "pools"),
        ({"names": {"9999": "x"}}, "unknown account in names: '9999'"),
        ({"vat": {"25": 2611}}, "rate in vat 25 is not a share"),
        ({"counterparty": 10}, "which is that of invoices"),
        ({"counterparty": 5}, "pool kontor has an object of dimension 5"),
        ({"pools": {"a": {"account": 1, "objects": {"6": "x"}}}}, "has an argument of its own"),
        ({"pools": {"a": {"account": 1, "objects": {"x": "x"}}}}, "'x' is not a number"),
    ],
)
def test_accounts_that_have_no_meaning_are_refused(changes, message):
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        ACCOUNTS.replace(**changes)


def test_one_account_may_take_every_rate_of_vat():
    accounts = ACCOUNTS.replace(vat=2611)
    assert accounts.vat_account(None) == accounts.vat_account(Decimal("0.06")) == "2611"
    assert ACCOUNTS.vat_account(Decimal("0.250")) == "2611"


def test_vouchers_out_of_balance_are_found(tmp_path):
    books = cs.write_sie(LINES, tmp_path / "fees.si", **BOOKS)
    books.check()
    first = books.vouchers[0]
    short = dataclasses.replace(first, transactions=first.transactions[1:])
    with pytest.raises(cs.ConservationError, match=r"does not balance: it sums to -100\.25, not 0"):
        dataclasses.replace(books, vouchers=(short,)).check()


@given(st.text(st.sampled_from(SIGNS + "\\\n\x07\x7f–ŁЖ\u2028"), max_size=5))
def test_a_text_is_held_whole_or_refused(text):
    try:
        read = Texts({}).read(text, "text")
    except cs.CostshareError:
        return
    assert read == text
    assert read.encode("cp437").decode("cp437") == text


def test_a_rate_has_one_account_however_it_is_written():
    with pytest.raises(cs.CostshareError, match=r"vat has two accounts for the rate 0\.25; keep"):
        cs.Accounts(receivable=1510, pools={"a": 3010}, vat={"25%": 2611, "0.25": 2612})
