"""Frames of every library become the same pandas frame, exactly."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from costshare.errors import CostshareError
from costshare.frames import as_pandas, collect, column_as_pandas, is_any_column, is_any_frame, like


class Stream:
    """A table that offers an Arrow stream and nothing else."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = dt.datetime(2022, 7, 1, 12, 0, tzinfo=STOCKHOLM)
TABLE = pa.table(
    {
        "text": pa.array(["Kiruna", None, "Luleå"]),
        "int": pa.array([2**53 + 1, None, 3], pa.int64()),
        "small": pa.array([1, 2, 3], pa.int8()),
        "unsigned": pa.array([2**64 - 1, None, 0], pa.uint64()),
        "wide": pa.array([2**100, None, 1], pa.decimal128(38, 0)),
        "cents": pa.array([Decimal("1.10"), None, Decimal("2.00")], pa.decimal128(12, 2)),
        "float": pa.array([0.1, None, 2.5], pa.float64()),
        "narrow": pa.array([0.1, None, 2.5], pa.float32()),
        "flag": pa.array([True, None, False]),
        "yes": pa.array([True, False, False]),
        "day": pa.array([dt.date(2022, 1, 1), None, dt.date(1889, 5, 1)]),
        "at": pa.array([NOON, None, NOON], pa.timestamp("us", "Europe/Stockholm")),
        "when": pa.array([dt.datetime(2022, 1, 1, 5), None, None], pa.timestamp("us")),
        "kind": pa.array(["a", None, "a"]).dictionary_encode(),
        "nothing": pa.array([None, None, None], pa.string()),
    }
)
VALUES = {
    "text": ["Kiruna", None, "Luleå"],
    "int": [2**53 + 1, None, 3],
    "small": [1, 2, 3],
    "unsigned": [2**64 - 1, None, 0],
    "wide": [2**100, None, 1],
    "cents": [Decimal("1.10"), None, Decimal("2.00")],
    "float": [0.1, None, 2.5],
    "flag": [True, None, False],
    "yes": [True, False, False],
    "day": [dt.date(2022, 1, 1), None, dt.date(1889, 5, 1)],
    "at": [NOON, None, NOON],
    "when": [dt.datetime(2022, 1, 1, 5), None, None],
    "kind": ["a", None, "a"],
    "nothing": [None, None, None],
}
FRAMES = {
    "polars": pl.from_arrow,
    "lazy": lambda table: pl.from_arrow(table).lazy(),
    "pyarrow": lambda table: table,
    "batch": lambda table: table.to_batches()[0],
    "reader": lambda table: table.to_reader(),
    "duckdb": duckdb.from_arrow,
    "stream": Stream,
    "dicts": lambda table: [
        {**row, "wide": row["wide"] and int(row["wide"])} for row in table.to_pylist()
    ],
    "narwhals": lambda table: nw.from_native(table, eager_only=True),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_value_stays_what_it_is(kind):
    frame = as_pandas(FRAMES[kind](TABLE))
    assert list(frame.columns) == TABLE.column_names
    assert frame.index.equals(pd.RangeIndex(3))
    for name, values in VALUES.items():
        got = [None if pd.isna(each) else each for each in frame[name]]
        assert got == values, name
        assert [isinstance(each, Decimal) for each in got] == [
            isinstance(each, Decimal) for each in values
        ]
    narrow = [str(each) for each in frame["narrow"].array if not pd.isna(each)]
    assert narrow == (["0.10000000149011612", "2.5"] if kind == "dicts" else ["0.1", "2.5"])


def test_a_pandas_frame_stays_the_same_object():
    frame = pd.DataFrame({"fee": [1]}, index=["Kiruna"])
    assert as_pandas(frame) is frame
    assert like(frame, frame) is frame
    assert collect(frame).to_native() is frame


def test_128_bit_ints_of_polars_stay_ints():
    frame = as_pandas(pl.DataFrame({"fee": pl.Series([2**100, None], dtype=pl.Int128)}))
    assert frame["fee"].tolist() == [2**100, None]


def test_128_bit_ints_of_duckdb_are_ints():
    frame = as_pandas(duckdb.sql("select sum(x) as fee from (values (1), (2)) t(x)"))
    assert frame["fee"].dtype == "int64"
    assert frame["fee"].tolist() == [3]


def test_ints_beside_floats_in_dicts_stay_ints():
    frame = as_pandas([{"fee": 2**53 + 1}, {"fee": 0.5}, {"other": 1}])
    assert frame["fee"].tolist() == [2**53 + 1, 0.5, None]


@pytest.mark.parametrize(
    "frame",
    [
        pa.table([pa.array([1]), pa.array([2])], names=["fee", "fee"]),
        pd.DataFrame([[1, 2]], columns=["fee", "fee"]),
        duckdb.sql("select 1 as fee, 2 as fee"),
        Stream(pa.table([pa.array([1]), pa.array([2])], names=["fee", "fee"])),
    ],
)
def test_two_columns_with_one_name_are_refused(frame):
    with pytest.raises(CostshareError, match="several columns of lines are named 'fee'; rename"):
        collect(frame, "lines")


def test_a_frame_of_pandas_may_repeat_columns_that_nothing_reads():
    frame = pd.DataFrame([[1, 2]], columns=["note", "note"])
    assert as_pandas(frame, "lines") is frame


@pytest.mark.parametrize("value", [None, 1, "fee", {"fee": [1]}, [], [1], pl.Series([1]), object()])
def test_other_things_are_no_frames(value):
    assert not is_any_frame(value)
    with pytest.raises(CostshareError, match=r"lines is of type .*; pass a frame"):
        as_pandas(value, "lines")


def test_a_stream_without_columns_is_refused():
    with pytest.raises(CostshareError, match="lines of type Stream is not a table"):
        as_pandas(Stream(pa.chunked_array([[1, 2]])), "lines")


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([2**53 + 1, None]),
        pa.array([2**53 + 1, None]),
        pa.chunked_array([[2**53 + 1], [None]]),
        pd.Series([2**53 + 1, None], dtype="Int64"),
        nw.from_native(pl.Series([2**53 + 1, None]), series_only=True),
    ],
)
def test_columns_of_any_library(column):
    assert is_any_column(column)
    assert not is_any_frame(column)
    assert column_as_pandas(column, "fees").tolist() == [2**53 + 1, pd.NA]


