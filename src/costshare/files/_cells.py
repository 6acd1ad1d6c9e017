"""Cells read into values: a cell that cannot be read gives its reason instead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

from costshare.amounts import exact_decimal
from costshare.errors import CostshareError
from costshare.fields import read_name, read_word
from costshare.files._columns import Table
from costshare.files._date import DayOrder, read_date
from costshare.files._grid import (
    Cell,
    Money,
    are_plain,
    cell_text,
    check_cell,
    float_text,
    is_blank,
)
from costshare.files._number import Mark
from costshare.files._number_column import NumberColumn
from costshare.invoices import Unreadable

T = TypeVar("T")

OnError = Literal["raise", "keep"]


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """Reads the cells of a column, each different one once.

    Parameters
    ----------
    read : callable
        Takes a cell that is not blank and its name for messages, and returns its value.
    at_once : callable, optional
        Takes the cells of a column, and returns the values of those that it can read together:
        exactly what `read` returns for each.
    in_order : bool
        Whether a cell is refused or not by the cells above it, so that each is read at its place.
    """

    read: Callable[[Cell, str], T]
    at_once: Callable[[Sequence[Cell]], Mapping[Any, T]] | None = None
    in_order: bool = False


def read_column(
    table: Table, field: str, reader: Reader[T], at: int | None = None
) -> list[T | Unreadable | None]:
    """Read a field's cells from top to bottom; None where a cell is blank."""
    at = table.where[field] if at is None else at
    cells = table.cells(at)

    def attempt(row: int) -> T | Unreadable | None:
        return _attempt(reader.read, cells[row], f"{table.place(row, at)} {field}")

    if reader.in_order:
        return [attempt(row) for row in range(len(cells))]
    known = reader.at_once(cells) if reader.at_once else {}
    left = dict.fromkeys(cell for cell in cells if cell not in known)
    others = {cell: _attempt(reader.read, cell, field) for cell in left}
    if not others:
        return [known[cell] for cell in cells]
    values = [known[cell] if cell in known else others[cell] for cell in cells]
    if any(isinstance(value, Unreadable) for value in others.values()):
        for row, value in enumerate(values):
            if isinstance(value, Unreadable):
                # The reason names the place of each.
                values[row] = attempt(row)
    return values


def put(column: list[T], values: Mapping[int, T]) -> None:
    """Replace the values of some rows."""
    for row, value in values.items():
        column[row] = value


def _attempt(read: Callable[[Cell, str], T], cell: Cell, name: str) -> T | Unreadable | None:
    if is_blank(cell):
        return None
    try:
        check_cell(cell, name)
        return read(cell, name)
    except CostshareError as error:
        return Unreadable(cell_text(cell), str(error))


def number_column(
    cells: Iterable[Cell],
    decimal: Mark | None,
    *,
    mixed: bool = False,
    header: str = "",
) -> NumberColumn:
    """Take the cells of a column of numbers together."""
    texts = [cell for cell in cells if isinstance(cell, str | Money)]
    return NumberColumn(texts, decimal, mixed=mixed, header=header)


def number_reader(cells: Iterable[Cell], decimal: Mark | None) -> Reader[Decimal]:
    """Build the reader of a column of numbers, whose texts settle each other's decimal mark."""
    return reader_of(number_column(cells, decimal))


def reader_of(column: NumberColumn) -> Reader[Decimal]:
    """Build the reader of the cells of a column."""

    def read(cell: Cell, name: str) -> Decimal:
        return _number(cell, name, column)

    def at_once(cells: Sequence[Cell]) -> Mapping[Any, Decimal]:
        return column.regular or {
            cell: cell for cell in cells if isinstance(cell, Decimal) and cell
        }

    return Reader(read, at_once)


def rate_reader(cells: Iterable[Cell], decimal: Mark | None) -> Reader[Decimal]:
    """Build the reader of VAT rates: 25 %, 25 and 0.25 are one."""
    number = number_reader(map(_without_percent, cells), decimal).read

    def read(cell: Cell, name: str) -> Decimal:
        bare = _without_percent(cell)
        rate = number(bare, name)
        if not 0 <= rate < 100:
            msg = (
                f"{name} {cell_text(cell)!r} is not a rate from 0 to below 100 %; write it as 25 %"
            )
            raise CostshareError(msg)
        if bare is cell and rate == 1:
            msg = f"{name} '1' may be 1 % or 100 %; write the per cent sign"
            raise CostshareError(msg)
        if bare is cell and rate < 1:
            return rate
        return exact_decimal(Fraction(rate) / 100, name)

    return Reader(read)


def date_reader(cells: Iterable[Cell], day_first: bool | None) -> Reader[date]:
    """Build the reader of a column of dates, whose texts settle the order of day and month."""
    order = DayOrder((cell for cell in cells if isinstance(cell, str)), day_first)

    def read(cell: Cell, name: str) -> date:
        if isinstance(cell, str):
            order.check(cell, name)
        return read_date(cell, name, day_first=order.day_first)

    return Reader(read, in_order=order.contradicts)


def read_label(cell: Cell, name: str) -> str:
    """Read a name, or a number that is not an amount (that of an invoice), as text."""
    if isinstance(cell, date):
        msg = f"{name} {cell_text(cell)!r} is a date; write it as text"
        raise CostshareError(msg)
    try:
        return read_name(cell_text(cell))
    except CostshareError as error:
        msg = f"{name}: {error}"
        raise CostshareError(msg) from None


def _plain_labels(cells: Sequence[Cell]) -> dict[Any, str]:
    """Read the labels that are their own plain form: ASCII text without blanks to make single."""
    texts = {cell: cell for cell in cells if isinstance(cell, str) and cell.isascii()}
    texts.pop("", None)
    return texts if are_plain(texts) else {}


LABELS = Reader(read_label, _plain_labels)
"""Reads names, and numbers that are not amounts."""


def check_on_error(on_error: object) -> None:
    """Refuse an unknown way to treat an unreadable cell."""
    read_word(on_error, "on_error", OnError)


def raise_first(problems: Iterable[tuple[int, Unreadable]]) -> None:
    """Raise the first problem, and state in which rows the others are."""
    ordered = sorted(problems, key=lambda each: each[0])
    if ordered:
        first = ordered[0][0]
        rest = list(dict.fromkeys(str(row) for row, _ in ordered if row != first))
        shown = ", ".join(rest[:10]) + (", …" if len(rest) > 10 else "")
        more = f". See also row{'s' if len(rest) > 1 else ''} {shown}" if rest else ""
        msg = f"{ordered[0][1].reason}{more}"
        raise CostshareError(msg)


def _without_percent(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.strip().endswith("%"):
        return cell.strip()[:-1]
    return cell


def _number(cell: Cell, name: str, column: NumberColumn) -> Decimal:
    if isinstance(cell, Money):
        column.check_currency(cell, name)
        cell = cell.number
    if isinstance(cell, str):
        return column.number(cell, name)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, Decimal):
        return cell or cell.copy_abs()
    if isinstance(cell, float):
        return Decimal(float_text(cell))
    msg = f"{name} {cell_text(cell)!r} is a date, not a number; correct the cell or its format"
    raise CostshareError(msg)
