"""What people read of a result: tables, sentences and lists, as text and as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import islice
from typing import Any, TypeVar

from costshare.results._numbers import MISSING, number

Cell = str | int | Decimal | Fraction | None
"""A cell of a table: text as it is, a number that is written with groups of three, or missing."""

_MOST_ROWS = 300  # a table of all municipalities of a country is shown whole
_PLACES = 4

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
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None
    caption: str = ""

    def text(self) -> str:
        """Render in columns, names to the left and numbers to the right."""
        body = [*map(_written, _first(self.rows)), *self._rest()]
        totals = [] if self.totals is None else [_written(self.totals)]
        widths = [max(map(len, column)) for column in zip(self.header, *body, *totals, strict=True)]

        def laid(row: Sequence[str]) -> str:
            first, *others = zip(row, widths, strict=True)
            cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
            return "  ".join(cells).rstrip()

        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        lines = [laid(self.header), rule, *map(laid, body)]
        lines += [rule, *map(laid, totals)] if totals else []
        return "\n".join(([self.caption, ""] if self.caption else []) + lines)

    def html(self) -> str:
        """Render as a table element that needs no style sheet."""

        def laid(row: Sequence[str], tag: str) -> str:
            first, *others = (escape(cell).replace(" ", "\N{NO-BREAK SPACE}") for cell in row)
            cells = "".join(f'<{tag} style="text-align:right">{cell}</{tag}>' for cell in others)
            return f'<tr><th style="text-align:left">{first}</th>{cells}</tr>'

        parts = ["<table>"]
        if self.caption:
            parts.append(f"<caption>{escape(self.caption)}</caption>")
        parts += ["<thead>", laid(self.header, "th"), "</thead>", "<tbody>"]
        parts += [laid(row, "td") for row in [*map(_written, _first(self.rows)), *self._rest()]]
        parts.append("</tbody>")
        if self.totals is not None:
            parts += ["<tfoot>", laid(_written(self.totals), "th"), "</tfoot>"]
        return "\n".join([*parts, "</table>"])

    def _rest(self) -> list[list[str]]:
        """Say how many rows are not shown, in a row of its own."""
        return [[more, *[""] * (len(self.header) - 1)] for more in _more(self.rows)]


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

    def plain(self) -> str:
        """Render as lines."""
        return "\n".join([self.text, *(f"  {note}" for note in self.notes)])

    def html(self) -> str:
        """Render as an entry of a list element."""
        label = f"<strong>{escape(self.label)}</strong> " if self.label else ""
        notes = "".join(f"<br><em>{escape(note)}</em>" for note in self.notes)
        return f"<li>{label}{escape(self.text)}{notes}</li>"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of entries, such as findings; a long one is shown in part."""

    points: Sequence[Point]

    def text(self) -> str:
        """Render with a blank line between entries where one of them has notes."""
        between = "\n\n" if any(each.notes for each in self.points) else "\n"
        return between.join([*(each.plain() for each in _first(self.points)), *_more(self.points)])

    def html(self) -> str:
        """Render as a list element."""
        entries = [*(each.html() for each in _first(self.points))]
        entries += [f"<li>{more}</li>" for more in _more(self.points)]
        return "\n".join(["<ul>", *entries, "</ul>"])


Block = Table | Points | str
"""A part of a report: a table, a list, or a sentence."""


def text_of(blocks: Iterable[Block]) -> str:
    """Render a report as text, with a blank line between its blocks."""
    return "\n\n".join(each if isinstance(each, str) else each.text() for each in blocks)


def html_of(blocks: Iterable[Block]) -> str:
    """Render a report as HTML."""
    return "\n".join(_paragraph(each) if isinstance(each, str) else each.html() for each in blocks)


def _paragraph(text: str) -> str:
    """Write a sentence; the steps of a derivation keep their lines and indents."""
    style = ' style="white-space:pre-wrap"' if "\n" in text else ""
    return f"<p{style}>{escape(text)}</p>"


def _written(row: Sequence[Cell]) -> list[str]:
    return [_cell(cell) for cell in row]


def _cell(cell: Cell) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return cell
    return number(cell, _PLACES) if isinstance(cell, Fraction) else number(cell)


def _first(rows: Sequence[Row]) -> Iterator[Row]:
    return islice(rows, _MOST_ROWS)


def _more(rows: Sequence[Any]) -> Iterator[str]:
    """Say how many are not shown, if any."""
    if len(rows) > _MOST_ROWS:
        yield f"… {number(len(rows) - _MOST_ROWS)} more"
