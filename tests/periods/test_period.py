"""Periods: every form, read and written."""

from calendar import isleap, monthrange
from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.periods import year_from


@pytest.mark.parametrize(
    ("value", "first", "last", "days", "text"),
    [
        ("2022", (2022, 1, 1), (2022, 12, 31), 365, "2022"),
        (2024, (2024, 1, 1), (2024, 12, 31), 366, "2024"),
        (" 2022-Q1 ", (2022, 1, 1), (2022, 3, 31), 90, "2022-Q1"),
        ("2022-Q4", (2022, 10, 1), (2022, 12, 31), 92, "2022-Q4"),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), 29, "2024-02"),
        ("2022-12", (2022, 12, 1), (2022, 12, 31), 31, "2022-12"),
        ("2022-01-01/2022-12-31", (2022, 1, 1), (2022, 12, 31), 365, "2022"),
        ("2022-04-01/2022-06-30", (2022, 4, 1), (2022, 6, 30), 91, "2022-Q2"),
        (["2022-05-01", "2022-05-31"], (2022, 5, 1), (2022, 5, 31), 31, "2022-05"),
        (
            (date(2022, 1, 15), date(2022, 1, 15)),
            (2022, 1, 15),
            (2022, 1, 15),
            1,
            "2022-01-15/2022-01-15",
        ),
        ("2025-01/2025-08", (2025, 1, 1), (2025, 8, 31), 243, "2025-01-01/2025-08-31"),
        ("2024-Q4/2025", (2024, 10, 1), (2025, 12, 31), 457, "2024-10-01/2025-12-31"),
        (["2024-12-15", "2025-01"], (2024, 12, 15), (2025, 1, 31), 48, "2024-12-15/2025-01-31"),
        ("0999-Q1", (999, 1, 1), (999, 3, 31), 90, "0999-Q1"),
        (cs.Period.read("2022-Q2"), (2022, 4, 1), (2022, 6, 30), 91, "2022-Q2"),
    ],
)
def test_a_period_is_read_and_written_in_every_form(value, first, last, days, text):
    period = cs.Period.read(value)
    assert (period.first, period.last) == (date(*first), date(*last))
    assert period.days == days
    assert str(period) == text


@given(st.dates(), st.dates())
def test_what_is_written_reads_back(one, other):
    period = cs.Period(min(one, other), max(one, other))
    assert cs.Period.read(str(period)) == period
    assert cs.Period.read((period.first, period.last)) == period


@given(st.integers(1, 9999), st.one_of(st.just(""), st.integers(1, 4).map("-Q{}".format)))
def test_a_name_is_written_as_it_is_read(year, rest):
    assert str(cs.Period.read(f"{year:04}{rest}")) == f"{year:04}{rest}"


