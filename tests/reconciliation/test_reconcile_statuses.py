"""Each status and each finding about lines, with its exact sentence."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.invoices import InvoiceLine
from costshare.reconciliation import FindingsError, reconcile
from ledger_local import line, only, table

FEES = table({"Kiruna": {"office": 76_100, "archive": 500}, "Arvidsjaur": {"office": 76_100}})
OWN = [
    line("Kiruna", "office", 76_100),
    line("Kiruna", "archive", 500),
    line("Arvidsjaur", "office", 76_100),
]


def test_a_fee_that_is_invoiced_is_matched_without_a_finding():
    result = reconcile(FEES, OWN)
    assert result.balanced
    assert result.findings == ()
    assert {cell.status for cell in result.cells} == {"matched"}
    assert str(result).startswith("Balanced: 152 700 SEK invoiced, 152 700 SEK expected.\n")


def test_every_cell_has_a_status_and_an_exempt_one_has_no_fee():
    result = reconcile(FEES, OWN)
    assert len(result.cells) == 4
    assert result.cell("Arvidsjaur", "archive").expected is None
    assert result.status("Arvidsjaur", "archive") == "matched"
    with pytest.raises(
        cs.CostshareError, match="there is no cell of member Luleå and pool office; neither"
    ):
        result.cell("Luleå", "office")


def test_under():
    found = only(reconcile(FEES, [OWN[0].replace(amount=70_000), *OWN[1:]]))
    assert (found.kind, found.expected, found.invoiced) == ("under", 76_100, 70_000)
    assert found.difference == -6_100
    assert found.message == (
        "Kiruna, office: 70 000 SEK is invoiced for 2022, 6 100 SEK less than the fee of "
        "76 100 SEK."
    )
    assert found.lines == (OWN[0].replace(amount=70_000),)


def test_over():
    found = only(reconcile(FEES, [OWN[0].replace(amount="76100.50"), *OWN[1:]]))
    assert (found.kind, found.difference) == ("over", Decimal("0.5"))
    assert found.message == (
        "Kiruna, office: 76 100.50 SEK is invoiced for 2022, 0.50 SEK more than the fee of "
        "76 100.00 SEK."
    )


def test_missing():
    found = only(reconcile(FEES, OWN[:2]))
    assert (found.kind, found.member, found.pool) == ("missing", "Arvidsjaur", "office")
    assert (found.expected, found.invoiced, found.difference) == (76_100, 0, -76_100)
    assert found.message == (
        "Arvidsjaur, office: nothing is invoiced for 2022; the fee is 76 100 SEK."
    )


def test_lines_that_cancel_are_under_and_not_missing():
    found = only(reconcile(FEES, [*OWN, line("Kiruna", "archive", -500)]))
    assert (found.kind, found.invoiced, len(found.lines)) == ("under", 0, 2)


@pytest.mark.parametrize(
    ("member", "pool", "why"),
    [
        ("Arvidsjaur", "archive", "Arvidsjaur takes no part in archive"),
        ("Gällivare", "office", "the agreement has no member Gällivare"),
        ("Kiruna", "HR", "the agreement has no pool HR"),
        ("Gällivare", "HR", "the agreement has neither this member nor this pool"),
    ],
)
def test_unexpected(member, pool, why):
    found = only(reconcile(FEES, [*OWN, line(member, pool, 5_000)]))
    assert (found.kind, found.member, found.pool) == ("unexpected", member, pool)
    assert (found.expected, found.invoiced, found.difference) == (0, 5_000, 5_000)
    assert found.message == f"{member}, {pool}: 5 000 SEK is invoiced for 2022, but {why}."


def test_no_tolerance_hides_an_amount_without_a_fee():
    lines = [*OWN, line("Gällivare", "office", 1), line("Arvidsjaur", "archive", 1)]
    result = reconcile(FEES, lines, tolerance=10**6)
    assert [each.kind for each in result.findings] == ["unexpected", "unexpected"]


def test_a_wrong_invoice_that_is_credited_is_no_longer_unexpected():
    lines = [*OWN, line("Arvidsjaur", "archive", 500), line("Arvidsjaur", "archive", -500)]
    result = reconcile(FEES, lines)
    assert result.balanced
    assert result.cell("Arvidsjaur", "archive").lines == 2


def test_a_credit_pool_works_with_its_signs():
    fees = table({"A": {"back": -100}})
    assert reconcile(fees, [line("A", "back", -100)]).balanced
    assert only(reconcile(fees, [line("A", "back", -120)])).kind == "under"
    assert only(reconcile(fees, [])).difference == 100


def test_duplicate_by_invoice_number():
    lines = [
        OWN[0].replace(invoice="1017", date="2022-01-31"),
        OWN[0].replace(invoice="1017", date="2022-02-28"),
        *OWN[1:],
    ]
    over, found = reconcile(FEES, lines).findings
    assert (over.kind, over.difference) == ("over", 76_100)
    assert (found.kind, found.difference, found.expected, found.invoiced) == (
        "duplicate",
        0,
        None,
        None,
    )
    assert found.message == (
        "Kiruna, office: invoice 1017 appears 2 times, with 76 100 SEK each; all of them are "
        "counted."
    )
    assert found.lines == tuple(lines[:2])


def test_duplicate_by_number_with_different_amounts():
    lines = [
        OWN[0].replace(amount=76_000, invoice="1017"),
        OWN[0].replace(amount=100, invoice="1017"),
        *OWN[1:],
    ]
    result = reconcile(FEES, lines)
    assert result.balanced, "a flag does not unbalance by itself"
    assert only(result).message == (
        "Kiruna, office: invoice 1017 appears 2 times, with 100 and 76 000 SEK; all of them are "
        "counted."
    )


def test_duplicate_by_member_pool_date_and_amount():
    lines = [
        OWN[0].replace(invoice="1017", date="2022-01-31"),
        OWN[0].replace(invoice="1044", date="2022-01-31"),
        *OWN[1:],
    ]
    over, found = reconcile(FEES, lines).findings
    assert over.kind == "over"
    assert found.message == (
        "Kiruna, office: 2 lines of 2022-01-31 have the same amount, 76 100 SEK (invoices 1017, "
        "1044); all of them are counted."
    )


def test_lines_that_are_not_duplicates():
    fees = table({"A": {"x": 200, "y": 100}, "B": {"x": 100}})
    lines = [
        line("A", "x", 100, invoice="1", date="2022-01-31"),
        line("A", "y", 100, invoice="1", date="2022-01-31"),  # another pool on the same invoice
        line("B", "x", 100, invoice="1", date="2022-01-31"),  # one invoice for several members
        line("A", "x", 100, invoice="1", billed_by="supplier"),  # another issuer's numbers
        line("A", "x", 100, invoice="2", date="2022-02-28"),  # the next instalment
        line("A", "x", -100, invoice="2", date="2022-02-28"),  # a credit note that quotes it
    ]
    assert reconcile(fees, lines).findings == ()
    halves = [line("B", "x", 50), line("B", "x", 50)]  # nothing tells that these are one
    assert reconcile(table({"B": {"x": 100}}), halves).findings == ()


def test_an_amount_that_belongs_to_another_pool_is_not_a_duplicate():
    fees = table({"A": {"x": 100, "y": 200, "z": 70}})
    own = [line("A", "x", 100, invoice="1"), line("A", "z", 70, invoice="1")]
    lines = [*own, line("A", "x", 200, invoice="1")]  # the line of y, posted to x
    result = reconcile(fees, lines)
    assert [(each.kind, each.pool) for each in result.findings] == [("over", "x"), ("missing", "y")]
    assert [hint.kind for each in result.findings for hint in each.hints] == ["other_pool"] * 2
    quarters = [
        line("A", pool, amount, invoice=number)
        for number in "1234"
        for pool, amount in (("x", 25), ("y", 50), ("z", "17.5"))
    ]
    moved = [
        each.replace(pool="x") if each.pool == "y" and each.invoice in "23" else each
        for each in quarters
    ]
    assert {each.kind for each in reconcile(fees, moved).findings} == {"over", "under"}
    for other in (201, 100):  # no other pool lacks this amount; this one stands twice
        found = reconcile(fees, [*own, line("A", "x", other, invoice="1")]).findings
        assert [each.kind for each in found].count("duplicate") == 1
    both = [*lines, line("A", "x", 100, invoice="1")]
    found = [each for each in reconcile(fees, both).findings if each.kind == "duplicate"]
    assert [len(each.lines) for each in found] == [2]


def test_different_amounts_without_a_pool_are_not_duplicates():
    fees = table({"A": {"x": 100}})
    lines = [line("A", "x", 100), *(line("A", None, each, invoice="1") for each in (20, 30))]
    assert "duplicate" not in {each.kind for each in reconcile(fees, lines).findings}
    found = reconcile(fees, [*lines, lines[-1]]).findings
    assert [len(each.lines) for each in found if each.kind == "duplicate"] == [2]


def test_three_times_is_one_finding_and_two_reasons_are_one_finding():
    lines = [line("A", "x", 10, invoice="1", date="2022-01-31")] * 3
    result = reconcile(table({"A": {"x": 10}}), lines)
    flagged = [each for each in result.findings if each.kind == "duplicate"]
    assert len(flagged) == 1
    assert len(flagged[0].lines) == 3
    assert flagged[0].message.startswith("A, x: invoice 1 appears 3 times, with 10 SEK each;")


def test_wrong_period_is_flagged_and_still_counted():
    lines = [OWN[0].replace(invoice="1017", date="2023-01-10"), *OWN[1:]]
    result = reconcile(FEES, lines)
    found = only(result)
    assert (found.kind, found.difference, found.lines) == ("wrong_period", 0, (lines[0],))
    assert found.message == (
        "Kiruna, office: invoice 1017 of 2023-01-10, 76 100 SEK, is dated outside 2022; it is "
        "still counted."
    )
    assert result.balanced
    assert result.status("Kiruna", "office") == "matched"


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2021-12-31", True),
        ("2022-01-01", False),
        ("2022-12-31", False),
        ("2023-01-01", True),
        (date(2021, 12, 31), True),
        (datetime(2022, 12, 31, 23, 59), False),
        (pd.Timestamp("2023-01-01 00:00"), True),
        (pd.Timestamp("2022-12-31 23:30", tz="Europe/Stockholm"), False),
        (np.datetime64("2021-12-31"), True),
        (None, False),
        (pd.NaT, False),
    ],
)
def test_dates_of_every_kind_are_read_by_their_day(day, outside):
    fees = table({"A": {"x": 10}})
    frame = pd.DataFrame({"member": ["A"], "pool": ["x"], "amount": [10], "date": [day]})
    for invoices in ([line("A", "x", 10, date=day)], frame):
        kinds = [each.kind for each in reconcile(fees, invoices).findings]
        assert kinds == (["wrong_period"] if outside else [])


def test_another_period_can_be_given():
    lines = [each.replace(date="2022-05-01") for each in OWN]
    assert len(reconcile(FEES, lines, period="2022-Q1").findings) == 3
    timeless = cs.allocate(10, cs.Flat(), {"A": {}})
    assert reconcile(timeless, [line("A", "fee", 10, date="1999-01-01")]).findings == ()


def test_unreadable_is_in_no_sum_and_is_not_lost():
    lines = [OWN[0].replace(amount="76 100,00", invoice="1017"), *OWN[1:]]
    result = reconcile(FEES, lines)
    missing, found = result.findings
    assert missing.message == (
        "Kiruna, office: no line that can be counted is invoiced for 2022; the fee is 76 100 SEK."
    )
    assert (found.kind, found.member, found.pool) == ("unreadable", "Kiruna", "office")
    assert found.message == (
        "Kiruna, office: invoice 1017 cannot be read in full; it is not counted. Reason: amount "
        "'76 100,00' is not a plain number; write it as 1234.50."
    )
    assert result.uncounted == (lines[0],)
    assert result.lines == 3
    assert not result.balanced


def test_an_unreadable_line_alone_is_not_balanced():
    result = reconcile(FEES, [*OWN, line("Kiruna", "office", "?")])
    assert {cell.status for cell in result.cells} == {"matched"}
    assert not result.balanced
    assert only(result).kind == "unreadable"


@pytest.mark.parametrize(
    ("amount", "net", "rate", "figures"),
    [
        (
            "3343.03", "2966.69", "0.20",
            "(amount 3 343.03 SEK, net 2 966.69 SEK, VAT 20 %): net and VAT give 3 560.03 SEK.",
        ),
        ("-62.50", 50, None, "-62.50 SEK, net 50 SEK): amount and net have different signs."),
        ("-62.50", 50, "0.25", "net 50 SEK, VAT 25 %): amount and net have different signs."),
        (80, 50, "0.25", "(amount 80 SEK, net 50 SEK, VAT 25 %): net and VAT give 62.50 SEK."),
        (80, 100, None, "(amount 80 SEK, net 100 SEK): the net is larger than the amount."),
        (0, 50, "0.25", "the net is larger than the amount."),
        (80, 64, 0, "(amount 80 SEK, net 64 SEK, VAT 0 %): net and VAT give 64.00 SEK."),
        ("12.52", 10, "0.25", "net and VAT give 12.50 SEK."),
        (14, 10, "0.25", "net and VAT give 12.50 SEK."),
    ],
)  # fmt: skip
def test_a_line_that_contradicts_itself_is_a_finding(amount, net, rate, figures):
    fees = table({"A": {"fee": str(net)}}, units={"fee": "0.01"})
    for sign in (1, -1):
        lines = [line("A", "fee", sign * Decimal(amount), net=sign * Decimal(net), vat_rate=rate)]
        result = reconcile(fees, lines)
        assert [each.kind for each in result.findings][-1] == "contradictory"
        assert not result.balanced
        assert "1 contradictory" in str(result)
    found = only(reconcile(fees, [line("A", "fee", amount, net=net, vat_rate=rate, invoice="7")]))
    assert found.message.startswith("A, fee: invoice 7 contradicts itself (amount ")
    assert found.message.endswith(figures)
    assert (found.difference, found.expected, found.lines[0].net) == (0, None, Decimal(net))


@pytest.mark.parametrize(
    ("amount", "net", "rate"),
    [
        ("3560.03", "2966.69", "0.20"),
        ("12.51", 10, "0.25"),
        ("12.49", 10, "0.25"),
        (13, 10, "0.25"),
        ("12.00", 10, "0.25"),
        (80, 50, None),
        (0, 0, "0.25"),
        (50, 0, None),
        (80, None, "0.25"),
        (None, 80, "0.25"),
        ("80,5", 80, "0.25"),
    ],
)
def test_amounts_that_agree_within_the_rounding_of_a_line_do_not_contradict(amount, net, rate):
    for sign in (1, -1):
        own = [each if each in {None, "80,5"} else sign * Decimal(each) for each in (amount, net)]
        given = line("A", "fee", own[0], net=own[1], vat_rate=rate)
        assert given.contradiction is None
        found = reconcile(FEES, [given]).findings
        assert "contradictory" not in {each.kind for each in found}


@pytest.mark.parametrize(
    ("member", "pool", "why"),
    [
        (None, "office", "no member is named"),
        ("Kiruna", " ", "no pool is named"),
        (float("nan"), None, "neither member nor pool is named"),
    ],
)
def test_a_line_without_a_name_is_counted_in_a_cell_of_its_own(member, pool, why):
    result = reconcile(FEES, [*OWN, line(member, pool, 40)])
    unexpected, flagged = result.findings
    assert (unexpected.kind, unexpected.difference) == ("unexpected", 40)
    assert unexpected.message.endswith(f"40 SEK is invoiced for 2022, but {why}.")
    assert flagged.kind == "unreadable"
    assert "its amount of 40 SEK is still counted. Reason: " in flagged.message
    assert result.total.invoiced - result.total.expected == 40
    assert result.pool_sums[-1].name == (None if pool != "office" else "archive")


def test_an_unreadable_date_is_flagged_and_the_line_counted():
    result = reconcile(FEES, [OWN[0].replace(date="2022-02-30"), *OWN[1:]])
    assert result.balanced
    assert only(result).message == (
        "Kiruna, office: a line without number cannot be read in full; its amount of 76 100 SEK "
        "is still counted. Reason: date '2022-02-30' is not a date; write it as 2022-01-31."
    )


def test_another_currency_is_not_added_and_not_lost():
    result = reconcile(FEES, [OWN[0].replace(currency="EUR"), *OWN[1:]])
    missing, found = result.findings
    assert missing.kind == "missing"
    assert found.message.endswith(
        "it is not counted. Reason: amount is in EUR, the fees are in SEK; convert it first."
    )
    assert reconcile(FEES, [each.replace(currency="SEK") for each in OWN]).balanced


def test_findings_are_sorted_by_size_then_member_then_pool_and_lines_last():
    fees = table({"A": {"x": 100, "y": 100}, "B": {"x": 100, "y": 100}})
    lines = [
        line("A", "x", 95, date="2021-01-01"),
        line("A", "y", 70),
        line("B", "x", 130),
        line("B", "y", "?"),
    ]
    found = [(each.kind, each.member, each.pool) for each in reconcile(fees, lines).findings]
    assert found == [
        ("missing", "B", "y"),
        ("under", "A", "y"),
        ("over", "B", "x"),
        ("under", "A", "x"),
        ("unreadable", "B", "y"),
        ("wrong_period", "A", "x"),
    ]


def test_what_others_bill_is_the_member_s_cost_and_not_the_host_s_income():
    fees = table({"A": {"x": 100, "cpu": 40}}, billed_by={"cpu": "supplier"})
    lines = [line("A", "x", 100), line("A", "cpu", 40, billed_by="supplier")]
    result = reconcile(fees, lines)
    assert result.balanced
    assert [(each.name, each.expected, each.invoiced) for each in result.issuers] == [
        ("host", 100, 100),
        ("supplier", 40, 40),
    ]
    assert [each.invoiced for each in result.member_sums] == [140]
    assert "billed by  allocated  invoiced  invoiced - allocated" in str(result)
    by_host = reconcile(fees, [line("A", "x", 100), line("A", "cpu", 40)])
    assert by_host.balanced, "the member paid what it should"
    assert [(each.name, each.invoiced - each.expected) for each in by_host.issuers] == [
        ("host", 40),
        ("supplier", -40),
    ]


def test_raise_for_findings_states_every_message():
    lines = [OWN[0].replace(amount=761_000, date="2023-01-10"), *OWN[1:]]
    result = reconcile(FEES, lines)
    with pytest.raises(FindingsError) as caught:
        result.raise_for_findings()
    assert str(caught.value) == (
        "2 findings in Board:\n"
        "Kiruna, office: 761 000 SEK is invoiced for 2022, 684 900 SEK more than the fee of "
        "76 100 SEK.\n"
        "  Hint: the amount is 10 times too large: 761 000 SEK for 76 100 SEK\n"
        "Kiruna, office: a line without number of 2023-01-10, 761 000 SEK, is dated outside 2022; "
        "it is still counted."
    )
    with pytest.raises(FindingsError, match="1 finding in Board"):
        result.raise_for_findings(kinds=["wrong_period"])
    result.raise_for_findings(kinds=["missing"])


@pytest.mark.parametrize(
    ("invoices", "message"),
    [
        (
            ["A"],
            "invoices contain a str at position 0; pass InvoiceLines, or a DataFrame",
        ),
        ([{"member": "A"}], "unknown column for pool of the invoices 'pool'"),
        (OWN[0], "invoices is of type InvoiceLine; pass a list of InvoiceLines, or a DataFrame"),
        ("lines.csv", "invoices is of type str; pass a list of"),
        (None, "invoices is of type NoneType; pass a list of"),
    ],
)
def test_input_without_lines_is_refused(invoices, message):
    with pytest.raises(cs.CostshareError, match=message):
        reconcile(FEES, invoices)


@pytest.mark.parametrize("tolerance", [-1, "x", float("nan"), True, None])
def test_a_tolerance_is_an_amount_of_zero_or_more(tolerance):
    with pytest.raises(cs.CostshareError, match="tolerance"):
        reconcile(FEES, OWN, tolerance=tolerance)


def test_lines_may_come_from_a_generator():
    assert reconcile(FEES, (each for each in OWN)).balanced
    assert isinstance(reconcile(FEES, iter(OWN[:1])).findings[0].lines, tuple)
    assert all(isinstance(each, InvoiceLine) for each in OWN)


def test_lines_of_the_wrong_level_are_explained():
    pools = [
        cs.Pool(name="platform", total=100, model=cs.Flat(), members=["HR"]),
        cs.Pool(name="HR", model=cs.Flat(), receives=True),
        cs.Pool(name="own", total=5, model=cs.Flat(), members=["T"]),
    ]
    members = [cs.Member(name=name) for name in ("HR", "S", "T")]
    board = cs.Agreement(name="X", period="2026", members=members, pools=pools)
    fees = board.allocate()
    wrong = [("S", "platform"), ("HR", "own"), ("Q", "own"), ("Q", "new"), ("HR", "new")]
    lines = [*fees.invoice_lines(), *fees.internal_fees().invoice_lines()]
    lines += [cs.InvoiceLine(invoice="9", member=m, pool=p, amount=3) for m, p in wrong]
    found = {
        (each.member, each.pool): each.message.partition(", but ")[2]
        for each in cs.reconcile(fees, lines).findings
    }
    assert found == {
        ("HR", "platform"): "HR passes this fee on: it is one of the internal fees.",
        ("S", "platform"): "platform charges only members that pass their costs on.",
        ("HR", "own"): "HR takes no part in own.",
        ("HR", "new"): "the agreement has no pool new.",
        ("Q", "own"): "the agreement has no member Q.",
        ("Q", "new"): "the agreement has neither this member nor this pool.",
    }
