"""A column of numbers, read exactly: the same as value by value."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.frames import exact_column, is_missing
from costshare.invoices import read_money


def read(value):
    return read_money(value, "amount")


def is_read_value_by_value(series):
    """Compare a column with the reader of one value."""
    column = exact_column(series, read, is_missing)
    for place, value in enumerate(series):
        assert bool(column.missing[place]) == is_missing(value)
        try:
            expected = read(value)
        except CostshareError:
            assert not column.readable[place]
        else:
            assert column.readable[place]
            assert int(column.units[place]) * column.unit.size == Fraction(expected)


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=True, allow_infinity=True),
            st.integers(-(10**9), 10**9).map(lambda ore: ore / 100),
            st.decimals(-1000, 1000, places=4).map(float),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_float_column_is_read_as_each_float_is(values):
    is_read_value_by_value(pd.Series(values, dtype=np.float64))


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.integers(-(2**70), 2**70),
            st.decimals(-1000, 1000, places=3),
            st.fractions(max_denominator=8),
            st.sampled_from(["1.50", "x", "", True, float("nan"), Decimal("NaN")]),
        ),
        max_size=6,
    )
)
def test_a_column_of_anything_is_read_as_each_value_is(values):
    is_read_value_by_value(pd.Series(values, dtype=object))


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), max_size=6))
def test_whole_numbers_beside_missing_ones_stay_whole(values):
    is_read_value_by_value(pd.Series(values, dtype="Int64"))
