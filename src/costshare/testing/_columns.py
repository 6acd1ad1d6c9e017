"""Columns of generated frames: numbers in any type, and the frames of each library."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from costshare.amounts import Unit
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as

Dtype = Literal["int64", "Int64", "float64", "decimal", "str"]
Library = Literal["pandas", "polars", "arrow"]

DTYPES: tuple[Dtype, ...] = ("int64", "Int64", "float64", "decimal", "str")
LABELS = st.sampled_from(("office", "archive", "network", "Drift & IT"))
COUNTS = {
    "driver": st.integers(0, 3) | st.integers(0, 10**6),
    "amount": st.integers(-20, 20) | st.integers(-(10**9), 10**9),
}
_WHOLE: tuple[Dtype, ...] = ("int64", "Int64")
_MOST_PLACES = 6


Column = tuple[list[Any], str, int]
"""Values, their type, and their decimal places."""


def draw_numbers(
    draw: DrawFn, kind: str, counts: list[int], dtypes: Sequence[Dtype], places: int
) -> Column:
    """Draw the type of a column of numbers, and count in it."""
    if kind == "driver":
        places = 0
        if counts and not any(counts):
            counts = [1, *counts[1:]]
    fitting = [each for each in dtypes if not places or each not in _WHOLE]
    if not fitting:
        fitting, places = list(dtypes), 0
    dtype = draw(st.sampled_from(fitting))
    unit = Unit(Fraction(1, 10**places))
    if dtype in _WHOLE:
        return counts, dtype, 0
    if dtype == "float64":
        return [float(Fraction(each) * unit.size) for each in counts], dtype, places
    decimals = [unit.decimal(each) for each in counts]
    return ([str(each) for each in decimals] if dtype == "str" else decimals), dtype, places


def _pandas(columns: dict[str, Column]) -> Any:
    """Make a frame of pandas."""
    import pandas as pd

    types: dict[str, Any] = {
        "decimal": object,
        "date": "datetime64[ns]",
        "other": None,
        "str": object,
    }
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=types.get(kind, kind))
            for name, (values, kind, _) in columns.items()
        }
    )


def _arrow(columns: dict[str, Column]) -> Any:
    """Make a table of PyArrow."""
    import pyarrow as pa

    types: dict[str, Any] = {
        "int64": pa.int64(),
        "Int64": pa.int64(),
        "float64": pa.float64(),
        "str": pa.string(),
    }
    types |= {"date": pa.date32(), "other": None}
    return pa.table(
        {
            name: pa.array(values, pa.decimal128(38, places) if kind == "decimal" else types[kind])
            for name, (values, kind, places) in columns.items()
        }
    )


def _polars(columns: dict[str, Column]) -> Any:
    """Make a frame of Polars."""
    import polars as pl

    types: dict[str, Any] = {
        "int64": pl.Int64,
        "Int64": pl.Int64,
        "float64": pl.Float64,
        "str": pl.String,
    }
    types |= {"date": pl.Date, "other": None}
    return pl.DataFrame(
        [
            pl.Series(
                name,
                values,
                dtype=pl.Decimal(38, places) if kind == "decimal" else types[kind],
            )
            for name, (values, kind, places) in columns.items()
        ]
    )


Make = Callable[[dict[str, Column]], Any]
MAKERS: dict[str, Make] = {
    "pandas": _pandas,
    "polars": _polars,
    "arrow": _arrow,
}


def read_places(places: int) -> int:
    """Read a number of decimal places."""
    if not 0 <= given_as(int, places, "places", "a whole number") <= _MOST_PLACES:
        msg = f"places {quoted(places)} are not from 0 to {_MOST_PLACES}"
        raise CostshareError(msg)
    return places
