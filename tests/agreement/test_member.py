"""Members: names, drivers, and the days of their membership."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

import costshare as cs

YEAR = cs.Period.read("2022")


def test_the_population_is_a_driver_among_the_others():
    member = cs.Member(name="Kiruna", population="22867", drivers={"pupils": 2.5})
    assert list(member.driver_values.items()) == [("population", 22867), ("pupils", 5 / 2)]
    assert cs.Member(name="A", drivers={"x": 1}).driver_values == {"x": 1}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Member: name: is missing; give it a value"),
        ({"name": 5}, "Member: name: name 5 is of type int; pass a string"),
        ({"name": " "}, "Member: name: name is empty; pass a name"),
        (
            {"name": "A", "populaton": 1},
            (
                "Member: unknown field of Member 'populaton'; did you mean 'population'? "
                "Known: name, population, drivers, series, joined, left, memberships"
            ),
        ),
        (
            {"name": "A", "population": -1},
            "Member: population: value -1 is below zero; it must be zero or more",
        ),
        (
            {"name": "A", "population": float("nan")},
            "Member: population: value is NaN; a finite number is needed",
        ),
        (
            {"name": "A", "drivers": {"x": True}},
            "Member: drivers.x: value True is a bool, not a number; pass 1 or 0 if that is meant",
        ),
        (
            {"name": "A", "drivers": [1]},
            "Member: drivers: is [1]; pass a table of names and values, like {'population': 2785}",
        ),
        (
            {"name": "A", "population": 1, "drivers": {"population": 1}},
            "Member: member A has its population twice; leave it out of drivers",
        ),
        (
            {"name": "A", "drivers": {"x": 1, "x\n": 2}},
            "Member: drivers: name x is listed twice; list it once",
        ),
        (
            {"name": "A", "joined": "2022-05-01", "left": "2022-04-30"},
            "Member: member A left 2022-04-30, before it joined 2022-05-01",
        ),
        (
            {"name": "A", "joined": 2022},
            "Member: joined: 2022 is not a date; write it as '2022-01-31'",
        ),
        (
            {"name": "A", "left": "2022-02-30"},
            "Member: left: '2022-02-30' is not a date; write it as '2022-01-31'",
        ),
        (
            {"name": "A", "left": datetime(2022, 2, 1, tzinfo=UTC)},
            (
                "Member: left: datetime.datetime(2022, 2, 1, 0, 0, tzinfo=datetime.timezone.utc) "
                "is not a date; write it as '2022-01-31'"
            ),
        ),
        (
            {"name": "A", "series": {"population": {}}},
            "Member: series.population: is empty; give at least one",
        ),
        (
            {"name": "A", "series": {"population": {2021: 5}}},
            "Member: series.population: 2021 is not a date; write it as '2022-01-31'",
        ),
        (
            {"name": "A", "series": {"population": {"2021-12-31": 1, date(2021, 12, 31): 2}}},
            "Member: series.population: date 2021-12-31 is listed twice; list it once",
        ),
        (
            {"name": "A", "series": {"population": {"2021-12-31": -1}}},
            (
                "Member: series.population.2021-12-31: value -1 is below zero; it must be zero or "
                "more"
            ),
        ),
        (
            {"name": "A", "series": {"population": 5}},
            (
                "Member: series.population: is 5; pass a table of names and values, like "
                "{'population': 2785}"
            ),
        ),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Member(**fields)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("joined", "left", "part"),
    [
        (None, None, True),
        ("2022-01-01", "2022-12-31", True),
        ("2021-06-01", "2023-06-01", True),
        ("2023-01-01", None, False),
        (None, "2021-12-31", False),
    ],
)
def test_a_member_takes_part_in_a_period_that_it_is_a_member_of(joined, left, part):
    assert cs.Member(name="A", joined=joined, left=left).takes_part_in(YEAR) is part


@pytest.mark.parametrize(
    ("joined", "left", "days"),
    [
        (None, None, 365),
        ("2022-01-01", "2022-12-31", 365),
        ("2022-01-02", None, 364),
        ("2022-05-01", None, 245),
        ("2022-12-31", None, 1),
        (None, "2022-12-30", 364),
        (None, date(2022, 1, 1), 1),
        ("2022-02-28", "2022-03-01", 2),
        ("2022-06-30", "2022-06-30", 1),
        ("2021-12-31", "2022-01-01", 1),
        ("2023-01-01", None, 0),
        (None, "2021-12-31", 0),
    ],
)
def test_a_membership_is_counted_in_days_of_which_first_and_last_are_two(joined, left, days):
    member = cs.Member(name="A", joined=joined, left=left)
    assert member.proration_in(YEAR) == Fraction(days, 365)
    assert member.takes_part_in(YEAR) is (days > 0)


def test_a_leap_year_has_a_day_more():
    member = cs.Member(name="A", joined="2024-02-29")
    assert member.proration_in(cs.Period.read("2024")) == Fraction(307, 366)
    assert member.proration_in(cs.Period.read("2024-02")) == Fraction(1, 29)
