"""Time one split, from Parquet to Parquet, on each engine that is installed.

Run it with ``python benchmarks/engines.py`` in an environment with the engines to compare:
``pip install "costshare[spark]" "dask[dataframe,distributed]" "ray[data]" duckdb psutil``;
``--help`` lists its options.

Every engine has two local workers, has split a small bill before it is timed, and takes turns with
the others. All call the same kernel but DuckDB, which computes largest remainders in exact SQL, and
all must give the same rows. The second job brings the lines of a resource together first (a
shuffle), as an engine must do that does not send all drivers to every worker. Seconds of the
processor are shown too, since other programs change them less than they change the time.
"""

import logging
import multiprocessing
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from costshare.splitting import Splitter

WORKERS = 2
FILES = 8
RESOURCES, USERS = 1_000, 10
BATCH = 65_536  # lines

# Splits the Parquet files of a folder into files of another one, with a shuffle or without.
Job = Callable[[Path, Path, bool], object]


def drivers() -> pa.Table:
    """Make a row for each resource and user."""
    return pa.table(
        {
            "resource": np.repeat(np.arange(RESOURCES), USERS),
            "user": np.tile(np.arange(USERS), RESOURCES),
            "weight": np.random.default_rng(1).integers(1, 80_000, RESOURCES * USERS),
        }
    )


