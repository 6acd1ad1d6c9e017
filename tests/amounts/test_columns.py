"""Columns and frames of any library are recognised, and their values read exactly."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from costshare.amounts import (
    exact_values,
    is_any_column,
    is_any_frame,
    is_pandas,
    items_of,
    take_items,
)

NARROW = np.array([0.1, 2.5], dtype=np.float32)


class HasColumns:
    """Has columns like a frame, and is none."""

    columns = ()


@pytest.mark.parametrize(
    ("value", "frame", "column"),
    [
        (pd.DataFrame({"a": [1]}), True, False),
        (pa.table({"a": [1]}), True, False),
        (pa.record_batch({"a": [1]}), True, False),
        ([{"a": 1}], True, False),
        ([], False, False),
        ([1], False, False),
        ({"a": [1]}, False, False),
        (HasColumns(), False, False),
        (np.array([1]), False, False),
        (pd.Series([1]), False, True),
        (pa.array([1]), False, True),
        (pa.chunked_array([[1]]), False, True),
    ],
)
def test_frames_and_columns_are_told_apart(value, frame, column):
    assert (is_any_frame(value), is_any_column(value)) == (frame, column)
    assert is_pandas(value) == isinstance(value, pd.DataFrame)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(NARROW),
        pd.Series(NARROW, dtype="Float32"),
        pd.Series(NARROW, dtype="float32[pyarrow]"),
        pa.array(NARROW),
        pa.chunked_array([NARROW]),
    ],
)
def test_narrow_floats_stay_narrow(column):
    assert list(map(str, exact_values(column))) == ["0.1", "2.5"]
    assert list(map(str, take_items(column, "weights"))) == ["0.1", "2.5"]


@pytest.mark.parametrize("make", [pd.Series, pa.array, lambda values: pa.chunked_array([values])])
def test_other_values_are_those_of_python(make):
    assert list(exact_values(make([2**53 + 1, 3]))) == [2**53 + 1, 3]
    assert list(exact_values(make([Decimal("1.10"), None]))) == [Decimal("1.10"), None]


def test_items_are_pairs_of_label_and_value():
    assert items_of({"A": 1}) == [("A", 1)]
    assert items_of(pd.Series([1, 2], index=["A", "B"])) == [("A", 1), ("B", 2)]
