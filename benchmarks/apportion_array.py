"""Time exact apportionment of many totals beside the inexact line that it replaces.

Run it with ``python benchmarks/apportion_array.py``. Machines are noisy: both sides take turns in
one run, and the median of the ratios counts, once in seconds and once in processor time. The
inexact side leaves totals that do not sum.
"""

import sys
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import numpy.typing as npt

import costshare as cs

TURNS = 7
Ints = npt.NDArray[np.int64]
Table = npt.NDArray[Any]


def seconds(job: Callable[[], Table]) -> tuple[float, float]:
    """Time one call, in seconds and in processor time."""
    begin, used = perf_counter(), process_time()
    job()
    return perf_counter() - begin, process_time() - used


def by_shared(totals: Ints, weights: Table) -> Table:
    """Round the shares of weights that are the same for all totals."""
    shares = weights / weights.sum()
    rounded: Ints = np.rint(totals[:, None] * shares).astype(np.int64)
    return rounded


def by_own(totals: Ints, weights: Table) -> Table:
    """Round the shares of a row of weights for each total."""
    rounded: Table = np.rint(totals[:, None] * weights / weights.sum(1, keepdims=True))
    return rounded


def compare(
    name: str, totals: Ints, weights: Table, inexact: Callable[[Ints, Table], Table]
) -> None:
    """Print the ratio of exact to inexact for one table."""
    assert (cs.apportion_array(totals, weights).sum(axis=1) == totals).all()
    missed = np.count_nonzero(inexact(totals, weights).sum(axis=1) != totals)
    turns = [
        (
            seconds(lambda: cs.apportion_array(totals, weights)),
            seconds(lambda: inexact(totals, weights)),
        )
        for _ in range(TURNS)
    ]
    ratio, used = (median(one[at] / other[at] for one, other in turns) for at in (0, 1))
    print(
        f"{len(totals):>9,} × {weights.shape[-1]:<4}{name:<22} "
        f"exact {median(one[0] for one, _ in turns):.3f} s, "
        f"inexact {median(other[0] for _, other in turns):.3f} s, "
        f"ratio {ratio:.2f} (processor time {used:.2f}); the inexact one misses {missed:,} totals"
    )


def grow(rows: int, members: int) -> None:
    """Print the time for a cell, and the peak of memory in sizes of the result."""
    random = np.random.default_rng(2022)
    totals = random.integers(0, 10**7, rows)
    for name, weights in (
        ("shared", random.integers(1, 80_000, members)),
        ("own", random.integers(1, 80_000, (rows, members))),
    ):
        used = min(seconds(lambda by=weights: cs.apportion_array(totals, by))[1] for _ in range(3))
        tracemalloc.start()
        cs.apportion_array(totals, weights)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        cells = rows * members
        print(
            f"{cells:>11,} cells, {name:<6} weights: {used / cells * 1e9:8.1f} ns a cell, "
            f"peak {peak / (8 * cells):.2f} × the result"
        )


def main() -> int:
    """Compare at the sizes of the documentation."""
    random = np.random.default_rng(2022)
    totals = random.integers(0, 10**7, 1_000_000)
    compare("shared", totals, random.integers(1, 80_000, 14), by_shared)
    compare("shared", totals[:100_000], random.integers(1, 80_000, 290), by_shared)
    own = (len(totals), 6)
    compare("own, integers", totals, random.integers(1, 80_000, own), by_own)
    compare("own, two decimals", totals, random.integers(1, 10**5, own) / 100, by_own)
    compare("own, 17 digits", totals, random.random(own), by_own)
    for rows in (100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        grow(rows, 10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
