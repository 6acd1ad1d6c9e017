"""Total rows: recognised, left out, and compared with the sum of the lines."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import some_of
from costshare.fields import given_list, may_be_one
from costshare.files._columns import Table
from costshare.files._grid import Cell, cell_text, is_blank
from costshare.invoices import Unreadable

TOTALS = ("summa", "totalt", "total", "totalsumma", "delsumma", "sum", "subtotal")

Read = Mapping[int, Decimal | Unreadable | None]


def read_totals(words: object) -> tuple[str, ...]:
    """Read the words for a total: one, several, or ``()`` for none."""
    given = (words,) if isinstance(words, str) else words
    known = given_list(str, given, "totals", "words, such as ['Summa'], or () for none")
    return tuple(word.casefold() for word in known)


def is_total(cell: Cell, words: Collection[str]) -> bool:
    """Return whether a cell says that its row, or column, is a total: ``Summa``, ``Totalt:``."""
    return isinstance(cell, str) and cell_text(cell).strip(" :()").casefold() in words


def total_rows(table: Table, labels: Collection[str], words: Collection[str]) -> set[int]:
    """Find the rows that say total, or total of something, and lack a line's labels.

    A total row has a word for it in any cell, and not all of the labels (member, pool) beside;
    or its one label begins with the word: ``Summa Boden``.
    """
    found = set()
    for number, cells in table.rows:
        given = [
            cell
            for field in labels
            if not is_blank(cell := table.cell(cells, field)) and not is_total(cell, words)
        ]
        says_total = any(is_total(cell, words) for cell in cells)
        begins = len(given) == 1 and cell_text(given[0]).casefold().startswith(
            tuple(f"{word} " for word in words)
        )
        lacks = len(given) < len(labels)
        if (lacks and says_total) or (begins and (lacks or len(labels) == 1)):
            found.add(number)
    return found


def check_totals(
    table: Table,
    totals: Collection[int],
    column: Read,
    field: str,
    currencies: Mapping[int, str | Unreadable | None],
    *,
    needed: bool,
) -> dict[int, Unreadable]:
    """Hold each total against the sum of all lines above it, or since the total before it.

    Amounts in several currencies have no sum.
    """
    at = table.where[field]
    problems: dict[int, Unreadable] = {}
    above, since = _Sum(), _Sum()
    for number, _ in table.rows:
        value, currency = column[number], currencies.get(number)
        if number not in totals:
            above.add(value, currency)
            since.add(value, currency)
            continue
        sums = [each.total for each in (above, since) if each.agrees_with(currency)]
        if isinstance(value, Decimal) and len(sums) < 2 and Fraction(value) not in sums:
            names = some_of(list(dict.fromkeys([*above.currencies, *_texts(currency)])))
            reason = (
                f"the total adds up several currencies, {names}; delete the row, or write a total "
                "for each of them"
            )
        else:
            reason = _mismatch(value, above.total, since.total, needed=needed)
        if reason:
            problems[number] = (
                value
                if isinstance(value, Unreadable)
                else Unreadable(
                    "" if value is None else plain(Fraction(value)),
                    f"{table.place(number, at)} {reason}",
                )
            )
        since = _Sum()
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
    """A running sum, with blanks as zero; None from the first unreadable value on."""

    def __init__(self) -> None:
        self.total: Fraction | None = Fraction(0)
        self.currencies: dict[str, None] = {}

    def add(self, value: Decimal | Unreadable | None, currency: object) -> None:
        """Add a value, and note its currency."""
        if isinstance(value, Unreadable):
            self.total = None
        elif value is not None:
            self.currencies |= dict.fromkeys(_texts(currency))
            if self.total is not None:
                self.total += Fraction(value)

    def agrees_with(self, currency: object) -> bool:
        """Return whether all amounts, and a total in this currency, may be in one currency."""
        return may_be_one([*self.currencies, *_texts(currency)])


def _texts(currency: object) -> list[str]:
    return [currency] if isinstance(currency, str) else []
