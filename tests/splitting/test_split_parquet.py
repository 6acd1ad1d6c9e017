"""Parquet to Parquet: the rows of split, whole files only, and a killed run goes on."""

import os
import re
import signal
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import costshare as cs
from costshare.splitting import _batches, _parquet

DRIVERS = pa.table(
    {
        "resource": [f"r{place % 50}" for place in range(300)],
        "team": [f"t{place}" for place in range(300)],
        "weight": [place % 7 + 1 for place in range(300)],
    }
)


def a_bill(rows, begin=0):
    cents = [(place * 7919) % 100_003 - 20_000 for place in range(begin, begin + rows)]
    return pa.table(
        {
            "line": range(begin, begin + rows),
            "resource": [f"r{place % 50}" for place in range(begin, begin + rows)],
            "amount": [f"{each / 100:.2f}" for each in cents],
        }
    )


pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def small(monkeypatch):
    """Batches and groups of few rows, so that little data has many."""
    monkeypatch.setattr(_batches, "LINES", 64)
    monkeypatch.setattr(_parquet, "ROWS", 100)


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_the_rows_are_those_of_split(tmp_path, rows):
    bill = a_bill(rows)
    pq.write_table(bill, tmp_path / "bill.parquet", row_group_size=300)
    made = cs.split_parquet(
        tmp_path / "bill.parquet", DRIVERS, tmp_path / "out", on="resource", rows_per_file=900
    )
    assert pq.read_table(made).equals(cs.split(bill, DRIVERS, on="resource"))
    files = sorted(path.name for path in made.iterdir())
    assert files == [f"part-{number:05d}.parquet" for number in range(max(1, -(-rows * 6 // 1152)))]
    assert not (tmp_path / "out.unfinished").exists()


def test_several_files_and_a_folder(tmp_path):
    folder = tmp_path / "bills"
    folder.mkdir()
    for number in range(3):
        pq.write_table(a_bill(100, 100 * number), folder / f"{number}.parquet")
    whole = cs.split(a_bill(300), DRIVERS, on="resource")
    listed = [folder / f"{number}.parquet" for number in range(3)]
    for name, source in (("folder", folder), ("list", listed)):
        made = cs.split_parquet(source, DRIVERS, tmp_path / name, on="resource", rows_per_file=500)
        assert pq.read_table(made).equals(whole)


def test_one_line_of_many_users_comes_in_several_groups(tmp_path):
    users = 300
    bill = pa.table({"resource": ["r"], "amount": ["12345678.91"]})
    pq.write_table(bill, tmp_path / "bill.parquet")
    drivers = pa.table({"resource": ["r"] * users, "user": range(users), "weight": range(users)})
    made = cs.split_parquet(tmp_path / "bill.parquet", drivers, tmp_path / "out", on="resource")
    file = pq.ParquetFile(made / "part-00000.parquet")
    assert file.num_row_groups == 3
    table = file.read()
    assert table["allocated"].combine_chunks().to_pylist() == (
        cs.split(bill, drivers, on="resource")["allocated"].to_pylist()
    )


KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow.parquet as pq
import costshare as cs
from costshare.splitting import _batches, _parquet, _run
_batches.LINES, _parquet.ROWS = 64, 100
saved, source, drivers, target = [], *sys.argv[1:4]
write = _run.Run.write
def write_some(run, piece):
    write(run, piece)
    saved.append(piece)
    if len(saved) == 40:
        os.kill(os.getpid(), signal.SIGKILL)
_run.Run.write = write_some
cs.split_parquet(source, pq.read_table(drivers), target, on="resource", rows_per_file=900)
"""


@pytest.fixture
def killed(tmp_path):
    """A run that was killed while it wrote its fourth file."""
    bill = a_bill(1000)
    pq.write_table(bill, tmp_path / "bill.parquet", row_group_size=300)
    pq.write_table(DRIVERS, tmp_path / "drivers.parquet")
    paths = [str(tmp_path / name) for name in ("bill.parquet", "drivers.parquet", "out")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", KILLED, *paths], check=False, env=environment)
    assert run.returncode == -signal.SIGKILL
    return bill


def test_a_killed_run_goes_on_where_it_was(tmp_path, killed):
    work, made = tmp_path / "out.unfinished", tmp_path / "out"
    names = sorted(path.name for path in work.iterdir())
    assert names[:3] == ["manifest.json", "part-00000.parquet", "part-00001.parquet"]
    assert names[-1].endswith(".begun")
    assert not made.exists()
    before = (work / "part-00000.parquet").stat().st_mtime_ns
    cs.split_parquet(
        tmp_path / "bill.parquet", DRIVERS, made, on="resource", rows_per_file=900, progress=True
    )
    assert (made / "part-00000.parquet").stat().st_mtime_ns == before
    assert pq.read_table(made).equals(cs.split(killed, DRIVERS, on="resource"))
    assert {path.suffix for path in made.iterdir()} == {".parquet"}


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize("what", ["source", "drivers", "settings"])
def test_an_unfinished_run_of_other_work_is_refused(tmp_path, what):
    drivers, rows_per_file = DRIVERS, 900
    if what == "source":
        pq.write_table(a_bill(999), tmp_path / "bill.parquet")
    elif what == "drivers":
        drivers = DRIVERS.set_column(2, "weight", [list(range(300))])
    else:
        rows_per_file = 800
    message = re.escape(f"{tmp_path / 'out'}.unfinished is of an unfinished run, and its {what} ")
    with pytest.raises(cs.CostshareError, match=message):
        cs.split_parquet(
            tmp_path / "bill.parquet",
            drivers,
            tmp_path / "out",
            on="resource",
            rows_per_file=rows_per_file,
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on": "team"}, "unknown column of the lines 'team'"),
        (
            {"unmatched": "error", "drivers": DRIVERS.slice(0, 40)},
            "rows 0 to 63, .*: 10 of 64 lines",
        ),
        ({"unused": "error", "drivers": "more"}, "1 of 301 drivers have no lines: row 300"),
        ({"unit": 1}, "rows 0 to 63, .*not a whole multiple of unit 1"),
        ({"rows_per_file": 0}, "rows_per_file 0 is not a positive int"),
        ({"source": "missing.parquet"}, "missing.parquet cannot be read: No such file"),
        ({"source": []}, "source names no file"),
        ({"source": "empty"}, "is a folder without Parquet files"),
        ({"source": "text.parquet"}, "text.parquet cannot be read as a Parquet file"),
    ],
)
def test_an_error_leaves_nothing_behind(tmp_path, monkeypatch, change, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.parquet").write_text("resource,amount\n")
    pq.write_table(a_bill(100), "bill.parquet")
    arguments = {"source": "bill.parquet", "drivers": DRIVERS, "on": "resource", **change}
    if arguments["drivers"] == "more":
        extra = pa.table({"resource": ["x"], "team": ["x"], "weight": [1]})
        arguments["drivers"] = pa.concat_tables([DRIVERS, extra])
    with pytest.raises(cs.CostshareError, match=message):
        cs.split_parquet(target="out", **arguments)
    assert not any(path.name.startswith("out") for path in tmp_path.iterdir())


def test_a_target_that_exists_is_refused(tmp_path):
    pq.write_table(a_bill(1), tmp_path / "bill.parquet")
    with pytest.raises(cs.CostshareError, match="exists already; pass another target"):
        cs.split_parquet(tmp_path / "bill.parquet", DRIVERS, tmp_path, on="resource")


def test_a_missing_extra_is_named(tmp_path, monkeypatch):
    pq.write_table(a_bill(1), tmp_path / "bill.parquet")
    monkeypatch.setattr(_parquet, "find_spec", lambda name: None if name == "tqdm" else name)
    with pytest.raises(cs.CostshareError, match=r'pip install "costshare\[progress\]"'):
        cs.split_parquet(
            tmp_path / "bill.parquet", DRIVERS, tmp_path / "out", on="resource", progress=True
        )


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (a_bill(9).append_column("x", pa.array([1] * 9)), "column 'x' is in one of them only"),
        (a_bill(9).drop_columns(["line"]), "column 'line' is in one of them only"),
        (a_bill(9).select(["amount", "line", "resource"]), "the columns are in another order"),
        (
            a_bill(9).set_column(2, "amount", pa.array([1] * 9)),
            "column 'amount' is of type int64, not string",
        ),
        (
            a_bill(9).cast(a_bill(9).schema.set(0, pa.field("line", pa.int64(), nullable=False))),
            "column 'line' is of type int64 not null, not int64",
        ),
    ],
)
def test_files_with_other_columns_are_refused_before_anything_is_written(tmp_path, other, message):
    pq.write_table(a_bill(100), tmp_path / "1.parquet")
    pq.write_table(other, tmp_path / "2.parquet")
    with pytest.raises(cs.CostshareError, match=rf"2\.parquet has other columns than .*{message}"):
        cs.split_parquet(tmp_path, DRIVERS, tmp_path / "out", on="resource")
    assert not (tmp_path / "out.unfinished").exists()


def test_a_target_that_cannot_be_made_is_refused(tmp_path):
    pq.write_table(a_bill(1), tmp_path / "bill.parquet")
    target = tmp_path / "bill.parquet" / "out"
    with pytest.raises(cs.CostshareError, match=r"out.unfinished cannot be written: .*; pass"):
        cs.split_parquet(tmp_path / "bill.parquet", DRIVERS, target, on="resource")


def test_drivers_of_mixed_types_are_refused(tmp_path):
    pq.write_table(a_bill(1), tmp_path / "bill.parquet")
    drivers = [{"resource": "r0", "team": team, "weight": 1} for team in (1, "x")]
    with pytest.raises(cs.CostshareError, match=r"column 'team' of the drivers .* int and str"):
        cs.split_parquet(tmp_path / "bill.parquet", drivers, tmp_path / "out", on="resource")
