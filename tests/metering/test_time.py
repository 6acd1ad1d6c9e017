"""Time zones, changes of clocks, and every way to write a time."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from costshare.errors import CostshareError
from costshare.metering import UsageLog
from costshare.periods import Period

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def one(log, ask, *time, **kwargs):
    return getattr(log, ask)(*time, **kwargs)["A"]["x"]


def level(since="2022-01-01", quantity=1, **kwargs):
    return UsageLog(levels=[("A", "x", since, quantity)], **kwargs)


@pytest.mark.parametrize(
    ("day", "after", "hours"),
    [
        ("2022-03-27", "2022-03-28", 23),
        ("2022-10-30", "2022-10-31", 25),
        ("2022-06-01", "2022-06-02", 24),
    ],
)
def test_a_day_has_its_true_hours_where_stamps_are_times_of_day(day, after, hours):
    log = level("2022-01-01T06:00", timezone="Europe/Stockholm")
    assert one(log, "quantity", day, after) == hours
    assert one(log, "quantity", day, after, per="day") == Fraction(hours, 24)
    assert one(level(), "quantity", day, after) == 24
    assert one(level(timezone="Europe/Stockholm"), "quantity", day, after) == 24


@pytest.mark.parametrize("kind", ["records", "text column", "datetime column", "aware column"])
def test_a_reading_over_a_change_of_clocks_is_as_long_as_its_days_or_its_hours(kind):
    frame = pd.DataFrame(
        {
            "member": "A",
            "resource": "x",
            "from": ["2022-03-26", "2022-03-27", "2022-10-30", "2022-03-28"],
            "to": ["2022-03-27", "2022-03-28", "2022-10-31", "2022-10-30"],
            "quantity": [6, 12, 20, 0],
        }
    )
    if "column" in kind and kind != "text column":
        frame["from"], frame["to"] = (pd.to_datetime(frame[each]) for each in ("from", "to"))
    if kind == "aware column":
        frame["from"] = frame["from"].dt.tz_localize("Europe/Stockholm").dt.tz_convert("UTC")
        frame["to"] = frame["to"].dt.tz_localize("Europe/Stockholm").dt.tz_convert("UTC")
    source = frame.to_dict("records") if kind == "records" else frame
    log = UsageLog(readings=source, timezone="Europe/Stockholm")
    # Dates are days; stamps with a zone are instants: 24 hours at 6 and 23 at 12, of 47.
    short, long = (23, 25) if kind == "aware column" else (24, 24)
    mean = Fraction(24 * 6 + short * 12, 24 + short)
    assert one(log, "average", "2022-03-26", "2022-03-28") == mean
    assert one(log, "quantity", "2022-10-30", "2022-10-31") == long * 20


def test_an_amount_over_a_long_day_is_spread_over_25_hours():
    log = UsageLog(
        readings=[("A", "x", "2022-10-30T00:00+02:00", "2022-10-31T00:00+01:00", 100)],
        measure="amount",
        timezone="Europe/Stockholm",
    )
    assert one(log, "average", "2022-10-30", "2022-10-31", per="hour") == 4
    assert one(log, "quantity", "2022-10-30", "2022-10-30T02:00+02:00") == 8
    assert one(log, "quantity", "2022-10-30", "2022-10-31") == 100


def test_the_hour_that_comes_twice_is_two_readings_with_offsets():
    rows = [
        ("A", "x", "2022-10-30T02:00+02:00", "2022-10-30T02:00+01:00", 3),
        ("A", "x", "2022-10-30T02:00+01:00", "2022-10-30T03:00+01:00", 5),
    ]
    log = UsageLog(readings=rows, timezone="Europe/Stockholm")
    assert one(log, "average", "2022-10-30T02:00+02:00", "2022-10-30T03:00") == 4


def test_the_fold_of_a_datetime_with_a_zone_is_kept():
    early, late = (datetime(2022, 10, 30, 2, 30, tzinfo=STOCKHOLM, fold=fold) for fold in (0, 1))
    assert early == late  # Python compares local times within one zone
    log = UsageLog(levels=[("A", "x", early, 3), ("A", "x", late, 5)])
    end = datetime(2022, 10, 30, 3, 30, tzinfo=STOCKHOLM)
    assert one(log, "average", early, end) == 4
    assert log.timezone == "Europe/Stockholm"


@pytest.mark.parametrize("column", [False, True])
@pytest.mark.parametrize(
    ("since", "message"),
    [
        (
            "2022-10-30T02:30",
            (
                "since in row 1 2022-10-30T02:30:00 comes twice in Europe/Stockholm, when clocks go "  # noqa: E501 - a message in one line
                "back; write the one meant as 2022-10-30 02:30:00+02:00 or 2022-10-30 02:30:00+01:00"  # noqa: E501 - a message in one line
            ),
        ),
        (
            "2022-03-27T02:30",
            (
                "since in row 1 2022-03-27T02:30:00 never comes in Europe/Stockholm, where clocks go "  # noqa: E501 - a message in one line
                "forward; write it with its offset, such as 2022-03-27 02:30:00+01:00"
            ),
        ),
    ],
)
def test_a_local_time_that_comes_twice_or_never_is_refused(since, message, column):
    source = [("A", "x", since, 1)]
    if column:
        source = pd.DataFrame(
            {"member": "A", "resource": "x", "since": pd.to_datetime([since]), "quantity": 1}
        )
    with pytest.raises(CostshareError) as error:
        UsageLog(levels=source, timezone="Europe/Stockholm")
    assert str(error.value) == message


def test_a_day_whose_midnight_never_comes_begins_an_hour_later():
    # Brazil put clocks forward at midnight, 4 November 2018; Cuba back at 01:00 on the same day.
    log = level("2018-11-01T06:00", timezone="America/Sao_Paulo")
    assert one(log, "quantity", "2018-11-04", "2018-11-05") == 23
    cuba = level("2018-11-01T06:00", timezone="America/Havana")
    assert one(cuba, "quantity", "2018-11-04", "2018-11-05") == 25
    since = pd.to_datetime(["2018-11-04T00:00", "2018-11-04T12:00"])
    frame = pd.DataFrame({"member": "A", "resource": "x", "since": since, "quantity": 1})
    column = UsageLog(levels=frame, timezone="America/Sao_Paulo")
    assert one(column, "quantity", "2018-11-01", "2018-11-05") == 23
    days = UsageLog(levels=frame[:1], timezone="America/Sao_Paulo")
    assert one(days, "quantity", "2018-11-01", "2018-11-05") == 24


MIDNIGHT = datetime(2022, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "since",
    [
        "2022-01-11",
        " 2022-01-11T00:00 ",
        "2022-01-11T00:00:00.0000000Z",
        "2022-01-11T01:00+01:00",
        date(2022, 1, 11),
        datetime(2022, 1, 11),
        MIDNIGHT,
        MIDNIGHT.astimezone(timezone(timedelta(hours=-3))),
        MIDNIGHT.astimezone(STOCKHOLM),
        pd.Timestamp("2022-01-11"),
        pd.Timestamp("2022-01-11", tz="UTC"),
        np.datetime64("2022-01-11"),
    ],
    ids=repr,
)
def test_every_way_to_write_a_time_is_the_same_instant(since):
    assert one(level(since, timezone="UTC"), "average", "2022-01-01", "2022-01-21") == Fraction(
        1, 2
    )


def test_nanoseconds_count():
    log = level(pd.Timestamp("2022-01-01T00:00:00.000000001"))
    assert one(log, "quantity", "2022-01-01", "2022-01-01T00:00:01", per="second") == Fraction(
        10**9 - 1, 10**9
    )
    with pytest.raises(
        CostshareError,
        match=r"from 2022-01-01T00:00:00\+00:00 to 2022-01-01T00:00:00\.000000001\+00:00",
    ):
        log.average("2022-01-01", "2022-01-02", gaps="error")


@pytest.mark.parametrize("since", ["a column", None, float("nan"), pd.NaT, pd.NA])
def test_a_missing_time_is_refused(since):
    if isinstance(since, str):
        source = pd.DataFrame(
            {
                "member": "A",
                "resource": "x",
                "since": pd.to_datetime(["2022-01-01", None]),
                "quantity": 1,
            }
        )
        row = 2
    else:
        source, row = [("A", "x", since, 1)], 1
    with pytest.raises(CostshareError) as error:
        UsageLog(levels=source)
    assert str(error.value) == (
        f"since in row {row} is missing; write it like 2022-01-31, 2022-01-31T13:00 or "
        "2022-01-31T13:00+01:00"
    )


@pytest.mark.parametrize(
    ("since", "message"),
    [
        (20220101, "since in row 1 20220101 is not a date or time; write it like 2022-01-31"),
        ("1/2 2022", "since in row 1 '1/2 2022' is not a date or time"),
        ("2022-13-01", "is not a date or time"),
        ("2022-01-01T00:00:00.0000001", "is not a date or time"),
        ([2022], "since in row 1 [2022] is not a date or time"),
        (True, "since in row 1 True is not a date or time"),
        (
            "9999-12-31",
            "since in row 1 9999-12-31 lies outside the years 1950 to 2199; a level that",
        ),
        ("0001-01-01", "lies outside the years 1950 to 2199"),
        (pd.Timestamp("2300-01-01"), "lies outside the years 1950 to 2199"),
    ],
)
def test_what_is_not_a_time_is_refused(since, message):
    with pytest.raises(CostshareError) as error:
        level(since)
    assert message in str(error.value)


def test_a_column_beyond_the_years_of_nanoseconds_is_refused():
    since = pd.Series(np.array(["9999-12-31"], dtype="datetime64[s]"))
    frame = pd.DataFrame({"member": "A", "resource": "x", "since": since, "quantity": 1})
    with pytest.raises(CostshareError, match="since in row 1 9999-12-31 00:00:00 lies outside"):
        UsageLog(levels=frame)


def test_a_column_with_a_zone_states_it():
    since = pd.to_datetime(["2022-03-01"]).tz_localize("Europe/Stockholm")
    frame = pd.DataFrame({"member": "A", "resource": "x", "since": since, "quantity": 1})
    log = UsageLog(levels=frame)
    assert log.timezone == "Europe/Stockholm"
    assert one(log, "quantity", "2022-03-27", "2022-03-28") == 23
    assert UsageLog(levels=frame, timezone="UTC").timezone == "UTC"


def test_stamps_with_mere_offsets_leave_the_zone_open():
    log = level("2022-01-01T00:00+01:00")
    assert log.timezone is None
    assert repr(log) == "UsageLog(1 levels, 1 members, x; timezone not stated)"
    assert one(log, "quantity", "2022-01-01T00:00+01:00", "2022-01-02T00:00+01:00") == 24
    with pytest.raises(CostshareError) as error:
        log.average("2022-01")
    assert str(error.value) == (
        "start 2022-01-01T00:00:00 has no offset from UTC, and the stamps of the log are in no one "
        "zone; state the log's timezone='Europe/Stockholm', or write the offset"
    )
    assert level("2022-01-01T00:00Z").timezone == "UTC"


def test_stamps_with_and_without_offsets_need_a_zone():
    rows = [("A", "x", "2022-01-01", 1), ("A", "x", "2022-01-02T00:00+01:00", 3)]
    with pytest.raises(CostshareError, match="some stamps have an offset from UTC and others have"):
        UsageLog(levels=rows)
    log = UsageLog(levels=rows, timezone=STOCKHOLM)
    assert one(log, "average", "2022-01-01", "2022-01-03") == 2


@pytest.mark.parametrize("zone", ["Europe/Lulea", "", "../etc", 1, b"UTC"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(CostshareError, match="is unknown; pass a name such as 'Europe/Stockholm'"):
        level(timezone=zone)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2022", "2022-01-01", "2023-01-01"),
        (2022, "2022-01-01", "2023-01-01"),
        ("2022-Q1", "2022-01-01", "2022-04-01"),
        ("2022-Q4", "2022-10-01", "2023-01-01"),
        ("2022-02", "2022-02-01", "2022-03-01"),
        (" 2022-12 ", "2022-12-01", "2023-01-01"),
        (Period.read("2022-Q2"), "2022-04-01", "2022-07-01"),
        (Period.read("2022-04-02/2022-04-30"), "2022-04-02", "2022-05-01"),
        (("2022-04-02", "2022-04-30"), "2022-04-02", "2022-05-01"),
    ],
    ids=str,
)
def test_a_period_is_its_days_both_included(period, start, end):
    log = level("2022-04-15T06:00", quantity=7, timezone="Europe/Stockholm")
    assert log.quantity(period=period) == log.quantity(start, end) == log.quantity(period)
    assert log.quantity(start, end)["A"]["x"] > 0 or end <= "2022-04-15"


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ((), {}, "pass a start and an end, or period='2022-05'"),
        (("2022-01-01", "2022-02-01"), {"period": "2022"}, "pass a start and an end, or period"),
        (("2022-01-01",), {"period": "2022"}, "pass a start and an end, or period"),
        ((), {"end": "2022-01-01"}, "pass a start and an end, or period"),
        (("2022-01-01",), {}, "'2022-01-01' is not a period; write a period as '2022', '2022-Q2'"),
        ((), {"period": "2022-Q5"}, "'2022-Q5' is not a period"),
        ((), {"period": "0000"}, "'0000' is not a period"),
        (
            ("2022-02-01", "2022-02-01"),
            {},
            "end 2022-02-01 is not after start 2022-02-01; the end is the first instant after",
        ),
        (("2022-02-01", "2022-01-01"), {}, "end 2022-01-01 is not after start 2022-02-01"),
        (("2022-02-30", "2022-03-01"), {}, "start '2022-02-30' is not a date or time"),
    ],
)
def test_a_time_must_be_readable(args, kwargs, message):
    with pytest.raises(CostshareError) as error:
        level().average(*args, **kwargs)
    assert message in str(error.value)
