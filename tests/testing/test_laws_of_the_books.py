"""The laws of the books hold for results, and fail with the place and the amounts where not."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import (
    BoardYear,
    agreements,
    assert_corrections_restate,
    assert_credit_notes_undo,
    assert_finds_changed_lines,
    assert_instalments_sum,
    assert_reconciles,
    assert_settlement_closes,
    assert_table_sums,
)

MEMBERS = {"A": {"population": 1}, "B": {"population": 2}}


def board(office=30, portal=9, period="2022", **changes):
    return cs.Agreement(
        name="board",
        period=period,
        members=[
            cs.Member(name=name, **each, **changes.get(name, {})) for name, each in MEMBERS.items()
        ],
        pools=[
            cs.Pool(name="office", total=office, model=cs.Flat()),
            cs.Pool(name="portal", total=portal, model=cs.PerCapita()),
        ],
    )


FEES = board().allocate()


def line(member="A", pool="office", amount=15, **others):
    return cs.InvoiceLine(member=member, pool=pool, amount=amount, **others)


def failure(law, *arguments, **settings):
    with pytest.raises(AssertionError) as caught:
        law(*arguments, **settings)
    return str(caught.value)


def refusal(law, *arguments, **settings):
    with pytest.raises(cs.CostshareError) as caught:
        law(*arguments, **settings)
    return str(caught.value)


# Tables

ROWS = {"A": {"x": 1, "y": 2}, "B": {"x": 3}}
TABLES = [
    ROWS,
    [[1, 2], [3, None]],
    pd.DataFrame({"x": [1, 3], "y": pd.array([2, None], dtype="Int64")}, index=["A", "B"]),
]


@pytest.mark.parametrize("table", TABLES, ids=["mapping", "list", "frame"])
def test_a_table_sums_both_ways_in_any_form(table):
    assert_table_sums(table, rows=[3, 3], columns=[4, 2], total=6)
    assert failure(assert_table_sums, table, rows=[3, 4]).endswith(
        "sums to 3, not to 4: 1 too little"
    )
    assert failure(assert_table_sums, table, columns=[4, 1]).startswith("column ")
    assert failure(assert_table_sums, table, total=5) == (
        "the table sums to 6, not to the total 5: 1 too much"
    )


def test_a_frame_of_another_library_names_its_rows_by_a_column():
    table = pl.DataFrame({"kommun": ["A", "B"], "x": [1, 3]})
    assert_table_sums(table, member="kommun", rows={"B": 3, "A": 1}, columns={"x": 4})
    assert failure(assert_table_sums, table, member="kommun", rows={"A": 1}) == (
        "row B sums to 3, not to 0: 3 too much"
    )


def test_a_row_that_the_table_lacks_counts_as_zero():
    assert failure(assert_table_sums, ROWS, rows={"A": 3, "B": 3, "C": 1}) == (
        "row C sums to 0, not to 1: 1 too little"
    )


def test_a_table_of_fees_sums():
    assert_table_sums(FEES, rows=FEES.member_totals, columns=FEES.pool_totals, total=FEES.total)
    wide = FEES.to_frame()
    assert_table_sums(wide, rows=FEES.member_totals, columns=FEES.pool_totals)


def test_amounts_of_a_table_are_exact():
    assert_table_sums([[0.1, "0.2"]], rows=[Decimal("0.3")], total=Fraction(3, 10))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"table": ROWS}, "no sums are given for the table; pass rows=, columns= or total="),
        ({"table": 5, "total": 5}, "table is of type int"),
        ({"table": "ab", "total": 5}, "table is of type str"),
        ({"table": [5], "total": 5}, "table: row 0 is of type int"),
        ({"table": [[None, "x"]], "total": 5}, "table: row 0, column 1 'x' is not a plain number"),
        ({"table": [[float("nan")]], "total": 5}, "table: row 0, column 0 is NaN"),
        ({"table": [[1, 2], [3]], "total": 6}, "table: row 1 has 1 of the 2 columns of row 0"),
        ({"table": ROWS, "rows": [1]}, "rows has 1 number; the table has 2, one a row"),
        ({"table": ROWS, "total": 5, "member": "x"}, "member='x' names a column, and table is not"),
        (
            {"table": pd.DataFrame({"x": [1, 2]}, index=["A", "A"]), "total": 3},
            "table: row A is listed twice",
        ),
        ({"table": ROWS, "rows": pd.Series([1, 2], ["A", "A"])}, "rows: row A is listed twice"),
    ],
)
def test_what_is_not_a_table_is_refused(arguments, message):
    assert refusal(assert_table_sums, **arguments).startswith(message)


# Instalments

AMOUNTS = st.dictionaries(st.sampled_from("ABCDE"), st.integers(-(10**9), 10**9), min_size=1)


@given(AMOUNTS, st.integers(1, 12))
def test_instalments_of_fees_sum_both_ways(fees, count):
    assert_instalments_sum(cs.instalments(fees, count), fees)


@given(AMOUNTS, st.lists(st.integers(0, 31), min_size=1, max_size=6).filter(any))
def test_weighed_instalments_sum_both_ways(fees, weights):
    parts = cs.instalments(fees, len(weights), weights=weights)
    assert_instalments_sum(parts, fees, weights=weights)


@given(agreements(), st.sampled_from([1, 2, 4, 12]))
def test_instalments_of_an_agreement_sum_both_ways(agreement, count):
    months = agreement.period.months
    if months is None or months % count:
        count = 1
    fees = agreement.allocate()
    unit = fees.unit
    assert_instalments_sum(
        fees.invoice_lines(instalments=count, unit=unit), fees, instalments=count, unit=unit
    )
    if count > 1:
        assert_instalments_sum(fees.instalments(count, unit=unit), fees, unit=unit)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"A": [2, 2]}, "A: instalments sum to 4, not to the fee 5: 1 too little"),
        ({"A": [2, 3], "B": [0, 1]}, "B: instalments sum to 1, not to the fee 0: 1 too much"),
        ({"A": [1, 4]}, "A, instalment 0: 1 is not its share 2.5 to the unit 1"),
        ({}, "A: instalments sum to 0, not to the fee 5: 5 too little"),
    ],
)
def test_instalments_that_do_not_sum_fail(parts, message):
    assert failure(assert_instalments_sum, parts, {"A": 5}) == message


def test_a_column_of_instalments_that_is_a_unit_off_fails():
    parts = {"A": [1, 0], "B": [1, 0]}
    assert failure(assert_instalments_sum, parts, {"A": 1, "B": 1}) == (
        "instalment 0 of all members: 2 is not its share 1 to the unit 1"
    )
    assert_instalments_sum({"A": [1, 0], "B": [0, 1]}, {"A": 1, "B": 1})
    assert_instalments_sum({"A": [100, 200]}, {"A": 300}, unit=100)


def test_lines_belong_to_the_instalment_of_their_date():
    lines = FEES.invoice_lines(instalments=2)
    assert_instalments_sum(lines, FEES, instalments=2)
    assert_instalments_sum(lines.to_frame(), FEES, instalments=["2022-01-01", "2022-07-01"])
    late = [*lines[:-1], lines[-1].replace(date="2023-01-01")]
    assert failure(assert_instalments_sum, late, FEES, instalments=2) == (
        "B, portal: a line of 3 is dated 2023-01-01, in none of the 2 instalments"
    )
    assert failure(assert_instalments_sum, lines[1:], FEES, instalments=2).startswith(
        "pool office, A: instalments sum to 8, not to the fee 15"
    )
    stranger = [*lines, line("C", date="2022-01-01")]
    assert failure(assert_instalments_sum, stranger, FEES, instalments=2) == (
        "C, office, instalment 1: 15, and it has no fee there"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1]], [1, 2]), "fees has 2 numbers; the table has 1, one a member"),
        (([[1]], [1], {"weights": [0]}), "weights are below zero or all zero"),
        (([[1]], [1], {"unit": 0}), "unit"),
        (([[1]], [1], {"instalments": 1}), "instalments is for invoice lines of an Allocation"),
        (([], FEES, {"weights": [1]}), "weights is for a table, and fees is an Allocation"),
        (([], FEES), "instalments is None; pass how many, or the dates of the invoices"),
        ((5, FEES, {"instalments": 1}), "parts is of type int"),
    ],
)
def test_what_are_not_instalments_is_refused(arguments, message):
    *given_in_order, settings = arguments if len(arguments) == 3 else (*arguments, {})
    assert refusal(assert_instalments_sum, *given_in_order, **settings).startswith(message)


# Reconciliation


@given(agreements(max_members=4, max_pools=2))
def test_own_lines_reconcile(agreement):
    fees = agreement.allocate()
    assert_reconciles(fees, fees.invoice_lines())
    assert_reconciles(fees, fees.invoice_lines().to_frame())


OWN = FEES.invoice_lines()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (OWN[1:], "A, office: 0 is invoiced, not the fee of 15: 15 too little"),
        ([*OWN, OWN[0]], "A, office: 30 is invoiced, not the fee of 15: 15 too much"),
        ([*OWN, line("C")], "C, office: 15 is invoiced, not nothing; it has no fee there: 15 too"),
        ([line(date="2023-01-01")], "lines[0] (A, office): it is dated 2023-01-01, outside the"),
        ([line(amount="x")], "lines[0] (A, office): amount 'x' is not a plain number"),
        ([line(net=1, vat_rate="0.5")], "lines[0] (A, office): amount 15, net 1 and rate 0.5"),
    ],
)
def test_lines_that_are_not_the_fees_fail(lines, message):
    assert failure(assert_reconciles, FEES, lines).startswith(message)


def test_lines_in_another_currency_fail():
    in_kronor = replace(FEES, currency="SEK")
    assert failure(assert_reconciles, in_kronor, [line(currency="EUR")]) == (
        "lines[0] (A, office): it is in EUR, the fees are in SEK"
    )


def test_a_line_that_corrects_the_period_may_be_late_and_a_stranger_may_have_zero():
    late = line("A", amount=-5, date="2023-02-01", corrects="2022")
    undone = [line("C"), line("C", amount=-15)]
    assert_reconciles(FEES, [*OWN, late, late.replace(amount=5), *undone])


@pytest.mark.parametrize("number", [1, 2, 4])
def test_the_reconciliation_of_costshare_finds_any_changed_line(number):
    assert_finds_changed_lines(cs.reconcile, FEES, FEES.invoice_lines(instalments=number))


@settings(max_examples=max(10, settings().max_examples // 5))
@given(agreements(max_members=2, max_pools=1))
def test_the_reconciliation_of_costshare_finds_any_changed_line_of_an_agreement(agreement):
    assert_finds_changed_lines(cs.reconcile, agreement.allocate(), least="0.0001")


def test_a_reconciliation_may_return_anything_with_a_length_or_a_truth():
    def frame(fees, lines):
        return pd.DataFrame({"finding": cs.reconcile(fees, lines).findings})

    def truth(fees, lines):
        return bool(cs.reconcile(fees, lines).findings)

    assert_finds_changed_lines(frame, FEES)
    assert_finds_changed_lines(truth, FEES)


def test_a_reconciliation_that_does_not_answer_is_refused():
    assert refusal(assert_finds_changed_lines, print, FEES).startswith("print returned None")
    assert refusal(assert_finds_changed_lines, 5, FEES) == (
        "function is of type int; pass a function of fees and lines"
    )
    assert refusal(assert_finds_changed_lines, cs.reconcile, FEES, least=0).startswith("least 0")


def test_a_reconciliation_that_always_finds_something_fails():
    assert failure(assert_finds_changed_lines, lambda _, lines: lines, FEES) == (
        "<lambda> finds something in lines that are right"
    )


@pytest.mark.parametrize(
    ("key", "missed"),
    [
        (lambda each: each.member, "A, office, 15 is for pool portal"),
        (lambda each: each.pool, "A, office, 15 is for member B"),
    ],
)
def test_the_change_that_is_not_found_is_named(key, missed):
    def sums(lines):
        found = {}
        for each in lines:
            found[key(each)] = found.get(key(each), 0) + each.amount
        return found

    def mine(_, lines):
        return sums(lines) != sums(OWN)

    assert failure(assert_finds_changed_lines, mine, FEES) == (
        f"mine finds nothing where the line of {missed}"
    )


# Credit notes and corrections


@given(st.integers(1, 10**6), st.sampled_from(["0.25", "0.12", "0.06", None]))
def test_a_credit_note_undoes_its_lines(amount, rate):
    lines = [line(amount=Decimal(amount) / 100, vat_rate=rate)]
    part = cs.credit_note(lines, Decimal(amount // 3) / 100)
    rest = cs.credit_note(lines, credited=part)
    assert_credit_notes_undo(lines, cs.credit_note(lines))
    assert_credit_notes_undo(lines, [*part, *rest])


def test_a_credit_note_that_does_not_undo_fails():
    assert failure(assert_credit_notes_undo, [line()], [line()]) == (
        "A, office: an amount of 15 is invoiced, -15 is credited: 30 too little"
    )
    taxed, free = line(amount=125, vat_rate="0.25"), line(amount=-125)
    assert failure(assert_credit_notes_undo, [taxed], [free]) == (
        "A, office: a net amount of 100 is invoiced, 125 is credited: 25 too much"
    )
    assert failure(assert_credit_notes_undo, [], [line("B", amount=-1)]).startswith("B, office")
    assert refusal(assert_credit_notes_undo, [line(amount=None)], []).startswith(
        "lines[0] has no amount to add: amount is missing"
    )


RESTATED = board(office=40, B={"left": "2021-12-31"}).allocate()


def test_corrections_restate_in_any_form():
    first = cs.correct(FEES, board(office=36).allocate())
    second = cs.correct(FEES, RESTATED, earlier=[first])
    wanted = {"A": {"office": 40, "portal": 9}}
    assert_corrections_restate(FEES, [first, second], RESTATED)
    assert_corrections_restate(OWN, first.invoice_lines() + second.invoice_lines(), wanted)
    assert_corrections_restate(
        FEES.to_frame(), [first.invoice_lines(), second], {("A", "office"): 40, ("A", "portal"): 9}
    )
    frame = pd.concat([each.invoice_lines().to_frame() for each in (first, second)])
    assert_corrections_restate(FEES, frame, RESTATED)
    assert_corrections_restate(FEES, [], FEES)
    assert failure(assert_corrections_restate, FEES, first, RESTATED) == (
        "A, office: billed 15 and corrected by 3, not restated as 40: 22 too little"
    )


@given(st.data())
def test_corrections_of_costshare_restate(data):
    counts = st.integers(-100, 100)
    billed, *later = (
        board(office=data.draw(counts), portal=data.draw(counts)).allocate() for _ in range(3)
    )
    sent = []
    for restated in later:
        sent.append(cs.correct(billed, restated, earlier=sent))
        assert_corrections_restate(billed, sent, restated)


# Settlement


@given(
    st.tuples(st.integers(-100, 100), st.integers(-100, 100)),
    st.tuples(st.integers(-100, 100), st.integers(-100, 100)),
    st.sampled_from(
        [cs.CarryForward(by="flat"), cs.Return(by="flat"), cs.Return(by="flat", keep=7)]
    ),
)
def test_settlements_close(totals, costs, policy):
    fees = board(*totals).allocate()
    covered = {"office": cs.CoverFrom(pools=["portal"], then=policy)}
    for policies in ({}, covered):
        settled = cs.settle(
            fees,
            dict(zip(("office", "portal"), costs, strict=True)),
            policy=policy,
            policies=policies,
            opening={"office": 5},
            leaving=["A"],
        )
        assert_settlement_closes(
            settled, totals={"income": sum(totals), "cost": sum(costs), "opening": 5}
        )


SETTLED = cs.settle(FEES, {"office": 20, "portal": 9}, policy=cs.Return())


def changed(settlement, **columns):
    """The same settlement, with other amounts in the balance of A in the pool office."""
    first, *others = settlement.pools
    wrong = replace(first.entries["A"], **columns)
    return replace(
        settlement, pools=(replace(first, entries={**first.entries, "A": wrong}), *others)
    )


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"closing": Decimal(1)}, "office: closing of its balances sum to 1, 0 is stated: 1 too"),
        ({"cost": Decimal(9), "closing": Decimal(1)}, "office: cost of its balances sum to 19, 20"),
    ],
)
def test_a_settlement_that_does_not_sum_fails(columns, message):
    assert failure(assert_settlement_closes, changed(SETTLED, **columns)).startswith(message)


def test_a_balance_that_does_not_close_fails():
    wrong = changed(SETTLED, closing=Decimal(1))
    total = replace(wrong.pools[0].total, closing=Decimal(1))
    wrong = replace(wrong, pools=(replace(wrong.pools[0], total=total), *wrong.pools[1:]))
    assert failure(assert_settlement_closes, wrong) == (
        "A, office: 0 + 15 - 10 + 0 - 5 = 0, not the closing 1: 1 too little"
    )


def test_a_table_of_balances_closes():
    frame = SETTLED.to_frame(by="member")
    assert_settlement_closes(frame, totals={"income": 39, "cost": 29, "returned": 10})
    assert failure(assert_settlement_closes, frame, totals={"returned": 11}) == (
        "returned sums to 10, not to 11: 1 too little"
    )
    moved = {"A": {"transferred": 1, "closing": 1}, "B": {}}
    assert failure(assert_settlement_closes, moved).startswith("transferred sums to 1, not to 0")
    assert refusal(assert_settlement_closes, {}, totals={"incom": 5}).startswith(
        "unknown column in totals: 'incom'"
    )


# The year of a board: stories that a failure prints


class CountsByMember(BoardYear):
    def reconcile(self, fees, lines):
        found = {}
        for each in lines:
            found[each.member] = found.get(each.member, 0) + each.amount
        due = fees.member_totals
        return [name for name in {*found, *due} if found.get(name, 0) != due.get(name, 0)]


def story(machine):
    """The message of a failure, and what is noted with it."""
    with pytest.raises(AssertionError) as caught:
        machine.TestCase("runTest").runTest()
    return str(caught.value), "\n".join(caught.value.__notes__)


def test_a_failure_of_a_year_is_a_short_story_with_the_agreement_to_paste(tmp_path):
    message, notes = story(CountsByMember)
    assert message == "reconcile finds nothing where the line of A, portal, 1 is for pool office"
    before, _, steps = notes.partition("state = CountsByMember()")
    told = steps.splitlines()[1:]
    assert told[:2] == [
        "state.the_year_begins(inhabitants=[1], totals={'office': 0, 'portal': 1})",
        "state.invoices_go_out(instalments=1)",
    ]
    assert told[-2:] == [
        "state.a_line_is_booked_wrong(slip=<A, portal, 1 is for pool office>)",
        "state.teardown()",
    ]
    assert len(told) < 8
    pasted = before.partition("The agreement, as TOML:\n")[2].partition("Fail")[0]
    (tmp_path / "agreement.toml").write_text(pasted, encoding="utf-8")
    assert cs.Agreement.load(tmp_path / "agreement.toml").allocate().total == 1


class ReturnsNothing(BoardYear):
    def invoice(self, fees, instalments):
        return None


def test_a_method_that_returns_nothing_is_named():
    quick = settings(ReturnsNothing.TestCase.settings, phases=[Phase.generate])
    ReturnsNothing.TestCase.settings = quick
    with pytest.raises(cs.CostshareError, match=r"^invoice returned None; return a list of"):
        ReturnsNothing.TestCase("runTest").runTest()


class RaisesInInvoice(BoardYear):
    def invoice(self, fees, instalments):
        return fees.no_such_lines


def test_an_error_of_a_method_shows_the_agreement():
    quick = settings(RaisesInInvoice.TestCase.settings, phases=[Phase.generate])
    RaisesInInvoice.TestCase.settings = quick
    with pytest.raises(AttributeError, match="no_such_lines") as caught:
        RaisesInInvoice.TestCase("runTest").runTest()
    assert any("The agreement, as TOML:" in note for note in caught.value.__notes__)


class SendsItsCorrectionLines(BoardYear):
    def correct(self, billed, restated, earlier):
        assert not earlier
        return [line for line in cs.correct(billed, restated).lines if line.amount]


def test_lines_of_a_correction_may_be_sent_as_they_are():
    year = SendsItsCorrectionLines()
    year.the_year_begins([1, 2], {"office": 10, "portal": 4})
    year.invoices_go_out(1)
    year.a_total_is_corrected("office", 14)
    year.corrections_go_out()
    assert sum(line.amount for line in year.lines) == 18


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (FEES, "settlement has the columns "),
        ([[1]], "settlement has the columns 0; pass rows with the columns opening, income, "),
        ({}, "settlement is empty; pass rows with the columns opening, income, "),
        ({"A": {"foo": 1}}, "settlement has the columns foo; pass rows with the columns opening"),
        ({"A": {"opening": 0}}, "settlement has the columns opening; pass rows with"),
    ],
)
def test_a_table_that_is_not_a_settlement_is_refused(table, message):
    with pytest.raises(cs.CostshareError) as caught:
        assert_settlement_closes(table)
    assert str(caught.value).startswith(message)


def test_a_column_member_names_the_rows_of_a_settlement():
    table = pd.DataFrame({"member": ["A", "B"], "income": [5, 3], "closing": [5, 4]})
    assert failure(assert_settlement_closes, table) == (
        "B: 0 + 3 - 0 + 0 - 0 = 3, not the closing 4: 1 too little"
    )
