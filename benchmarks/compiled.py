"""Time the compiled path, with one thread and with two, beside numpy's and the inexact way.

Run it with ``python benchmarks/compiled.py``, where the extra ``fast`` is installed. All ways take
turns in one run, and the ratios of their medians count. Processor time is summed over threads.
"""

import os
import sys
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd
from apportion_array import Ints, Table, by_own, by_shared, seconds

import costshare as cs

TURNS = 7
Exact = Callable[[bool], Ints]


def compare(name: str, exact: Exact, inexact: Callable[[], Table]) -> None:
    """Print the ratio of each exact way to the inexact one."""

    def with_threads(count: int) -> Callable[[], Ints]:
        def job() -> Ints:
            os.environ["COSTSHARE_THREADS"] = str(count)
            return exact(True)  # noqa: FBT003

        return job

    ways = [inexact, lambda: exact(False), with_threads(1), with_threads(2)]  # noqa: FBT003
    assert (exact(True) == exact(False)).all()  # noqa: FBT003
    turns = [[seconds(way) for way in ways] for _ in range(TURNS)]
    print(f"{name:<34} inexact {median(turn[0][0] for turn in turns):.3f} s", end="")
    for at, way in enumerate(["numpy", "one thread", "two threads"], 1):
        clock, used = (
            median(turn[at][kind] for turn in turns) / median(turn[0][kind] for turn in turns)
            for kind in (0, 1)
        )
        print(f"; {way} {clock:.2f} (processor {used:.2f})", end="")
    print()


def main() -> int:
    """Compare at the sizes of the documentation."""
    random = np.random.default_rng(2022)

    def table(
        name: str, totals: Ints, weights: Table, inexact: Callable[[Ints, Table], Table]
    ) -> None:
        compare(
            name,
            lambda fast: cs.apportion_array(totals, weights, fast=fast),
            lambda: inexact(totals, weights),
        )

    totals = random.integers(0, 10**7, 1_000_000)
    table("shared, 10^6 × 14", totals, random.integers(1, 80_000, 14), by_shared)
    table("shared, 10^5 × 290", totals[:100_000], random.integers(1, 80_000, 290), by_shared)
    table("shared, 17 digits, 10^6 × 14", totals, random.random(14), by_shared)
    own = (len(totals), 6)
    table("own, integers, 10^6 × 6", totals, random.integers(1, 80_000, own), by_own)
    table("own, two decimals, 10^6 × 6", totals, random.integers(1, 10**5, own) / 100, by_own)
    table("own, 17 digits, 10^6 × 6", totals, random.random(own), by_own)
    numbers = np.sort(random.integers(0, 500_000, 5_000_000))
    bills = np.where(np.bincount(numbers, minlength=500_000), totals[:500_000], 0)
    for kind, weights in (
        ("integers", random.integers(1, 80_000, len(numbers))),
        ("17 digits", random.random(len(numbers))),
    ):

        def parts(fast: bool, by: Table = weights) -> Ints:
            return cs.apportion_groups(bills, numbers, by, fast=fast)

        def rounded(by: Table = weights) -> Table:
            sums = pd.Series(by).groupby(numbers).transform("sum").to_numpy()
            nearest: Table = np.rint(bills[numbers] * by / sums).astype(np.int64)
            return nearest

        compare(f"groups, {kind}, 5·10^6 in 5·10^5", parts, rounded)
    return 0


if __name__ == "__main__":
    sys.exit(main())
