"""The percentile by which bursts are billed: published examples and the rule at its edges."""

from datetime import timedelta
from fractions import Fraction

import pytest

import costshare as cs
import naive_metering as naive
from costshare.errors import CostshareError
from costshare.metering import UsageLog

FIVE = timedelta(minutes=5)


def log_of(values, start="2022-06-01", every="5min"):
    import pandas as pd

    begin = pd.date_range(start, periods=len(values), freq=every)
    frame = pd.DataFrame({"member": "A", "resource": "mbit_s", "from": begin, "quantity": values})
    return UsageLog(readings=frame.assign(to=begin + pd.Timedelta(every)))


def billed(log, *time, **kwargs):
    return log.percentile(95, *time, **kwargs)["A"]["mbit_s"]


def test_of_8640_samples_432_are_discarded_and_the_highest_of_8208_counts():
    # SwiftFederation, "95th Percentile Bandwidth Billing",
    # https://docs.swiftfederation.com/Billing/95th_Percentile.html
    log = log_of([*range(8640, 0, -1)])
    assert billed(log, "2022-06") == 8208


def test_of_100_readings_the_top_5_are_disregarded():
    # Lunarpages wiki, "95th Percentile Billing": 100 readings in 500 minutes, the period; of the
    # highest, 2,080, 1,670, 1,310 and 890 kbit/s are printed as ignored. The fifth and the rest
    # are ours.
    log = log_of([2080, 1670, 1310, 890, 700, 640, *[12] * 94])
    assert billed(log, "2022-06-01", "2022-06-01T08:20") == 640


def test_the_index_is_rounded_up():
    # BSI, "Calculating 95th Percentile Bandwidth Usage": index 95/100 × N, rounded up, in ascending
    # order. Its list 5, 10, 15, …, 100 Mbit/s (20 values, though it counts 100) gives 95.
    assert billed(log_of(range(5, 101, 5)), "2022-06-01", "2022-06-01T01:40") == 95


@pytest.mark.parametrize(
    ("samples", "counts"),
    [(1, 1), (19, 19), (20, 19), (21, 20), (39, 38), (40, 38), (41, 39)],
)
def test_no_more_than_5_per_cent_are_discarded(samples, counts):
    log = log_of(range(1, samples + 1))
    start = "2022-06-01"
    end = f"2022-06-01T{5 * samples // 60:02}:{5 * samples % 60:02}"
    assert billed(log, start, end) == counts


def test_36_hours_of_burst_in_30_days_are_free_and_5_minutes_more_are_not():
    # 30 days × 24 hours × 5 % = 36 hours: Clark Systems, "What is the 95th percentile?", 2014.
    rows = [("A", "mbit_s", "2022-06-01", 20), ("A", "mbit_s", "2022-06-10", 900)]
    free = UsageLog(levels=[*rows, ("A", "mbit_s", "2022-06-11T12:00", 20)])
    assert billed(free, "2022-06") == 20
    more = UsageLog(levels=[*rows, ("A", "mbit_s", "2022-06-11T12:05", 20)])
    assert billed(more, "2022-06") == 900


def test_a_sample_is_the_mean_over_its_interval():
    log = UsageLog(
        levels=[("A", "mbit_s", "2022-06-01", 10), ("A", "mbit_s", "2022-06-01T00:01", 0)]
    )
    assert billed(log, "2022-06-01", "2022-06-01T00:05") == 2


def test_months_with_a_change_of_clocks_have_their_true_number_of_samples():
    # 31 × 288 = 8928 samples, 12 fewer in March and 12 more in October. 5 % of them are 446 (of
    # 8916: 445) and 447, all at 900.
    for month, bursts in (("2022-05", 446), ("2022-03", 445), ("2022-10", 447)):
        for extra, expected in ((0, 1), (1, 900)):
            end = (bursts + extra) * 5
            until = f"{month}-{1 + end // 1440:02}T{end % 1440 // 60:02}:{end % 60:02}"
            rows = [("A", "mbit_s", f"{month}-01", 900), ("A", "mbit_s", until, 1)]
            log = UsageLog(levels=rows, timezone="Europe/Stockholm")
            assert billed(log, month) == expected, (month, extra)