def write_lines(folder: Path, rows: int) -> Path:
    """Write lines that become so many rows."""
    random = np.random.default_rng(2022)
    folder.mkdir()
    for number, part in enumerate(np.array_split(np.arange(rows // USERS), FILES)):
        columns = {
            "line": part,
            "resource": random.integers(0, RESOURCES, part.size),
            "amount": random.integers(-(10**7), 10**7, part.size),
        }
        pq.write_table(pa.table(columns), folder / f"lines-{number}.parquet")
    return folder


def split_file(splitter: Splitter, target: Path, path: Path) -> None:
    """Split one file by record batches."""
    with pq.ParquetFile(path) as file:
        schema = splitter.split(file.schema_arrow.empty_table()).schema
        with pq.ParquetWriter(target / path.name, schema) as writer:
            for batch in file.iter_batches(BATCH):
                writer.write_table(splitter.split(pa.Table.from_batches([batch])))


def by_file(splitter: Splitter) -> Job:
    """Split by PyArrow, each file in one of two processes."""
    pool = ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"))

    def job(lines: Path, target: Path, _: bool) -> None:
        target.mkdir()
        list(pool.map(partial(split_file, splitter, target), sorted(lines.iterdir())))

    return job


def dask(splitter: Splitter) -> Job:
    """Split by Dask on two worker processes."""
    import dask.dataframe as dd
    from dask.distributed import Client, LocalCluster

    Client(LocalCluster(WORKERS, threads_per_worker=1, dashboard_address=None))

    def split(frame: Any) -> Any:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        return splitter.split(table).to_pandas()

    def job(lines: Path, target: Path, shuffle: bool) -> None:
        frame = dd.read_parquet(lines)
        meta = split(frame._meta)  # noqa: SLF001 - as Dask documents it
        if shuffle:
            frame = frame.shuffle("resource")
        frame.map_partitions(split, meta=meta).to_parquet(target, write_index=False)

    return job


def ray(splitter: Splitter) -> Job:
    """Split by Ray Data on two workers."""
    import ray
    import ray.data

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False

    def job(lines: Path, target: Path, shuffle: bool) -> None:
        data = ray.data.read_parquet(str(lines))
        if shuffle:
            data = data.repartition(FILES, keys=["resource"])
        split = data.map_batches(splitter.split, batch_format="pyarrow", batch_size=None)
        split.write_parquet(str(target))

    return job


def spark(_: Splitter) -> Job:
    """Split by costshare on Spark, with two worker processes."""
    from pyspark.sql import SparkSession

    from costshare.engines.spark import split

    builder = SparkSession.builder.master(f"local[{WORKERS}]")
    settings = {
        "spark.driver.memory": "4g",
        "spark.sql.shuffle.partitions": str(FILES),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")

    def job(lines: Path, target: Path, shuffle: bool) -> None:
        frame = session.read.parquet(str(lines))
        if shuffle:
            frame = frame.repartition(FILES, "resource")
        split(frame, drivers(), on="resource", unit=1, check=False).write.parquet(str(target))

    return job


def duckdb(_: Splitter) -> Job:
    """Split by DuckDB in exact SQL, on two threads."""
    import duckdb

    connection = duckdb.connect(config={"threads": WORKERS})
    connection.register("given", drivers())
    connection.execute(
        "create table drivers as select *, row_number() over () as place, "
        "(sum(weight) over (partition by resource))::bigint as whole from given"
    )

    def job(lines: Path, target: Path, _: bool) -> None:
        connection.execute(f"""
            copy (
                with quotas as (
                    select *, abs(amount) * weight // whole as low,
                        abs(amount) * weight % whole as remainder
                    from read_parquet('{lines}/*.parquet') join drivers using (resource)
                ), ranked as (
                    select *, abs(amount) - sum(low) over (partition by line) as left_over,
                        row_number() over (
                            partition by line order by remainder desc, place
                        ) as rank
                    from quotas
                )
                select line, resource, amount, "user", weight,
                    (sign(amount) * (low + (rank <= left_over)::bigint))::bigint as allocated
                from ranked
            ) to '{target}' (format parquet, per_thread_output)
        """)  # noqa: S608 - the paths are our own

    return job


ENGINES = {"files": by_file, "dask": dask, "duckdb": duckdb, "spark": spark, "ray": ray}
WITH_SHUFFLE = {"dask", "spark", "ray"}


def code_of(target: Path) -> tuple[int, int]:
    """Check that each line sums to its amount, and return rows and a code of the answer."""
    table = ds.dataset(target, format="parquet").to_table()
    line, user = table["line"].to_numpy(), table["user"].to_numpy()
    allocated = table["allocated"].to_numpy()
    sums = table.group_by(["line", "amount"]).aggregate([("allocated", "sum")])
    assert sums["amount"].equals(sums["allocated_sum"])
    return table.num_rows, int((allocated * (31 * line + user)).sum())


def processor_seconds() -> float:
    """Add up the processor seconds of this process and all below it, also of those that ended."""
    found = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            found += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return found


def timed(job: Job, lines: Path, target: Path, shuffle: bool) -> tuple[float, float, object]:
    """Run a job once: seconds, processor seconds, and the code of the answer."""
    begin, used = perf_counter(), processor_seconds()
    job(lines, target, shuffle)
    seconds, used = perf_counter() - begin, processor_seconds() - used
    code = code_of(target)
    shutil.rmtree(target)
    return seconds, used, code


def main() -> int:
    """Time all engines in turns."""
    options = ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000, help="length of the result")
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=[*ENGINES])
    given = options.parse_args()
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "RAY_USAGE_STATS_ENABLED": "0"}
    splitter = Splitter(drivers(), on="resource", unit=1)
    jobs: dict[str, Job] = {}
    for name in given.engines:
        try:
            jobs[name] = ENGINES[name](splitter)
        except ModuleNotFoundError as error:
            print(f"{name}: left out, since {error.name} is not installed")
    with tempfile.TemporaryDirectory() as place:
        lines, few = (write_lines(Path(place) / str(size), size) for size in (given.rows, 10_000))
        target = Path(place) / "split"
        sides = [(name, False) for name in jobs] + [
            (name, True) for name in jobs if name in WITH_SHUFFLE
        ]
        assert len({timed(jobs[name], few, target, shuffle)[2] for name, shuffle in sides}) == 1
        turns = [
            {(name, shuffle): timed(jobs[name], lines, target, shuffle) for name, shuffle in sides}
            for _ in range(given.turns)
        ]
    assert len({code for turn in turns for _, _, code in turn.values()}) == 1
    for side in sides:
        seconds = median(turn[side][0] for turn in turns)
        used = median(turn[side][1] for turn in turns)
        ratio = median(turn[side][0] / turn[sides[0]][0] for turn in turns)
        name = side[0] + " with a shuffle" * side[1]
        print(f"{name:24} {seconds:6.2f} s, ratio {ratio:5.1f}; processor {used:6.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
