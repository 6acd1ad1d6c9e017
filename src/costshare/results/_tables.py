"""A table of cells, rendered as aligned text or as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that are text already; the first column is names, the others are numbers.

    Parameters
    ----------
    header : sequence of str
        A title for each column.
    rows : sequence of sequences of str
        The body.
    totals : sequence of str, optional
        A last row, set apart.
    caption : str
        What the table is.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] | None = None
    caption: str = ""

    def text(self) -> str:
        """Render in columns, names to the left and numbers to the right."""
        lines = [self.header, *self.rows, *([self.totals] if self.totals else [])]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

        def laid(row: Sequence[str]) -> str:
            first, *others = zip(row, widths, strict=True)
            cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
            return "  ".join(cells).rstrip()

        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        body = [laid(self.header), rule, *map(laid, self.rows)]
        if self.totals:
            body += [rule, laid(self.totals)]
        return "\n".join(([self.caption, ""] if self.caption else []) + body)

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
        parts += [laid(row, "td") for row in self.rows]
        parts.append("</tbody>")
        if self.totals:
            parts += ["<tfoot>", laid(self.totals, "th"), "</tfoot>"]
        return "\n".join([*parts, "</table>"])
