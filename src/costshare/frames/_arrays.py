"""A column or a frame of numbers as a numpy array, without changing a number."""

from typing import TYPE_CHECKING, Any

from costshare.amounts import exact_values, is_any_column
from costshare.frames._columns import column_as_pandas
from costshare.frames._pandas import as_pandas

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

# A double holds every int up to this one.
_EXACT_INT = 2**53


def array_of(value: object, what: str = "frame") -> "npt.NDArray[Any]":
    """Turn a column, or a frame of columns of numbers, of any library into an array.

    A frame gives two dimensions. Columns of several types share one only where it holds each of
    their numbers exactly; else the array has objects.

    Raises
    ------
    CostshareError
        If the value is neither a column nor a frame.

    Examples
    --------
    >>> import pandas as pd
    >>> array_of(pd.DataFrame({"a": [2**53 + 1], "b": [0.5]})).tolist()
    [[9007199254740993, 0.5]]
    >>> array_of(pd.DataFrame({"a": [1], "b": [0.5]})).tolist()
    [[1.0, 0.5]]
    """
    import numpy as np

    if is_any_column(value):
        return _array(column_as_pandas(value, what))
    frame = as_pandas(value, what)
    if len(set(frame.dtypes)) == 1 and isinstance(frame.dtypes.iloc[0], np.dtype):
        return frame.to_numpy()
    columns = [_widened(_array(frame.iloc[:, place])) for place in range(frame.shape[1])]
    array = np.empty(frame.shape, dtype=_common(columns))
    for place, column in enumerate(columns):
        array[:, place] = column
    return array


def _array(column: "pd.Series[Any]") -> "npt.NDArray[Any]":
    """Turn a column into an array; a missing number becomes NaN, or stays an object."""
    import numpy as np

    if isinstance(column.dtype, np.dtype):
        return column.to_numpy()
    dtype = getattr(column.dtype, "numpy_dtype", np.dtype(object))
    if dtype.kind not in "iuf":
        return np.asarray(exact_values(column))
    # Where a number is missing, the others need not be exact: there is no result.
    return column.to_numpy(np.float64 if column.isna().any() else dtype, na_value=np.nan)


def _widened(column: "npt.NDArray[Any]") -> "npt.NDArray[Any]":
    """Turn narrow floats into the doubles that print the same digits."""
    import numpy as np

    is_narrow = column.dtype.kind == "f" and column.dtype.itemsize < 8
    return column.astype(np.str_).astype(np.float64) if is_narrow else column


def _common(columns: "list[npt.NDArray[Any]]") -> "np.dtype[Any]":
    """Return a type that holds every number of the columns exactly."""
    import numpy as np

    dtypes = {each.dtype for each in columns}
    if len(dtypes) == 1:
        return dtypes.pop()
    if dtypes and all(dtype.kind in "iuf" for dtype in dtypes):
        common = np.result_type(*dtypes)
        if common.kind in "iu" or all(map(_fits_double, columns)):
            return common
    return np.dtype(object)


def _fits_double(column: "npt.NDArray[Any]") -> bool:
    """Return whether doubles hold every number of a column."""
    if column.dtype.kind == "f":
        return True
    return bool(((column <= _EXACT_INT) & (column >= -_EXACT_INT)).all())
