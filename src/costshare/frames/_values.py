"""A list of values as a pandas Series, with every value as it is."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_PLAIN: tuple[type, ...] = (int, float, str, bool)


def series_of(values: list[Any]) -> "pd.Series[Any]":
    """Hold values of one plain type in a column of that type, and any others as objects.

    pandas would read ints beside a missing one, or beside a float, as floats, and lose digits.
    """
    import pandas as pd

    column = pd.Series(values, dtype=object)
    kinds = set(map(type, values))
    if len(kinds) == 1 and kinds.issubset(_PLAIN):
        return column.infer_objects()
    if kinds == {int, type(None)} and all(v is None or -(2**63) <= v < 2**63 for v in values):
        return column.astype("Int64")
    return column
