"""Write a report as a workbook that spreadsheets open, through XlsxWriter."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from costshare.errors import CostshareError, quoted
from costshare.results._cell import MOST_DIGITS, Written, write_cell
from costshare.results._numbers import number
from costshare.results._report import Cell, Formula, Table, written
from costshare.results._sheet import Sheet, header_rows, with_sums
from costshare.words import Words, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What a file can hold, by the specifications and limits of spreadsheets.
_MOST_ROWS, _MOST_SIGNS, _MOST_NAME = 2**20, 32_767, 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NARROW, _WIDE, _TITLE_WIDE, _LINES_WIDE = 8, 60, 20, 100
_BUTTON = 3  # width of the button of a filter
_LINE_HEIGHT = 16
# The same result gives the same bytes, whenever it is written.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)

_LINE = {"text_wrap": True, "valign": "top"}
_TITLE = {"bold": True, "font_size": 12}
_HEADER = {"bold": True, "bottom": 1, "text_wrap": True}
_TOTAL = {"bold": True, "top": 1}
_RIGHT = {"align": "right"}
_SET_OFF = {"indent": 1}  # text beside a number


def workbook_of(sheets: Iterable[Sheet], facts: Mapping[str, str | None], words: Words) -> bytes:
    """Write sheets as a workbook, and a last one with facts about it; None is left out.

    Raises
    ------
    CostshareError
        If XlsxWriter is not installed, or a sheet cannot hold what is to be written.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        msg = "workbooks need XlsxWriter: pip install 'costshare[excel]'"
        raise CostshareError(msg) from error
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        writer = _Writer(book, words)
        listed = list(sheets)
        for name, sheet in zip(writer.names(listed), listed, strict=True):
            writer.write(sheet, name)
        about = _about(facts, has_long=writer.has_long)
        writer.write(about, *writer.names([about]))
    return file.getvalue()


def _about(facts: Mapping[str, str | None], *, has_long: bool) -> Sheet:
    """Lay out what a workbook was made from, and by what."""
    from importlib.metadata import version

    known = {**facts, say("version of costshare"): version("costshare")}
    lines = [say("About this workbook")]
    if has_long:
        lines.append(
            say(
                "Numbers of more than {digits} digits are text, since a spreadsheet would round "
                "them.",
                digits=number(MOST_DIGITS),
            )
        )
    rows = [[name, fact] for name, fact in known.items() if fact is not None]
    return Sheet(say("About"), lines, [Table(header=[say("fact"), say("value")], rows=rows)])


def sheet_name(text: str, used: Iterable[str]) -> str:
    """Make a name that a sheet may have, and that no other sheet has in any case of letters.

    Examples
    --------
    >>> sheet_name("fees [2022/23]", []), sheet_name("Fees", ["fees"]), sheet_name("'", [])
    ('fees (2022-23)', 'Fees 2', 'Sheet')
    """
    plain = text.replace("[", "(").replace("]", ")")
    plain = " ".join(_FORBIDDEN.sub("-", plain).split()).strip("'") or "Sheet"
    taken = {*used, "history"}  # a name that spreadsheets keep for themselves
    name, count = _cut(plain, ""), 1
    while name.casefold() in taken:
        count += 1
        name = _cut(plain, f" {count}")
    return name


def _cut(text: str, ending: str) -> str:
    """Shorten a name to the length that sheets have, counted as spreadsheets count."""
    if _length(text + ending) <= _MOST_NAME:
        return text + ending
    while _length(text) > _MOST_NAME - 1 - len(ending):
        text = text[:-1]
    return f"{text.rstrip().rstrip(chr(39))}…{ending}"


