"""Read a two-way table from whatever holds one, and write the result in the same shape."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from costshare.amounts import (
    each_once,
    exact_values,
    is_any_column,
    is_any_frame,
    is_pandas,
    take_items,
)
from costshare.apportionment._labels import (
    aligned_lines,
    labelled_pairs,
    places_of,
)
from costshare.errors import CostshareError, quoted, shown
from costshare.frames import like, take_labels

Cells = list[list[Any]]

MOST_INT64 = 2**63 - 1


class Table(NamedTuple):
    """The lines' names, the cells as they were given, and how to write cells in that shape."""

    rows: list[Any]
    columns: list[Any]
    cells: Cells
    write: Callable[[Cells], Any]


def read_table(quotas: Any, member: str | None = None) -> Table:
    """Read a frame, a mapping of mappings, a two-dimensional array or a list of lists."""
    if is_any_frame(quotas):
        table = read_frame(quotas, member)
    elif member is not None:
        msg = f"member={quoted(member)} names a column, and quotas are not a frame; leave it out"
        raise CostshareError(msg)
    elif isinstance(quotas, Mapping):
        table = _read_mapping(quotas)
    else:
        table = _read_lists(quotas)
    if not table.rows or not table.columns:
        msg = "quotas are empty; a table needs at least one row and one column"
        raise CostshareError(msg)
    return table


def _read_mapping(quotas: Mapping[Any, Any]) -> Table:
    rows = list(quotas)
    for row in rows:
        if not isinstance(quotas[row], Mapping):
            kind = type(quotas[row]).__name__
            msg = f"row {shown(row)} of type {kind} is not a mapping; name its columns"
            raise CostshareError(msg)
    columns = list(quotas[rows[0]]) if rows else []
    for row in rows:
        places_of(columns, list(quotas[row]), "column", f"row {shown(row)}")
    cells = [[quotas[row][column] for column in columns] for row in rows]
    # Each row keeps its own order of columns.
    orders = [list(quotas[row]) for row in rows]

    def write(cells: Cells) -> dict[Any, dict[Any, Any]]:
        lines = [dict(zip(columns, line, strict=True)) for line in cells]
        return {
            row: {column: line[column] for column in order}
            for row, order, line in zip(rows, orders, lines, strict=True)
        }

    return Table(rows, columns, cells, write)


def _read_lists(quotas: Any) -> Table:
    dimensions = getattr(quotas, "ndim", 2)
    if dimensions != 2 or not _is_line(quotas) or not all(map(_is_line, quotas)):
        msg = (
            f"quotas of type {type(quotas).__name__} are not a table; pass a list of lists, "
            "a dict of dicts or a DataFrame"
        )
        raise CostshareError(msg)
    cells = aligned_lines(quotas)
    width = len(cells[0]) if cells else 0
    for row, line in enumerate(cells):
        if len(line) != width:
            msg = f"row {row} has {len(line)} cells, row 0 has {width}; pass 0 where nothing is"
            raise CostshareError(msg)
    return Table(list(range(len(cells))), list(range(width)), cells, lambda cells: cells)


def _is_line(value: Any) -> bool:
    """Whether a value has an order and positions: a list, a tuple, an array."""
    if isinstance(value, str | bytes | Mapping | type):
        return False
    is_line = isinstance(value, Sequence) or getattr(value, "ndim", 0) > 0
    return is_line or is_any_column(value)


def read_frame(given: Any, member: str | None = None) -> Table:
    """Read a frame of any library; outside pandas the result has the labels as a column."""
    labels, frame = take_labels(given, member, allow_numbers=True)
    rows, columns = list(labels), list(frame.columns)
    for what, names in (("row", rows), ("column", columns)):
        each_once(f"the {what}s of the frame:", names)
    series = [exact_values(frame.iloc[:, position]) for position in range(len(columns))]
    cells = [list(line) for line in zip(*series, strict=True)]

    def write(cells: Cells) -> Any:
        fits = all(type(cell) is int and abs(cell) <= MOST_INT64 for line in cells for cell in line)
        dtype = "Int64" if fits else object
        result = type(frame)(cells, index=labels, columns=frame.columns, dtype=dtype)
        if is_pandas(given):
            return result
        return like(result if member is None else result.reset_index(), given)

    return Table(rows, columns, cells, write)


def read_line(given: Any, names: Sequence[Any], what: str) -> list[Any]:
    """Read one value for each name: by name from a mapping or Series, else in order."""
    where = f"{what}s"
    pairs = labelled_pairs(given)
    if pairs is not None:
        places = places_of(names, [name for name, _ in pairs], what, where)
        return [pairs[place][1] for place in places]
    if not _is_line(given):
        msg = f"{where} of type {type(given).__name__} is not a list or mapping of sums"
        raise CostshareError(msg)
    values_in_order = take_items(given, where)
    if len(values_in_order) != len(names):
        msg = f"{where} has {len(values_in_order)} values; the table has {len(names)} {what}s"
        raise CostshareError(msg)
    return values_in_order
