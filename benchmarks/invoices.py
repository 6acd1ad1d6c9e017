"""Invoice lines of 290 members × 50 pools, and one pool of 290 members, beside floats.

Run it with ``python benchmarks/invoices.py``. A line takes at most 10 µs, and `allocate` at most
15 × what a line of pandas takes in floats, which keeps neither sums nor reasons. Seconds are those
of the processor, since other work may run beside; the best of a few turns counts.
"""

import numpy as np
import pandas as pd
from reconcile import MEMBERS, POOLS, allocate, names, timed

import costshare as cs
from costshare.invoices import split_fees

TURNS = 3


def time_lines() -> None:
    """Time the lines of fees in one part and in twelve, and the exact split in it."""
    rng = np.random.default_rng(1)
    fees = allocate(rng.integers(1_000_000, 100_000_000, MEMBERS * POOLS))
    for parts in (1, 12):
        time_parts(fees, parts)


def time_parts(fees: cs.Allocation, parts: int) -> None:
    """Time the lines of fees in so many parts."""
    made, split = [], []
    for _ in range(TURNS):
        spent, lines = timed(lambda: fees.invoice_lines(number="F{n:06}", instalments=parts))
        made.append(spent / len(lines) * 1e6)
        spent, _ = timed(lambda: [split_fees(p, parts, None, fees.period) for p in fees.pools])
        split.append(spent / len(lines) * 1e6)
    assert lines.total == sum(pool.amount for pool in fees.pools), "no öre is lost"
    print(
        f"{len(lines):,} lines, instalments={parts}: {min(made):.1f} µs a line, at most 10; "
        f"of that {min(split):.1f} to split the fees exactly"
    )


def time_allocate() -> None:
    """Time an allocation of one pool in turns with floats."""
    rng = np.random.default_rng(2)
    people = pd.Series(rng.integers(2_000, 900_000, MEMBERS), index=names()[0])
    members = [cs.Member(name=str(name), population=int(each)) for name, each in people.items()]
    model = cs.Mixed(flat_share="0.4")

    def exactly() -> object:
        return [cs.allocate(10_000_000, model, members, unit=100) for _ in range(20)]

    def in_floats() -> object:
        rest = 10_000_000 * 0.6
        return [
            ((4_000_000 / MEMBERS + people / people.sum() * rest) / 100).round() * 100
            for _ in range(20)
        ]

    turns = [(timed(exactly)[0] / 20, timed(in_floats)[0] / 20) for _ in range(TURNS)]
    ours, theirs = (min(each) for each in zip(*turns, strict=True))
    print(
        f"allocate {MEMBERS} members: {ours * 1e3:.1f} ms; a line of pandas {theirs * 1e3:.2f} ms "
        f"(ratio {ours / theirs:.0f}, at most 15)"
    )


def main() -> None:
    """Time both."""
    time_lines()
    time_allocate()


if __name__ == "__main__":
    main()
