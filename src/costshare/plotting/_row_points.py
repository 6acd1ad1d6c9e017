"""Points on rows, with a colour and a shape for each kind."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.plotting._ink import ink
from costshare.plotting._marks import legend, mark, stroke
from costshare.plotting._rows import Rows
from costshare.plotting._scale import drawn
from costshare.words import Words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


def draw_row_points(
    ax: "Axes",
    rows: Rows,
    columns: Mapping[str, Sequence[Fraction | Decimal | None]],
    words: Words,
    *,
    entries: "Sequence[tuple[str, Artist]]" = (),
) -> None:
    """Draw the amounts of each column as points, and a legend that begins with some entries."""
    size = 16 if rows.squeezed else 40
    for position, column in enumerate(columns.values()):
        there = [row for row, amount in enumerate(column) if amount is not None]
        ax.scatter(
            [drawn(column[row] or 0) for row in there],
            [rows.centres[row] for row in there],
            s=[size if rows.heights[row] > 0.5 else 6 for row in there],
            zorder=2 + 0.01 * position,
            **mark(position, ink(ax)),
        )
    shown = [stroke(mark(place, ink(ax)) | {"linestyle": ""}) for place in range(len(columns))]
    legend(ax, [*entries, *zip(columns, shown, strict=True)], words)
