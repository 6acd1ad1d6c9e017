"""The currency of each row: as its column, a header or the cell beside the number states it."""

from collections.abc import Mapping, Sequence

from costshare.errors import CostshareError
from costshare.fields import may_be_one
from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text, is_blank
from costshare.files._number_column import NumberColumn
from costshare.invoices import Unreadable


def line_currencies(
    table: Table, numbers: Mapping[int, NumberColumn], labels: Mapping[int, object]
) -> dict[int, str | Unreadable | None]:
    """Find the currency of each row, or an `Unreadable` where its cells name several.

    Parameters
    ----------
    table : Table
        The file.
    numbers : mapping of int to NumberColumn
        The columns of amounts, by position.
    labels : mapping of int to object
        What the column of currencies says in each row; empty where there is no such column.
    """
    numbers = {at: column for at, column in numbers.items() if column.has_currency}
    if not numbers and not labels:
        return {}
    names = {at: field for field, at in table.where.items()}
    fields = {at: (column, names.get(at, table.header[at])) for at, column in numbers.items()}
    return {
        number: _currency(table, number, cells, fields, labels.get(number))
        for number, cells in table.rows
    }


def _currency(
    table: Table,
    number: int,
    cells: tuple[Cell, ...],
    fields: Mapping[int, tuple[NumberColumn, str]],
    label: object,
) -> str | Unreadable | None:
    if isinstance(label, Unreadable):
        return label
    stated = [] if label is None else [(str(label), "currency")]
    last = table.where.get("currency", 0)
    for at, (column, field) in fields.items():
        if not is_blank(cells[at]):
            beside = column.statements(cells[at], field)
            stated += beside
            last = at if beside else last
    try:
        return agreed_currency(stated)
    except CostshareError as error:
        return Unreadable(cell_text(cells[last]), f"{table.place(number, last)} {error}")


def agreed_currency(stated: Sequence[tuple[str, str]]) -> str | None:
    """Return the currency of a row, from the currencies that its fields state.

    Raises
    ------
    CostshareError
        If they contradict one another.
    """
    names = [name for name, _ in stated]
    if not may_be_one(names):
        listed = " and ".join(f"{name} in {field}" for name, field in stated)
        msg = f"the row names several currencies: {listed}; correct one"
        raise CostshareError(msg)
    return names[0] if names else None
