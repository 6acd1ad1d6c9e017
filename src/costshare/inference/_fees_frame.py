"""Fees in a frame: one column of them, or a row for each member and year."""

from collections.abc import Callable
from typing import Any

from costshare.amounts import exact_values, is_any_frame, is_pandas
from costshare.errors import CostshareError, some_of
from costshare.frames import as_pandas, eager, is_numbered, take_labels


def open_frames(
    fees: Any, drivers: object, member: str | None, is_year: Callable[[object], bool]
) -> tuple[object, object, str | None]:
    """Read a frame of fees that has one column of amounts, which is not a year, as that column.

    Any other frame stays one. `member` is returned where another column may have that name.
    """
    if not is_any_frame(fees):
        return fees, drivers, member
    fees = eager(fees, "fees")
    frame = as_pandas(fees, "fees")
    if frame.index.nlevels > 1:
        return fees, drivers, member
    names = member if member in [*frame.columns, frame.index.name] else None
    if names is None and is_numbered(frame) and frame.shape[1] == 2:
        # Two columns are names and amounts, as in other frames.
        first, other = frame.columns
        if frame[first].dtype.kind not in "iufcbmM" and not is_year(other):
            names = first
    amounts = [name for name in frame.columns if name != names]
    if len(amounts) != 1 or is_year(amounts[0]):
        return fees, drivers, member
    if names is None and not is_pandas(fees):
        return exact_values(frame.iloc[:, 0]), drivers, member
    column = take_labels(frame, names)[1].iloc[:, 0]
    if member is not None and names == member:
        drivers = eager(drivers, "drivers") if is_any_frame(drivers) else drivers
        table = as_pandas(drivers, "drivers") if is_any_frame(drivers) else None
        if table is None or member not in [*table.columns, table.index.name]:
            member = None
    return column, drivers, member


def long_frame(frame: Any, member: str | None, what: str) -> Any | None:
    """A frame with a row for each member and year, its columns named year and member; else None.

    `member` may name the column of members; capitals, as in ``Year``, make no difference.

    Raises
    ------
    CostshareError
        If two columns are named year, or member.
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    found = {word: _columns_of(word, frame) for word in ("year", "member")}
    if member is not None and member in frame.columns:
        found["member"] = [member]
    if not all(found.values()):
        return None
    for word, names in found.items():
        if len(names) > 1:
            msg = f"{what} has the columns {some_of(names)} for the {word}; drop all but one"
            raise CostshareError(msg)
    return frame.rename(columns={names[0]: word for word, names in found.items()})


def _columns_of(word: str, frame: Any) -> list[Any]:
    return [name for name in frame.columns if isinstance(name, str) and name.casefold() == word]
