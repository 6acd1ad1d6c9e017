"""Time exact apportionment of many totals beside the inexact line that it replaces.

Run it with ``python benchmarks/apportion_array.py``. Machines are noisy: both sides take turns in
one run, and the ratio of each turn counts. The inexact side leaves totals that do not sum.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import numpy.typing as npt

import costshare as cs

TURNS = 7
Ints = npt.NDArray[np.int64]


def seconds(job: Callable[[], Ints]) -> float:
    """Time one call."""
    begin = perf_counter()
    job()
    return perf_counter() - begin


def compare(rows: int, members: int) -> None:
    """Print the ratio of exact to inexact for a table of rows × members."""
    random = np.random.default_rng(2022)
    totals = random.integers(0, 10**7, rows)
    weights = random.integers(1, 80_000, members)

    def inexact() -> Ints:
        shares = weights / weights.sum()
        rounded: Ints = np.rint(totals[:, None] * shares).astype(np.int64)
        return rounded

    def exact() -> Ints:
        return cs.apportion_array(totals, weights)

    assert (exact().sum(axis=1) == totals).all()
    wrong = np.count_nonzero(inexact().sum(axis=1) != totals)
    turns = [(seconds(exact), seconds(inexact)) for _ in range(TURNS)]
    ratio = median(one / other for one, other in turns)
    print(
        f"{rows:>9,} × {members:<4} exact {median(one for one, _ in turns):.3f} s, inexact "
        f"{median(other for _, other in turns):.3f} s, ratio {ratio:.2f}; the inexact one "
        f"misses {wrong:,} totals"
    )


def main() -> int:
    """Compare at the sizes of the documentation."""
    compare(1_000_000, 14)
    compare(100_000, 290)
    return 0


if __name__ == "__main__":
    sys.exit(main())
