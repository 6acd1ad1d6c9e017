"""The sheets of a workbook: the blocks of a report, a table each, with totals as formulas."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from costshare.amounts import decimals
from costshare.results._cell import MOST_DIGITS, exact_value
from costshare.results._numbers import number
from costshare.results._report import Block, Cell, Formula, Points, Table
from costshare.words import Words, say

_DOUBLE_BITS = 53


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines of text, and tables below them; a blank row is between.

    Attributes
    ----------
    name : str
        Name of the sheet; the workbook makes it fit.
    lines : sequence of str
        Lines at the top; the first is the heading.
    tables : sequence of Table
        Tables; the last one has the filter.
    key : str, optional
        What formulas of other sheets call it by.
    """

    name: str
    lines: Sequence[str]
    tables: Sequence[Table] = ()
    key: str = ""


def header_rows(lines: int, rows: Sequence[int]) -> list[int]:
    """Return the row of the header of each table, from 0.

    The tables are below so many lines, and each has so many rows, its totals among them.

    Examples
    --------
    >>> header_rows(3, [1, 14])
    [4, 7]
    """
    start = lines + 1 if lines else 0
    return [start + sum(rows[:at]) + 2 * at for at in range(len(rows))]


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """Name a cell by its row and column from 0; a fixed one stays when a formula is copied.

    Examples
    --------
    >>> address(0, 0), address(9, 27), address(0, 0, fixed=True)
    ('A1', 'AB10', '$A$1')
    """
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def sheets_of(blocks: Iterable[Block], words: Words) -> Iterator[Sheet]:
    """Lay out a report: each table on a sheet, under the lines that come before it."""
    lines: list[str] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            caption = [words(block.caption)] if block.caption else []
            numbered = words(say("Table {number}", number=number(tables)))
            own = [words(block.sheet)] if block.sheet else caption
            name = [*own, *lines[:1], numbered][0]
            yield Sheet(name, [*lines, *caption], [replace(block, caption="")])
            lines = []
        elif isinstance(block, Points):
            lines += [line for each in block.points for line in each.plain(words).splitlines()]
        else:
            steps = words(block).splitlines()
            lines += ["", *steps] if lines and len(steps) > 1 else steps
    if lines:
        yield Sheet(say("Notes") if tables else lines[0], lines)


def with_sums(table: Table, header: int) -> Table:
    """Turn totals into formulas where they are the sums of what is above or beside them.

    `header` is the row of the header. A total that is not the sum stays a value: one of rounded
    or missing amounts, and one that a sum of doubles might miss.
    """
    columns = list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.header]
    first, last = header + 1, header + len(table.rows)
    totals = table.totals
    if totals is not None:
        totals = [
            _sum(total, column, address(first, at), address(last, at))
            for at, (total, column) in enumerate(zip(totals, columns, strict=True))
        ]
    if not table.across:
        return replace(table, totals=totals)

    def across(cells: Sequence[Cell], row: int) -> Sequence[Cell]:
        start, end = address(row, 1), address(row, len(cells) - 2)
        return [*cells[:-1], _sum(cells[-1], cells[1:-1], start, end)]

    return replace(
        table,
        rows=[across(cells, first + at) for at, cells in enumerate(table.rows)],
        totals=totals,
    )


def _sum(total: Cell, cells: Sequence[Cell], start: str, end: str) -> Cell:
    """Write a total as a formula if doubles give it from the cells."""
    exact = exact_value(total)
    if exact is None or total is None or isinstance(total, Formula):
        return total
    known = [(cell, exact_value(cell)) for cell in cells]
    # A sum leaves out what is missing or blank.
    if any(value is None and cell is not None and cell != "" for cell, value in known):
        return total
    values = [value for _, value in known if value is not None]
    if not values or sum(values, Fraction(0)) != exact or not doubles_sum(values, exact):
        return total
    shown = total if isinstance(total, str) else None
    return Formula(f"=SUM({start}:{end})", exact if isinstance(total, str) else total, shown)


def doubles_sum(values: Sequence[Fraction], total: Fraction) -> bool:
    """Return whether doubles add up to the total, to less than half of its last decimal.

    Each number, and each sum on the way, is off by at most 2⁻⁵³ of the sum of all sizes. Whole
    numbers are exact.
    """
    places = [decimals(each) for each in values]
    if None in places:  # the total decides, if it has an end
        places = [decimals(total)]
    if None in places:
        return False
    most: int = max(each or 0 for each in places)
    size: Fraction = sum(map(abs, values), Fraction(0)) * 10**most
    broken = any(each.denominator > 1 for each in values)
    if broken and 4 * len(values) * size >= 2**_DOUBLE_BITS:
        return False
    return size < Fraction(10**MOST_DIGITS)
