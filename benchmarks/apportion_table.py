"""Time controlled rounding of a table beside plain rounding, which misses its sums.

Run it with ``python benchmarks/apportion_table.py``. Machines are noisy: both sides take turns in
one run, and the ratio of each turn counts. Plain rounding is numpy's, in floats, of cells alone.
"""

import sys
from fractions import Fraction
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

import costshare as cs

TURNS = 3


def quotas(rows: int, columns: int, seed: int) -> list[list[Fraction]]:
    """Draw fees to a thousandth of a krona."""
    random = Random(seed)
    return [[Fraction(random.randrange(10**8), 1000) for _ in range(columns)] for _ in range(rows)]


def compare(rows: int, columns: int) -> None:
    """Print the times of both sides for a table of rows × columns."""
    turns = []
    missed = 0
    for seed in range(TURNS):
        table = quotas(rows, columns, seed)
        floats = np.array([[float(quota) for quota in line] for line in table])
        begin = perf_counter()
        exact = cs.apportion_table(table)
        between = perf_counter()
        plain = np.rint(floats)
        turns.append((between - begin, perf_counter() - between))
        for one, other, down in (
            (exact, plain, table),
            (list(zip(*exact, strict=True)), plain.T, list(zip(*table, strict=True))),
        ):
            assert all(
                abs(sum(line) - sum(quota)) < 1 for line, quota in zip(one, down, strict=True)
            )
            missed += sum(
                abs(int(line.sum()) - sum(quota)) >= 1
                for line, quota in zip(other, down, strict=True)
            )
    lines = TURNS * (rows + columns)
    print(
        f"{rows:>5} × {columns:<3} exact {median(one for one, _ in turns):.3f} s, plain "
        f"{median(other for _, other in turns):.6f} s, ratio "
        f"{median(one / other for one, other in turns):,.0f}; plain rounding misses {missed:,} of "
        f"{lines:,} sums by a unit or more, the exact one none"
    )


def main() -> int:
    """Compare at the sizes of the documentation."""
    compare(290, 12)
    compare(1000, 100)
    return 0


if __name__ == "__main__":
    sys.exit(main())
