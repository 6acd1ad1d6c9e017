"""What people read of a result: tables, sentences and lists, as text and as HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from textwrap import wrap
from typing import Any, TypeVar

from costshare.results._numbers import MISSING, number
from costshare.words import ENGLISH, Words, say


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that a spreadsheet computes; as text it is the value.

    Attributes
    ----------
    text : str
        Formula, which begins with ``=``.
    value : int, Decimal or Fraction
        What it gives.
    shown : str, optional
        What people read, where that is not the value itself: a share in per cent.
    sheets : tuple of str, optional
        Keys of the sheets for whose names ``{0}``, ``{1}`` … stand in the formula.
    """

    text: str
    value: int | Decimal | Fraction
    shown: str | None = None
    sheets: tuple[str, ...] = ()


Cell = str | int | Decimal | Fraction | Formula | None
"""A cell of a table: text, a number that is written in groups of three digits, or missing."""

_MOST_ROWS = 300  # a table of all municipalities of a country is shown whole
_PLACES = 4
# A blank between groups of digits, after ≈ and before %; and one before a currency.
_IN_A_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)|(?<=≈) (?=[\d-])")
_BEFORE_CURRENCY = re.compile(r"(?<=\d) (?=[A-Z]{3}\b)")
_NO_BREAK = "\N{NO-BREAK SPACE}"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first column is names, the others are numbers.

    Attributes
    ----------
    header : sequence of str
        A title for each column.
    rows : sequence of sequences of cells
        The body; a long one is shown in part and ends in "… n more".
    totals : sequence of cells, optional
        A last row, set apart.
    caption : str
        What the table is.
    across : bool
        Whether the last number of each row is the sum of the others.
    sheet : str
        Name of its sheet in a workbook; the caption if empty.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    caption: str = ""
    across: bool = False
    sheet: str = ""

    def text(self, words: Words = ENGLISH, width: int | None = None) -> str:
        """Render in columns, names to the left and numbers to the right.

        A table that is wider than `width` goes on below, with its names again.
        """
        header, body, totals = self._written(words)
        widths = [max(map(len, column)) for column in zip(header, *body, *totals, strict=True)]

        def laid(row: Sequence[str], shown: Sequence[int]) -> str:
            cells = (row[at].rjust(widths[at]) for at in shown)
            return "  ".join([row[0].ljust(widths[0]), *cells]).rstrip()

        caption = _wrapped(words(self.caption), width)
        parts = [caption] if caption else []
        for shown in _side_by_side(widths, width):
            rule = "-" * (widths[0] + sum(2 + widths[at] for at in shown))
            lines = [laid(header, shown), rule, *(laid(row, shown) for row in body)]
            parts.append("\n".join(lines + ([rule, laid(totals[0], shown)] if totals else [])))
        return "\n\n".join(parts)

    def html(self, words: Words = ENGLISH) -> str:
        """Render as a table element that needs no style sheet."""

        def laid(row: Sequence[str], cell: str, end: str, scope: str = "row") -> str:
            first, *others = (_escape(each).replace(" ", _NO_BREAK) for each in row)
            cells = "".join(f"<{cell}>{each}</{end}>" for each in others)
            return f'<tr><th scope="{scope}" style="text-align:left">{first}</th>{cells}</tr>'

        title = 'th scope="col" style="text-align:right"'
        amount, total = (f'td style="text-align:right{bold}"' for bold in ("", ";font-weight:bold"))
        header, body, totals = self._written(words)
        parts = ["<table>"]
        if self.caption:
            parts.append(f"<caption>{_escape(words(self.caption))}</caption>")
        parts += ["<thead>", laid(header, title, "th", "col"), "</thead>", "<tbody>"]
        parts += [laid(row, amount, "td") for row in body]
        parts.append("</tbody>")
        if totals:
            parts += ["<tfoot>", *(laid(row, total, "td") for row in totals), "</tfoot>"]
        return "\n".join([*parts, "</table>"])

    def _written(self, words: Words) -> tuple[list[str], list[list[str]], list[list[str]]]:
        """Write header, body and totals; a last row of the body says how many are not shown."""
        rest = [[more, *[""] * (len(self.header) - 1)] for more in _more(self.rows)]
        shown = [*_first(self.rows), *rest]
        totals = [] if self.totals is None else [self.totals]
        header, *others = (
            [written(cell, words) for cell in row] for row in [self.header, *shown, *totals]
        )
        return header, others[: len(shown)], others[len(shown) :]


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of a list.

    Attributes
    ----------
    text : str
        What it says.
    label : str
        A word that stands before it where there is room, as in HTML.
    notes : sequence of str
        What follows from it, a line each.
    """

    text: str
    label: str = ""
    notes: Sequence[str] = ()

    def plain(self, words: Words = ENGLISH, width: int | None = None) -> str:
        """Render as lines."""
        lines = [words(self.text), *(f"  {words(note)}" for note in self.notes)]
        return "\n".join(_wrapped(line, width) for line in lines)

    def html(self, words: Words = ENGLISH) -> str:
        """Render as an entry of a list element."""
        label = f"<strong>{_escape(words(self.label))}</strong> " if self.label else ""
        notes = "".join(f"<br><em>{_escape(words(note))}</em>" for note in self.notes)
        return f"<li>{label}{_escape(words(self.text))}{notes}</li>"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of entries, such as findings; a long one is shown in part."""

    points: Sequence[Point]

    def text(self, words: Words = ENGLISH, width: int | None = None) -> str:
        """Render with a blank line between entries where one of them has notes."""
        between = "\n\n" if any(each.notes for each in self.points) else "\n"
        entries = [each.plain(words, width) for each in _first(self.points)]
        return between.join([*entries, *map(words, _more(self.points))])

    def html(self, words: Words = ENGLISH) -> str:
        """Render as a list element."""
        entries = [each.html(words) for each in _first(self.points)]
        entries += [f"<li>{words(more)}</li>" for more in _more(self.points)]
        return "\n".join(["<ul>", *entries, "</ul>"])