def test_the_100th_percentile_is_the_highest_sample_and_percents_may_be_fractions():
    log = log_of(range(1, 1001))
    time = ("2022-06-01", "2022-06-04T11:20")
    assert log.percentile(100, *time)["A"]["mbit_s"] == 1000
    assert log.percentile("99.9", *time)["A"]["mbit_s"] == 999
    assert log.percentile(Fraction(3, 2), *time)["A"]["mbit_s"] == 15


@pytest.mark.parametrize("share", [0.95, "0.5", Fraction(1, 1000)])
def test_a_share_is_not_a_percentage(share):
    with pytest.raises(cs.CostshareError, match=r"is less than one per cent; pass .* for .* %"):
        log_of(range(1, 1001)).percentile(share, "2022-06-01", "2022-06-04T11:20")


def test_intervals_too_short_to_count_are_refused():
    with pytest.raises(cs.CostshareError) as caught:
        log_of([1]).percentile(
            95, "2022-06-01", "2022-06-02", every=timedelta(microseconds=1), gaps="zero"
        )
    assert str(caught.value) == (
        "every=1e-06 s makes 86 400 000 000 samples; pass a longer one, such as "
        "timedelta(minutes=5)"
    )


def test_levels_beyond_64_bits_are_exact():
    huge = [10**30 + each for each in range(20)]
    log = log_of(huge)
    assert billed(log, "2022-06-01", "2022-06-01T01:40") == 10**30 + 18
    # Each level fits 64 bits here, but not times its time.
    close = log_of([2**62 + each for each in range(20)])
    assert billed(close, "2022-06-01", "2022-06-01T01:40") == 2**62 + 18


def test_a_gap_of_zero_counts_as_samples_of_zero():
    log = UsageLog(readings=[("A", "mbit_s", "2022-06-01", "2022-06-02", 5)], gaps="zero")
    assert billed(log, "2022-06") == 0
    assert billed(log, "2022-07") == 0
    assert billed(log, "2022-06", gaps="hold") == 5


def test_another_interval_gives_another_percentile():
    log = log_of([100, 0] * 12)
    time = ("2022-06-01", "2022-06-01T02:00")
    assert billed(log, *time) == 100
    assert billed(log, *time, every=timedelta(minutes=10)) == 50


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"percent": 0}, "percent 0 lies outside 0 to 100; pass 95"),
        ({"percent": 101}, "percent 101 lies outside 0 to 100; pass 95"),
        ({"percent": True}, "percent True is a bool, not a number"),
        ({"every": 300}, "every 300 is not a length of time; pass timedelta(minutes=5)"),
        ({"every": timedelta(0)}, "is not a length of time"),
        (
            {"every": timedelta(minutes=7)},
            (
                "2022-06-01T00:00:00+00:00 to 2022-06-02T00:00:00+00:00 is not a whole number of samples "  # noqa: E501 - a message in one line
                "of 420 s; pass every=… that divides it"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused(kwargs, message):
    log = log_of([1] * 288)
    with pytest.raises(CostshareError) as error:
        log.percentile(**{"percent": 95, "start": "2022-06-01", "end": "2022-06-02", **kwargs})
    assert message in str(error.value)


def test_the_reference_drops_what_the_golden_example_drops():
    from datetime import UTC, datetime

    start = datetime(2022, 6, 1, tzinfo=UTC)
    rows = [("A", "x", start + k * FIVE, start + (k + 1) * FIVE, k) for k in range(20)]
    assert naive.percentile(rows, start, start + 20 * FIVE, 95, FIVE) == {"A": {"x": 18}}
