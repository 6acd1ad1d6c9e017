"""Values by the day from which they hold, and days that come every year."""

from datetime import date, timedelta
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import costshare as cs
from costshare.periods import DayOfYear, OrByDay, YearsBefore, in_force, yearly_day

FIRST = date(2022, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))


@given(st.dictionaries(DAYS, st.integers(), min_size=1), DAYS, st.integers(0, 10))
def test_the_last_value_that_has_begun_holds_unless_another_begins_within(values, first, more):
    period = cs.Period(first, first + timedelta(days=more))
    held = [
        values[max(day for day in values if day <= first + timedelta(days=after))]
        for after in range(more + 1)
        if any(day <= first + timedelta(days=after) for day in values)
    ]
    changes = sum(first < day <= period.last for day in values)
    if len(held) == more + 1 and not changes:
        assert in_force(values, period, "the price") == held[0] == held[-1]
    else:
        with pytest.raises(cs.CostshareError, match=r"^the price (begins|changes)"):
            in_force(values, period, "the price")


PRICES = {date(2022, 7, 1): 90, date(2022, 1, 1): 85}


@pytest.mark.parametrize(
    ("period", "message"),
    [
        (
            "2022",
            (
                "the price changes 2022-07-01, within 2022; allocate 2022-01-01/2022-06-30 and "
                "2022-07-01/2022-12-31 each by itself, with the use, prices and totals of "
                "that part"
            ),
        ),
        (
            "2021",
            "the price begins 2022-01-01, after 2021 does; add what holds before that day",
        ),
    ],
)
def test_a_period_without_one_value_is_refused(period, message):
    with pytest.raises(cs.CostshareError) as caught:
        in_force(PRICES, cs.Period.read(period), "the price")
    assert str(caught.value) == message


def test_without_a_period_no_value_holds():
    with pytest.raises(cs.CostshareError) as caught:
        in_force(PRICES, None, "the price")
    assert str(caught.value) == (
        "the price has dates, and no period is given; allocate an Agreement, or pass period="
    )


def test_a_change_on_the_first_day_of_a_period_holds_in_it():
    assert in_force(PRICES, cs.Period.read("2022-07"), "the price") == 90


def test_a_yearly_day_is_counted_from_the_year_in_which_the_period_begins():
    assert yearly_day(cs.Period.read("2022-12-01/2023-01-31"), 2, "10-31") == date(2020, 10, 31)


def test_a_yearly_day_may_lie_in_the_year_1_and_not_before():
    assert yearly_day(cs.Period.read("2022"), 2021, "12-31") == date(1, 12, 31)
    assert yearly_day(cs.Period.read("0001"), 0, "01-01") == date(1, 1, 1)
    with pytest.raises(cs.CostshareError) as caught:
        yearly_day(cs.Period.read("2022"), 2022, "12-31")
    assert str(caught.value) == "2022 years before 2022 there is no year; lower years_before"


@pytest.mark.parametrize("key", ["2022-01-01", " 2022-01-01 ", date(2022, 1, 1)])
def test_values_by_day_are_recognised_by_their_dates(key):
    price = TypeAdapter(Annotated[object, OrByDay(object)])
    assert price.validate_python({key: 85}) == {date(2022, 1, 1): 85}
    assert price.dump_python(price.validate_python({key: 85})) == {"2022-01-01": 85}


@pytest.mark.parametrize("one", [85, {"small": 85}, {}, {1: 85}, "2022-01-01"])
def test_any_other_value_is_one_value(one):
    price = TypeAdapter(Annotated[object, OrByDay(object)])
    assert price.validate_python(one) == one


def test_years_before_and_days_of_the_year_are_read():
    years, day = TypeAdapter(YearsBefore), TypeAdapter(DayOfYear)
    assert [years.validate_python(each) for each in (0, 1, 30)] == [0, 1, 30]
    assert day.validate_python(" 12-31 ") == "12-31"
    for wrong in (-1, True, "1", 1.0):
        with pytest.raises(ValidationError, match="is not a number of years; write 0, 1, 2"):
            years.validate_python(wrong)
    for wrong in ("02-29", "13-01", "1-1", date(2022, 12, 31)):
        with pytest.raises(ValidationError, match="is not a day of the year"):
            day.validate_python(wrong)
