"""Amounts by row and column, read exactly from whatever holds them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from costshare.agreement import Allocation
from costshare.amounts import (
    each_once,
    exact_values,
    has_names,
    is_any_frame,
    items_of,
    read_amount,
    take_items,
)
from costshare.correction import Correction
from costshare.errors import CostshareError, quoted, shown
from costshare.frames import as_pandas, take_labels
from costshare.invoices import InvoiceLine, InvoiceLines
from costshare.testing._figures import is_absent

Place = tuple[Any, Any]
Amounts = dict[Place, Fraction]
"""Amounts by row and column, such as member and pool; what is missing is not there."""

_LINE_COLUMNS = {"member", "pool", "amount"}


class Cells(NamedTuple):
    """The names of the rows and columns of a table, in order, and its amounts."""

    rows: list[Any]
    columns: list[Any]
    amounts: Amounts


def read_cells(table: Any, what: str, member: str | None = None) -> Cells:
    """Read a frame, a mapping of rows, or a list of rows; a missing cell is left out."""
    if not isinstance(table, Allocation) and is_any_frame(table):
        try:
            labels, frame = take_labels(table, member, allow_numbers=True)
        except CostshareError as error:
            raise CostshareError(f"{what}: {error}") from error
        rows, columns = list(labels), list(frame.columns)
        for side, names in (("row", rows), ("column", columns)):
            each_once(f"{what}: {side}", names)
        values = [exact_values(frame.iloc[:, at]) for at in range(len(columns))]
        lines = [[column[at] for column in values] for at in range(len(rows))]
        return _known(what, rows, columns, lines)
    if member is not None:
        msg = f"member={quoted(member)} names a column, and {what} is not a frame; leave it out"
        raise CostshareError(msg)
    if isinstance(table, Allocation):
        table = table.final_fees()
        fees = [[pool.fees.get(name) for pool in table.pools] for name in table.members]
        return _known(what, list(table.members), [pool.name for pool in table.pools], fees)
    how = "rows: a list of lists, a dict of dicts or a DataFrame"
    named = items_of(table) if has_names(table) else list(enumerate(take_items(table, what, how)))
    by_row = {row: _line(line, f"{what}: row {shown(row)}") for row, line in named}
    columns = list(dict.fromkeys(column for line in by_row.values() for column in line))
    cells = [[line.get(column) for column in columns] for line in by_row.values()]
    return _known(what, list(by_row), columns, cells)


def _line(line: Any, what: str) -> dict[Any, Any]:
    """Read one row by column; the columns of a list are numbered from 0."""
    return dict(items_of(line) if has_names(line) else enumerate(take_items(line, what)))


def _known(what: str, rows: list[Any], columns: list[Any], lines: Iterable[Iterable[Any]]) -> Cells:
    """Read every cell that is there."""
    amounts = {
        (row, column): read_amount(value, f"{what}: row {shown(row)}, column {shown(column)}")
        for row, line in zip(rows, lines, strict=True)
        for column, value in zip(columns, line, strict=True)
        if not is_absent(value)
    }
    return Cells(rows, columns, amounts)


def read_lines(lines: Any, what: str) -> InvoiceLines:
    """Read invoice lines, or a frame of them."""
    if not isinstance(lines, InvoiceLines | list | tuple) and not is_any_frame(lines):
        lines = take_items(lines, what, "InvoiceLine, or a frame of invoice lines")
    try:
        return lines if isinstance(lines, InvoiceLines) else InvoiceLines(lines)
    except CostshareError as error:
        raise CostshareError(f"{what}: {error}") from error


def sums_of_lines(lines: Iterable[InvoiceLine], what: str, field: str = "net_amount") -> Amounts:
    """Add up invoice lines by member and pool."""
    sums: Amounts = {}
    for at, line in enumerate(lines):
        amount = getattr(line, field)
        if amount is None:
            problems = "; ".join(line.problems) or f"its {field} is not stated"
            msg = f"{what}[{at}] has no amount to add: {problems}"
            raise CostshareError(msg)
        place = line.member, line.pool
        sums[place] = sums.get(place, Fraction(0)) + Fraction(amount)
    return sums


def read_book(book: Any, what: str) -> Amounts:
    """Read amounts by member and pool: fees, a correction, invoice lines, or a table."""
    if isinstance(book, Correction):
        return read_cells(book.fees, what).amounts
    if isinstance(book, InvoiceLines) or _all_are(book, InvoiceLine) or _is_frame_of_lines(book):
        return sums_of_lines(read_lines(book, what), what)
    if _all_are(book, Allocation | Correction | InvoiceLines):
        return add_books(read_book(each, f"{what}[{at}]") for at, each in enumerate(book))
    if isinstance(book, Mapping) and book and all(_is_place(key) for key in book):
        return {key: read_amount(value, f"{what}: {named(key)}") for key, value in book.items()}
    return read_cells(book, what).amounts


def add_books(books: Iterable[Amounts]) -> Amounts:
    """Add amounts by member and pool."""
    sums: Amounts = {}
    for book in books:
        for place, amount in book.items():
            sums[place] = sums.get(place, Fraction(0)) + amount
    return sums


def _all_are(values: Any, kind: Any) -> bool:
    """Return whether a value is a list of one kind."""
    return isinstance(values, list | tuple) and all(isinstance(each, kind) for each in values)


def _is_frame_of_lines(book: Any) -> bool:
    """Return whether a value is a frame of invoice lines."""
    known = not isinstance(book, Allocation) and is_any_frame(book)
    return known and set(as_pandas(book).columns) >= _LINE_COLUMNS


def _is_place(key: Any) -> bool:
    """Return whether a key is a pair, such as a member and a pool."""
    return isinstance(key, tuple) and len(key) == 2


def named(place: Place) -> str:
    """Name a place for a message: the member and the pool."""
    return ", ".join(map(shown, place))
