"""The lines that an allocation should lead to: numbers, dates, instalments."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit, common_unit
from costshare.invoices import invoice_lines
from reconciliation.ledger_local import allocations, table

FEES = table({"A": {"x": 100, "y": 40}, "B": {"x": 0}, "C": {"x": 7}}, billed_by={"y": "supplier"})


def told(lines):
    return [(each.invoice, each.member, each.pool, int(each.amount)) for each in lines]


def test_an_invoice_for_each_member_and_pool():
    assert told(invoice_lines(FEES, number="{period}-{n:03}", first=7)) == [
        ("2022-007", "A", "x", 100),
        ("2022-008", "A", "y", 40),
        ("2022-009", "C", "x", 7),
    ]


def test_an_invoice_for_each_member_and_sender():
    fees = table({"A": {"x": 1, "y": 2, "z": 3}}, billed_by={"y": "supplier"})
    lines = invoice_lines(fees, per="member", number="{n}")
    assert told(lines) == [("1", "A", "x", 1), ("2", "A", "y", 2), ("1", "A", "z", 3)]
    assert [each.billed_by for each in lines] == ["host", "supplier", "host"]


def test_numbers_by_rule():
    lines = invoice_lines(FEES, number="{member}/{pool}/{instalment}/{billed_by}", instalments=2)
    assert [each.invoice for each in lines][:2] == ["A/x/1/host", "A/y/1/supplier"]


def test_a_fee_of_zero_is_not_invoiced():
    assert all(each.member != "B" for each in invoice_lines(FEES))


@pytest.mark.parametrize(
    ("period", "instalments", "dates"),
    [
        ("2022", 1, ["2022-01-01"]),
        ("2022", 4, ["2022-01-01", "2022-04-01", "2022-07-01", "2022-10-01"]),
        ("2022-Q2", 3, ["2022-04-01", "2022-05-01", "2022-06-01"]),
        (("2021-11-01", "2022-02-28"), 2, ["2021-11-01", "2022-01-01"]),
        (("2022-01-15", "2022-02-13"), 1, ["2022-01-15"]),
    ],
)
def test_dates_by_the_period(period, instalments, dates):
    fees = table({"A": {"x": 100}}, period=period)
    assert [str(each.date) for each in invoice_lines(fees, instalments=instalments)] == dates


def test_dates_as_given():
    lines = invoice_lines(FEES, instalments=2, dates=["2022-03-31", "2022-09-30"])
    assert [str(each.date) for each in lines] == ["2022-03-31"] * 3 + ["2022-09-30"] * 3
    assert {str(each.date) for each in invoice_lines(FEES, dates="2022-03-31")} == {"2022-03-31"}
    timeless = cs.allocate(10, cs.Flat(), {"A": {}})
    assert [each.date for each in invoice_lines(timeless, instalments=3)] == [None] * 3


@given(allocations, st.integers(1, 13), st.sampled_from(["member", "member_pool"]))
def test_instalments_sum_to_the_fees_and_differ_by_a_step_at_most(allocation, count, per):
    dates = [f"2022-01-{day:02}" for day in range(1, count + 1)]
    lines = invoice_lines(allocation, per=per, instalments=count, dates=dates)
    for pool in allocation.pools:
        step = common_unit([pool.unit, Unit(Fraction(1))]).size
        for member, units in pool.units.items():
            own = [Fraction(e.amount) for e in lines if (e.member, e.pool) == (member, pool.name)]
            assert sum(own) == units * pool.unit.size
            spread = [*own, *[Fraction(0)] * (count - len(own))]
            if count > 1:
                assert max(spread) - min(spread) <= step
        if count > 1:  # each time the pool comes to its share, down or up to a step
            at_a_time = [
                sum(Fraction(e.amount) for e in lines if (str(e.date), e.pool) == (day, pool.name))
                for day in dates
            ]
            even = pool.total / count / step
            assert {total / step for total in at_a_time} <= {floor(even), ceil(even)}
    numbers = {(each.invoice, each.billed_by): (each.member, each.date) for each in lines}
    assert all(numbers[each.invoice, each.billed_by] == (each.member, each.date) for each in lines)


def test_instalments_in_steps_of_hundreds():
    fees = table({"A": {"x": 76_100}})
    lines = invoice_lines(fees, instalments=4, unit=100)
    assert sorted(int(each.amount) for each in lines) == [19_000, 19_000, 19_000, 19_100]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"per": "pool"}, "unknown per 'pool'; Known: member, member_pool"),
        ({"instalments": 0}, "instalments 0 is no whole number from 1"),
        ({"instalments": True}, "instalments True is no whole number"),
        ({"instalments": 5}, "2022-01-01 to 2022-12-31 has no 5 equal parts of whole months"),
        ({"instalments": 2, "dates": "2022-01-01"}, "1 dates for 2 instalments"),
        ({"instalments": 2, "dates": ["2022-01-01"] * 2}, "two instalments have the same date"),
        ({"dates": "soon"}, "date 'soon' is no date"),
        ({"first": "1"}, "first '1' is no whole number; pass the first invoice's, such as 1"),
        ({"number": "2022"}, "number '2022' gives two invoices the number 2022; put {n} in it"),
        ({"number": "{x}"}, "number '{x}' is no rule"),
        ({"number": "{n"}, "number '{n' is no rule"),
        ({"instalments": 2, "unit": 3}, "fee in pool x 100 is no whole multiple of unit 3"),
    ],
)
def test_a_rule_that_does_not_work_is_an_error(settings, message):
    with pytest.raises(cs.CostshareError, match=message.replace("{", r"\{").replace("}", r"\}")):
        invoice_lines(FEES, **settings)
