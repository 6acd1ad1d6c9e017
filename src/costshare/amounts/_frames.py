"""Recognise frames and columns of any library, without importing one that the caller does not."""

import sys
from collections.abc import Mapping
from typing import Any, TypeGuard

from costshare.amounts._shapes import is_series


def is_any_frame(value: object) -> TypeGuard[Any]:
    """Return whether a value is a frame of any library, or a list of dicts.

    An object with ``__arrow_c_stream__`` is a frame, unless it is a column. A result of costshare
    is one too: a function that takes a result and frames looks for the result first. An empty list
    is not a frame.

    Examples
    --------
    >>> import pandas as pd
    >>> is_any_frame(pd.DataFrame({"fee": [1]})), is_any_frame([{"fee": 1}])
    (True, True)
    >>> is_any_frame(pd.Series([1])), is_any_frame({"fee": [1]}), is_any_frame([[1]])
    (False, False, False)
    """
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    if is_pandas(value):
        return True
    kind = type(value)
    if hasattr(kind, "__arrow_c_stream__"):
        return not _is_narwhals_column(value)
    if not hasattr(kind, "columns"):
        return False
    from narwhals import LazyFrame, from_native

    return isinstance(from_native(value, pass_through=True), LazyFrame)


def is_any_column(value: object) -> TypeGuard[Any]:
    """Return whether a value is a column of any library: a Series, or an array of Arrow.

    Examples
    --------
    >>> import pandas as pd
    >>> is_any_column(pd.Series([1])), is_any_column([1])
    (True, False)
    """
    if isinstance(value, list | tuple | Mapping):
        return False
    if is_series(value):
        return True
    kind = type(value)
    if hasattr(kind, "__arrow_c_array__"):
        return not is_any_frame(value)
    return hasattr(kind, "__arrow_c_stream__") and _is_narwhals_column(value)


def _is_narwhals_column(value: object) -> bool:
    """Return whether narwhals knows a value as a column."""
    from narwhals import Series
    from narwhals.dependencies import is_into_series

    return isinstance(value, Series) or is_into_series(value)


def is_pandas(value: object) -> TypeGuard[Any]:
    """Return whether a value is a pandas DataFrame.

    Examples
    --------
    >>> import pandas as pd
    >>> is_pandas(pd.DataFrame({"fee": [1]})), is_pandas(pd.Series([1])), is_pandas([{"fee": 1}])
    (True, False, False)
    """
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)
