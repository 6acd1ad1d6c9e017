"""A rolling forecast: by the budget that is left or by the pace, exact and rounded once."""

import json
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings

import costshare as cs
from budgets_local import archive, budget_months, forecasts, month, office

PLAN = {"office": {"income": 1300, "cost": 1250}, "archive": 120}
MONTHS = cs.BudgetMonths(
    name="Board",
    reports=[
        month(1, office(100, 90, budget=100), archive(10, 7), currency="SEK"),
        month(2, office(120, 101, budget=110), archive(10, 9)),
        month(3, office(110, 130, budget=105), archive(11, 9)),
        month(4, office(110, 100, budget=105), archive(10, 9)),
        month(5, office(110, 101, budget=105), archive(10, 9)),
    ],
    year_budget=PLAN,
)


few = settings(deadline=None, max_examples=25)


def forecast(by, months=MONTHS):
    return cs.BudgetForecast(months=months, by=by)


def half_up(value):
    """A naive reference: round half away from zero."""
    size = floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


@few
@given(forecasts())
def test_each_item_is_forecast_by_its_rule_and_rounded_once(year):
    past, unit = len(year.months.reports), year.unit.size
    for item in year:
        booked = [each for report in year.months for each in report if each.name == item.name]
        for side in ("income", "cost"):
            actual = sum(Fraction(getattr(each, side)) for each in booked)
            planned = Fraction(getattr(item.budget, side))
            rest = actual / past * (12 - past)
            if year.by == "budget" and booked[0].budget is None:
                rest = planned / 12 * (12 - past)
            elif year.by == "budget" and past < 12:
                rest = planned - sum(Fraction(getattr(each.budget, side)) for each in booked)
            assert getattr(item.actual, side) == actual
            assert getattr(item.remaining, side) == half_up(rest / unit) * unit
            assert getattr(item.forecast, side) == actual + half_up(rest / unit) * unit


@few
@given(forecasts())
def test_months_sum_to_the_rest_and_items_to_the_total(year):
    year.check()
    assert [str(each) for each in year.months_left] == [
        f"2023-{number:02}" for number in range(len(year.months.reports) + 1, 13)
    ]
    report = year.report()
    for item in year:
        assert list(item.months) == [str(each) for each in year.months_left]
        for side in ("income", "cost"):
            parts = [Fraction(getattr(each, side)) for each in item.months.values()]
            assert sum(parts) == Fraction(getattr(item.remaining, side))
            assert all((part / year.unit.size).denominator == 1 for part in parts)
            assert not parts or max(parts) - min(parts) in {0, year.unit.size}
        both = Fraction(item.income_variance) + Fraction(item.cost_variance)
        assert both == Fraction(item.variance) == Fraction(report.year_variances[item.name])
    assert sum(Fraction(item.variance) for item in year) == Fraction(report.year_variance)


@few
@given(budget_months())
def test_after_the_last_month_the_forecast_is_the_actuals(months):
    year = months.replace(
        reports=[each.replace(period=f"2023-{at:02}") for at, each in enumerate(twelve(months), 1)]
    )
    for by in ("budget", "pace"):
        for item in cs.BudgetForecast(months=year, by=by):
            assert item.forecast == item.actual
            assert not item.months


def twelve(months):
    """Repeat the reports of some months until there are twelve."""
    return [months.reports[at % len(months.reports)] for at in range(12)]


def test_the_pace_is_rounded_once_and_months_take_what_is_left_over():
    item = forecast("pace").item("archive")
    assert item.remaining.income == 71  # 51 / 5 * 7 = 71.4
    assert [plan.income for plan in item.months.values()] == [11, 10, 10, 10, 10, 10, 10]


def test_it_prints_income_cost_and_result_and_what_the_rest_is_forecast_by():
    assert (
        str(forecast("budget"))
        == """\
Board 2023, SEK: forecast

Income

         actual  remaining  forecast  year budget  expected variance
--------------------------------------------------------------------
office      550        775     1 325        1 300                 25
archive      51         70       121          120                  1
--------------------------------------------------------------------
total       601        845     1 446        1 420                 26

Cost

         actual  remaining  forecast  year budget  expected variance
--------------------------------------------------------------------
office      522        725     1 247        1 250                  3
archive      43         70       113          120                  7
--------------------------------------------------------------------
total       565        795     1 360        1 370                 10

Result

         actual  remaining  forecast  year budget  expected variance
--------------------------------------------------------------------
office       28         50        78           50                 28
archive       8          0         8            0                  8
--------------------------------------------------------------------
total        36         50        86           50                 36

7 months remain, forecast as the rest of the year's budget."""
    )
    assert repr(forecast("pace")) == ("<BudgetForecast Board 2023 by pace: expected result 86 SEK>")


def test_a_frame_has_a_row_for_each_item_or_for_each_month_of_an_item():
    frame = forecast("budget").to_frame()
    assert frame.loc["office", ["forecast_income", "year_budget_income"]].tolist() == [1325, 1300]
    assert frame["variance"].tolist() == [28, 8]
    tidy = forecast("budget").to_frame(tidy=True)
    assert len(tidy) == 24
    assert tidy.groupby("figures")["cost"].sum().to_dict() == {"actual": 565, "forecast": 795}


def test_without_a_budget_the_pace_is_compared_with_a_year_in_balance():
    months = cs.BudgetMonths(reports=[month(1, office()), month(2, office())])
    item = forecast("pace", months).item("office")
    assert (item.budget, item.variance) == (None, Decimal(120))
    assert "–" in str(forecast("pace", months))


def test_it_is_a_record_that_proves_itself():
    year = forecast("pace")
    again = cs.BudgetForecast.from_dict(json.loads(json.dumps(year.to_dict())))
    assert (again, hash(again)) == (year, hash(year))
    assert (year.name, year.currency, str(year.period)) == ("Board", "SEK", "2023")
    assert year.report().item("office").forecast == year.item("office").forecast


def test_the_check_proves_the_variances(monkeypatch):
    year = forecast("pace")
    monkeypatch.setattr(cs.BudgetReport, "year_variance", Decimal(1))
    with pytest.raises(cs.ConservationError, match="variances of items do not sum to that of the"):
        year.check()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: forecast("budget", MONTHS.replace(year_budget={"office": 1})),
            "has no budget of the year; pass one to BudgetMonths: year_budget={'archive': …}, or",
        ),
        (
            lambda: forecast("pace", MONTHS.replace(reports=MONTHS.reports[1:])),
            "the months begin with 2023-02; pass those from January, which the year needs",
        ),
        (
            lambda: forecast(
                "budget",
                cs.BudgetMonths(
                    reports=[month(1, office()), month(2, office(budget=5))],
                    year_budget={"office": 7},
                ),
            ),
            "item office has no budget for 2023-01, but for another month; give it one for each",
        ),
        (lambda: forecast("pase"), "unknown basis of the forecast 'pase'; did you mean 'pace'?"),
        (lambda: forecast("pace", 5), "months"),
        (lambda: forecast("pace").item("ofice"), "unknown item 'ofice'; did you mean 'office'?"),
    ],
)
def test_what_cannot_be_forecast_is_refused_with_a_way_out(make, message):
    with pytest.raises(cs.CostshareError) as error:
        make()
    assert message in str(error.value)
