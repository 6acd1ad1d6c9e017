"""The one line for notebooks: dicts, lists of Members, and DataFrames of every dtype."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import costshare as cs

BY_X = cs.Proportional(driver="x")


def weights(fees):
    """The drivers exactly as they were read."""
    return list(fees.pools[0].terms[0].weights.values())


def test_a_dict_members_and_a_frame_give_the_same():
    table = {"A": {"x": 1, "y": 5}, "B": {"x": "2.5", "y": 5}}
    listed = [cs.Member(name=name, drivers=drivers) for name, drivers in table.items()]
    frame = pd.DataFrame({"x": [1, 2.5], "y": [5, 5]}, index=["A", "B"])
    results = [cs.allocate(1000, BY_X, members) for members in (table, listed, frame)]
    assert results[0] == results[1] == results[2]
    assert results[0].member_totals == {"A": 286, "B": 714}


@pytest.mark.parametrize(
    ("values", "dtype", "read"),
    [
        ([1, 2**62 + 1], "int64", [1, 2**62 + 1]),
        ([1, 2**64 - 1], "uint64", [1, 2**64 - 1]),
        ([0.1, 0.3], "float64", ["0.1", "0.3"]),
        ([0.1, 0.3], "float32", ["0.1", "0.3"]),
        ([0.1, 0.3], "float16", ["0.1", "0.3"]),
        ([0.1, 0.3], "Float64", ["0.1", "0.3"]),
        ([0.1, 0.3], "Float32", ["0.1", "0.3"]),
        ([1, 2**62 + 1], "Int64", [1, 2**62 + 1]),
        ([1, 2**62 + 1], "int64[pyarrow]", [1, 2**62 + 1]),
        ([0.1, 0.3], "double[pyarrow]", ["0.1", "0.3"]),
        ([0.1, 0.3], "float[pyarrow]", ["0.1", "0.3"]),
        ([0.1, 0.3], "halffloat[pyarrow]", ["0.1", "0.3"]),
        ([1, 2], "category", [1, 2]),
        (["0.1", "1/3"], "string", ["0.1", "1/3"]),
        ([Decimal("0.10"), Fraction(1, 3)], "object", ["0.1", "1/3"]),
        ([10**30, 0.5], "object", [10**30, "0.5"]),
    ],
)
def test_columns_are_read_exactly(values, dtype, read):
    # An object column first: pandas' own shortcuts to a dtype lose digits of large numbers.
    column = pd.Series(values, dtype=object, index=["A", "B"])
    frame = column.astype("float64" if dtype.startswith("halffloat") else dtype).to_frame("x")
    frame["x"] = frame["x"].astype(dtype)
    assert weights(cs.allocate(1000, BY_X, frame)) == [Fraction(each) for each in read]


def test_arrow_decimals_are_read_exactly():
    values = [Decimal("123456789012345678901234.125"), Decimal("0.375")]
    column = pd.array(values, dtype=pd.ArrowDtype(pa.decimal128(38, 3)))
    frame = pd.DataFrame({"x": column}, index=["A", "B"])
    assert weights(cs.allocate(1, BY_X, frame)) == [Fraction(each) for each in values]


@pytest.mark.parametrize(
    ("values", "dtype", "shown"),
    [
        ([1, np.nan], "float64", "is NaN; a finite number is needed"),
        ([1, None], "Int64", "is missing (<NA>); fill in the number, or leave the member out"),
        ([1, None], "Float32", "is missing (<NA>); fill in the number, or leave the member out"),
        (
            [1, None],
            "int64[pyarrow]",
            "is missing (<NA>); fill in the number, or leave the member out",
        ),
        ([1, None], "float[pyarrow]", "is NaN; a finite number is needed"),
        ([1, None], "object", "is missing (None); fill in the number, or leave the member out"),
        ([1, -2], "int64", "is -2, below zero; a driver is zero or more"),
        (["1", "two"], "string", "'two' is not a plain number; write it as 1234.50"),
    ],
)
def test_a_cell_that_is_needed_and_cannot_be_read_names_the_member(values, dtype, shown):
    frame = pd.DataFrame({"x": pd.array(values, dtype=dtype), "y": [1, 1]}, index=["A", "Boden"])
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(10, BY_X, frame)
    assert str(caught.value) == f"pool fee: driver 'x' of member Boden {shown}"
    fees = cs.allocate(10, cs.Proportional(driver="y"), frame)
    assert list(fees.member_totals.values()) == [5, 5]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ([True, False], "True is a bool"),
        (pd.to_datetime(["2022-01-01"] * 2), "is of type Timestamp"),
        ([1j, 2j], "is of type complex"),
    ],
)
def test_cells_that_are_no_numbers_are_refused(values, what):
    with pytest.raises(cs.CostshareError, match=rf"^pool fee: driver 'x' of member A .*{what}"):
        cs.allocate(10, BY_X, pd.DataFrame({"x": values}, index=["A", "B"]))


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["Kiruna", "Luleå"], name="kommun"),
        pd.Index([2584, 2580]),
        pd.Index([2584, 2580], dtype="Int64"),
        pd.Index(["Kiruna", 2580], dtype=object, name="mixed"),
        pd.Index(["Kiruna", "Luleå"], dtype="string[pyarrow]"),
        pd.CategoricalIndex(["Kiruna", "Luleå"]),
        pd.period_range("2022-01", periods=2, freq="M"),
        pd.Index([" Kiruna ", "Lulea\u030a"]),
    ],
)
def test_the_fees_join_back_onto_the_frame_by_its_index(index):
    frame = pd.DataFrame({"x": [1, 3]}, index=index)
    fees = cs.allocate(100, BY_X, frame)
    assert fees.to_frame().index.equals(index)
    assert fees.to_frame().index.dtype == index.dtype
    joined = frame.join(fees.to_frame())
    assert joined.index.name == index.name
    assert list(joined["fee"]) == [25, 75]
    assert str(joined["fee"].dtype) == "Int64"


def test_the_callers_frame_stays_as_it_is():
    frame = pd.DataFrame({"x": [1.5, 3]}, index=["A", "B"])
    before = frame.copy()
    cs.allocate(100, BY_X, frame)
    pd.testing.assert_frame_equal(frame, before)


def with_index(index):
    return pd.DataFrame({"x": [1, 2]}, index=index)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame(), "there are no members to share the costs; pass at least one"),
        (
            pd.DataFrame({"x": []}, index=pd.Index([], dtype=object)),
            "there are no members to share the costs; pass at least one",
        ),
        (with_index(["A", "A"]), "member A is listed twice; list it once"),
        (with_index(["1", 1]), "member 1 is listed twice; list it once"),
        (with_index(["A", "A "]), "member A is listed twice; list it once"),
        (
            with_index(pd.MultiIndex.from_tuples([("A", 1), ("A", 2)])),
            "the frame's index or columns have several levels; name a member by one label",
        ),
        (
            pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("x", 1), ("x", 2)])),
            "the frame's index or columns have several levels; name a member by one label",
        ),
        (
            with_index(["A", None]),
            "row 2 of the frame has no name in the index; name it, or drop the row",
        ),
        (
            with_index(pd.Index([1, np.nan])),
            "row 2 of the frame has no name in the index; name it, or drop the row",
        ),
        (
            with_index(pd.to_datetime(["2022-01-01", None])),
            "row 2 of the frame has no name in the index; name it, or drop the row",
        ),
        (with_index(["A", " "]), "row 2 of the frame: name is empty; pass a name"),
        (
            pd.DataFrame([[1, 2]], columns=["x", "x"], index=["A"]),
            "driver x is listed twice; list it once",
        ),
        (
            pd.DataFrame({"xx": [1], "y": [1]}, index=["A"]),
            "pool fee: unknown driver of member A: 'x'; did you mean 'xx'? Known: xx, y",
        ),
    ],
)
def test_a_frame_that_cannot_be_read_is_refused(frame, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(10, BY_X, frame)
    assert str(caught.value) == message


def test_a_series_is_not_a_table_of_members():
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(10, BY_X, pd.Series({"A": 1}))
    assert str(caught.value).startswith("member 1 is of type int; pass Members, a mapping")


def test_a_frame_without_columns_does_for_a_flat_fee():
    fees = cs.allocate(3, cs.Flat(), pd.DataFrame(index=["A", "B"]))
    assert fees.member_totals == {"A": 2, "B": 1}


def test_a_column_whose_name_is_a_number_is_a_driver():
    frame = pd.DataFrame({2019: [1, 3]}, index=["A", "B"])
    assert cs.allocate(4, cs.Proportional(driver="2019"), frame).fee("B", "fee") == 3


@pytest.mark.parametrize("field", ["method", "ties", "rounding", "pool", "currency", "unit"])
@pytest.mark.parametrize("value", [5, [], {}, object, "", b"x", True])
def test_a_setting_of_a_wrong_type_is_refused(field, value):
    with pytest.raises(cs.CostshareError):
        cs.allocate(4, cs.Flat(), {"A": {}}, **{field: value})


@pytest.mark.parametrize("total", ["abc", True, "", b"5", [], 1j, float("inf"), "1e9999"])
def test_a_total_that_is_not_an_amount_is_refused(total):
    with pytest.raises(cs.CostshareError, match=r"^Pool: total: value "):
        cs.allocate(total, cs.Flat(), {"A": {}})


def test_settings_reach_the_result():
    fees = cs.allocate(
        "-0.03",
        cs.Flat(),
        {"A": {}, "B": {}},
        unit="0.01",
        method="sainte_lague",
        ties="largest",
        pool="lunch",
        currency=" EUR ",
    )
    only = fees.pools[0]
    assert (only.name, only.method, only.ties, fees.currency, fees.period) == (
        "lunch",
        "webster",
        "largest",
        "EUR",
        None,
    )
    assert fees.member_totals == {"A": Decimal("-0.02"), "B": Decimal("-0.01")}


def test_a_dict_needs_no_pandas():
    code = (
        "import sys, costshare as cs\n"
        "assert cs.allocate(3, cs.Flat(), {'A': {}}).total == 3\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
