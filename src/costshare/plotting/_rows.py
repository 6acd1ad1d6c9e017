"""Members as rows: all of them named, or the extremes named and the many between them squeezed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from costshare.plotting._axes import height_in_points
from costshare.plotting._ink import ink
from costshare.plotting._marks import GREY
from costshare.plotting._text import POINTS, name_text
from costshare.results import number
from costshare.words import Words, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMED = 30
"""Rows of a new figure that are high enough for a name."""

_ROW_INCHES = 0.3
_WRAPPED_INCHES = 0.42
_AROUND = 1.4
_LINE = POINTS * 1.5
_TWO_LINES = POINTS * 2.7


def height_for(names: Sequence[str], words: Words, rows: int = 1) -> float:
    """Return the height in inches of a new figure with these names, each beside so many rows.

    Names on two lines need higher rows, so that neighbours do not read as one name.
    """
    count = rows * len(names)
    wrapped = count <= MOST_NAMED and any("\n" in name_text(words(name), 2) for name in names)
    row = max(_ROW_INCHES, _WRAPPED_INCHES / rows if wrapped else 0)
    return _AROUND + row * max(min(count, MOST_NAMED), 3)


@dataclass(frozen=True, slots=True)
class Rows:
    """Places of the rows, from 0 downwards.

    Attributes
    ----------
    centres, heights : tuple of float
        Centre and height of every row, in order.
    head, tail : int
        Number of named rows at the top and at the bottom; rows between them are thin.
    """

    centres: tuple[float, ...]
    heights: tuple[float, ...]
    head: int
    tail: int

    def place(self, row: int) -> tuple[float, float]:
        """Return centre and height of one row."""
        return self.centres[row], self.heights[row]

    @property
    def named(self) -> list[int]:
        """Positions of the rows with a name."""
        count = len(self.centres)
        return [*range(self.head), *range(count - self.tail, count)]

    @property
    def squeezed(self) -> int:
        """Number of rows without a name."""
        return len(self.centres) - self.head - self.tail


def lay_rows(ax: "Axes", count: int, *, head_part: float = 0.5) -> Rows:
    """Place the rows; `head_part` is the part of the named rows that is at the top.

    If the Axes are not high enough for a name on each row, a quarter of them has the middle rows,
    thin and without names, and the rest has the first and the last rows.
    """
    fit = max(int(height_in_points(ax) / _LINE), 4)
    if count <= fit:
        return Rows(tuple(map(float, range(count))), (0.8,) * count, count, 0)
    room = ceil(fit / 4)
    head = max(round((fit - room) * head_part), 1)
    tail = fit - room - head
    between = count - head - tail
    step = room / between
    centres = [
        *map(float, range(head)),
        *(head - 0.5 + step * (position + 0.5) for position in range(between)),
        *(float(head + room + position) for position in range(tail)),
    ]
    # No gaps between the thin ones: they would shimmer.
    heights = [*[0.8] * head, *[step] * between, *[0.8] * tail]
    return Rows(tuple(centres), tuple(heights), head, tail)


def name_rows(ax: "Axes", rows: Rows, names: Sequence[str], words: Words) -> None:
    """Write the names at the y-axis, first on top, and the number of rows without names."""
    end = rows.centres[-1] + max(rows.heights[-1] / 2, 0.4)
    ax.set_ylim(end + 0.2, -0.6)
    lines = 2 if height_in_points(ax) / (end + 0.8) > _TWO_LINES else 1
    places = [rows.centres[position] for position in rows.named]
    texts = [name_text(words(names[position]), lines) for position in rows.named]
    if rows.squeezed:
        first = rows.head
        last = first + rows.squeezed - 1
        places.insert(first, (rows.centres[first] + rows.centres[last]) / 2)
        texts.insert(first, words(say("{count} more", count=number(rows.squeezed))))
    ax.set_yticks(places, texts, fontsize=POINTS)
    if rows.squeezed:
        ax.get_yticklabels()[rows.head].set_color(ink(ax, GREY))
    frame_rows(ax, rows)


def frame_rows(ax: "Axes", rows: Rows) -> None:
    """Draw a line above and below the rows without names; no row has a tick."""
    ax.tick_params(axis="y", length=0)
    if rows.squeezed:
        last = rows.head + rows.squeezed - 1
        for edge in (rows.head - 0.5, rows.centres[last] + rows.heights[last] / 2):
            ax.axhline(edge, color=GREY, linewidth=0.6, linestyle=":", zorder=0)
