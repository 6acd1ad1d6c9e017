"""The vectorised paths: blocks, limbs, orders and 64-bit edges, against Python's integers."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from costshare.metering import UsageLog

SECOND = 10**9


def frame_of(rows, most, seed, *, step=1):
    """Readings of a few pairs, back to back, longer than one block of the summation."""
    random = np.random.default_rng(seed)
    pairs = 3
    slot, pair = np.divmod(np.arange(rows), pairs)
    begin = slot * 300 * SECOND
    frame = pd.DataFrame(
        {
            "member": np.array(["A", "B", "C"])[pair],
            "resource": "x",
            "from": pd.to_datetime(begin, utc=True),
            "to": pd.to_datetime(begin + 300 * SECOND, utc=True),
            "quantity": random.integers(0, most, rows) * step,
        }
    )
    return frame, begin, pair


def expected(frame, begin, pair, start, stop):
    sums = [0, 0, 0]
    for at, since, level in zip(
        pair.tolist(), begin.tolist(), frame["quantity"].tolist(), strict=True
    ):
        sums[at] += level * max(min(since + 300 * SECOND, stop) - max(since, start), 0)
    return {
        name: {"x": Fraction(area, stop - start)} for name, area in zip("ABC", sums, strict=True)
    }


@pytest.mark.parametrize(
    ("most", "start", "stop"),
    [
        (1000, 0, 60_000 * 300 * SECOND),
        (2**40, 300 * SECOND, 59_999 * 300 * SECOND),
        (2**62, 1, 59_999 * 300 * SECOND - 7),
    ],
    ids=["one pass", "limbs of levels", "limbs of levels and times"],
)
def test_sums_are_exact_over_blocks_and_limbs(most, start, stop):
    frame, begin, pair = frame_of(180_000, most, 1)
    log = UsageLog(readings=frame)
    time = (pd.Timestamp(start, tz="UTC"), pd.Timestamp(stop, tz="UTC"))
    assert log.average(*time) == expected(frame, begin, pair, start, stop)


def test_rows_in_any_order_give_the_same():
    frame, *_ = frame_of(90_000, 10**6, 2)
    log = UsageLog(readings=frame)
    by_member = frame.sort_values(["member", "from"])
    mixed = frame.sample(frac=1, random_state=3)
    for other in (by_member, mixed, frame.iloc[::-1]):
        again = UsageLog(readings=other)
        for ask in ("average", "peak"):
            assert getattr(again, ask)("1970-01-01", "1970-04-15") == getattr(log, ask)(
                "1970-01-01", "1970-04-15"
            )


def test_an_order_that_does_not_fit_64_bits_is_found_all_the_same():
    # 200 years in nanoseconds times a few pairs need more than 63 bits.
    since = pd.Series(pd.to_datetime(["1955-01-01", "2199-01-01", "1970-01-01", "2022-01-01"]))
    since = since.astype("datetime64[ns]") + pd.to_timedelta([1, 0, 0, 0], unit="ns")
    frame = pd.DataFrame({"member": [*"ABAB"], "resource": "x", "since": since, "quantity": 2})
    frame["quantity"] = [1, 4, 2, 3]
    log = UsageLog(levels=frame)
    assert log.peak("2022-06") == {"A": {"x": 2}, "B": {"x": 3}}
    assert log.peak("2199-06") == {"A": {"x": 2}, "B": {"x": 4}}


def test_many_members_and_resources_are_numbered_without_a_table_of_all(monkeypatch):
    monkeypatch.setattr("costshare.metering._segments._TABLE", 100)
    many = 20
    frame = pd.DataFrame(
        {
            "member": [f"m{at:04}" for at in range(many)],
            "resource": [f"r{at:04}" for at in range(many)],
            "since": "2022-01-01",
            "quantity": range(many),
        }
    )
    use = UsageLog(levels=frame.iloc[::-1]).peak("2022")
    assert use == {
        f"m{at:04}": {f"r{each:04}": at * (each == at) for each in range(many)}
        for at in range(many)
    }


@pytest.mark.parametrize("level", [2**62, 2**63 - 1, 2**63, 10**40])
def test_levels_at_and_beyond_64_bits_are_exact(level):
    rows = [("A", "x", f"2022-01-{day:02}", level - day) for day in range(1, 31)]
    log = UsageLog(levels=rows)
    assert log.average("2022-01-01", "2022-01-31") == {"A": {"x": level - Fraction(31, 2)}}
    assert log.peak("2022-01") == {"A": {"x": level - 1}}
    assert log.percentile(95, "2022-01-01", "2022-01-21") == {"A": {"x": level - 2}}


def test_decimals_of_different_parts_have_one_common_step(tmp_path, monkeypatch):
    monkeypatch.setattr("costshare.metering._rows._CHUNK", 1)
    path = tmp_path / "use.csv"
    path.write_text(
        f"member,resource,since,quantity\nA,x,2022-01-01,{2**62}\nA,x,2022-01-02,0.125\n"
        "A,x,2022-01-03,1/3\n",
        "utf-8",
    )
    log = UsageLog.from_csv(path)
    mean = (2**62 + Fraction(1, 8) + Fraction(1, 3)) / 3
    assert log.average("2022-01-01", "2022-01-04") == {"A": {"x": mean}}


def test_a_sample_whose_sum_needs_more_than_64_bits_is_exact():
    rows = [("A", "x", "2022-01-01", 2**62), ("A", "x", "2022-01-01T00:01", 2**62 - 5)]
    log = UsageLog(levels=rows)
    time = ("2022-01-01", "2022-01-01T00:05")
    assert log.percentile(95, *time) == {"A": {"x": 2**62 - 4}}
