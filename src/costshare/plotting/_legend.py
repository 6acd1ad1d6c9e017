"""A legend of its own place, right of the Axes: it covers no mark, however long the bars are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from costshare.plotting._text import POINTS, legend_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


def patch(style: dict[str, Any]) -> "Artist":
    """What a filled bar looks like."""
    from matplotlib.patches import Patch

    return Patch(edgecolor="white", linewidth=0, **style)


def stroke(style: dict[str, Any]) -> "Artist":
    """What a line or a point looks like."""
    from matplotlib.lines import Line2D

    return Line2D([], [], **style)


def legend(ax: "Axes", entries: "Sequence[tuple[str, Artist]]") -> None:
    """Put names and what they look like right of the Axes."""
    ax.legend(
        [handle for _, handle in entries],
        [legend_text(name) for name, _ in entries],
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize=POINTS,
    )
