"""A million invoice lines against 290 members × 50 pools, beside plain pandas on the same data.

Run it with ``python benchmarks/reconcile.py``. Plain pandas groups the lines, merges them with
the fees and subtracts, in floats. `reconcile` adds up exactly, reads every name, number and date,
looks for duplicates and wrong dates, and makes findings with hints. Both must agree, to the öre.
The ratio to the cheaper order of pandas is at most 3 with invoice numbers that are whole numbers,
and at most 5 with texts; memory is at most 3 × the frame. Then every one of the 14 500 cells is
wrong, each in one of ten ways, and some lines are repeated: at most 20 s, of which 1 ms of hints
for a cell.
"""

import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

import costshare as cs

LINES, MEMBERS, POOLS = 1_000_000, 290, 50
MOST = {"numbers": 3, "texts": 5}


def names() -> tuple[list[str], list[str]]:
    """Name the members and the pools."""
    members = [f"Kommun {number:03}" for number in range(MEMBERS)]
    return members, [f"pool {number:02}" for number in range(POOLS)]


def allocate(fees: "np.ndarray[Any, Any]") -> cs.Allocation:
    """Make the allocation of agreed fees, in öre by cell."""
    members, pools = names()
    return cs.Agreement(
        name="Benchmark",
        period="2022",
        members=[cs.Member(name=name) for name in members],
        pools=[
            cs.Pool(
                name=pool,
                unit="0.01",
                model=cs.Fixed(
                    amounts={
                        name: f"{fee // 100}.{fee % 100:02}"
                        for name, fee in zip(members, fees[number::POOLS].tolist(), strict=True)
                    }
                ),
            )
            for number, pool in enumerate(pools)
        ],
    ).allocate()


