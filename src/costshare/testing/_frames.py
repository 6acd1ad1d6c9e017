"""Strategies for frames with columns of a user's own names."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.amounts import read_word
from costshare.errors import CostshareError
from costshare.fields import given_as, given_list, given_mapping
from costshare.testing._columns import (
    COUNTS,
    DTYPES,
    LABELS,
    MAKERS,
    Column,
    Dtype,
    Library,
    Make,
    draw_numbers,
    read_places,
)
from costshare.testing._members import NAMES
from costshare.testing._whole import Sizes

ColumnKind = Literal["member", "label", "driver", "amount", "date"]
FrameIndex = Literal["range", "repeated"]

_VALUES: dict[str, SearchStrategy[Any]] = {
    "member": NAMES,
    "label": LABELS,
    "date": st.dates(date(2022, 1, 1), date(2022, 12, 31)),
    **COUNTS,
}


def frames(
    *,
    columns: Mapping[str, str | SearchStrategy[Any]],
    library: Library = "pandas",
    min_rows: int = 1,
    max_rows: int = 12,
    dtypes: Sequence[str] = DTYPES,
    places: int = 2,
    repeat: bool = False,
    index: FrameIndex = "range",
) -> SearchStrategy[Any]:
    """Generate frames with the columns of your script, in the types that files and queries give.

    Parameters
    ----------
    columns : mapping of str to str or SearchStrategy
        Name of each column, and what it holds: ``"member"`` (names, each once), ``"label"`` (a few
        names, such as pools, which repeat), ``"driver"`` (whole numbers, none negative and not all
        zero), ``"amount"`` (charges and credits), ``"date"``, or a strategy for its values.
    library : {"pandas", "polars", "arrow"}, default "pandas"
        The kind of frame.
    min_rows, max_rows : int
        How many rows, 50 at most.
    dtypes : sequence of {"int64", "Int64", "float64", "decimal", "str"}, default all
        Types of drivers and amounts; one column has one of them. Amounts with decimal places are
        never ``"int64"`` or ``"Int64"``, unless nothing else is allowed: then they are whole.
    places : int, default 2
        Decimal places of amounts.
    repeat : bool, default False
        Whether a member may have several rows.
    index : {"range", "repeated"}, default "range"
        Index of a pandas frame; labels that repeat are what ``pd.concat`` leaves.

    Returns
    -------
    SearchStrategy
        Of frames of the library.

    Raises
    ------
    CostshareError
        If there are no columns, or an argument is not one of these.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> columns = {"Kommun": "member", "Invånare": "driver"}
    >>> @given(frames(columns=columns))
    ... def law(frame):
    ...     fees = cs.allocate(1000, cs.PerCapita(driver="Invånare"), frame, member="Kommun")
    ...     assert fees.total == 1000
    >>> law()
    """
    if not given_mapping(columns, "columns", "a mapping of names to what columns hold"):
        msg = "columns is empty; name a column and what it holds, such as {'member': 'member'}"
        raise CostshareError(msg)
    kinds = dict(columns)
    for name, kind in kinds.items():
        given_as(str, name, "name of columns", "a text")
        if not isinstance(kind, SearchStrategy):
            read_word(kind, f"kind of columns[{name!r}]", ColumnKind)
    sizes = Sizes(min_rows, max_rows, "min_rows and max_rows")
    known = tuple(
        read_word(each, "dtypes", Dtype) for each in given_list(str, dtypes, "dtypes", "words")
    )
    if not known:
        msg = "dtypes is empty; name a type, such as 'int64'"
        raise CostshareError(msg)
    given_as(bool, repeat, "repeat", "True or False")
    read_word(library, "library", Library)
    if read_word(index, "index", FrameIndex) == "repeated" and library != "pandas":
        msg = f"index 'repeated' is for pandas; frames of {library} have none"
        raise CostshareError(msg)
    rows = _rows(kinds, sizes, unique=not repeat)
    made = _made(kinds, rows, (known, read_places(places)), MAKERS[library])
    return made.map(_repeated) if index == "repeated" else made


def _repeated(frame: Any) -> Any:
    """Give each two rows of a pandas frame one label."""
    return frame.set_axis([at // 2 for at in range(len(frame))])


def _rows(
    kinds: Mapping[str, Any], sizes: Sizes, *, unique: bool
) -> SearchStrategy[list[tuple[Any, ...]]]:
    """Generate rows as tuples, so that one can be left out."""
    values = [
        kind if isinstance(kind, SearchStrategy) else _VALUES[kind] for kind in kinds.values()
    ]
    once = [
        (lambda row, at=at: row[at])
        for at, kind in enumerate(kinds.values())
        if unique and isinstance(kind, str) and kind == "member"
    ]
    return st.lists(
        st.tuples(*values),
        min_size=sizes.least,
        max_size=sizes.most,
        unique_by=tuple(once) if once else None,
    )


@st.composite
def _made(
    draw: DrawFn,
    kinds: Mapping[str, Any],
    rows: SearchStrategy[list[tuple[Any, ...]]],
    numbers: tuple[tuple[Dtype, ...], int],
    make: Make,
) -> Any:
    """Draw a frame."""
    drawn = draw(rows)
    columns: dict[str, Column] = {}
    for at, (name, kind) in enumerate(kinds.items()):
        values = [row[at] for row in drawn]
        if isinstance(kind, str) and kind in COUNTS:
            columns[name] = draw_numbers(draw, kind, values, *numbers)
        else:
            columns[name] = (
                values,
                "date" if isinstance(kind, str) and kind == "date" else "other",
                0,
            )
    return make(columns)
