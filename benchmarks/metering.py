"""Time exact aggregation of 10⁷ meter readings beside a pandas groupby that ignores exactness.

Run it with ``python benchmarks/metering.py``, or with a number of rows. Machines are noisy: both
sides take turns in one run, and the ratio of each turn counts. The pandas side multiplies and adds
floats, and checks nothing: neither overlaps nor gaps nor signs. Results of the exact side are
compared with a plain sum of Fractions, row by row, for a sample of the members.
"""

import resource
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from costshare.metering import UsageLog

TURNS = 3
MEMBERS = pd.Index([f"member {number:03}" for number in range(200)])
RESOURCES = pd.Index(["backup_gb", "disk_gb", "mbit_s", "ram_gb", "vcpu"])
START = pd.Timestamp("2022-01-01")


def readings(rows: int) -> pd.DataFrame:
    """Make five-minute readings of every member and resource, in the order of time."""
    random = np.random.default_rng(2022)
    pairs = len(MEMBERS) * len(RESOURCES)
    slot, pair = np.divmod(np.arange(rows), pairs)
    begin = START.as_unit("s") + pd.to_timedelta(slot * 300, unit="s")
    return pd.DataFrame(
        {
            "member": pd.Categorical.from_codes(pair // len(RESOURCES), MEMBERS),
            "resource": pd.Categorical.from_codes(pair % len(RESOURCES), RESOURCES),
            "from": begin,
            "to": begin + pd.Timedelta(seconds=300),
            # Decimals such as 1234.56, as a meter prints them.
            "quantity": random.integers(0, 10**6, rows) / 100,
        }
    )


def inexact(frame: Any, start: pd.Timestamp, end: pd.Timestamp) -> Any:
    """Average by floats."""
    begin, stop = frame["from"].clip(lower=start), frame["to"].clip(upper=end)
    seconds = (stop - begin).dt.total_seconds().clip(lower=0)
    products = frame["quantity"] * seconds
    sums = products.groupby([frame["member"], frame["resource"]], observed=True).sum()
    return sums / (end - start).total_seconds()


def reference(frame: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> Fraction:
    """Average the readings of one member and resource by Fractions, one at a time."""
    total = Fraction(0)
    for begin, stop, quantity in zip(frame["from"], frame["to"], frame["quantity"], strict=True):
        seconds = (min(stop, end) - max(begin, start)).total_seconds()
        total += Fraction(str(quantity)) * max(int(seconds), 0)
    return total / int((end - start).total_seconds())


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """Time one call."""
    begin = perf_counter()
    result = job()
    return perf_counter() - begin, result


def main() -> int:
    """Compare, and print the ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    slots = rows // (len(MEMBERS) * len(RESOURCES))
    frame = readings(slots * len(MEMBERS) * len(RESOURCES))
    # Neither end falls on the grid of the readings.
    start = START + pd.Timedelta(seconds=100)
    end = START + pd.Timedelta(seconds=300 * slots - 77)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    turns = []
    for _ in range(TURNS):
        loose, floats = timed(lambda: inexact(frame, start, end))
        read, log = timed(lambda: UsageLog(readings=frame))
        asked, exact = timed(partial(log.average, start, end))
        turns.append((read + asked, read, asked, loose))
        del log
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for member in MEMBERS[::67]:
        for name in RESOURCES[::2]:
            rows_of = frame[(frame["member"] == member) & (frame["resource"] == name)]
            assert exact[member][name] == reference(rows_of, start, end), (member, name)
    off = sum(
        Fraction(float(floats[member, name])) != value
        for member, uses in exact.items()
        for name, value in uses.items()
    )
    whole, read, asked, loose = (median(turn[at] for turn in turns) for at in range(4))
    ratio = median(turn[0] / turn[3] for turn in turns)
    print(
        f"{len(frame):,} readings: exact {whole:.2f} s (read and check {read:.2f} s, "
        f"average {asked:.2f} s), inexact {loose:.2f} s, ratio {ratio:.2f}"
    )
    print(
        f"peak memory {after / 2**20:.2f} GiB, of which {before / 2**20:.2f} GiB before; the "
        f"inexact one misses {off:,} of {len(floats):,} averages"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
