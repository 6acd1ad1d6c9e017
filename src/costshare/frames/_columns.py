"""A column of any library as a pandas Series, exactly."""

from typing import TYPE_CHECKING, Any

from costshare.amounts import is_any_column
from costshare.errors import CostshareError
from costshare.frames._values import series_of

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

_COUNTS = {"Boolean", *(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64))}
_AS_THEY_ARE = {"Float16", "Float32", "Float64", "Datetime", "Duration", "String"}


def column_as_pandas(value: object, what: str) -> "pd.Series[Any]":
    """Turn a column of any library into a pandas Series; one of pandas stays what it is.

    Values stay exact, as in `as_pandas`.

    Raises
    ------
    CostshareError
        If the value is not a column.

    Examples
    --------
    >>> import pyarrow as pa
    >>> column_as_pandas(pa.chunked_array([[2**53 + 1, None]]), "fees").to_list()
    [9007199254740993, <NA>]
    """
    import narwhals as nw
    import pandas as pd

    if isinstance(value, pd.Series):
        return value
    if not is_any_column(value):
        msg = f"{what} is of type {type(value).__name__}; pass a Series or a list"
        raise CostshareError(msg)
    if hasattr(type(value), "__arrow_c_array__"):
        import pyarrow as pa

        value = pa.chunked_array([pa.array(value)])
    column: Any = nw.from_native(value, series_only=True, pass_through=True)
    return exact_series(column)


def exact_series(column: "nw.Series[Any]") -> "pd.Series[Any]":
    """Turn a column into a pandas Series without changing a value."""
    import pandas as pd

    dtype: Any = column.dtype
    kind = type(dtype).__name__
    if kind in _COUNTS:
        return _counts(column)
    if kind == "Datetime" and dtype.time_zone:
        utc = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        times: Any = pd.Series(utc.to_numpy())
        local: pd.Series[Any] = times.dt.tz_localize("UTC").dt.tz_convert(dtype.time_zone)
        return local
    if kind in _AS_THEY_ARE:
        return pd.Series(column.to_numpy())
    if kind == "Date":
        return pd.Series(column.to_numpy().astype("datetime64[D]").astype(object), dtype=object)
    if kind == "Decimal":
        return _decimals(column)
    return series_of(column.to_list())


def _decimals(column: "nw.Series[Any]") -> "pd.Series[Any]":
    """Hold Decimals, or ints where no value has decimals, as DuckDB gives its 128-bit ints."""
    values = column.to_numpy().tolist()
    first = next((each for each in values if each is not None), None)
    if first is not None and first.as_tuple().exponent == 0:  # as all in one column have
        values = [None if each is None else int(each) for each in values]
    return series_of(values)


def _counts(column: "nw.Series[Any]") -> "pd.Series[Any]":
    """Hold ints and bools with a mask where some are missing, since floats would lose digits."""
    import pandas as pd

    if not column.is_null().any():
        return pd.Series(column.to_numpy())
    is_bool = type(column.dtype).__name__ == "Boolean"
    values = column.fill_null(False if is_bool else 0).to_numpy()
    missing = column.is_null().to_numpy()
    array = pd.arrays.BooleanArray if is_bool else pd.arrays.IntegerArray
    return pd.Series(array(values.copy(), missing.copy()))
