"""The values of a column of any library, exactly, one by one."""

from collections.abc import Sequence
from typing import Any

from costshare.amounts._shapes import is_series


def exact_values(column: Any) -> Sequence[Any]:
    """Return the values of a column of any library without changing one.

    A narrow float stays narrow, since a wider one would print other digits.

    Examples
    --------
    >>> import pandas as pd
    >>> exact_values(pd.Series([0.1], dtype="float32"))[0]
    np.float32(0.1)
    """
    if is_series(column):
        return _values_of_series(column)
    import narwhals as nw

    if hasattr(type(column), "__arrow_c_array__"):
        import pyarrow as pa

        column = pa.chunked_array([pa.array(column)])
    known: Any = nw.from_native(column, series_only=True, pass_through=True)
    is_narrow = type(known.dtype).__name__ in {"Float16", "Float32"}
    values: Sequence[Any] = known.to_numpy() if is_narrow else known.to_list()
    return values


def _values_of_series(column: Any) -> Sequence[Any]:
    """Return the values of a pandas Series, which widens its narrow floats where it is listed."""
    dtype = getattr(column.dtype, "numpy_dtype", column.dtype)
    if getattr(dtype, "kind", "") != "f" or dtype.itemsize >= 8:
        return list(column)
    of_arrow = type(column.dtype).__name__ == "ArrowDtype"
    narrow: Sequence[Any] = (
        column.to_numpy(dtype, na_value=float("nan")) if of_arrow else column.array
    )
    return narrow


def items_of(given: Any) -> list[tuple[Any, Any]]:
    """Return labels and values in pairs, from what `has_names` says has them.

    Examples
    --------
    >>> items_of({"Kiruna": 1})
    [('Kiruna', 1)]
    """
    if is_series(given):
        return list(zip(given.index, exact_values(given), strict=True))
    return list(given.items())
