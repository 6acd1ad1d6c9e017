"""Budget reports of months: item by month, cumulated, and their sum."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

import costshare as cs
from budgets_local import archive, budget_months, month, office

FIGURES = ("income", "cost", "result", "income_variance", "cost_variance", "variance")


few = settings(deadline=None, max_examples=25)
MONTHS = cs.BudgetMonths(
    reports=[
        month(3, office(80, 90, budget=85), archive(), currency="SEK"),
        month(2, office(100, 95, budget=90)),
    ],
    year_budget={"office": {"income": 1000, "cost": 990}},
)


@few
@given(budget_months())
def test_the_months_sum_to_their_report_item_by_item(months):
    months.check()
    whole = months.report()
    assert [item.name for item in whole] == list(months.item_names)
    for figure in FIGURES:
        for item in whole:
            parts = [getattr(each, figure) for report in months for each in report]
            names = [each.name for report in months for each in report]
            by_name = [part for part, name in zip(parts, names, strict=True) if name == item.name]
            assert sum(map(Fraction, by_name)) == Fraction(getattr(item, figure))
        reports = [Fraction(getattr(each, figure)) for each in months]
        assert sum(reports) == Fraction(getattr(whole, figure))


@few
@given(budget_months())
def test_the_months_are_in_order_and_the_last_cumulated_figures_are_those_of_the_sum(months):
    days = [each.period.first for each in months]
    assert days == sorted(days)
    assert (months.period.first, months.period.last.month) == (days[0], days[-1].month)
    whole, frame = months.report(), months.to_frame(tidy=True)
    for item in whole:
        last = frame[frame["item"] == item.name].iloc[-1]
        assert last["cumulated_result"] == item.result
        assert last["cumulated_variance"] == item.variance


def test_it_prints_result_and_variance_by_month_and_cumulated():
    assert (
        str(MONTHS)
        == """\
Budget report 2023-02-01/2023-03-31, SEK

Result

         2023-02  2023-03  total
--------------------------------
office       5.0    -10.0   -5.0
archive        –      1.5    1.5
--------------------------------
total        5.0     -8.5   -3.5

Result, cumulated

         2023-02  2023-03
-------------------------
office       5.0     -5.0
archive        –      1.5
-------------------------
total        5.0     -3.5

Variance

         2023-02  2023-03  total
--------------------------------
office       5.0    -10.0   -5.0
archive        –      1.5    1.5
--------------------------------
total        5.0     -8.5   -3.5

Variance, cumulated

         2023-02  2023-03
-------------------------
office       5.0     -5.0
archive        –      1.5
-------------------------
total        5.0     -3.5"""
    )
    assert repr(MONTHS) == (
        "<BudgetMonths Budget report 2023-02-01/2023-03-31: 2 months, result -3.5 SEK>"
    )


def test_without_a_budget_there_is_only_the_result():
    assert "Variance" not in str(cs.BudgetMonths(reports=[month(5, office())]))


def test_a_frame_has_items_by_months_and_missing_items_are_missing():
    frame = MONTHS.to_frame()
    assert list(frame.columns) == ["2023-02", "2023-03"]
    assert frame.loc["office"].tolist() == [5, -10]
    assert frame["2023-02"].isna().tolist() == [False, True]


def test_the_report_keeps_sources_plans_pools_and_comments():
    first = office(pools=["it"], sources={"fees": 90, "grant": 10}, comment="vacant post")
    then = office(pools=["it"], forecast=1200, year_budget=1100)
    third = office(pools=["it"], forecast=1300, comment="filled")
    months = [month(1, first), month(2, then), month(3, third)]
    item = cs.BudgetMonths(reports=months).report().item("office")
    assert item.sources == {"fees": 290, "grant": 10}
    assert (item.pools, item.budget) == (("it",), None)
    assert (item.forecast.income, item.year_budget.income) == (1300, 1100)
    assert item.comment == "2023-01: vacant post; 2023-03: filled"
    again = cs.BudgetMonths(reports=months, year_budget={"office": 1000}).report().item("office")
    assert again.year_budget.cost == 1000


def test_the_sum_of_the_months_is_compared_with_the_fees_of_their_time():
    fees = cs.allocate(200, cs.Flat(), {"A": {}, "B": {}}, pool="office", period="2023-Q1")
    months = cs.BudgetMonths(reports=[month(number, office(70)) for number in (1, 2, 3)])
    (finding,) = months.report().findings_against(fees)
    assert (finding.kind, finding.difference) == ("income_differs", Decimal(10))


def test_months_survive_json_and_a_copy():
    again = cs.BudgetMonths.from_dict(json.loads(json.dumps(MONTHS.to_dict())))
    assert str(again) == str(MONTHS)
    assert hash(again) == hash(MONTHS)
    assert MONTHS.unit == Decimal("0.1")
    assert MONTHS.replace(name="x").name == "x"
    assert again == MONTHS


@pytest.mark.parametrize(
    ("reports", "message"),
    [
        ([], "reports: is empty; give at least one"),
        ([cs.BudgetReport(items=[office()])], "is for no period; pass reports of months"),
        (
            [cs.BudgetReport(period="2023-Q1", items=[office()])],
            "Budget report is for 2023-Q1, which is not a month; pass reports of months: period=",
        ),
        (
            [cs.BudgetReport(period="2023-01-15/2023-02-14", items=[office()])],
            "2023-01-15/2023-02-14, which is not a month",
        ),
        ([month(1, office()), month(1, office())], "2023-01 has two reports; leave one of them"),
        ([month(1, office()), month(3, office())], "no report is given between 2023-01 and 2023-0"),
        (
            [month(12, office()), month(1, office(), year=2024)],
            "2023-12 and 2024-01 are months of two years; add up each year by itself",
        ),
        (
            [month(1, office(), currency="SEK"), month(2, office(), currency="EUR")],
            "the report of 2023-01 is in SEK, that of 2023-02 in EUR; convert one of them first",
        ),
        (
            [
                month(1, office(), currency="SEK"),
                month(2, office()),
                month(3, office(), currency="EUR"),
            ],
            "the report of 2023-01 is in SEK, that of 2023-03 in EUR; convert one of them first",
        ),
        (
            [month(1, office(pools=["a"])), month(2, office())],
            r"item office has pools \['a'\] in 2023-01, by its name in 2023-02; give it the same",
        ),
        (
            [month(1, office(pools=["a"])), month(2, archive(pools=["a"]))],
            "pool a is in two items",
        ),
        ([month(1, office()), 5], r"reports\[1\]"),
    ],
)
def test_months_that_do_not_go_together_are_refused(reports, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.BudgetMonths(reports=reports)


def test_a_budget_of_an_unknown_item_is_refused():
    with pytest.raises(cs.CostshareError, match="unknown item of year_budget 'ofice'; did you mea"):
        cs.BudgetMonths(reports=[month(1, office())], year_budget={"ofice": 1})


def test_the_check_proves_the_sum_of_the_months(monkeypatch):
    monkeypatch.setattr(cs.BudgetMonths, "report", lambda months: months.reports[0])
    with pytest.raises(cs.ConservationError, match="income by month does not sum to 100"):
        MONTHS.check()
