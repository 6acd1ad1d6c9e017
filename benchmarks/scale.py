"""One job at growing sizes, by costshare and by what a user would do instead.

Each line of a bill goes to six users by weights of two decimals. Run it with
``pip install ".[benchmark]"`` and ``python benchmarks/scale.py``: it prints a table of seconds,
with the lines that each way misses, and draws ``docs/images/scale.svg``. Sizes are in cells
(lines × 6 users); ``--cells 6`` stops at 10⁶ instead of 10⁸. A way that takes long is not tried at
the next size. All ways run in one process on the same data: machines are noisy, so read the ratios.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterable
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

import costshare as cs

USERS = 6
PATIENCE = 4.0  # seconds; a way that took longer is not tried at ten times the size
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "scale.svg"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Bill:
    """Totals in öre and a row of weights for each, as arrays and as a long table."""

    def __init__(self, lines: int) -> None:
        random = np.random.default_rng(2022)
        self.totals: Ints = random.integers(0, 10**7, lines)
        self.weights: Floats = random.integers(1, 10**6, (lines, USERS)) / 100
        self.line: Ints = np.repeat(np.arange(lines), USERS)
        self.long: dict[str, Any] = {
            "line": self.line,
            "total": np.repeat(self.totals, USERS),
            "weight": self.weights.ravel(),
        }

    def rows(self) -> Iterable[tuple[int, list[float]]]:
        """Lines one by one, as plain numbers."""
        return zip(self.totals.tolist(), self.weights.tolist(), strict=True)


def float_numpy(bill: Bill) -> Callable[[], Any]:
    """Multiply by shares and round."""

    def job() -> Any:
        shares = bill.weights / bill.weights.sum(axis=1, keepdims=True)
        return np.rint(bill.totals[:, None] * shares).astype(np.int64)

    return job


def float_pandas(bill: Bill) -> Callable[[], Any]:
    """Divide by the sum of the group and round."""
    import pandas as pd

    frame = pd.DataFrame(bill.long)

    def job() -> Any:
        sums = frame.groupby("line")["weight"].transform("sum")
        return (frame["total"] * frame["weight"] / sums).round().astype("int64").to_numpy()

    return job


def float_polars(bill: Bill) -> Callable[[], Any]:
    """Divide by the sum of the group and round."""
    import polars as pl

    frame = pl.DataFrame(bill.long)
    share = pl.col("weight") / pl.col("weight").sum().over("line")

    def job() -> Any:
        return frame.select((pl.col("total") * share).round().cast(pl.Int64)).to_series().to_numpy()

    return job


def float_duckdb(bill: Bill) -> Callable[[], Any]:
    """Divide by the sum of the window and round."""
    import duckdb
    import pyarrow as pa

    table = pa.table({**bill.long, "row": np.arange(len(bill.line))})
    query = """
        select cast(round(total * weight / sum(weight) over (partition by line)) as bigint) as part
        from bill order by row
    """

    def job() -> Any:
        with duckdb.connect() as connection:
            connection.register("bill", table)
            return connection.sql(query).fetchnumpy()["part"]

    return job


def library_apportionment(bill: Bill) -> Callable[[], Any]:
    """Call apportionment's Hamilton method for each line."""
    from apportionment.methods import compute

    return lambda: [
        compute("hamilton", weights, total, verbose=False, tiesallowed=True)
        for total, weights in bill.rows()
    ]


def library_iteround(bill: Bill) -> Callable[[], Any]:
    """Call iteround on the quotas of each line."""
    from iteround import saferound

    def job() -> Any:
        parts = []
        for total, weights in bill.rows():
            whole = sum(weights)
            parts.append(saferound([total * each / whole for each in weights], 0))
        return parts

    return job


def library_largest_remainder(bill: Bill) -> Callable[[], Any]:
    """Call largest-remainder for each line."""
    from largest_remainder import LargestRemainder

    return lambda: [
        LargestRemainder.round(weights, total) if total else [0] * USERS
        for total, weights in bill.rows()
    ]


def decimal_loop(bill: Bill) -> Callable[[], Any]:
    """Do what a careful script does: Decimals, floors, and the rest by largest remainder."""

    def job() -> Any:
        parts = []
        for total, weights in bill.rows():
            by = [Decimal(str(each)) for each in weights]
            whole = sum(by)
            quotas = [total * each / whole for each in by]
            floors = [each.quantize(Decimal(1), ROUND_FLOOR) for each in quotas]
            order = sorted(range(USERS), key=lambda at: floors[at] - quotas[at])
            for at in order[: int(total - sum(floors))]:
                floors[at] += 1
            parts.append([int(each) for each in floors])
        return parts

    return job


def scalar(bill: Bill) -> Callable[[], Any]:
    """Call the reference for each line."""
    return lambda: [cs.apportion(total, weights) for total, weights in bill.rows()]


