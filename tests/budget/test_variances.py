"""Variances of income and of cost: they sum to the variance, in amounts and in per cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from budgets_local import AMOUNTS, budget_items

REPORT = cs.BudgetReport(
    items=[
        cs.BudgetItem(name="office", income=110, cost=80, budget={"income": 100, "cost": 90}),
        cs.BudgetItem(name="archive", income="9.5", cost=12, budget=9),
    ]
)


@given(st.lists(budget_items(), min_size=1, max_size=4, unique_by=lambda item: item.name))
def test_income_and_cost_variance_sum_to_the_variance_of_items_and_of_the_report(items):
    report = cs.BudgetReport(items=items)
    for each in [*items, report]:
        both = Fraction(each.income_variance) + Fraction(each.cost_variance)
        assert both == Fraction(each.variance)
    for name in ("income_variance", "cost_variance", "variance"):
        amounts = [Fraction(getattr(item, name)) for item in items]
        assert sum(amounts) == Fraction(getattr(report, name))
    report.check()


@given(AMOUNTS, AMOUNTS)
def test_a_variance_above_zero_is_better_also_in_per_cent(actual, planned):
    item = cs.BudgetItem(name="x", income=actual, cost=actual, budget=planned)
    assert item.income_variance == actual - planned == -item.cost_variance
    if planned:
        assert item.income_variance_percent == Fraction(100 * (actual - planned), abs(planned))
        assert item.cost_variance_percent == -item.income_variance_percent
    else:
        assert item.income_variance_percent is item.cost_variance_percent is None


def test_percentages_are_exact_and_missing_without_a_budget():
    office, archive = REPORT
    assert (office.income_variance_percent, office.cost_variance_percent) == (10, Fraction(100, 9))
    assert archive.income_variance_percent == Fraction(50, 9)
    assert REPORT.income_variance_percent == Fraction(10_50, 109)
    assert REPORT.cost_variance_percent == Fraction(7_00, 99)
    part = cs.BudgetReport(items=[office, archive.replace(budget=None)])
    assert part.income_variance == Decimal("19.5")
    assert part.income_variance_percent is part.cost_variance_percent is None


def test_the_table_of_variances_is_shown_where_an_item_has_a_budget():
    (_, table) = str(REPORT).split("Variances, also in per cent of the budget; ")
    assert (
        table
        == """\
above zero is better

         income variance  income, %  cost variance  cost, %
-----------------------------------------------------------
office              10.0         10           10.0   ≈ 11.1
archive              0.5      ≈ 5.6           -3.0  ≈ -33.3
-----------------------------------------------------------
total               10.5      ≈ 9.6            7.0    ≈ 7.1"""
    )
    without = cs.BudgetReport(items=[cs.BudgetItem(name="office", income=1, cost=1)])
    assert "Variances" not in str(without)


def test_the_frame_has_variances_of_income_and_cost():
    frame = REPORT.to_frame()
    assert frame["cost_variance"].tolist() == [10, -3]
    assert frame["cost_variance_percent"].tolist() == [Fraction(100, 9), Fraction(-100, 3)]


def test_the_check_proves_that_both_sum_to_the_variance(monkeypatch):
    monkeypatch.setattr(cs.BudgetItem, "cost_variance", Decimal(0))
    with pytest.raises(
        cs.ConservationError, match=r"income variance 10\.5 and cost variance 0\.0 do"
    ):
        REPORT.check()
