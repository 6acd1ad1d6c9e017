"""Columns keep their values and types in pandas and through Arrow."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.results import (
    amount_column,
    count_column,
    date_column,
    exact_column,
    flag_column,
    text_column,
    to_pandas,
)
from costshare.results._frame import to_arrow

MAKE = {
    "text": (text_column, st.text(max_size=5)),
    "count": (count_column, st.integers(-(2**63) + 1, 2**63 - 1)),
    "date": (date_column, st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "flag": (flag_column, st.booleans()),
    "exact": (exact_column, st.fractions()),
    "amount": (amount_column, st.decimals(-(10**15), 10**15, places=2)),
    "whole": (amount_column, st.integers(-(2**63) + 1, 2**63 - 1).map(Decimal)),
}


class Stream:
    """What Arrow reads."""

    def __init__(self, columns):
        self.columns = columns

    def __arrow_c_stream__(self, requested_schema=None):
        return to_arrow(self.columns, requested_schema)


def listed(column):
    return [None if each is pd.NA or each is pd.NaT else each for each in column.tolist()]


@pytest.mark.parametrize("kind", MAKE)
@given(st.data())
def test_values_are_the_same_in_pandas_and_through_arrow(kind, data):
    make, values = MAKE[kind]
    given_values = data.draw(st.lists(st.none() | values, max_size=5))
    column = make("x", given_values)
    frame = to_pandas([column])
    if kind == "date":
        assert [each and each.date() for each in listed(frame["x"])] == given_values
    else:
        assert listed(frame["x"]) == given_values
    table = pa.table(Stream([column]))
    assert (
        table.schema.field("x").type
        == {
            "text": pa.string(),
            "count": pa.int64(),
            "date": pa.timestamp("s"),
            "flag": pa.bool_(),
            "exact": pa.string(),
            "amount": pa.decimal128(38, 2) if any(given_values) else table.schema.field("x").type,
            "whole": pa.int64(),
        }[kind]
    )
    back = table.to_pandas()["x"]
    if kind == "exact":
        assert [each and Fraction(each) for each in listed(back)] == given_values
    else:
        pd.testing.assert_series_equal(back.fillna(pd.NA), frame["x"].fillna(pd.NA))


def test_amounts_of_several_units_share_the_finest_scale():
    column = amount_column("fee", [Decimal("1.50"), Decimal(2), None, Fraction(1, 8)])
    table = pa.table(Stream([column]))
    assert table.schema.field("fee").type == pa.decimal128(38, 3)
    assert table["fee"].to_pylist() == [Decimal("1.500"), Decimal(2), None, Decimal("0.125")]


def test_whole_amounts_beyond_64_bits_are_decimals():
    for amount in (2**63, -(2**63), 10**30):
        column = amount_column("fee", [amount])
        assert to_pandas([column])["fee"].tolist() == [amount]
        assert pa.table(Stream([column]))["fee"].to_pylist() == [amount]


def test_an_amount_that_arrow_cannot_hold_is_refused_with_the_way_out():
    with pytest.raises(CostshareError, match=r"fee has an amount of 41 digits; Arrow holds 38; "):
        pa.table(Stream([amount_column("fee", [10**40])]))


def test_an_index_of_names():
    frame = to_pandas([amount_column("fee", [1])], index=text_column("member", ["A"]))
    assert frame.index.name == "member"
    assert frame.loc["A", "fee"] == 1
