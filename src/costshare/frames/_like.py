"""Give a result back in the library that its input came in."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costshare.amounts import is_pandas
from costshare.errors import CostshareError

if TYPE_CHECKING:
    import pandas as pd

_DIGITS = 38


def like(frame: "pd.DataFrame", original: object) -> Any:
    """Turn a pandas frame into the kind that another frame is; its index is left out.

    A lazy frame of Polars comes back lazy. A DuckDB relation comes back as a table of PyArrow, and
    so does an object that only has ``__arrow_c_stream__``. A list of dicts comes back as one.

    Parameters
    ----------
    frame : DataFrame of pandas
        The result.
    original : frame
        The frame that came in, of any library.

    Raises
    ------
    CostshareError
        If a column of that library does not hold the values, such as decimals of 40 digits.

    Examples
    --------
    >>> import pandas as pd
    >>> import polars as pl
    >>> like(pd.DataFrame({"fee": pd.array([1, None], dtype="Int64")}), pl.DataFrame())
    shape: (2, 1)
    ┌──────┐
    │ fee  │
    │ ---  │
    │ i64  │
    ╞══════╡
    │ 1    │
    │ null │
    └──────┘
    """
    if is_pandas(original):
        return frame
    if isinstance(original, list | tuple):
        columns = [_values(frame[name]) for name in frame.columns]
        return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]
    import narwhals as nw

    known = nw.from_native(original, pass_through=True)
    if getattr(known, "implementation", None) is not nw.Implementation.POLARS:
        import pyarrow as pa

        return pa.table({name: _held(frame[name], _arrow_column) for name in frame.columns})
    plain = {str(name): _held(frame[name], _polars_column) for name in frame.columns}
    made: Any = nw.from_dict(plain, backend="polars")
    return (made.lazy() if isinstance(known, nw.LazyFrame) else made).to_native()


def _held(column: "pd.Series[Any]", make: "Callable[[pd.Series[Any]], Any]") -> Any:
    """Make a column of a library, or refuse values that it does not hold."""
    try:
        return make(column)
    except (OverflowError, RuntimeError, TypeError, ValueError) as error:
        msg = f"column {column.name!r} of the result has values that no column of Polars or PyArrow"
        msg += f" holds, such as decimals of more than {_DIGITS} digits, or values of several types"
        raise CostshareError(f"{msg}; pass pandas or a list of dicts") from error


def _values(column: "pd.Series[Any]") -> list[Any]:
    """Return plain values, with None for a missing one."""
    values = column.to_numpy(object, copy=True)
    values[column.isna().to_numpy()] = None
    plain: list[Any] = values.tolist()
    return plain


def _polars_column(column: "pd.Series[Any]") -> Any:
    """Make a column of numbers as they are where none is missing, else of plain values."""
    import polars as pl

    is_whole = column.dtype.kind in "iuf" and not column.isna().any()
    if is_whole:
        return pl.Series(column.to_numpy())
    values = _values(column)
    if _digits(values) > _DIGITS:
        # Polars would make nulls of them without a word.
        msg = f"decimals of more than {_DIGITS} digits"
        raise OverflowError(msg)
    return pl.Series(values)


def _digits(values: list[Any]) -> int:
    """Return how many digits a column of these decimals needs, before and after the point."""
    found = [each for each in values if isinstance(each, Decimal) and each.is_finite()]
    after = max((-int(each.as_tuple().exponent) for each in found), default=0)
    before = max((each.adjusted() + 1 for each in found if each), default=0)
    return max(after, 0) + max(before, 0)


def _arrow_column(column: "pd.Series[Any]") -> Any:
    """Make an array of Arrow; ints of more than 64 bits become decimals, since it has none."""
    import pyarrow as pa

    if column.dtype != object:
        return pa.array(column, from_pandas=True)
    values = _values(column)
    if any(isinstance(each, int) and each.bit_length() > 63 for each in values):
        values = [None if each is None else Decimal(each) for each in values]
    return pa.array(values)
