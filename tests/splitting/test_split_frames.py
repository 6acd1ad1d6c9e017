"""Every library of frames gives the same rows, with its own types."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

import costshare as cs
from splitting_local import cases

KEEP = {"on": "resource", "unmatched": "keep", "zeros": "even"}
LINES = [
    {"resource": "db", "amount": Decimal("10.00"), "n": 2**53 + 1},
    {"resource": "gås", "amount": Decimal("7.50"), "n": None},
    {"resource": None, "amount": Decimal("-0.05"), "n": 3},
    {"resource": "db", "amount": Decimal("-0.05"), "n": 3},
]
DRIVERS = [
    {"resource": "db", "team": "A", "weight": 1, "since": dt.date(2026, 1, 1)},
    {"resource": "vm", "team": "B", "weight": 1, "since": dt.date(2026, 1, 2)},
    {"resource": "db", "team": "C", "weight": 2, "since": None},
]


def arrow_stream(rows):
    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.Table.from_pylist(rows).__arrow_c_stream__(requested_schema)

    return Stream()


def relation(rows):
    return duckdb.connect().from_arrow(pa.Table.from_pylist(rows))


def of_pandas(rows):
    """A frame of pandas without a change of ints beside a null."""
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]}
    )


LIBRARIES = {
    "rows": (list, list),
    "pandas": (of_pandas, pd.DataFrame),
    "pandas of Arrow": (
        lambda rows: pa.Table.from_pylist(rows).to_pandas(types_mapper=pd.ArrowDtype),
        pd.DataFrame,
    ),
    "pandas with an index": (
        lambda rows: of_pandas(rows).set_axis(["x"] * len(rows), axis="index"),
        pd.DataFrame,
    ),
    "pandas categories": (
        lambda rows: of_pandas(rows).astype({"resource": "category"}),
        pd.DataFrame,
    ),
    "Polars": (pl.DataFrame, pl.DataFrame),
    "Polars categories": (
        lambda rows: pl.DataFrame(rows).with_columns(pl.col("resource").cast(pl.Categorical)),
        pl.DataFrame,
    ),
    "lazy Polars": (pl.LazyFrame, pl.LazyFrame),
    "PyArrow": (pa.Table.from_pylist, pa.Table),
    "PyArrow dictionaries": (
        lambda rows: pa.table(
            {
                **{name: [row[name] for row in rows] for name in rows[0]},
                "resource": pa.array([row["resource"] for row in rows]).dictionary_encode(),
            }
        ),
        pa.Table,
    ),
    "DuckDB": (relation, pa.Table),
    "Arrow stream": (arrow_stream, pa.Table),
}


def rows_of(frame):
    """The rows of any frame as dicts, with None for what is missing."""
    if isinstance(frame, pd.DataFrame):
        frame = frame.astype(object).where(frame.notna(), None).to_dict("records")
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        frame = frame.to_dicts()
    return frame.to_pylist() if isinstance(frame, pa.Table) else frame


EXPECTED = cs.split(LINES, DRIVERS, **KEEP)


@pytest.mark.parametrize("of_drivers", ["rows", "pandas", "Polars", "PyArrow", "DuckDB"])
@pytest.mark.parametrize("of_lines", LIBRARIES)
def test_every_library_gives_the_same_rows(of_lines, of_drivers):
    make, kind = LIBRARIES[of_lines]
    result = cs.split(make(LINES), LIBRARIES[of_drivers][0](DRIVERS), **KEEP)
    assert isinstance(result, kind)
    assert rows_of(result) == EXPECTED


def test_the_rows_are_right():
    assert [(row["n"], row["team"], row["weight"], row["allocated"]) for row in EXPECTED] == [
        (2**53 + 1, "A", 1, Decimal("3.33")),
        (2**53 + 1, "C", 2, Decimal("6.67")),
        (None, None, None, Decimal("7.50")),
        (3, None, None, Decimal("-0.05")),
        (3, "A", 1, Decimal("-0.02")),
        (3, "C", 2, Decimal("-0.03")),
    ]


@pytest.mark.parametrize("make", [LIBRARIES[name][0] for name in ("pandas", "Polars", "PyArrow")])
@given(case=cases(kinds=("decimal", "text")))
def test_any_case_gives_the_rows_of_dicts(make, case):
    lines, drivers = case
    if not lines or not drivers or any(type(each["weight"]) is int for each in drivers):
        return
    big = any(abs(Decimal(line["amount"])) >= 10**15 for line in lines)
    if not big:
        assert rows_of(cs.split(make(lines), make(drivers), **KEEP)) == cs.split(
            lines, drivers, **KEEP
        )


@pytest.mark.parametrize(
    "dtype", ["int64", "int32", "uint8", "Int64", "Int16", "int64[pyarrow]", "uint32[pyarrow]"]
)
def test_integers_of_pandas_stay_what_they_are(dtype):
    lines = pd.DataFrame({"resource": ["db"], "amount": pd.Series([100], dtype=dtype)})
    parts = cs.split(lines, DRIVERS, on="resource", unit=1)["allocated"]
    assert parts.dtype == lines["amount"].dtype
    assert parts.tolist() == [33, 67]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt64, pl.Int64])
def test_integers_of_polars_stay_what_they_are(dtype):
    lines = pl.DataFrame({"resource": ["db"], "amount": pl.Series([100], dtype=dtype)})
    parts = cs.split(lines, DRIVERS, on="resource", unit=1)["allocated"]
    assert (parts.dtype, parts.to_list()) == (dtype, [33, 67])
    table = cs.split(lines.to_arrow(), DRIVERS, on="resource", unit=1)
    assert table.schema.field("allocated").type == lines.to_arrow().schema.field("amount").type


@pytest.mark.parametrize("amounts", [["10.00"], [10.0], [Decimal("10.00")], [Decimal("10.0000")]])
@pytest.mark.parametrize("unit", ["0.01", "0.05", 2, "0.00001"])
def test_decimals_have_the_scale_of_the_unit(amounts, unit):
    scale = max(0, -Decimal(unit).as_tuple().exponent)
    for make in (pl.DataFrame, pa.table, pd.DataFrame):
        lines = make({"resource": ["db"], "amount": amounts})
        parts = cs.split(lines, DRIVERS, on="resource", unit=unit)["allocated"]
        values = parts.to_pylist() if isinstance(parts, pa.ChunkedArray) else parts.to_list()
        assert values == cs.apportion(Decimal("10.00"), [1, 2], unit=unit)
        assert {-each.as_tuple().exponent for each in values} == {scale}


def test_integers_are_split_by_the_unit_as_decimals_are():
    parts = [
        cs.split([{"resource": "db", "amount": amount}], DRIVERS, on="resource")
        for amount in (10, "10", Decimal(10))
    ]
    assert parts[0][0]["allocated"] == Decimal("3.33")
    assert [[each["allocated"] for each in rows] for rows in parts] == [
        cs.apportion(10, [1, 2], unit="0.01")
    ] * 3


def test_whole_units_of_integers():
    lines = [{"resource": "db", "amount": 1000}]
    parts = [row["allocated"] for row in cs.split(lines, DRIVERS, on="resource", unit=100)]
    assert parts == [300, 700] == cs.apportion(1000, [1, 2], unit=100)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_empty_frames_have_the_columns(make):
    names = ["resource", "amount", "team", "weight", "allocated"]
    lines = make({"resource": ["db"], "amount": ["1.00"]})
    drivers = make({"resource": ["db"], "team": ["A"], "weight": [1]})
    none = cs.split(lines[:0], drivers, on="resource")
    assert (len(none), [*none.schema.names] if make is pa.table else [*none.columns]) == (0, names)
    kept = cs.split(lines, drivers[:0], on="resource", unmatched="keep")
    assert [row["allocated"] for row in rows_of(kept)] == [Decimal("1.00")]
    assert [row["team"] for row in rows_of(kept)] == [None]
    assert len(cs.split(lines[:0], drivers[:0], on="resource", unmatched="keep")) == 0


def test_lists_without_rows():
    assert cs.split([], DRIVERS, on="resource") == []
    assert cs.split(LINES[:1], [], on="resource", unmatched="keep") == [
        {**LINES[0], "allocated": Decimal("10.00")}
    ]


TIMES = pd.to_datetime(["2026-01-01", "2026-02-01"])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (TIMES, TIMES.as_unit("s")),
        (TIMES.tz_localize("UTC"), TIMES.tz_localize("UTC").tz_convert("Europe/Stockholm")),
        (
            [dt.date(2026, 1, 1), dt.date(2026, 2, 1)],
            pd.array([dt.date(2026, 1, 1), dt.date(2026, 2, 1)], dtype="date32[pyarrow]"),
        ),
        ([True, False], np.array([True, False])),
        ([1, 2], pd.array([1, 2], dtype="UInt8")),
        ([1.0, 2.0], [1, 2]),
        ([Decimal(1), Decimal("2.5")], [Decimal("1.00"), Decimal("2.50")]),
        (["a", "b"], pd.Categorical(["a", "b"])),
        (pd.Categorical([1, 2]), [1, 2]),
    ],
)
def test_equal_keys_of_one_kind_are_found(left, right):
    lines = pd.DataFrame({"key": left, "amount": [5, 7]})
    drivers = pd.DataFrame({"key": right, "weight": [1, 1]})
    assert cs.split(lines, drivers, on="key")["allocated"].tolist() == [5, 7]


def test_several_keys():
    lines = pd.DataFrame({"a": ["x", "x", "y"], "b": [1, 2, 1], "amount": [10, 20, 30]})
    drivers = pd.DataFrame(
        {"b": [1, 2, 1, 1], "a": ["x", "x", "y", "x"], "team": list("ABCD"), "weight": [1, 1, 1, 3]}
    )
    result = cs.split(lines, drivers, on=["a", "b"], unit=1)
    assert list(zip(result["team"], result["allocated"], strict=True)) == [
        ("A", 3),
        ("D", 7),
        ("B", 20),
        ("C", 30),
    ]
    lines["b"] = [1, 3, 1]
    with pytest.raises(cs.CostshareError, match=r"1 of 3 lines .*: row 1 \(a 'x', b 3\)"):
        cs.split(lines, drivers, on=["a", "b"])


def test_several_amounts():
    lines = [{"resource": "db", "billed": "1.00", "effective": 100}]
    result = cs.split(
        lines,
        DRIVERS,
        on="resource",
        amount=["billed", "effective"],
        unit={"billed": "0.01", "effective": 1},
    )
    assert [(row["allocated_billed"], row["allocated_effective"]) for row in result] == [
        (Decimal("0.33"), 33),
        (Decimal("0.67"), 67),
    ]


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("1" * 38, "0.01"),
        ("1" * 40, "1"),
        ("-" + "9" * 60, "1"),
        ("9" * 60 + ".00", "0.01"),
        (".07E38", "0.01"),
        ("6E35", "0.00000000000000000001"),
        ("61E19", "0.00000000000000000001"),
        ("1" * 45 + "E-45", "0." + "0" * 44 + "1"),
        ("125" + "0" * 48 + "E-48", "0.01"),
    ],
)
def test_text_of_many_digits_is_read_exactly(amount, unit):
    users = [{"k": "a", "weight": 1}, {"k": "a", "weight": 2}]
    for lines in ([{"k": "a", "amount": amount}], pd.DataFrame({"k": ["a"], "amount": [amount]})):
        parts = pd.DataFrame(cs.split(lines, users, on="k", unit=unit))["allocated"]
        assert sum(map(Fraction, parts)) == Fraction(amount)


@pytest.mark.parametrize("amount", ["9" * 60 + ".00", ".07E38", "1" * 38])
@pytest.mark.parametrize("make", [pl.DataFrame, pa.table])
def test_text_of_more_digits_than_an_arrow_decimal_is_refused(make, amount):
    lines = make({"k": ["a"], "amount": [amount]})
    with pytest.raises(cs.CostshareError, match="more than the 38 digits"):
        cs.split(lines, [{"k": "a", "weight": 1}], on="k")
