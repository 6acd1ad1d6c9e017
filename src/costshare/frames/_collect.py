"""Collect a frame of any library: lazy ones are computed, streams are read."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from costshare.amounts import is_any_frame, is_pandas
from costshare.errors import CostshareError, quoted, some_of

if TYPE_CHECKING:
    import narwhals as nw


def collect(value: object, what: str = "frame") -> "nw.DataFrame[Any]":
    """Collect a frame of any library as an eager narwhals DataFrame.

    A frame of an eager library stays what it is. A lazy frame of Polars is collected; a DuckDB
    relation and an object that only has ``__arrow_c_stream__`` become a table of PyArrow, and a
    list of dicts a pandas frame. No value changes.

    Parameters
    ----------
    value : frame
        A frame of any library.
    what : str, default "frame"
        What it is, for errors.

    Raises
    ------
    CostshareError
        If the value is not a frame, a column is named twice, or PyArrow is needed and missing.

    Examples
    --------
    >>> import pandas as pd
    >>> collect(pd.DataFrame({"fee": [1, 2]})).columns
    ['fee']
    """
    if isinstance(value, list | tuple) and is_any_frame(value):
        from costshare.frames._rows import frame_of_rows

        value = frame_of_rows(value)
    if not is_any_frame(value):
        msg = f"{what} is of type {type(value).__name__}; pass a frame, such as a DataFrame of "
        raise CostshareError(f"{msg}pandas or Polars, or a list of dicts, one for each row")
    import narwhals as nw

    _each_column_once(value, what)
    frame = nw.from_native(value, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = _with_arrow(frame.collect, value, what)
    if not isinstance(frame, nw.DataFrame):
        table = _with_arrow(lambda: _table(value), value, what)
        _each_column_once(table, what)
        frame = nw.from_native(table, eager_only=True)
    collected: nw.DataFrame[Any] = frame
    return collected


def eager(value: object, what: str = "frame") -> Any:
    """Return a frame that can be read twice: one of pandas as it is, any other collected.

    Raises
    ------
    CostshareError
        As `collect` does.

    Examples
    --------
    >>> import pyarrow as pa
    >>> eager(pa.table({"fee": [1]}).to_reader()).columns
    ['fee']
    """
    return value if is_pandas(value) else collect(value, what)


def _table(value: Any) -> Any:
    """Read an Arrow stream."""
    import pyarrow as pa

    return pa.table(value)


def _with_arrow(read: Any, value: object, what: str) -> Any:
    """Read a frame by means of PyArrow, which is an extra."""
    try:
        return read()
    except ImportError as error:
        msg = f"{what} of type {type(value).__name__} needs pyarrow: "
        raise CostshareError(f"{msg}pip install 'costshare[arrow]'") from error
    except (TypeError, ValueError) as error:
        if isinstance(error, CostshareError):
            raise
        msg = f"{what} of type {type(value).__name__} is not a table that can be read: {error}; "
        raise CostshareError(f"{msg}pass a frame with named columns") from error


def _each_column_once(native: Any, what: str) -> None:
    """Refuse two columns with one name, of which one would be lost."""
    kind = type(native)
    if hasattr(kind, "collect_schema") or not hasattr(kind, "columns"):
        return  # a stream is read first; Polars and narwhals have no two columns with one name
    names = list(native.column_names if hasattr(kind, "column_names") else native.columns)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        msg = f"several columns of {what} are named {some_of(list(map(quoted, twice)))}; "
        raise CostshareError(f"{msg}rename or drop all but one")
