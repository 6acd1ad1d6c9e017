"""The names of a frame's rows: its index, or a column of names."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from costshare.amounts import is_pandas, read_amount
from costshare.errors import CostshareError, shown, some_of, unknown_name
from costshare.frames._pandas import as_pandas

if TYPE_CHECKING:
    import pandas as pd


def take_labels(
    value: object,
    member: str | None = None,
    *,
    way_out: str = "pass member={column!r}",
    allow_numbers: bool = False,
) -> "tuple[pd.Index[Any], pd.DataFrame]":
    """Return the labels of the rows, and a pandas frame of the other columns with these as index.

    Only a pandas frame has an index of its own. The rows of any other are numbered from 0.

    Parameters
    ----------
    value : frame
        A frame of any library, with a row for each member.
    member : str, optional
        Name of the column of labels; the index has them where it is left out.
    way_out : str
        What to do about a frame whose column of labels is not named.
    allow_numbers : bool, default False
        Whether columns may have numbers as text, beside an index that only numbers the rows.

    Raises
    ------
    CostshareError
        If a label has several levels, the column is not there or there twice, and if the index
        only numbers the rows while a column has text.

    Examples
    --------
    >>> labels, drivers = take_labels([{"name": "Kiruna", "population": 22_867}], "name")
    >>> list(labels), list(drivers.columns)
    (['Kiruna'], ['population'])
    """
    frame = as_pandas(value)
    if frame.index.nlevels > 1 or frame.columns.nlevels > 1:
        msg = "the frame's index or columns have several levels; name a member by one label"
        raise CostshareError(msg)
    if member is None:
        otherwise = ", or name the index: frame.rename_axis('member')" if is_pandas(value) else ""
        is_name = _is_word if allow_numbers else _is_text
        rows = "the frame's index only numbers its rows"
        rows = rows if otherwise else "the rows of the frame have no names"
        _refuse_row_numbers(frame, rows, f"{way_out}{otherwise}", is_name)
        return frame.index, frame
    times = list(frame.columns).count(member)
    if times > 1:
        msg = f"column {member!r} occurs {times} times in the frame; keep one"
        raise CostshareError(msg)
    if times:
        frame = frame.set_index(member)
    elif member != frame.index.name:
        raise unknown_name("column of the frame, for member=:", member, frame.columns)
    return frame.index, frame


def is_numbered(frame: "pd.DataFrame") -> bool:
    """Whether an index only numbers the rows, as far as it shows: whole numbers without a name."""
    return frame.index.name is None and frame.index.dtype.kind in "iu"


def labelled_column(value: object, what: str) -> "pd.Series[Any]":
    """Return the one column of a frame beside the labels of its rows, which become its index.

    Raises
    ------
    CostshareError
        As `take_labels`, if rows are only numbered, and if there are several columns or none.

    Examples
    --------
    >>> labelled_column([{"name": "Kiruna", "fee": 3}], "fees").to_dict()
    {'Kiruna': 3}
    """
    table = as_pandas(value, what)
    if len(table) and table.shape[1] == 1 and is_numbered(table):
        named = ", or name the index: frame.rename_axis('member')" if is_pandas(value) else ""
        msg = f"{what}: the rows of the frame are only numbered; pass two columns, names and "
        raise CostshareError(f"{msg}amounts{named}")
    first = table.columns[0] if is_numbered(table) and table.shape[1] == 2 else None
    otherwise = "pass two columns, names and amounts"
    try:
        _, frame = take_labels(table, first, way_out=otherwise, allow_numbers=True)
    except CostshareError as error:
        raise type(error)(f"{what}: {error}") from None
    if frame.shape[1] != 1:
        columns = some_of([*map(shown, frame.columns)])
        msg = f"{what} has the columns {columns}; keep one, beside the names"
        raise CostshareError(msg)
    return frame.iloc[:, 0]


def _refuse_row_numbers(
    frame: "pd.DataFrame", rows: str, way_out: str, is_name: Callable[[object], bool]
) -> None:
    """Refuse an index that only numbers the rows where a column has names."""
    if not is_numbered(frame):
        return
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    texts = [
        column
        for column in columns
        if column.dtype.kind not in "iufcbmM" and any(map(is_name, column))
    ]
    if texts:
        names = [str(column.name) for column in texts]
        has = f"column {names[0]!r} has" if len(names) == 1 else f"columns {some_of(names)} have"
        way = way_out.format(column=max(texts, key=_likeness_to_names).name)
        msg = f"{rows}, and {has} text; {way}"
        raise CostshareError(msg)


def _likeness_to_names(column: "pd.Series[Any]") -> tuple[bool, bool]:
    """Rank columns of text: names differ from row to row, and are words rather than digits."""
    values = list(column)
    is_unique = len({str(each) for each in values}) == len(values)
    return is_unique, not any(_is_text(each) and not _is_word(each) for each in values)


def _is_text(value: object) -> bool:
    """Return whether a value is text: a name, or the digits of a code."""
    return isinstance(value, str)


def _is_word(value: object) -> bool:
    """Return whether a value is text that is not a number."""
    if not isinstance(value, str):
        return False
    try:
        read_amount(value, "value")
    except CostshareError:
        return True
    return False
