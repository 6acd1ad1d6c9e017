"""Lines and drivers as frames: collected, their columns, and a few of their rows in words."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import narwhals as nw

from costshare.errors import CostshareError, quoted
from costshare.frames import AnyFrame, collect, column_as_pandas, is_missing
from costshare.splitting._keys import Ints

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 5


def collect_rows(given: AnyFrame, what: str, names: list[str]) -> "nw.DataFrame[Any]":
    """Collect a frame; an empty list is one without rows."""
    if isinstance(given, list | tuple) and not given:
        import pandas as pd

        given = pd.DataFrame(columns=names)
    frame = collect(given, what)
    columns: list[object] = [*frame.columns]
    odd = [name for name in columns if not isinstance(name, str)]
    if odd:
        msg = f"{what} has a column named {quoted(odd[0])}, of type {type(odd[0]).__name__}; "
        raise CostshareError(f"{msg}name columns by text: frame.columns = frame.columns.map(str)")
    return frame


def named(rows: Ints, keys: "nw.DataFrame[Any]") -> str:
    """Name the first few rows with their keys."""
    few = []
    for row in rows[:_MOST_NAMED].tolist():
        key = ", ".join(f"{name} {_in_words(keys[name][row])}" for name in keys.columns)
        few.append(f"row {row} ({key})")
    more = f" and {len(rows) - len(few)} more" if len(rows) > len(few) else ""
    return ", ".join(few) + more


def _in_words(value: object) -> str:
    """Write a key as a reader of a bill writes it, not as Python does."""
    if is_missing(value):
        return "missing" if not isinstance(value, str) else quoted(value)
    return str(value) if isinstance(value, date | Decimal) else quoted(value)


def as_frame(frame: Any) -> "nw.DataFrame[Any]":
    """Return a frame that was collected before."""
    return nw.from_native(frame, eager_only=True)


def series_of(frame: "nw.DataFrame[Any]", name: str) -> "pd.Series[Any]":
    """Return a column as one of pandas, with rows numbered from 0."""
    return column_as_pandas(frame[name].to_native(), name).reset_index(drop=True)
