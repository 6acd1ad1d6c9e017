"""Split on Spark: the rows of cs.split at any partitioning, even where a worker is killed."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.errors import PythonException

import costshare as cs
from costshare.engines import spark

KEYS = ["db", "vm", "ö"]
DRIVERS = [
    {"resource": "db", "team": "A", "weight": 1},
    {"resource": "db", "team": "B", "weight": 1},
    {"resource": "db", "team": "C", "weight": 1},
    {"resource": "vm", "team": "A", "weight": 0},
    {"resource": "vm", "team": "C", "weight": 2},
]
LINES = pa.table(
    {
        "line": [0, 1, 2],
        "resource": ["db", "vm", "db"],
        "amount": [Decimal("0.01"), Decimal("7.50"), Decimal("-0.05")],
    }
)


def sorted_rows(table):
    """The rows of a result, in the order of lines and drivers."""
    return table.sort_by([("line", "ascending"), ("seat", "ascending")]).to_pylist()


def shuffled(session, table, partitions):
    """Lines in another order, in so many partitions, of which some may be empty."""
    order = np.random.default_rng(len(table)).permutation(len(table))
    return session.createDataFrame(table.take(order)).repartition(partitions)


@st.composite
def bills(draw):
    """Lines with amounts of one type, and drivers with small weights, so that many are tied."""
    currencies = st.sampled_from(["EUR", "SEK"])
    amounts, kind = draw(
        st.sampled_from(
            [
                (st.integers(-(2**63) + 1, 2**63 - 1), pa.int64()),
                (st.integers(-9, 9), pa.int16()),
                (st.decimals(-99, 99, places=2), pa.decimal128(12, 2)),
                (st.decimals(-(10**30), 10**30, places=2), pa.decimal128(38, 6)),
                (st.decimals(-99, 99, places=2).map(str), pa.string()),
            ]
        )
    )
    rows = draw(st.lists(st.tuples(st.sampled_from([*KEYS, None]), currencies, amounts)))
    key, currency, amount = zip(*rows, strict=True) if rows else ((), (), ())
    lines = pa.table(
        {
            "line": pa.array(range(len(rows)), pa.int64()),
            "resource": pa.array(key, pa.string()),
            "currency": pa.array(currency, pa.string()),
            "amount": pa.array(amount, kind),
        }
    )
    seats = draw(
        st.lists(st.tuples(st.sampled_from(KEYS), currencies, st.integers(0, 3)), min_size=1)
    )
    drivers = [
        {"resource": key, "currency": currency, "seat": seat, "weight": weight}
        for seat, (key, currency, weight) in enumerate(seats)
    ]
    return lines, drivers


@pytest.fixture
def small_batches(session):
    """Let Spark hand over at most four lines at once."""
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "4")
    yield
    session.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


@pytest.mark.usefixtures("small_batches")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bills(), st.sampled_from([1, 3, 8]), st.sampled_from(["largest_remainder", "webster"]))
def test_spark_gives_the_rows_of_split_at_any_partitioning(session, bill, partitions, method):
    lines, drivers = bill
    rules = {"unmatched": "keep", "zeros": "even", "method": method}
    on = ["resource", "currency"]
    expected = cs.split(lines, drivers, on=on, **rules)
    found = spark.split(shuffled(session, lines, partitions), drivers, on=on, check=False, **rules)
    assert found.columns == expected.column_names
    assert sorted_rows(found.toArrow()) == sorted_rows(expected)


def test_many_lines_are_split_as_without_spark(session):
    random = np.random.default_rng(2022)
    count = 20_000
    lines = pa.table(
        {
            "line": np.arange(count),
            "resource": random.integers(0, 50, count),
            "amount": random.integers(-(10**9), 10**9, count),
        }
    )
    drivers = pd.DataFrame(
        {
            "resource": random.integers(0, 50, 500),
            "seat": np.arange(500),
            "weight": random.integers(0, 9, 500) / 4,
        }
    )
    found = spark.split(shuffled(session, lines, 3), drivers, on="resource").toArrow()
    assert sorted_rows(found) == sorted_rows(cs.split(lines, drivers, on="resource"))


def test_one_line_with_a_million_users_comes_in_several_batches(session):
    users = 1_000_000
    weights = np.arange(users) % 97 + 1
    drivers = pa.table({"resource": np.zeros(users, int), "weight": weights})
    lines = pa.table({"resource": [0, 1], "amount": [10**12 + 7, 5]})
    rules = {"on": "resource", "unit": 1, "unmatched": "keep"}
    found = spark.split(session.createDataFrame(lines).coalesce(1), drivers, check=False, **rules)
    table = found.toArrow()
    shared = cs.apportion_array([10**12 + 7], weights)[0]
    assert np.array_equal(table["allocated"].to_numpy(), [*shared, 5])
    assert table["weight"].null_count == 1
    # On the worker, before Spark puts the rows into batches of its own:
    added = list(table.schema)[2:]
    on_worker = spark._splitting(spark.Splitter(drivers, **rules), lines.column_names, added)
    lengths = [each.num_rows for each in on_worker(iter(lines.to_batches()))]
    assert sum(lengths) == users + 1
    assert max(lengths) <= 2**16


def test_a_worker_killed_in_the_middle_changes_nothing(session, monkeypatch, tmp_path):
    mark = tmp_path / "killed"

    class Mortal(spark.Splitter):
        def pieces(self, lines, most):
            for piece in super().pieces(lines, 2):
                yield piece
                try:
                    os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                os.kill(os.getpid(), signal.SIGKILL)

    lines = pa.table({"line": range(40), "resource": ["db", "vm"] * 20, "amount": range(-20, 20)})
    drivers = [{**row, "seat": seat} for seat, row in enumerate(DRIVERS)]
    monkeypatch.setattr(spark, "Splitter", Mortal)
    found = spark.split(shuffled(session, lines, 3), drivers, on="resource")
    assert not mark.exists()
    rows = sorted_rows(found.toArrow())
    assert mark.exists()
    assert rows == sorted_rows(cs.split(lines, drivers, on="resource"))


def test_no_lines_give_no_rows(session):
    for lines in (
        session.createDataFrame(LINES).limit(0),
        session.createDataFrame([], "line long, resource string, amount string"),
    ):
        found = spark.split(lines, DRIVERS, on="resource")
        assert found.columns == [*LINES.column_names, "team", "weight", "allocated"]
        assert found.collect() == []


def test_nothing_runs_before_an_action_without_a_check(session, jobs_of):
    lines = session.createDataFrame(LINES)
    assert jobs_of(lambda: spark.split(lines, DRIVERS, on="resource", check=False)) == 0
    assert jobs_of(lambda: spark.split(lines, DRIVERS, on="resource")) == 1
    rules = {"check": False, "unused": "error"}
    assert jobs_of(lambda: spark.split(lines, DRIVERS, on="resource", **rules)) == 1


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"drivers": DRIVERS[:3]}, r"1 of 3 lines have no drivers: row 1 \(resource 'vm'\); add"),
        (
            {"drivers": DRIVERS[:4]},
            r"1 of 3 lines have drivers whose weights are all zero: row 1 \(resource 'vm'\); cor",
        ),
        (
            {"unit": 1},
            r"row 0 \(0.01\), .* not a whole multiple .* 1 of 1 batches cannot be split\)$",
        ),
        (
            {
                "drivers": [*DRIVERS, {"resource": "gpu", "team": "A", "weight": 1}],
                "unused": "error",
            },
            r"1 of 6 drivers have no lines: row 5 \(resource 'gpu'\); remove",
        ),
        ({"on": "line", "drivers": pa.table({"line": ["0"], "weight": [1]})}, "never equal"),
        ({"on": "resourse"}, "unknown column of the drivers 'resourse'"),
        ({"amount": "amout"}, "unknown column of the lines 'amout'"),
        ({"unused": "eror"}, "unknown rule for unused drivers 'eror'"),
        ({"drivers": pa.table({"resource": ["db"], "weight": [1], "line": [1]})}, "both have"),
        (
            {"drivers": pl.DataFrame({"resource": ["db"], "weight": [2**64 - 1]})},
            "cannot be a table in",
        ),
        ({"drivers": pd.DataFrame({"resource": ["db"], "weight": [1j]})}, "cannot be a table in"),
    ],
)
def test_errors_are_raised_before_an_action(session, rules, message):
    lines = session.createDataFrame(LINES).coalesce(1)
    rules = {"drivers": DRIVERS, "on": "resource", **rules}
    with pytest.raises(cs.CostshareError, match=message) as error:
        spark.split(lines, **rules)
    assert "Traceback" not in str(error.value)


@pytest.mark.usefixtures("small_batches")
def test_an_error_counts_the_batches_that_cannot_be_split(session):
    lines = pa.table({"resource": ["db"] * 5 + ["vm"] + ["db"] * 3 + ["gpu"], "amount": [1] * 10})
    message = (
        r"^1 of 4 lines have no drivers: row 1 \(resource 'vm'\); .*"
        r"\(rows are numbered within one batch of lines; 2 of 3 batches cannot be split\)$"
    )
    with pytest.raises(cs.CostshareError, match=message):
        spark.split(session.createDataFrame(lines).coalesce(1), DRIVERS[:3], on="resource")


def test_without_a_check_the_action_fails_with_the_message(session):
    lines = session.createDataFrame(LINES).coalesce(1)
    found = spark.split(lines, DRIVERS[:3], on="resource", check=False)
    with pytest.raises(
        PythonException, match=r"CostshareError: 1 of 3 lines have no drivers: row 1"
    ):
        found.collect()


def test_lines_must_be_a_frame_of_spark():
    with pytest.raises(cs.CostshareError, match="lines are of type Table; pass a Spark DataFrame"):
        spark.split(LINES, DRIVERS, on="resource")


def test_drivers_from_spark_are_sorted_by_their_columns_so_ties_do_not_depend_on_partitions(
    session,
):
    drivers = pa.Table.from_pylist(DRIVERS)
    lines = session.createDataFrame(LINES).coalesce(1)
    expected = cs.split(LINES, DRIVERS, on="resource").to_pylist()
    for partitions in (1, 3):
        given_ = shuffled(session, drivers, partitions)
        assert spark.split(lines, given_, on="resource").toArrow().to_pylist() == expected
    nested = session.createDataFrame(
        [("db", [1], 1)], "resource string, tags array<int>, weight int"
    )
    with pytest.raises(cs.CostshareError, match="cannot be a sorted table in Spark"):
        spark.split(lines, nested, on="resource")


def test_columns_of_lines_and_drivers_keep_their_values(session):
    at = datetime(2022, 5, 1, 12, 30, tzinfo=UTC)
    lines = session.createDataFrame(
        [("db", {"env": "prod"}, at, [1, 2], 1, 2, Decimal(1))],
        "`re.source` string, tags map<string, string>, at timestamp, several array<int>,"
        " amount long, `other.amount` short, `a``b` decimal(38, 0)",
    )
    drivers = pl.DataFrame(
        {
            "re.source": pl.Series(["db", "db"], dtype=pl.Categorical),
            "team": ["A", None],
            "since": [datetime(2022, 1, 1, 1), None],
            "day": [date(2022, 1, 1), None],
            "count": pl.Series([2**53 + 1, 0], dtype=pl.UInt64),
            "weight": ["1", "1"],
        }
    )
    amounts = ["amount", "other.amount", "a`b"]
    units = {"amount": 1, "other.amount": 1, "a`b": "0.01"}
    found = spark.split(lines, drivers, on="re.source", amount=amounts, unit=units)
    first, second = (row.asDict() for row in found.orderBy("team", ascending=False).collect())
    assert first["tags"] == {"env": "prod"}
    assert first["at"].astimezone(UTC) == at
    assert (first["several"], first["team"], first["count"]) == ([1, 2], "A", 2**53 + 1)
    assert (first["since"], first["day"]) == (datetime(2022, 1, 1, 1), date(2022, 1, 1))
    assert [first[f"allocated_{name}"] for name in amounts] == [1, 1, Decimal("0.50")]
    assert [second[f"allocated_{name}"] for name in amounts] == [0, 1, Decimal("0.50")]
    kinds = dict(found.dtypes)
    assert [kinds[f"allocated_{name}"] for name in amounts] == [
        "bigint",
        "smallint",
        "decimal(38,2)",
    ]


def test_an_error_names_the_extra_where_pyspark_is_missing():
    code = """
import sys
class Hidden:
    def find_spec(self, name, *more):
        if name == "pyspark":
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Hidden())
import costshare.engines.spark
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.endswith('pyspark and pyarrow: pip install "costshare[spark]"\n')
