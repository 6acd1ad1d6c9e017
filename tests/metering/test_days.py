"""Dates are days of 24 hours in every zone; times of day keep their true hours."""

from datetime import UTC, date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.metering import UsageLog

STOCKHOLM = "Europe/Stockholm"
ZONES = st.sampled_from(
    ["UTC", STOCKHOLM, "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu", "Pacific/Apia"]
)
DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))
MARCH = (date(2025, 3, 1), date(2025, 3, 16))


def log_of(since, timezone=STOCKHOLM, *, column=False, **kwargs):
    rows = [("A", "x", when, 10 * at) for at, when in enumerate(since, 1)]
    frame = pd.DataFrame(rows, columns=["member", "resource", "since", "quantity"])
    return UsageLog(levels=frame if column else rows, timezone=timezone, **kwargs)


def midnights(days, zone=None):
    return [datetime.combine(day, time(), zone) for day in days]


@pytest.mark.parametrize("column", [False, True])
@pytest.mark.parametrize(
    "since",
    [
        MARCH,
        [day.isoformat() for day in MARCH],
        [f"{day} 00:00:00" for day in MARCH],
        midnights(MARCH),
        pd.to_datetime([*MARCH]),
        [MARCH[0], f"{MARCH[1]}T00:00"],
    ],
    ids=["dates", "text", "text of midnights", "datetimes", "datetime64", "mixed"],
)
def test_the_short_day_in_march_weighs_as_much_as_any_other(since, column):
    log = log_of(since, column=column)
    assert log.average("2025-03") == {"A": {"x": Fraction(470, 31)}}
    assert log.quantity("2025-03", per="day") == {"A": {"x": 470}}
    assert log.quantity("2025-03-30", "2025-03-31") == {"A": {"x": 24 * 20}}
    # Of 31 × 288 samples the upper half is 16 days at 20.
    assert log.percentile(48, "2025-03") == {"A": {"x": 10}}
    assert log.percentile(49, "2025-03") == {"A": {"x": 20}}
    assert log.timezone == STOCKHOLM


@pytest.mark.parametrize("column", [False, True])
@pytest.mark.parametrize(
    "since",
    [
        midnights(MARCH, ZoneInfo(STOCKHOLM)),
        [f"{day}T00:00+01:00" for day in MARCH],
        pd.to_datetime([*MARCH]).tz_localize(STOCKHOLM),
    ],
    ids=["datetimes", "text", "datetime64"],
)
def test_midnights_with_a_time_zone_are_instants(since, column):
    log = log_of(since, column=column)
    assert log.average("2025-03") == {"A": {"x": Fraction(11260, 743)}}


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("column", [False, True])
def test_one_time_of_day_makes_all_stamps_of_the_log_instants(place, column):
    since = ["2025-03-02", "2025-03-16", "2025-04-02"]
    since[place] += "T00:00:00.000000001" if column and place == 1 else "T12:00"
    log = log_of(pd.to_datetime(since, format="ISO8601") if column else since, column=column)
    assert log.quantity("2025-03-30", "2025-03-31") == {"A": {"x": 23 * 20}}


def test_a_time_of_day_in_another_part_of_a_file_counts_too(tmp_path, monkeypatch):
    monkeypatch.setattr("costshare.metering._rows._CHUNK", 1)
    path = tmp_path / "use.csv"
    text = "member,resource,since,quantity\nA,x,2025-03-01,10\nA,x,2025-03-16,20\n"
    for more, hours in (("", 24), ("A,x,2025-05-01T12:00,5\n", 23)):
        path.write_text(text + more, "utf-8")
        log = UsageLog.from_csv(path, timezone=STOCKHOLM)
        assert log.quantity("2025-03-30", "2025-03-31") == {"A": {"x": hours * 20}}


def test_readings_of_days_are_days_and_of_hours_are_hours():
    rows = [("A", "x", "2025-03-29", "2025-03-30", 6), ("A", "x", "2025-03-30", "2025-03-31", 12)]
    days = UsageLog(readings=rows, timezone=STOCKHOLM)
    assert days.average("2025-03-29", "2025-03-31") == {"A": {"x": 9}}
    night = ("A", "x", "2025-03-31", "2025-03-31T06:00", 0)
    hours = UsageLog(readings=[*rows, night], timezone=STOCKHOLM)
    assert hours.average("2025-03-29", "2025-03-31") == {"A": {"x": Fraction(24 * 6 + 23 * 12, 47)}}


def test_a_method_of_a_log_of_days_may_have_times_of_day():
    log = log_of(MARCH)
    half = log.quantity("2025-03-30", "2025-03-30T12:00")
    assert half == {"A": {"x": 12 * 20}}
    assert log.quantity("2025-03-30", "2025-03-30T12:00+02:00") == half
    assert log.quantity("2025-03-30", datetime(2025, 3, 30, 10, tzinfo=UTC)) == half
    # 02:30 never comes that night, but the log counts no nights.
    assert log.quantity("2025-03-30", "2025-03-30T02:30") == {"A": {"x": 50}}


def test_a_log_of_days_names_days():
    log = log_of(MARCH, gaps="error")
    with pytest.raises(CostshareError) as error:
        log.average("2025-02-27", "2025-03-02")
    assert str(error.value) == (
        "A, x has no level from 2025-02-27 to 2025-03-01; pass gaps='zero', or add rows"
    )
    with pytest.raises(CostshareError, match="from 2025-02-27T12:00:00 to 2025-03-01; pass"):
        log.average("2025-02-27T12:00", "2025-03-02")
    with pytest.raises(CostshareError, match="rows 1 and 2 both state a level since 2025-03-01;"):
        log_of(MARCH[:1] * 2)


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 50)), min_size=1, max_size=5, unique_by=lambda r: r[0]),
    st.lists(DAYS, min_size=2, max_size=2, unique=True).map(sorted),
    ZONES,
)
def test_with_dates_every_answer_is_the_same_in_any_zone(days, span, timezone):
    rows = [("A", "x", since, quantity) for since, quantity in days]
    log, utc = UsageLog(levels=rows, timezone=timezone), UsageLog(levels=rows, timezone="UTC")
    for ask in ("average", "quantity", "peak"):
        assert getattr(log, ask)(*span) == getattr(utc, ask)(*span)
    assert log.percentile(95, *span) == utc.percentile(95, *span)
