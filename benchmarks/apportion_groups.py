"""Time ragged groups, one total over many members, and Webster's method beside other ways.

Run it with ``python benchmarks/apportion_groups.py``. Both sides take turns in one run, on the same
data, and the ratio of their medians counts. Inexact sides leave totals that do not sum. Only numpy
is measured here, not the compiled path.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

import costshare as cs

TURNS = 7
Ints = npt.NDArray[np.int64]
Job = Callable[[], npt.NDArray[np.int64]]


def compare(name: str, job: Job, other: Job, turns: int = TURNS) -> None:
    """Print the ratio of one way to another, by the clock and by the time of the processor."""
    wall: list[tuple[float, float]] = []
    busy: list[tuple[float, float]] = []
    for _ in range(turns):
        marks = [(perf_counter(), process_time())]
        for way in (job, other):
            way()
            marks.append((perf_counter(), process_time()))
        (start, at), (middle, between), (end, last) = marks
        wall.append((middle - start, end - middle))
        busy.append((between - at, last - between))
    clock, processor = (
        median(one for one, _ in pairs) / median(two for _, two in pairs) for pairs in (wall, busy)
    )
    seconds = median(one for one, _ in wall)
    print(f"{name:<52} {seconds:8.3f} s, ratio {clock:5.2f} (processor {processor:5.2f})")


def groups(rows: int, count: int, kind: str) -> None:
    """Compare ragged groups, sorted, with the line that people write in pandas."""
    random = np.random.default_rng(2022)
    sizes = random.multinomial(rows - count, np.full(count, 1 / count)) + 1
    numbers = np.repeat(np.arange(count), sizes)
    totals = random.integers(0, 10**7, count)
    make: dict[str, Callable[[], npt.NDArray[Any]]] = {
        "integers": lambda: random.integers(1, 10**5, rows),
        "two decimals": lambda: random.integers(1, 10**7, rows) / 100,
        "17 digits": lambda: random.random(rows),
    }
    weights = make[kind]()

    def exact() -> Ints:
        return cs.apportion_groups(totals, numbers, weights, fast=False)

    def inexact() -> Ints:
        column = pd.Series(weights)
        sums = column.groupby(numbers).transform("sum").to_numpy()
        rounded: Ints = np.rint(totals[numbers] * weights / sums).astype(np.int64)
        return rounded

    sums = np.add.reduceat(exact(), np.cumsum(sizes) - sizes)
    assert (sums == totals).all()
    compare(f"{rows:,} rows in {count:,} groups, {kind}", exact, inexact)


def one_total(members: int, kind: str) -> None:
    """Compare one total over many members with the rounding of its quotas."""
    random = np.random.default_rng(2022)
    make: dict[str, Callable[[], npt.NDArray[Any]]] = {
        "integers": lambda: random.integers(1, 10**5, members),
        "17 digits": lambda: random.random(members),
    }
    weights = make[kind]()
    total = 10**9

    def exact() -> Ints:
        return cs.apportion_array([total], weights, fast=False)

    def inexact() -> Ints:
        rounded: Ints = np.rint(total * weights / weights.sum())
        return rounded

    assert exact().sum() == total
    compare(f"one total over {members:,} members, {kind}", exact, inexact)


def method(name: str, rows: int, members: int, *, shared: bool) -> None:
    """Compare another method with largest remainder."""
    random = np.random.default_rng(2022)
    totals = random.integers(0, 10**7, rows)
    weights = random.integers(1, 80_000, members if shared else (rows, members))

    def other() -> Ints:
        return cs.apportion_array(totals, weights, method=name)

    def largest_remainder() -> Ints:
        return cs.apportion_array(totals, weights, fast=False)

    assert (other().sum(axis=1) == totals).all()
    whose = "shared" if shared else "own"
    compare(f"{name} {rows:,} × {members}, {whose} weights", other, largest_remainder)


def main() -> int:
    """Compare at the sizes of the documentation."""
    for kind in ("integers", "two decimals", "17 digits"):
        groups(5_000_000, 500_000, kind)
    for rows in (10**3, 10**4, 10**5, 10**6, 10**7):
        groups(rows, rows // 10, "integers")
    for kind in ("integers", "17 digits"):
        one_total(1_000_000, kind)
    for name in ("webster", "huntington_hill", "cumulative"):
        for shared in (True, False):
            method(name, 100_000, 14, shared=shared)
    return 0


if __name__ == "__main__":
    sys.exit(main())