Block = Table | Points | str
"""A part of a report: a table, a list, or a sentence."""


def text_of(blocks: Iterable[Block], words: Words = ENGLISH, width: int | None = None) -> str:
    """Render a report as text, with a blank line between its blocks."""
    return "\n\n".join(
        _wrapped(words(each), width) if isinstance(each, str) else each.text(words, width)
        for each in blocks
    )


def html_of(blocks: Iterable[Block], words: Words = ENGLISH) -> str:
    """Render a report as HTML."""
    return "\n".join(
        _paragraph(words(each)) if isinstance(each, str) else each.html(words) for each in blocks
    )


def unbroken(text: str) -> str:
    """Keep each number with its groups and its sign on one line."""
    return _IN_A_NUMBER.sub(_NO_BREAK, text)


def _wrapped(text: str, width: int | None) -> str:
    """Break lines that are too wide between words, never inside a number."""
    if width is None:
        return text
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        one_piece = _BEFORE_CURRENCY.sub(_NO_BREAK, unbroken(line))
        lines += wrap(
            one_piece,
            width,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    kept = "\n".join(lines)
    return kept if _NO_BREAK in text else kept.replace(_NO_BREAK, " ")


def _side_by_side(widths: Sequence[int], width: int | None) -> list[list[int]]:
    """Group the columns of numbers so that each group fits beside the names."""
    groups: list[list[int]] = [[]]
    used = widths[0]
    for at in range(1, len(widths)):
        if width is not None and groups[-1] and used + 2 + widths[at] > width:
            groups.append([])
            used = widths[0]
        groups[-1].append(at)
        used += 2 + widths[at]
    return groups


def _paragraph(text: str) -> str:
    """Write a sentence; the steps of a derivation keep their lines and indents."""
    style = ' style="white-space:pre-wrap"' if "\n" in text else ""
    return f"<p{style}>{_escape(text)}</p>"


def _escape(text: str) -> str:
    from html import escape  # late: it loads every entity of HTML

    return escape(text)


def written(cell: Cell, words: Words) -> str:
    """Write a cell as people read it."""
    if cell is None:
        return MISSING
    if isinstance(cell, Formula):
        return written(cell.value if cell.shown is None else cell.shown, words)
    if isinstance(cell, str):
        return words(cell)
    return words(number(cell, _PLACES) if isinstance(cell, Fraction) else number(cell))


def _first(rows: Sequence[Row]) -> Iterator[Row]:
    return islice(rows, _MOST_ROWS)


def _more(rows: Sequence[Any]) -> Iterator[str]:
    """Say how many are not shown, if any."""
    if len(rows) > _MOST_ROWS:
        yield say("… {count} more", count=number(len(rows) - _MOST_ROWS))