def frame_of(rng: np.random.Generator, cell: Any, ore: Any, invoice: Any, day: Any) -> pd.DataFrame:
    """Lay out lines as a frame, in any order."""
    members, pools = names()
    order = rng.permutation(len(cell))
    return (
        pd.DataFrame(
            {
                "member": np.array(members, dtype=object)[cell // POOLS],
                "pool": np.array(pools, dtype=object)[cell % POOLS],
                "amount": ore / 100,
                "invoice": invoice,
                "date": np.datetime64("2022-01-01") + day,
            }
        )
        .iloc[order]
        .reset_index(drop=True)
    )


def make() -> tuple[cs.Allocation, pd.DataFrame]:
    """Make an agreement, and lines that differ from its fees in a few cells."""
    rng = np.random.default_rng(2022)
    cells = MEMBERS * POOLS
    cell = np.repeat(np.arange(cells), LINES // cells)
    ore = rng.integers(10_000, 1_000_000, len(cell))
    fees = np.zeros(cells, dtype=np.int64)
    np.add.at(fees, cell, ore)
    ore[rng.choice(len(cell), 20, replace=False)] += 90  # twenty slips
    day = rng.integers(0, 365, len(cell))
    return allocate(fees), frame_of(rng, cell, ore, np.arange(len(cell)), day)


def make_wrong(each: int = 72) -> tuple[cs.Allocation, pd.DataFrame]:
    """Make lines of which every cell is wrong, in one of ten ways; some lines are repeated."""
    rng = np.random.default_rng(13)
    cells = MEMBERS * POOLS
    cell = np.repeat(np.arange(cells), each)
    ore = rng.integers(10_000, 1_000_000, (cells, each))
    fees = ore.sum(axis=1)
    way, member = np.arange(cells) % 10, np.arange(cells) // POOLS
    ore[way == 0, 0] += 90 * rng.integers(1, 100, (way == 0).sum())  # any amount, often two digits
    ore[way == 1, 1] *= 10
    ore[way == 2, 2] = np.rint(ore[way == 2, 2] * 1.25).astype(np.int64)
    ore[way == 3, 3] *= -1
    ore[way == 4, 4] += 1
    ore[way == 5, :] = np.rint(ore[way == 5, :] * 1.25).astype(np.int64)
    ore[way == 6, 0] += 12_345  # as much too much here as too little in the next pool
    ore[way == 7, 0] -= 12_345
    ore[way == 8, 0] = 0
    ore = ore.ravel()
    invoice, day = np.arange(len(cell)), np.tile(np.arange(each) * 5 % 365, cells)
    # Five lines of each cell of the last way come again; of every seventh member 36 of 72.
    again = np.flatnonzero(
        (way[cell] == 9) & (np.arange(len(cell)) % each < np.where(member[cell] % 7, 5, each // 2))
    )
    lines = np.concatenate([np.arange(len(cell)), again])
    invoice = np.array([f"F2022-{number}" for number in invoice.tolist()], dtype=object)
    return allocate(fees), frame_of(rng, cell[lines], ore[lines], invoice[lines], day[lines])


def group_first(fees: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Do what a script would: group, merge, subtract."""
    sums = lines.groupby(["member", "pool"], as_index=False)["amount"].sum()
    both = fees.merge(sums, on=["member", "pool"], how="outer").fillna({"fee": 0, "amount": 0})
    both["difference"] = (both["amount"] - both["fee"]).round(2)
    return both


def merge_first(fees: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The same the other way round: merge every line with its fee, then group."""
    both = lines.merge(fees, on=["member", "pool"], how="outer")
    return both.groupby(["member", "pool"]).agg(amount=("amount", "sum"), fee=("fee", "first"))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Time a piece of work by the processor, since other work may run beside."""
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def peak(work: Callable[[], Any]) -> int:
    """Return the bytes that are allocated at most."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def compare(allocation: cs.Allocation, lines: pd.DataFrame, numbering: str) -> None:
    """Compare times and results of few differences with plain pandas, in turns."""
    fees = pd.DataFrame(
        [
            (member, pool.name, float(fee))
            for pool in allocation.pools
            for member in pool.fees
            if (fee := pool.fee(member)) is not None
        ],
        columns=["member", "pool", "fee"],
    )
    turns: list[tuple[float, float, float]] = []
    for _ in range(5):
        first, grouped = timed(lambda: group_first(fees, lines))
        second, _ = timed(lambda: merge_first(fees, lines))
        own, result = timed(lambda: cs.reconcile(allocation, lines))
        turns.append((first, second, own))
    differs = grouped[grouped["difference"] != 0]
    theirs = {(row.member, row.pool): f"{row.difference:.2f}" for row in differs.itertuples()}
    cells = [finding for finding in result.findings if finding.expected is not None]
    ours = {(finding.member, finding.pool): str(finding.difference) for finding in cells}
    assert ours == theirs, "both sides find the same cells, to the öre"
    assert len(ours) in range(1, 21)
    first, second, own = (median(each) for each in zip(*turns, strict=True))
    print(
        f"invoice {numbering}: reconcile {own:.2f} s; groupby, then merge {first:.2f} s; merge, "
        f"then groupby {second:.2f} s (ratio {own / min(first, second):.1f}, at most "
        f"{MOST[numbering]})"
    )
    size = lines.memory_usage(deep=True).sum()
    most = peak(lambda: cs.reconcile(allocation, lines))
    print(f"  memory: {most / size:.1f} × the frame of {size / 1e6:.0f} MB, at most 3")


def main() -> None:
    """Compare times and results."""
    allocation, lines = make()
    print(f"{len(lines):,} lines, {MEMBERS} members × {POOLS} pools")
    compare(allocation, lines, "numbers")
    compare(allocation, lines.assign(invoice="F2022-" + lines["invoice"].astype(str)), "texts")
    allocation, lines = make_wrong()
    spent, result = timed(lambda: cs.reconcile(allocation, lines))
    kinds = Counter(finding.kind for finding in result.findings)
    hints = Counter(hint.kind for finding in result.findings for hint in finding.hints)
    print(f"{len(lines):,} lines, every cell wrong: {spent:.1f} s, at most 20")
    print(f"  findings: {dict(kinds)}\n  hints: {dict(hints)}")


if __name__ == "__main__":
    main()