@pytest.mark.parametrize("value", [[1], {"a": 1}, pl.DataFrame(), pd.DataFrame(), pa.table({}), 1])
def test_other_things_are_no_columns(value):
    assert not is_any_column(value)
    with pytest.raises(CostshareError, match=r"fees is of type .*; pass a Series"):
        column_as_pandas(value, "fees")


@pytest.mark.parametrize("kind", FRAMES)
def test_back_to_the_kind_that_came_in(kind):
    original = FRAMES[kind](TABLE)
    made = like(as_pandas(FRAMES[kind](TABLE)).drop(columns=["nothing"]), original)
    expected = {"duckdb", "stream", "batch", "reader"}
    assert type(made) is (pa.Table if kind in expected or kind == "narwhals" else type(original))
    again = as_pandas(made)
    for name in again.columns.drop("narrow"):
        assert [None if pd.isna(each) else each for each in again[name]] == VALUES[name]


@pytest.mark.parametrize(
    ("values", "originals"),
    [
        ([Decimal("1E-30"), Decimal("1E15")], [pl.DataFrame(), pl.LazyFrame()]),
        ([Decimal("1E-39"), Decimal("1E3")], [pl.DataFrame()]),
        ([10**50], [pl.DataFrame()]),
        ([1, "x"], [pl.DataFrame(), pa.table({})]),
    ],
)
def test_values_that_a_library_does_not_hold_are_refused(values, originals):
    frame = pd.DataFrame({"fee": pd.Series(values, dtype=object)})
    for original in originals:
        with pytest.raises(CostshareError, match=r"column 'fee' of the result .* pass pandas or"):
            like(frame, original)