def array(bill: Bill) -> Callable[[], Any]:
    """Share all lines at once."""
    return lambda: cs.apportion_array(bill.totals, bill.weights)


def array_without_fast(bill: Bill) -> Callable[[], Any]:
    """Share all lines at once, without compiled kernels."""
    return lambda: cs.apportion_array(bill.totals, bill.weights, fast=False)


def groups(bill: Bill) -> Callable[[], Any]:
    """Share a long table."""
    return lambda: cs.apportion_groups(bill.totals, bill.line, bill.long["weight"])


WAYS: dict[str, Callable[[Bill], Callable[[], Any]]] = {
    "costshare, apportion_array with fast": array,
    "costshare, apportion_array": array_without_fast,
    "costshare, apportion_groups with fast": groups,
    "costshare, apportion in a loop": scalar,
    "numpy, inexact": float_numpy,
    "pandas, inexact": float_pandas,
    "Polars, inexact": float_polars,
    "DuckDB, inexact": float_duckdb,
    "a loop of Decimals": decimal_loop,
    "apportionment": library_apportionment,
    "iteround": library_iteround,
    "largest-remainder": library_largest_remainder,
}


def measure(way: Callable[[Bill], Callable[[], Any]], bill: Bill) -> tuple[float, Ints]:
    """Time a way on a bill: the median of up to five turns, and its parts."""
    job = way(bill)
    seconds = []
    while True:
        begin = perf_counter()
        parts = job()
        seconds.append(perf_counter() - begin)
        if len(seconds) == 5 or sum(seconds) > PATIENCE / 2:
            return median(seconds), np.asarray(parts).reshape(-1, USERS).astype(np.int64)


def run(most: int) -> tuple[dict[str, list[tuple[int, float]]], dict[str, tuple[int, int, int]]]:
    """Measure every way at every size; count the lines missed at the largest size of each."""
    array(Bill(10))()  # compiles
    taken: dict[str, list[tuple[int, float]]] = {name: [] for name in WAYS}
    missed: dict[str, tuple[int, int, int]] = {}
    for power in range(3, most + 1):
        bill = Bill(round(10**power / USERS))
        exact = cs.apportion_array(bill.totals, bill.weights, fast=False)
        for name, way in WAYS.items():
            if taken[name] and (taken[name][-1][0] < power - 1 or taken[name][-1][1] > PATIENCE):
                continue
            seconds, parts = measure(way, bill)
            taken[name].append((power, seconds))
            sums = np.count_nonzero(parts.sum(axis=1) != bill.totals)
            others = np.count_nonzero((parts != exact).any(axis=1))
            missed[name] = (int(sums), int(others), len(bill.totals))
    return taken, missed


def table(
    taken: dict[str, list[tuple[int, float]]], missed: dict[str, tuple[int, int, int]], most: int
) -> str:
    """Write the figures as a Markdown table."""
    powers = range(3, most + 1)
    heads = [
        f"10{str(power).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}" for power in powers
    ]
    lines = [
        f"| way | {' | '.join(heads)} | totals missed | rows not by the rule |",
        f"|---|{'---:|' * (len(heads) + 2)}",
    ]
    for name, points in taken.items():
        seconds = dict(points)
        cells = [f"{seconds[each]:.2g} s" if each in seconds else "–" for each in powers]
        sums, others, lines_of = missed[name]
        share = [
            f"{each:,} of {lines_of:,}" if 100 * each < lines_of else f"{each / lines_of:.0%}"
            for each in (sums, others)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} | {share[0]} | {share[1]} |")
    return "\n".join(lines)


def draw(taken: dict[str, list[tuple[int, float]]]) -> None:
    """Draw seconds over cells, both in powers of ten."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "costshare"
    figure, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    for name, points in taken.items():
        ours = name.startswith("costshare")
        ax.plot(
            [10**power for power, _ in points],
            [seconds for _, seconds in points],
            marker="o",
            markersize=3,
            linewidth=2 if ours else 1,
            linestyle="-" if ours else "--",
            label=name,
        )
    ax.set(xscale="log", yscale="log", xlabel="cells (lines × 6 users)", ylabel="seconds")
    ax.grid(visible=True, alpha=0.3)
    ax.legend(fontsize=8)
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> int:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description="Measure costshare beside other ways.")
    parser.add_argument("--cells", type=int, default=8, help="largest size, as a power of ten")
    most = parser.parse_args().cells
    taken, missed = run(most)
    sys.stdout.write(table(taken, missed, most) + "\n")
    slopes = []
    for name, points in taken.items():
        if len(points) > 2:
            (first, low), (last, high) = points[-3], points[-1]
            slopes.append(f"{name} {math.log10(high / low) / (last - first):.2f}")
    sys.stdout.write(f"\nGrowth over the last two powers of ten: {'; '.join(slopes)}\n")
    draw(taken)
    return 0


if __name__ == "__main__":
    sys.exit(main())
