"""The currency of each line: as its column says, or as it stands beside the amounts."""

from collections.abc import Mapping

from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text
from costshare.files._number import common_codes
from costshare.files._number_column import NumberColumn
from costshare.files._unreadable import Unreadable


def line_currencies(
    table: Table, numbers: Mapping[str, NumberColumn], labels: Mapping[int, object]
) -> dict[int, str | Unreadable | None]:
    """Find the currency of each row, or an `Unreadable` where its cells name several.

    Parameters
    ----------
    table : Table
        The file.
    numbers : mapping of str to NumberColumn
        The columns of amounts.
    labels : mapping of int to object
        What the column of currencies says in each row; empty where there is no such column.
    """
    return {
        number: _currency(table, number, cells, numbers, labels.get(number))
        for number, cells in table.rows
    }


def _currency(
    table: Table,
    number: int,
    cells: tuple[Cell, ...],
    numbers: Mapping[str, NumberColumn],
    label: object,
) -> str | Unreadable | None:
    if isinstance(label, Unreadable):
        return label
    stated = [] if label is None else [(str(label), "currency")]
    for field, column in numbers.items():
        cell = table.cell(cells, field)
        if isinstance(cell, str) and (beside := column.currency(cell)):
            stated.append((beside, field))
    if len(stated) > 1 and not common_codes(name for name, _ in stated):
        at = table.where[stated[-1][1]]
        names = " and ".join(f"{name} in {field}" for name, field in stated)
        reason = f"the row names several currencies: {names}; correct one"
        return Unreadable(cell_text(cells[at]), f"{table.place(number, at)} {reason}")
    return stated[0][0] if stated else None