def _length(text: str) -> int:
    """Count the signs of a text as spreadsheets do, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _side(column: int, *, is_number: bool) -> Mapping[str, object]:
    """Align numbers to the right, and set text in where it follows another column."""
    return _RIGHT if is_number else _SET_OFF if column else {}


def _height(text: str, width: int) -> int:
    """Return the height of a row whose text takes several lines."""
    return _LINE_HEIGHT * max(1, len(wrap(text, width)))


class _Writer:
    """Writes sheets into a workbook.

    Attributes
    ----------
    has_long : bool
        Whether a number was written as text, because it has too many digits.
    """

    def __init__(self, book: "Workbook", words: Words) -> None:
        self._book, self._words = book, words
        self._names: set[str] = set()
        self._by_key: dict[str, str] = {}
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.has_long = False

    def names(self, sheets: Iterable[Sheet]) -> list[str]:
        """Name sheets, before any formula refers to one of them."""
        names = []
        for sheet in sheets:
            names.append(name := sheet_name(self._words(sheet.name), self._names))
            self._names.add(name.casefold())
            if sheet.key:
                self._by_key[sheet.key] = "'{}'".format(name.replace("'", "''"))
        return names

    def write(self, sheet: Sheet, name: str) -> None:
        """Write lines and tables, and lay out the columns."""
        to = self._book.add_worksheet(name)
        for row, line in enumerate(map(self._words, sheet.lines)):
            if not sheet.tables:
                to.set_row(row, _height(line, _LINES_WIDE + 10))
            look = {} if sheet.tables else _LINE
            self._put(to, row, 0, Written(line), look if row else {**look, **_TITLE})
        below = [len(each.rows) + (each.totals is not None) for each in sheet.tables]
        headers = header_rows(len(sheet.lines), below)
        widths = [*self._widths(sheet.tables)] if sheet.tables else [_LINES_WIDE]
        for table, header in zip(sheet.tables, headers, strict=True):
            self._table(to, with_sums(table, header), header)
            titles = zip(map(self._words, table.header), widths, strict=False)
            to.set_row(header, max(_height(title, width - _BUTTON) for title, width in titles))
        for column, width in enumerate(widths):
            to.set_column(column, column, width)
        to.set_landscape()
        to.fit_to_pages(1, 0)
        if not sheet.tables:
            return
        table, header = sheet.tables[-1], headers[-1]
        to.autofilter(header, 0, header + len(table.rows), len(table.header) - 1)
        to.freeze_panes(header + 1, 1)
        to.repeat_rows(header)

    def _widths(self, tables: Sequence[Table]) -> Iterator[int]:
        """Yield the width of each column, in which titles take several lines if they are long."""
        for column in range(max(len(table.header) for table in tables)):
            widths = [_NARROW]
            for table in tables:
                if column < len(table.header):
                    title = self._words(table.header[column])
                    longest = max(map(len, title.split()), default=0)
                    widths.append(max(min(len(title), _TITLE_WIDE), longest) + _BUTTON)
                    rows = [*table.rows] if table.totals is None else [*table.rows, table.totals]
                    widths += [len(written(row[column], self._words)) + 2 for row in rows]
            yield min(max(widths), _WIDE)

    def _table(self, to: "Worksheet", table: Table, header: int) -> None:
        """Write header, rows and totals."""
        rows = [*table.rows] if table.totals is None else [*table.rows, table.totals]
        if header + 1 + len(rows) > _MOST_ROWS:
            msg = f"a sheet has {_MOST_ROWS} rows, and a table has {len(rows)}"
            raise CostshareError(f"{msg}; use to_frame(tidy=True) instead")
        cells = [[write_cell(self._named(cell), self._words) for cell in row] for row in rows]
        for column, title in enumerate(table.header):
            side = _side(column, is_number=any(row[column].is_number for row in cells))
            self._put(to, header, column, Written(self._words(title)), {**_HEADER, **side})
        for row, written_row in enumerate(cells, start=header + 1):
            is_total = table.totals is not None and row == header + len(rows)
            for column, cell in enumerate(written_row):
                side = _side(column, is_number=cell.is_number)
                look = {**(_TOTAL if is_total else {}), **side}
                self._put(to, row, column, cell, look)

    def _named(self, cell: Cell) -> Cell:
        """Put the names of other sheets into a formula."""
        if not isinstance(cell, Formula) or not cell.sheets:
            return cell
        return replace(cell, text=cell.text.format(*(self._by_key[key] for key in cell.sheets)))

    def _put(
        self, to: "Worksheet", row: int, column: int, cell: Written, look: Mapping[str, object]
    ) -> None:
        """Write one cell: a formula with its value, a number, or text, whatever it looks like."""
        form = self._format({**look, "num_format": cell.form} if cell.form else look)
        self.has_long |= cell.is_long
        if cell.formula:
            to.write_formula(row, column, cell.formula, form, cell.value)
        elif not isinstance(cell.value, str):
            to.write_number(row, column, cell.value, form)
        elif not cell.value:
            to.write_blank(row, column, None, form)
        elif len(cell.value) > _MOST_SIGNS:
            msg = f"the text {quoted(cell.value)} has {len(cell.value)} signs, and a cell holds "
            raise CostshareError(f"{msg}{_MOST_SIGNS}; shorten the name")
        else:
            to.write_string(row, column, cell.value, form)

    def _format(self, look: Mapping[str, object]) -> "Format":
        """Make each format once."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(look))
        return self._formats[key]
