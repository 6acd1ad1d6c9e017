"""The cells of one sheet: each at its own place, or an error that names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from costshare.errors import CostshareError
from costshare.files._grid import Cell, is_blank
from costshare.files._package import too_large, unreadable
from costshare.files._value import read_value
from costshare.files._workbook import TextParts, Workbook

# Microsoft, "Excel specifications and limits".
_LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_MOST_CELLS = 1_350_000
MOST_PLACES = 5_000_000
_MOST_CHARACTERS = 2**26

_ROW = re.compile("[0-9]{1,7}")
_LETTERS = re.compile("[A-Z]{1,3}")


@dataclass
class SheetReader:
    """Takes the elements of a sheet's part.

    Parameters
    ----------
    book : Workbook
        What the sheets share.
    name : str
        The sheet's name.
    """

    book: Workbook
    name: str
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    widest: int = 0
    _row: int = 0
    _column: int = LAST_COLUMN
    _cells: int = 0
    _characters: int = 0
    in_table: bool = False
    _cell: dict[str, str] | None = None
    _value: str = ""
    _formula: str | None = None
    _texts: TextParts = field(default_factory=TextParts)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "c" and self.in_table:
            self._begin_cell(attributes)
        elif self._cell is not None:
            if name == "f":
                self._formula = ""
            elif name != "v":
                self._texts.start(name)
        elif name == "row" and self.in_table:
            self.begin_row(attributes.get("r"))
        elif name == "sheetData":
            self.in_table = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str, text: str) -> None:
        """Take the end of an element."""
        if self._cell is None:
            if name == "row":
                # No cell may follow outside a row.
                self._column = LAST_COLUMN
            elif name == "sheetData":
                self.in_table = False
        elif name == "c":
            if self._value or self._formula is not None or self._texts.runs:
                self._end_cell(self._cell)
            self._cell = None
        elif name == "v":
            if self._value:
                raise self.damaged("the cell has two values")
            self._value = text
        elif name == "f":
            self._formula = text
        else:
            self._texts.end(name, text)

    def place(self) -> str:
        """Say how far the reading has come."""
        at = f"row {self._row}" if self._cell is None else f"cell {self._reference(self._cell)}"
        return f"sheet {self.name}, {at}"

    def begin_row(self, number: str | None) -> None:
        """Take the beginning of a row, by its number."""
        before, self._column = self._row, 0
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number)
        else:
            raise self.damaged(f"a row has the number {number[:20]!r}")
        if self._row <= before:
            raise self.damaged(f"the row comes after row {before}, or twice")
        if self._row > _LAST_ROW:
            raise self.damaged(f"the last row of a sheet is {_LAST_ROW}")

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            raise self.damaged("a cell inside a cell")
        self._cells += 1
        if self._cells > _MOST_CELLS:
            raise self._too_large(f"{_MOST_CELLS} cells")
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._place_in_row(reference)
        if column <= self._column:
            raise self.damaged(f"the cell {reference} comes after the cell to its right, or twice")
        if column > LAST_COLUMN:
            named = reference or column_letters(column)
            raise self.damaged(f"the cell {named} is beyond the last column, XFD")
        self._column, self._cell = column, attributes
        self._value, self._formula = "", None

    def _place_in_row(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = column_number(letters)
        if not column or reference[len(letters) :] != str(self._row):
            raise self.damaged(f"a cell in this row is called {reference[:20]!r}")
        return column

    def _reference(self, cell: dict[str, str]) -> str:
        return cell.get("r") or f"{column_letters(self._column)}{self._row}"

    def _end_cell(self, cell: dict[str, str]) -> None:
        kind, text = cell.get("t", "n"), self._value
        if self._texts.runs:
            written = self._texts.take()
            text = (written or text) if kind == "inlineStr" else (text or written)
        try:
            value = read_value(self.book, kind, cell.get("s", "0"), text, self._formula)
        except ValueError as error:
            raise self.damaged(str(error)) from None
        if is_blank(value):
            return
        cells = self.rows.setdefault(self._row, [])
        cells.extend([None] * (self._column - 1 - len(cells)))
        cells.append(value)
        self._check_size(cells, [value])

    def take_row(self, places: Sequence[int], values: Sequence[Cell]) -> None:
        """Take the cells of the row that was begun: their columns, and their values or None."""
        self._column = LAST_COLUMN
        self._cells += len(places)
        if self._cells > _MOST_CELLS:
            raise self._too_large(f"{_MOST_CELLS} cells")
        cells: list[Cell] = [None] * max(places, default=0)
        for column, value in zip(places, values, strict=True):
            cells[column - 1] = value
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            self.rows[self._row] = cells
            self._check_size(cells, values)

    def _check_size(self, row: Sequence[Cell], more: Sequence[Cell]) -> None:
        """Refuse more cells than a table has, and more characters."""
        self.widest = max(self.widest, len(row))
        # Rows are made as wide as the table in the end.
        if self.widest * len(self.rows) > MOST_PLACES:
            raise self._too_large(f"{MOST_PLACES} cells with the blank ones")
        # One shared text may be in each cell.
        self._characters += sum([len(value) for value in more if isinstance(value, str)])
        if self._characters > _MOST_CHARACTERS:
            raise self._too_large(f"{_MOST_CHARACTERS} characters")

    def damaged(self, reason: str) -> CostshareError:
        """Build the error for what no sheet may have."""
        return unreadable(self.book.package.name, f"{self.place()}: {reason}")

    def _too_large(self, what: str) -> CostshareError:
        name = f"{self.book.package.name}, {self.place()}:"
        return too_large(name, what, more="the sheet has more than")


@cache
def column_number(letters: str) -> int:
    """Number a column by its letters; 0 if no column is called so.

    Examples
    --------
    >>> column_number("A"), column_number("XFD"), column_number("a")
    (1, 16384, 0)
    """
    if not _LETTERS.fullmatch(letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Name a column as Excel does.

    Examples
    --------
    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters
