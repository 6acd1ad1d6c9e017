"""Measure `cs.split` beside ways that miss totals, and beside exact SQL: ``split.py [lines]``.

Each way splits the same lines over six users each, by own weights of two decimals. The inexact ones
multiply and round, in pandas, Polars or DuckDB; the column `missed` counts the lines whose parts do
not sum to them. The exact SQL ranks remainders in DuckDB with integers, so its products must fit.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import costshare as cs

USERS = 6
RESOURCES = 10_000
TURNS = 3

ROUNDED = """
    SELECT l.*, d.team, d.weight, round(l.amount * d.weight / d.whole)::BIGINT AS allocated
    FROM lines l JOIN (
        SELECT *, sum(weight) OVER (PARTITION BY resource) AS whole FROM drivers
    ) d USING (resource)
"""
EXACT = """
    WITH d AS (
        SELECT *, row_number() OVER () AS place, sum(weight) OVER (PARTITION BY resource) AS whole
        FROM drivers
    ), j AS (
        SELECT l.*, d.team, d.weight, d.place,
            abs(l.amount) * d.weight // d.whole AS floor, abs(l.amount) * d.weight % d.whole AS rest
        FROM lines l JOIN d USING (resource)
    ), r AS (
        SELECT *, row_number() OVER (PARTITION BY line ORDER BY rest DESC, place) AS rank,
            abs(amount) - sum(floor) OVER (PARTITION BY line) AS left_over FROM j
    )
    SELECT line, resource, amount, team, weight,
        (sign(amount) * (floor + (rank <= left_over)::INT))::BIGINT AS allocated FROM r
"""


def main(count: int) -> None:
    """Print a row for each way."""
    rng = np.random.default_rng(13)
    names = np.array([f"resource-{number}" for number in range(RESOURCES)], dtype=object)
    lines = pd.DataFrame(
        {
            "line": np.arange(count),
            "resource": names[rng.integers(0, RESOURCES, count)],
            "amount": rng.integers(-100_000, 10_000_000, count),
        }
    )
    drivers = pd.DataFrame(
        {
            "resource": np.repeat(names, USERS),
            "team": np.tile([f"team-{number}" for number in range(USERS)], RESOURCES),
            "weight": rng.integers(1, 100_000, USERS * RESOURCES),
        }
    )
    of_polars, by_polars = pl.from_pandas(lines), pl.from_pandas(drivers)
    splitter = cs.splitting.Splitter(drivers, on="resource")
    ways: dict[str, Callable[[], Any]] = {
        "costshare, pandas": lambda: cs.split(lines, drivers, on="resource"),
        "costshare, pandas, drivers prepared": lambda: splitter.split(lines),
        "costshare, Polars": lambda: cs.split(of_polars, by_polars, on="resource"),
        "pandas merge and round": lambda: by_pandas(lines, drivers),
        "Polars join and round": lambda: in_polars(of_polars, by_polars),
        "DuckDB join and round": lambda: in_duckdb(ROUNDED),
        "DuckDB exact SQL": lambda: in_duckdb(EXACT),
    }
    duckdb.register("lines", of_polars.to_arrow())
    duckdb.register("drivers", by_polars.to_arrow())
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    missed = {}
    for _ in range(TURNS):
        for name, way in ways.items():
            clock, work = perf_counter(), process_time()
            result = way()
            seconds[name].append((perf_counter() - clock, process_time() - work))
            missed[name] = lines_missed(result, lines)
    base = [median(each) for each in zip(*seconds["pandas merge and round"], strict=True)]
    print(f"{count} lines x {USERS} users; medians of {TURNS} turns; pandas merge and round = 1\n")
    print(f"{'way':36}{'seconds':>9}{'ratio':>7}{'CPU s':>8}{'ratio':>7}{'lines missed':>14}")
    for name, turns in seconds.items():
        clock, work = (median(each) for each in zip(*turns, strict=True))
        print(
            f"{name:36}{clock:9.2f}{clock / base[0]:7.2f}{work:8.2f}{work / base[1]:7.2f}"
            f"{missed[name]:14}"
        )


def by_pandas(lines: pd.DataFrame, drivers: pd.DataFrame) -> pd.DataFrame:
    """Merge, multiply and round, as is often done."""
    share = drivers["weight"] / drivers.groupby("resource")["weight"].transform("sum")
    merged = lines.merge(drivers.assign(share=share), on="resource")
    merged["allocated"] = (merged["amount"] * merged["share"]).round().astype("int64")
    return merged


def in_polars(lines: pl.DataFrame, drivers: pl.DataFrame) -> pl.DataFrame:
    """Join, multiply and round, as is often done."""
    share = pl.col("weight") / pl.col("weight").sum().over("resource")
    joined = lines.join(drivers.with_columns(share=share), on="resource")
    return joined.with_columns(
        allocated=(pl.col("amount") * pl.col("share")).round().cast(pl.Int64)
    )


def in_duckdb(query: str) -> Any:
    """Run a query on the registered tables."""
    relation = duckdb.sql(query)
    assert relation is not None
    return relation.to_arrow_table()


def lines_missed(result: Any, lines: pd.DataFrame) -> int:
    """Count the lines that the parts do not sum to."""
    columns = [np.asarray(result[name]) for name in ("line", "allocated")]
    sums = np.zeros(len(lines), dtype=np.int64)
    np.add.at(sums, columns[0], columns[1])
    return int((sums != lines["amount"].to_numpy()).sum())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
