"""An allocation in instalments: an allocation for each month or quarter."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit, common_unit
from ledger_local import allocations, counts_of_parts, exact_instalments, table

PARTLY = cs.Agreement(
    name="Board",
    period="2022",
    members=[
        cs.Member(name="Boden"),
        cs.Member(name="Kiruna", joined="2022-05-01"),
        cs.Member(name="Piteå", left="2022-03-15"),
    ],
    pools=[cs.Pool(name="office", total=8_400, unit=60, model=cs.Flat())],
)
YEAR = table({"A": {"x": 1_000, "y": 5}, "B": {"x": 200}, "C": {"x": 0}}, units={"x": 100})


@st.composite
def split(draw):
    """An allocation, and into how many parts its period can be cut."""
    fees = draw(allocations)
    return fees, draw(st.sampled_from(counts_of_parts(fees.period)))


@given(split())
def test_the_instalments_of_every_fee_sum_to_it_and_every_part_to_its_share(case):
    allocation, count = case
    parts = allocation.instalments(count)
    has_levels = not any(pool.solved for pool in allocation.pools)
    members = (allocation if has_levels else allocation.final_fees()).members
    assert (parts[0].period.first, parts[-1].period.last) == (
        allocation.period.first,
        allocation.period.last,
    )
    for part in parts:
        part.check()
        part.final_fees().check()
        assert part.members == members
    for pool in allocation.final_fees().pools:
        lines = [part.pool(pool.name) for part in parts]
        units = [pool.unit, Unit(Fraction(1))]
        step = (common_unit(units) if count > 1 else pool.unit).size
        totals = [Fraction(0)] * count
        for member, fee in pool.fees.items():
            paid = [Fraction(line.fees.get(member, 0)) for line in lines]
            assert sum(paid) == fee
            exact = exact_instalments(pool, member, [part.period for part in parts])
            totals = [total + each for total, each in zip(totals, exact, strict=True)]
            running = [Fraction(0)] * 2
            for each, amount in zip(exact, paid, strict=True):
                assert amount / step in {floor(each / step), ceil(each / step)}
                running = [running[0] + each, running[1] + amount]
                assert running[1] / step in {floor(running[0] / step), ceil(running[0] / step)}
        for total, line in zip(totals, lines, strict=True):
            paid = sum(Fraction(line.fees.get(member, 0)) for member in pool.fees)
            assert paid / step in {floor(total / step), ceil(total / step)}


@given(split())
def test_each_instalment_reconciles_with_its_own_invoice_lines(case):
    allocation, count = case
    lines = allocation.invoice_lines(instalments=count)
    for part in allocation.instalments(count):
        days = part.period
        result = cs.reconcile(part, [e for e in lines if days.first <= e.date <= days.last])
        assert result.balanced, str(result)


@given(split())
def test_no_member_is_invoiced_outside_its_membership(case):
    allocation, count = case
    membership = {who: days for pool in allocation.pools for who, days in pool.memberships.items()}
    for line in allocation.invoice_lines(instalments=count):
        days = membership.get(line.member, allocation.period)
        assert days.first <= line.date <= days.last
    for part in allocation.instalments(count):
        for pool in part.final_fees().pools:
            for member in pool.fees:
                assert membership.get(member, allocation.period).overlaps(part.period)


def test_a_member_that_joins_or_leaves_pays_in_its_own_months():
    fees = PARTLY.allocate()
    assert fees.member_totals == {"Boden": 4500, "Kiruna": 3000, "Piteå": 900}
    by_month = [month.pool("office") for month in fees.instalments()]
    assert [str(month.fee("Boden")) for month in by_month] == ["375"] * 12
    # Eight months of 3 000; and of 900 31, 31 and 15 parts of 77: 362.3, 362.3 and 175.3.
    assert [month.fee("Kiruna") for month in by_month][:6] == [*[None] * 4, 375, 375]
    assert [month.fee("Piteå") for month in by_month] == [363, 362, 175, *[None] * 9]
    lines = fees.invoice_lines(instalments=12)
    dates = {name: [str(e.date) for e in lines if e.member == name] for name in fees.members}
    assert (dates["Kiruna"][0], dates["Piteå"][-1]) == ("2022-05-01", "2022-03-01")
    assert [str(each.amount) for each in lines if each.member == "Piteå"] == ["363", "362", "175"]
    # A quarter knows the days within it, and splits by them.
    spring = fees.instalments("quarter")[0]
    assert spring.pool("office").memberships == {"Piteå": cs.Period.read("2022-01-01/2022-03-15")}
    assert [month.fee("Piteå", "office") for month in spring.instalments()] == [363, 362, 175]


def test_a_member_that_joins_within_a_month_is_invoiced_from_that_day():
    fees = cs.allocate(100, cs.Flat(), [cs.Member(name="A", joined="2022-02-15")], period="2022-Q1")
    lines = fees.invoice_lines(instalments=3)
    assert [(str(e.date), int(e.amount)) for e in lines] == [("2022-02-15", 33), ("2022-03-01", 67)]
    assert [month.fee("A", "fee") for month in fees.instalments()] == [None, 33, 67]


def test_fees_that_hold_a_correction_or_are_settled_know_the_memberships():
    fees = PARTLY.allocate()
    other = PARTLY.replace(pools=[cs.Pool(name="office", total=8_500, model=cs.Flat())]).allocate()
    settled = cs.settle(fees, {"office": 8_000}, policy=cs.Return())
    for later in (cs.correct(fees, other).applied_to(fees), settled.applied_to(fees)):
        lines = later.invoice_lines(instalments=12)
        assert min(str(e.date) for e in lines if e.member == "Kiruna") == "2022-05-01"
        assert max(str(e.date) for e in lines if e.member == "Piteå") == "2022-03-01"


def test_a_record_whose_memberships_are_wrong_or_unknown_is_refused():
    data = PARTLY.allocate().to_dict()
    assert data["pools"][0]["memberships"]["Kiruna"] == "2022-05-01/2022-12-31"
    data["pools"][0]["memberships"] = {"Kiruna": "2022-Q4"}
    with pytest.raises(cs.ConservationError) as error:
        cs.Allocation.from_dict(data)
    assert str(error.value) == (
        "pool office: Kiruna is recorded as a member for 2022-Q4, which is not its part of 2022"
    )
    data["pools"][0]["memberships"] = {"Kirunna": "2022"}
    with pytest.raises(cs.CostshareError, match="member with a membership in pool office: 'Kirun"):
        cs.Allocation.from_dict(data)
    del data["pools"][0]["memberships"]  # as older records are
    with pytest.raises(cs.CostshareError) as error:
        cs.Allocation.from_dict(data).instalments()
    assert str(error.value) == (
        "Kiruna is in pool office for 49/73 of the period, and the record does not say on which "
        "days; allocate each instalment's period by itself"
    )


def test_dates_alone_do_not_tell_what_is_within_a_membership():
    fees = PARTLY.allocate()
    with pytest.raises(cs.CostshareError) as error:
        fees.invoice_lines(instalments=2, date=["2022-03-31", "2022-09-30"], unit=7)
    assert "not a multiple of unit 7" in str(error.value)
    with pytest.raises(cs.CostshareError) as error:
        fees.invoice_lines(instalments=5, date=[f"2022-0{month}-28" for month in range(1, 6)])
    assert str(error.value) == (
        "Kiruna is in pool office from 2022-05-01 to 2022-12-31 only, and 2022-01-01 to 2022-12-31 "
        "has no 5 equal parts of whole months; it has 1, 2, 3, 4, 6, 12; choose one of these, or "
        "allocate each instalment's period by itself"
    )


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


def test_a_unit_of_hundreds_and_the_issuer():
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
                "fee in pool x 200 is not a multiple of unit 1000; pass unit=200, or round the "
                "fee in pool x first"
            ),
        ),
    ],
)
def test_what_cannot_be_split_is_refused(fees, periods, settings, message):
    with pytest.raises(cs.CostshareError) as error:
        fees.instalments(periods, **settings)
    assert str(error.value) == message


def test_a_period_from_the_3rd_of_a_month_has_instalments_from_the_3rd():
    fees = cs.allocate(1_300, cs.Flat(), {"A": {}}, period="2022-01-03/2023-01-02")
    quarters = fees.instalments("quarter")
    assert [str(each.period) for each in quarters] == [
        "2022-01-03/2022-04-02",
        "2022-04-03/2022-07-02",
        "2022-07-03/2022-10-02",
        "2022-10-03/2023-01-02",
    ]
    assert [int(each.total) for each in quarters] == [325] * 4
    assert len(fees.instalments("month")) == len(fees.instalments(12)) == 12
    lines = fees.invoice_lines(instalments=12)
    assert [str(line.date) for line in lines][:2] == ["2022-01-03", "2022-02-03"]
    assert sum(line.amount for line in lines) == 1_300


def test_a_member_that_joins_in_a_period_from_the_3rd_pays_in_its_own_part():
    member = cs.Member(name="A", joined="2022-07-18")
    fees = cs.allocate(300, cs.Flat(), [member], period="2022-01-03/2023-01-02")
    months = fees.instalments("month")
    assert [each.fee("A", "fee") is None for each in months] == [True] * 6 + [False] * 6
    assert sum(each.total for each in months) == 300
