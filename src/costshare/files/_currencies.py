"""The currency of each row: as its column, a header or the cell beside the number states it."""

from collections.abc import Mapping, Sequence
from itertools import chain

from costshare.errors import CostshareError
from costshare.fields import may_be_one
from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text, is_blank
from costshare.files._number_column import NumberColumn
from costshare.invoices import Unreadable

Currencies = Sequence[str | Unreadable | None]


def line_currencies(
    table: Table, numbers: Mapping[int, NumberColumn], labels: Sequence[object] | None
) -> list[str | Unreadable | None]:
    """Find the currency of each row, or an `Unreadable` where its cells name several.

    Parameters
    ----------
    table : Table
        The file.
    numbers : mapping of int to NumberColumn
        The columns of amounts, by position.
    labels : sequence of object, optional
        What the column of currencies says in each row, where there is such a column.
    """
    rows = len(table.numbers)
    numbers = {at: column for at, column in numbers.items() if column.has_currency}
    if not numbers and labels is None:
        return [None] * rows
    names = {at: field for field, at in table.where.items()}
    stated = [
        _statements(table.cells(at), column, names.get(at, table.header[at]))
        for at, column in numbers.items()
    ]
    known: dict[object, str | None] = {}
    found: list[str | Unreadable | None] = []
    for row, (label, *beside) in enumerate(zip(labels or [None] * rows, *stated, strict=True)):
        if isinstance(label, Unreadable):
            found.append(label)
            continue
        key = (label, *beside)
        if key not in known:
            named = [] if label is None else [(str(label), "currency")]
            try:
                known[key] = agreed_currency([*named, *chain.from_iterable(beside)])
            except CostshareError as error:
                last = [at for at, each in zip(numbers, beside, strict=True) if each]
                at = (last or [table.where.get("currency", 0)])[-1]
                reason = f"{table.place(row, at)} {error}"
                found.append(Unreadable(cell_text(table.cells(at)[row]), reason))
                continue
        found.append(known[key])
    return found


def _statements(
    cells: Sequence[Cell], column: NumberColumn, field: str
) -> list[tuple[tuple[str, str], ...]]:
    """List the currencies that each cell of a column, and its header, state."""
    known = {
        cell: () if is_blank(cell) else tuple(column.statements(cell, field))
        for cell in dict.fromkeys(cells)
    }
    return [known[cell] for cell in cells]


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
