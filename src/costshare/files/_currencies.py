"""The currency of each line: as its column says, or as it stands beside the amounts."""

from collections.abc import Mapping, Sequence

from costshare.errors import CostshareError
from costshare.fields import common_codes
from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text, is_blank
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
    numbers = {field: column for field, column in numbers.items() if column.has_currency}
    if not numbers:
        return {}
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
        if not is_blank(cell) and (beside := column.currency(cell)):
            stated.append((beside, field))
    try:
        return agreed_currency(stated)
    except CostshareError as error:
        at = table.where[stated[-1][1]]
        return Unreadable(cell_text(cells[at]), f"{table.place(number, at)} {error}")


def agreed_currency(stated: Sequence[tuple[str, str]]) -> str | None:
    """Give the currency of a row, from the currencies that its fields state.

    Raises
    ------
    CostshareError
        If they contradict one another.
    """
    names = [name for name, _ in stated]
    if len(set(names)) > 1 and not common_codes(names):
        listed = " and ".join(f"{name} in {field}" for name, field in stated)
        msg = f"the row names several currencies: {listed}; correct one"
        raise CostshareError(msg)
    return names[0] if names else None