WAY_OUT = "write a period as '2022', '2022-Q2', '2022-05' or two dates"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2022-13", f"'2022-13' is not a period; {WAY_OUT}"),
        ("2022-00", f"'2022-00' is not a period; {WAY_OUT}"),
        ("2022-Q5", f"'2022-Q5' is not a period; {WAY_OUT}"),
        ("0000", f"'0000' is not a period; {WAY_OUT}"),
        ("22", f"'22' is not a period; {WAY_OUT}"),
        ("", f"'' is not a period; {WAY_OUT}"),
        (None, f"None is not a period; {WAY_OUT}"),
        (True, f"True is not a period; {WAY_OUT}"),
        (["2022"], f"['2022'] is not a period; {WAY_OUT}"),
        ({"first": 1}, f"{{'first': 1}} is not a period; {WAY_OUT}"),
        ("2022-01-01/", "last day of period '' is not a date; write it as '2022-01-31'"),
        (
            ["2022-01-01", "2022-02-30"],
            "last day of period '2022-02-30' is not a date; write it as '2022-01-31'",
        ),
        (
            (date(2022, 1, 1), datetime(2022, 1, 2)),
            (
                "last day of period datetime.datetime(2022, 1, 2, 0, 0) is not a date; "
                "write it as '2022-01-31'"
            ),
        ),
        (
            "2022-06-30/2022-01-01",
            "period ends 2022-01-01, before it begins 2022-06-30; swap the dates",
        ),
    ],
)
def test_what_is_not_a_period_is_refused(value, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Period.read(value)
    assert str(caught.value) == message


def test_a_period_knows_its_whole_months():
    assert cs.Period.read("2022").months == 12
    assert cs.Period.read("2022-Q2").months == 3
    assert cs.Period.read("2022-02-01/2023-01-31").months == 12
    assert cs.Period.read("2022-02-02/2022-03-01").months == 1
    assert cs.Period.read("2022-02-02/2022-03-02").months is None
    assert cs.Period.read("2022-01-03/2023-01-02").months == 12
    assert cs.Period.read("2022-01-31/2022-02-27").months == 1
    assert cs.Period.read("2022-01-03/2022-01-03").months is None
    assert cs.Period.read("9999").months == 12
    assert len(cs.Period.read("9999").parts(12)) == 12
    assert cs.Period.read("9999-12-02/9999-12-31").months is None


def test_equal_parts_of_whole_months_cover_the_period():
    parts = cs.Period.read("2021-11-01/2022-04-30").parts(3)
    assert [str(part) for part in parts] == [
        "2021-11-01/2021-12-31",
        "2022-01-01/2022-02-28",
        "2022-03-01/2022-04-30",
    ]
    odd = cs.Period.read("2022-01-15/2022-02-13")
    assert odd.parts(1) == (odd,)
    for count in (2.0, "2", True):
        with pytest.raises(cs.CostshareError, match="is not a whole number; pass 4 or 12"):
            odd.parts(count)
    with pytest.raises(cs.CostshareError, match="has no 2 equal parts of whole months; it has 1"):
        odd.parts(2)


def test_a_period_from_the_3rd_has_parts_from_the_3rd():
    parts = cs.Period.read("2022-01-03/2023-01-02").parts(4)
    assert [str(part) for part in parts] == [
        "2022-01-03/2022-04-02",
        "2022-04-03/2022-07-02",
        "2022-07-03/2022-10-02",
        "2022-10-03/2023-01-02",
    ]
    ends = [part.last.isoformat() for part in cs.Period.read("2023-12-31/2024-04-29").parts(4)]
    assert ends == ["2024-01-30", "2024-02-28", "2024-03-30", "2024-04-29"]


@given(
    st.dates(max_value=date(9990, 1, 1)), st.integers(1, 36), st.sampled_from([1, 2, 3, 4, 6, 12])
)
def test_parts_follow_one_another_and_cover_the_period(first, step, count):
    month = first.month - 1 + step * count
    year, month = first.year + month // 12, month % 12 + 1
    day = min(first.day, monthrange(year, month)[1])
    period = cs.Period.until(first, date(year, month, day))
    assert period.months == step * count
    parts = period.parts(count)
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert sum(part.days for part in parts) == period.days
    assert len(parts) == count
    assert all(abs(part.days - 30.4375 * step) < 3 for part in parts)
    for one, other in pairwise(parts):
        assert one.last + timedelta(days=1) == other.first
        assert other.first.day == min(first.day, monthrange(other.first.year, other.first.month)[1])


@pytest.mark.parametrize(
    ("first", "end", "text"),
    [
        ("2024-06-01", "2024-07-01", "2024-06"),
        (date(2024, 1, 1), " 2025-01-01 ", "2024"),
        ("2024-06-01T00:00:00Z", "2024-06-02T00:00:00+00:00", "2024-06-01/2024-06-01"),
        (datetime(2024, 6, 1), pd.Timestamp("2024-07-01"), "2024-06"),
    ],
)
def test_the_end_of_until_is_exclusive(first, end, text):
    assert str(cs.Period.until(first, end)) == text


@pytest.mark.parametrize(
    ("first", "end", "message"),
    [
        (
            "2024-06-01",
            "2024-06-01",
            "end 2024-06-01 is exclusive and not after the first day 2024-06-01; pass a later end",
        ),
        (
            "2024-06-01",
            "2024-07-01T12:00",
            "end '2024-07-01T12:00' is not a date; write it as '2022-01-31'",
        ),
        ("2024-06-01", "July", "end 'July' is not a date; write it as '2022-01-31'"),
        (2024, "2024-07-01", "first 2024 is not a date; write it as '2022-01-31'"),
    ],
)
def test_an_end_that_cannot_be_read_is_refused(first, end, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Period.until(first, end)
    assert str(caught.value) == message


@given(st.dates(), st.integers(1, 5000))
def test_until_counts_the_days_before_its_end(first, days):
    assume(first.toordinal() + days <= date.max.toordinal())
    period = cs.Period.until(first, date.fromordinal(first.toordinal() + days))
    assert (period.first, period.days) == (first, days)


@given(st.dates(max_value=date(9998, 12, 31)))
def test_the_year_from_a_day_is_twelve_months(first):
    year = year_from(first)
    assert (year.first, year.months) == (first, 12)


@given(st.dates(), st.integers(1, 9998))
def test_the_year_from_that_day_of_another_year(first, year):
    start = year_from(first, year).first
    same = (first.month, first.day)
    assert start.year == year
    assert (start.month, start.day) == ((2, 28) if same == (2, 29) and not isleap(year) else same)


def test_a_year_that_no_calendar_holds_is_refused():
    assert year_from(date(9999, 1, 1)) == cs.Period.read(9999)
    with pytest.raises(cs.CostshareError, match="the year from 9999-03-01 ends after the year"):
        year_from(date(9999, 3, 1))
