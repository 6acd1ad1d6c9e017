"""Time one split of 10⁷ rows, from Parquet to Parquet, on each engine that is installed.

Run it with ``python benchmarks/engines.py [rows]`` in an environment with the engines to compare
(``pip install pyspark "dask[dataframe,distributed]" "ray[data]" duckdb pyarrow``). Each engine has
two local workers, is started and tried once before it is timed, and takes turns with the others.
The kernel is the same everywhere but in DuckDB, which computes largest remainders in exact SQL.
A second job also brings all lines of a resource together first (a shuffle by key), as a split
that cannot broadcast its drivers would have to.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from costshare.apportionment.arrays import apportion_array

TURNS = 2
WORKERS = 2
FILES = 8
RESOURCES, USERS = 1_000, 10
SCHEMA = "line bigint, resource bigint, amount bigint, user bigint, allocated bigint"

Job = Callable[[Path, bool], object]
WEIGHTS = np.random.default_rng(1).integers(1, 80_000, (RESOURCES, USERS))


def split(lines: pa.RecordBatch | pa.Table) -> pa.Table:
    resources = lines["resource"].to_numpy()
    parts = apportion_array(lines["amount"].to_numpy(), WEIGHTS[resources])
    rows = np.repeat(np.arange(len(lines)), USERS)
    table = pa.table({n: lines[n] for n in ("line", "resource", "amount")}).take(rows)
    table = table.append_column("user", pa.array(np.tile(np.arange(USERS), len(lines))))
    return table.append_column("allocated", pa.array(parts.ravel()))


def batches(lines: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in lines:
        yield from split(batch).to_batches()


def write_lines(folder: Path, rows: int) -> None:
    random = np.random.default_rng(2022)
    for number, part in enumerate(np.array_split(np.arange(rows // USERS), FILES)):
        columns = {
            "line": part,
            "resource": random.integers(0, RESOURCES, part.size),
            "amount": random.integers(-(10**7), 10**7, part.size),
        }
        pq.write_table(pa.table(columns), folder / f"lines-{number}.parquet")


def split_file(path: Path, target: Path) -> None:
    with pq.ParquetFile(path) as file:
        writer = None
        for batch in file.iter_batches(batch_size=65_536):
            table = split(batch)
            writer = writer or pq.ParquetWriter(target / path.name, table.schema)
            writer.write_table(table)
        writer.close()


def by_file(lines: Path) -> Job:
    pool = ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"))

    def job(target: Path, shuffle: bool) -> None:
        if shuffle:
            raise NotImplementedError
        target.mkdir()
        list(pool.map(partial(split_file, target=target), sorted(lines.glob("*.parquet"))))

    return job


def dask(lines: Path) -> Job:
    import dask.dataframe as dd
    from dask.distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None)
    Client(cluster)

    def on_frame(frame: Any) -> Any:
        return split(pa.Table.from_pandas(frame, preserve_index=False)).to_pandas()

    def job(target: Path, shuffle: bool) -> None:
        frame = dd.read_parquet(lines)
        if shuffle:
            frame = frame.shuffle("resource")
        meta = on_frame(frame._meta_nonempty).iloc[:0]
        frame.map_partitions(on_frame, meta=meta).to_parquet(target, write_index=False)

    return job


def ray(lines: Path) -> Job:
    import logging

    import ray
    import ray.data

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False

    def job(target: Path, shuffle: bool) -> None:
        data = ray.data.read_parquet(str(lines))
        if shuffle:
            data = data.repartition(FILES, keys=["resource"])
        data.map_batches(split, batch_format="pyarrow", batch_size=None).write_parquet(str(target))

    return job


def spark(lines: Path) -> Job:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(f"local[{WORKERS}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.shuffle.partitions", str(FILES))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")

    def job(target: Path, shuffle: bool) -> None:
        frame = session.read.parquet(str(lines))
        if shuffle:
            frame = frame.repartition(FILES, "resource")
        frame.mapInArrow(batches, SCHEMA).write.parquet(str(target))

    return job


def duckdb(lines: Path) -> Job:
    import duckdb

    con = duckdb.connect(config={"threads": WORKERS})
    drivers = pa.table({
        "resource": np.repeat(np.arange(RESOURCES), USERS),
        "user": np.tile(np.arange(USERS), RESOURCES),
        "weight": WEIGHTS.ravel(),
    })
    con.register("given", drivers)
    con.execute("""create table drivers as select *, sum(weight) over (partition by resource)::bigint as whole from given""")

    def job(target: Path, shuffle: bool) -> None:
        if shuffle:
            raise NotImplementedError
        con.execute(f"""
        copy (
            with quotas as (
                select line, resource, amount, "user", abs(amount) * weight // whole as low,
                    abs(amount) * weight % whole as remainder
                from read_parquet('{lines}/*.parquet') join drivers using (resource)
            ), ranked as (
                select *,
                    row_number() over (partition by line order by remainder desc, "user") as place,
                    abs(amount) - sum(low) over (partition by line) as left_over
                from quotas
            )
            select line, resource, amount, "user",
                (sign(amount) * (low + (place <= left_over)::bigint))::bigint as allocated
            from ranked
        ) to '{target}' (format parquet, per_thread_output)
        """)

    return job


def checked(target: Path):
    table = ds.dataset(target, format="parquet").to_table()
    sums = table.group_by(["line", "amount"]).aggregate([("allocated", "sum")])
    assert pc.all(pc.equal(sums["amount"], sums["allocated_sum"])).as_py()
    code = pc.sum(pc.multiply(table["allocated"], pc.add(pc.multiply(table["line"], 31), table["user"])))
    return table.num_rows, sums.num_rows, code.as_py()


def main() -> None:
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "PYSPARK_PYTHON": sys.executable}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lines = folder / "lines"
        lines.mkdir()
        write_lines(lines, rows)
        jobs = {}
        for make in (by_file, dask, duckdb, spark, ray):
            t = perf_counter()
            jobs[make.__name__] = make(lines)
            print("start", make.__name__, round(perf_counter() - t, 1), flush=True)
        times = {}
        answers = set()
        for turn in range(TURNS + 1):
            for name, job in jobs.items():
                for shuffle in (False, True):
                    target = folder / "out"
                    begin = perf_counter()
                    try:
                        job(target, shuffle)
                    except NotImplementedError:
                        continue
                    took = perf_counter() - begin
                    if turn:
                        times.setdefault((name, shuffle), []).append(took)
                    else:
                        answers.add(checked(target))
                        print(name, shuffle, round(took, 2), answers, flush=True)
                    shutil.rmtree(target)
        for key, each in times.items():
            print(key, [round(x, 2) for x in each], round(median(each), 2))


if __name__ == "__main__":
    main()
