"""An allocation in instalments: an allocation for each month or quarter."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from reconciliation.ledger_local import allocations, table

YEAR = table({"A": {"x": 1_000, "y": 5}, "B": {"x": 200}, "C": {"x": 0}}, units={"x": 100})


@st.composite
def split(draw):
    """An allocation, and into how many parts its period can be cut."""
    fees = draw(allocations)
    months = fees.period.months
    return fees, draw(st.sampled_from([n for n in range(1, months + 1) if months % n == 0]))


@given(split())
def test_the_instalments_of_every_fee_sum_to_it_and_every_part_to_its_share(case):
    allocation, count = case
    parts = allocation.instalments(count)
    assert (parts[0].period.first, parts[-1].period.last) == (
        allocation.period.first,
        allocation.period.last,
    )
    for part in parts:
        part.check()
        assert part.members == allocation.members
    for pool in allocation.pools:
        lines = [part.pool(pool.name) for part in parts]
        for member, units in pool.units.items():
            paid = sum(line.units[member] * line.unit.size for line in lines)
            assert paid == units * pool.unit.size
        even = pool.total / count / lines[0].unit.size
        for line in lines:
            assert line.total / line.unit.size in {floor(even), ceil(even)}


@given(split())
def test_each_instalment_reconciles_with_its_own_invoice_lines(case):
    allocation, count = case
    by_day = {}
    for line in allocation.invoice_lines(instalments=count):
        by_day.setdefault(line.date, []).append(line)
    for part in allocation.instalments(count):
        result = cs.reconcile(part, by_day.get(part.period.first, []))
        assert result.balanced, str(result)


def test_months_quarters_and_numbers_of_parts():
    assert [str(each.period) for each in YEAR.instalments("quarter")] == [
        "2022-Q1",
        "2022-Q2",
        "2022-Q3",
        "2022-Q4",
    ]
    assert len(YEAR.instalments()) == len(YEAR.instalments(np.int64(12))) == 12
    assert [str(each.period) for each in YEAR.instalments(2)] == [
        "2022-01-01/2022-06-30",
        "2022-07-01/2022-12-31",
    ]
    (whole,) = YEAR.instalments(1)
    assert whole.period == YEAR.period
    assert whole.member_totals == YEAR.member_totals


def test_a_step_of_hundreds_and_who_sends():
    fees = table({"A": {"x": 1_000}, "B": {"x": 600}}, billed_by={"x": "supplier"})
    quarters = fees.instalments("quarter", unit=100)
    assert [int(each.fee("A", "x")) for each in quarters] == [200, 300, 200, 300]
    assert [int(each.total) for each in quarters] == [400, 400, 400, 400]
    assert {each.pool("x").billed_by for each in quarters} == {"supplier"}
    assert "instalment 1 of 4: as given = 200" in str(quarters[0].explain("A"))


def test_the_labels_of_a_frame_stay():
    import pandas as pd

    frame = pd.DataFrame({"population": [1, 2]}, index=pd.Index(["A", "B"], name="kommun"))
    fees = cs.allocate(300, cs.PerCapita(), frame, period="2022-Q1")
    assert fees.instalments()[0].to_frame().index.name == "kommun"
    assert fees.instalments()[2].to_frame()["fee"].tolist() == [34, 66]


def test_a_finer_unit_than_the_krona():
    fees = table({"A": {"x": "10.01"}}, units={"x": "0.01"}, period="2022-Q1")
    amounts = [each.fee("A", "x") for each in fees.instalments()]
    assert sum(map(Fraction, amounts)) == Fraction("10.01")
    assert max(amounts) - min(amounts) == cs.read_number("0.01")


@pytest.mark.parametrize(
    ("fees", "periods", "settings", "message"),
    [
        (
            YEAR,
            "week",
            {},
            "unknown length of an instalment 'week'; Known: month, quarter, or how many: 12",
        ),
        (
            YEAR,
            True,
            {},
            "unknown length of an instalment True; Known: month, quarter, or how many: 12",
        ),
        (
            YEAR,
            5,
            {},
            (
                "2022-01-01 to 2022-12-31 has no 5 equal parts of whole months; it has 1, 2, 3, "
                "4, 6, 12"
            ),
        ),
        (
            YEAR,
            0,
            {},
            (
                "2022-01-01 to 2022-12-31 has no 0 equal parts of whole months; it has 1, 2, 3, "
                "4, 6, 12"
            ),
        ),
        (
            table({"A": {"x": 1}}, period="2022-05"),
            "quarter",
            {},
            (
                "2022-05-01 to 2022-05-31 is not made of whole quarters; pass how many "
                "instalments: periods=1"
            ),
        ),
        (
            table({"A": {"x": 1}}, period=("2022-05-02", "2022-06-30")),
            "month",
            {},
            (
                "2022-05-02 to 2022-06-30 is not made of whole months; pass how many "
                "instalments: periods=1"
            ),
        ),
        (
            cs.allocate(1, cs.Flat(), {"A": {}}),
            "month",
            {},
            "the fees are for no period; pass one to allocate: period='2022'",
        ),
        (
            YEAR,
            "month",
            {"unit": 1_000},
            (
                "fee in pool x 200 is no whole multiple of unit 1000; pass unit=200, or round the "
                "fee in pool x first"
            ),
        ),
    ],
)
def test_what_cannot_be_split_is_refused(fees, periods, settings, message):
    with pytest.raises(cs.CostshareError) as error:
        fees.instalments(periods, **settings)
    assert str(error.value) == message
