"""Partial credit notes: part after part they give back exactly the invoice."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceLine, credit_note, surcharge
from costshare.reconciliation import reconcile
from reconciliation.ledger_local import table


def lines_of(amounts):
    return [
        InvoiceLine(member="A", pool=f"p{place}", amount=Decimal(ore).scaleb(-2), invoice="1")
        for place, ore in enumerate(amounts)
    ]


def total(lines, field="amount"):
    return sum((Fraction(getattr(each, field) or 0) for each in lines), Fraction(0))


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=6), st.data())
def test_a_part_and_then_the_rest_give_back_the_invoice(amounts, data):
    lines = lines_of(amounts)
    notes = []
    for _ in range(data.draw(st.integers(0, 3))):
        left = 100 * (total(lines) + total(notes))
        ore = data.draw(st.integers(min(0, int(left)), max(0, int(left))))
        note = credit_note(lines, Fraction(ore, 100), credited=notes)
        assert total(note) == -Fraction(ore, 100)
        notes += note
    notes += credit_note(lines, credited=notes)
    for place, line in enumerate(lines):
        assert total(notes[place :: len(lines)]) == -Fraction(line.amount)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6).filter(any), st.data())
def test_no_line_is_credited_beyond_what_it_came_to(amounts, data):
    lines = lines_of(amounts)
    notes = []
    for _ in range(3):
        left = int(100 * (total(lines) + total(notes)))
        notes += credit_note(lines, Fraction(data.draw(st.integers(0, left)), 100), credited=notes)
        for place, line in enumerate(lines):
            credited = -total(notes[place :: len(lines)])
            assert 0 <= credited <= Fraction(line.amount)


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=5), st.fractions(0, 1))
def test_net_and_vat_are_both_given_back(amounts, share):
    lines = surcharge(lines_of(amounts), "0.25").to_lines()
    ore = int(100 * total(lines) * share)
    part = credit_note(lines, Fraction(ore, 100))
    rest = credit_note(lines, credited=part)
    for place, line in enumerate(lines):
        assert total([part[place], rest[place]], "net") == -Fraction(line.net)
        assert total([part[place], rest[place]]) == -Fraction(line.amount)


def test_an_invoice_and_its_credit_notes_reconcile_with_what_is_left():
    lines = lines_of([10_000, 20_000, 10_001])
    part = credit_note(lines, "100.00", invoice="K1", date="2022-06-30")
    assert [(each.invoice, str(each.date), str(each.amount)) for each in part] == [
        ("K1", "2022-06-30", "-25.00"),
        ("K1", "2022-06-30", "-50.00"),
        ("K1", "2022-06-30", "-25.00"),
    ]
    fees = table(
        {"A": {"p0": "75", "p1": "150", "p2": "75.01"}},
        units=dict.fromkeys(["p0", "p1", "p2"], "0.01"),
    )
    assert reconcile(fees, [*lines, *part]).balanced


def test_steps():
    lines = lines_of([10_000, 10_000, 10_000])
    assert [str(each.amount) for each in credit_note(lines, 100)] == ["-33.34", "-33.33", "-33.33"]
    assert [str(each.amount) for each in credit_note(lines, 100, unit=1)] == [
        "-34.00",
        "-33.00",
        "-33.00",
    ]
    with pytest.raises(cs.CostshareError, match="amount 100 is no whole multiple of unit 3"):
        credit_note(lines, 100, unit=3)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("300.01", "amount 300.01 is not within what is left to credit, 300"),
        (-1, "amount -1 is not within what is left to credit, 300"),
        ("x", "amount 'x' is no plain number"),
    ],
)
def test_too_much_is_refused(amount, message):
    with pytest.raises(cs.CostshareError, match=message):
        credit_note(lines_of([10_000, 20_000]), amount)


def test_earlier_notes_must_fit_their_lines():
    lines = lines_of([10_000, 20_000])
    part = credit_note(lines, 10)
    with pytest.raises(cs.CostshareError, match="1 credited lines do not fit 2 lines"):
        credit_note(lines, 10, credited=part[:1])
    with pytest.raises(cs.CostshareError, match="credited line 0 is for A, p1, not for A, p0"):
        credit_note(lines, 10, credited=part[::-1])
    with pytest.raises(cs.CostshareError, match="no lines to credit"):
        credit_note([], 10)
    with pytest.raises(cs.CostshareError, match="a line of A, x has no amount: amount is missing"):
        credit_note([InvoiceLine(member="A", pool="x", amount=None)])


@pytest.mark.parametrize("amount", [100, -150])
def test_what_was_credited_must_be_credits_within_the_lines(amount):
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    earlier = [cs.InvoiceLine(member="B", pool="a", amount=amount)]
    with pytest.raises(cs.CostshareError, match="a line that credits has the opposite sign"):
        cs.credit_note([line], credited=earlier)


def test_a_credit_note_with_a_date_that_is_none_is_refused():
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    with pytest.raises(cs.CostshareError, match="date '31/3 2022' is no date"):
        cs.credit_note([line], date="31/3 2022")


@pytest.mark.parametrize("rate", [25, -1, {"a": 25}])
def test_a_rate_in_per_cent_is_refused(rate):
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    with pytest.raises(cs.CostshareError, match="is no share from 0 to below 1; write 25 per cent"):
        cs.surcharge([line], rate)
