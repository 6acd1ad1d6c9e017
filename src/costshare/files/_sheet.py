"""The cells of one sheet: each at its own place, or an error that names it."""

import re
from dataclasses import dataclass, field

from costshare.errors import CostshareError
from costshare.files._grid import Cell, is_blank
from costshare.files._package import too_large, unreadable
from costshare.files._value import read_value
from costshare.files._workbook import TextParts, Workbook

# Microsoft, "Excel specifications and limits".
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384

MOST_CELLS = 5_000_000
_MOST_CHARACTERS = 2**26

_ROW = re.compile("[0-9]{1,7}")
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class _Stored:
    """What the file has of a cell, before it is read."""

    reference: str
    column: int
    kind: str
    style: str
    value: str = ""
    formula: str | None = None


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
    _column: int = 0
    _cell: _Stored | None = None
    _in_table: bool = False
    _characters: int = 0
    _texts: TextParts = field(default_factory=TextParts)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if self._cell is not None:
            if name == "f":
                self._cell.formula = ""
            self._texts.start(name)
        elif name == "c" and self._in_table:
            self._cell = self._begin_cell(attributes)
        elif name == "row" and self._in_table:
            self._begin_row(attributes.get("r"))
        elif name == "sheetData":
            self._in_table = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str, text: str) -> None:
        """Take the end of an element."""
        cell = self._cell
        if cell is None:
            if name == "sheetData":
                self._in_table = False
        elif name == "v":
            cell.value = text
        elif name == "f":
            cell.formula = text
        elif name == "c":
            self._end_cell(cell)
            self._cell = None
        else:
            self._texts.end(name, text)

    def place(self) -> str:
        """Say how far the reading has come."""
        at = f"cell {self._cell.reference}" if self._cell else f"row {self._row}"
        return f"sheet {self.name}, {at}"

    def _begin_row(self, number: str | None) -> None:
        before, self._column = self._row, 0
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number)
        else:
            raise self.damaged(f"a row has the number {number[:20]!r}")
        if self._row <= before:
            raise self.damaged(f"the row stands after row {before}, or twice")
        if self._row > _LAST_ROW:
            raise self.damaged(f"the last row of a sheet is {_LAST_ROW}")

    def _begin_cell(self, attributes: dict[str, str]) -> _Stored:
        reference = attributes.get("r")
        if reference is None:
            column = self._column + 1
            reference = f"{column_letters(column)}{self._row}"
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None or int(found[2]) != self._row:
                raise self.damaged(f"a cell in this row is called {reference[:20]!r}")
            column = column_number(found[1])
        if column <= self._column:
            raise self.damaged(f"the cell {reference} stands after its right neighbour, or twice")
        if column > _LAST_COLUMN:
            raise self.damaged(f"the cell {reference} is beyond the last column, XFD")
        self._column = column
        return _Stored(reference, column, attributes.get("t", "n"), attributes.get("s", "0"))

    def _end_cell(self, stored: _Stored) -> None:
        written = self._texts.take()
        if stored.kind == "inlineStr":
            stored.value = written
        try:
            value = read_value(self.book, stored.kind, stored.style, stored.value, stored.formula)
        except ValueError as error:
            raise self.damaged(str(error)) from None
        if is_blank(value):
            return
        cells = self.rows.setdefault(self._row, [])
        cells.extend([None] * (stored.column - 1 - len(cells)))
        cells.append(value)
        self.widest = max(self.widest, stored.column)
        # Rows are made as wide as the table in the end.
        if self.widest * len(self.rows) > MOST_CELLS:
            raise self._too_large(f"{MOST_CELLS} cells")
        # One shared text may stand in each cell.
        self._characters += len(value) if isinstance(value, str) else 0
        if self._characters > _MOST_CHARACTERS:
            raise self._too_large(f"{_MOST_CHARACTERS} characters")

    def damaged(self, reason: str) -> CostshareError:
        """Build the error for what no sheet may have."""
        return unreadable(self.book.package.name, f"{self.place()}: {reason}")

    def _too_large(self, what: str) -> CostshareError:
        name = f"{self.book.package.name}, {self.place()}:"
        return too_large(name, what, more="the sheet has more than")


def column_number(letters: str) -> int:
    """Number a column by its letters: A is 1.

    Examples
    --------
    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
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
