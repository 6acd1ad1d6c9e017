"""Total rows: recognised, left out, and compared with the sum of the lines."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import exact_sum, plain
from costshare.errors import some_of
from costshare.fields import given_list, may_be_one
from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text, is_blank
from costshare.invoices import Unreadable

Read = Sequence[Decimal | Unreadable | None]


def read_totals(words: object) -> tuple[str, ...]:
    """Read the words for a total: one, several, or ``()`` for none."""
    given = (words,) if isinstance(words, str) else words
    known = given_list(str, given, "totals", "words, such as ['Summa'], or () for none")
    return tuple(word.casefold() for word in known)


def is_total(cell: Cell, words: Collection[str]) -> bool:
    """Return whether a cell says that its row, or column, is a total: ``Summa``, ``Totalt:``."""
    return isinstance(cell, str) and cell_text(cell).strip(" :()").casefold() in words


def total_rows(table: Table, labels: Collection[str], words: Collection[str]) -> list[int]:
    """Find the rows that say total, or total of something, and lack a line's labels.

    A total row has a word for it in any cell, and not all of the labels (member, pool) beside;
    or its one label begins with the word: ``Summa Boden``. Rows are counted from 0.
    """
    columns = {field: table.column(field) for field in labels if field in table.where}
    rows = _lacking(columns.values(), len(table.numbers), len(labels), words)
    if not rows:
        return []
    totals = {
        row
        for at, header in enumerate(table.header)
        if header
        for cells in [table.cells(at)]
        for row in rows
        if is_total(cells[row], words)
    }
    return [
        row
        for row in rows
        if _is_total_row(
            [cells[row] for cells in columns.values()], len(labels), words, says=row in totals
        )
    ]


def _lacking(
    columns: Collection[Sequence[Cell]], rows: int, labels: int, words: Collection[str]
) -> list[int]:
    """Find the rows that may be totals: those that lack a label, or have one that may say it."""
    if len(columns) < labels:
        return list(range(rows))
    begins = _beginnings(words)
    found: set[int] = set()
    for cells in columns:
        lacking = {
            cell
            for cell in dict.fromkeys(cells)
            if is_blank(cell)
            or is_total(cell, words)
            or (labels == 1 and cell_text(cell).casefold().startswith(begins))
        }
        if lacking:
            found.update(row for row, cell in enumerate(cells) if cell in lacking)
    return sorted(found)


def _beginnings(words: Collection[str]) -> tuple[str, ...]:
    return tuple(f"{word} " for word in words)


def _is_total_row(
    cells: Collection[Cell], labels: int, words: Collection[str], *, says: bool
) -> bool:
    """Return whether a row with these labels is a total; `says` if any cell of it says so."""
    given = [cell for cell in cells if not is_blank(cell) and not is_total(cell, words)]
    begins = len(given) == 1 and cell_text(given[0]).casefold().startswith(_beginnings(words))
    lacks = len(given) < labels
    return (lacks and says) or (begins and (lacks or labels == 1))


def check_totals(
    table: Table,
    totals: Sequence[int],
    column: Read,
    at: int,
    currencies: Sequence[object],
    *,
    needed: bool,
) -> dict[int, Unreadable]:
    """Hold each total against the sum of all lines above it, or since the total before it.

    Amounts in several currencies have no sum. `at` is the position of the column.
    """
    problems: dict[int, Unreadable] = {}
    above, first = _Sum(), 0
    for row in totals:
        value, currency = column[row], currencies[row]
        since = _Sum()
        since.add(column[first:row], currencies[first:row])
        above.add_sum(since)
        first = row + 1
        sums = [each.total for each in (above, since) if each.agrees_with(currency)]
        if isinstance(value, Decimal) and len(sums) < 2 and Fraction(value) not in sums:
            names = some_of(list(dict.fromkeys([*above.currencies, *_texts([currency])])))
            reason = (
                f"the total adds up several currencies, {names}; delete the row, or write a total "
                "for each of them"
            )
        else:
            reason = _mismatch(value, above.total, since.total, needed=needed)
        if reason:
            problems[row] = (
                value
                if isinstance(value, Unreadable)
                else Unreadable(
                    "" if value is None else plain(Fraction(value)),
                    f"{table.place(row, at)} {reason}",
                )
            )
    return problems


def _mismatch(
    value: Decimal | Unreadable | None,
    above: Fraction | None,
    since: Fraction | None,
    *,
    needed: bool,
) -> str:
    """Say why a total is not the sum of the lines above it, or of those since the last total."""
    if value is None:
        return "the total row has no amount; fill it in, or delete the row" if needed else ""
    if isinstance(value, Unreadable):
        return value.reason
    total = Fraction(value)
    if total in {above, since}:
        return ""
    if above is None:
        return f"the total {plain(total)} cannot be checked: a line above it is unreadable"
    return (
        f"the total is {plain(total)}, but the lines above it sum to {plain(above)}: they differ "
        f"by {plain(abs(total - above))}; correct the file, or pass totals=() to read the row as a "
        "line"
    )


class _Sum:
    """A sum, with blanks as zero; None where a value is unreadable."""

    def __init__(self) -> None:
        self.total: Fraction | None = Fraction(0)
        self.currencies: dict[str, None] = {}

    def add(self, values: Sequence[object], currencies: Sequence[object]) -> None:
        """Add values, and note their currencies."""
        given = [value for value in values if isinstance(value, Decimal)]
        beside = [
            currency
            for value, currency in zip(values, currencies, strict=True)
            if value is not None and not isinstance(value, Unreadable)
        ]
        self.currencies |= dict.fromkeys(_texts(dict.fromkeys(beside)))
        if any(isinstance(value, Unreadable) for value in values):
            self.total = None
        elif self.total is not None:
            self.total += Fraction(exact_sum(given))

    def add_sum(self, other: "_Sum") -> None:
        """Add another sum."""
        self.currencies |= other.currencies
        if self.total is None or other.total is None:
            self.total = None
        else:
            self.total += other.total

    def agrees_with(self, currency: object) -> bool:
        """Return whether all amounts, and a total in this currency, may be in one currency."""
        return may_be_one([*self.currencies, *_texts([currency])])


def _texts(currencies: Iterable[object]) -> list[str]:
    return [currency for currency in currencies if isinstance(currency, str)]
