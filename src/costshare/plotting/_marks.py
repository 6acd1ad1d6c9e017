"""Marks and their legend, in colours that colour-blind readers can distinguish.

Hatches, shapes and dashes distinguish them without colour. The colours are those of M. Okabe and
K. Ito, "Color Universal Design", 2002 (revised 2008).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.plotting._ink import Colour
from costshare.plotting._scale import drawn
from costshare.plotting._text import POINTS, legend_text
from costshare.words import Words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# Centre and height of the row, start and end of the bar.
Bar = tuple[float, float, Fraction | Decimal, Fraction | Decimal]

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREY = "#767676"

PLAIN: dict[str, Any] = {"facecolor": BLUE}
STRIKING: dict[str, Any] = {"facecolor": VERMILLION, "hatch": "////"}

# Dark and light alternate, so that neighbours in a stack differ in grey print too.
_FILLS = (BLUE, "#E69F00", "#009E73", "#56B4E9", VERMILLION, "#CC79A7", "#F0E442")
# Yellow is too pale for a line or a point on white; the colour of texts is the last.
_LINES = _FILLS[:-1]
_HATCHES = ("", "////", "....", "xxxx")
_MARKERS = "oD^sv<>Ph*"


def fill(position: int) -> dict[str, Any]:
    """Return colour and hatch of a bar; the hatch changes each time the colours repeat."""
    turn, colour = divmod(position, len(_FILLS))
    return {"facecolor": _FILLS[colour], "hatch": _HATCHES[turn % len(_HATCHES)]}


def mark(position: int, ink: Colour) -> dict[str, Any]:
    """Return colour and shape of a kind of points."""
    return {
        "color": (*_LINES, ink)[position % (len(_LINES) + 1)],
        "marker": _MARKERS[position % len(_MARKERS)],
    }


def line(position: int, ink: Colour) -> dict[str, Any]:
    """Return colour and dashes of a line."""
    turn, colour = divmod(position, len(_LINES) + 1)
    return {"color": (*_LINES, ink)[colour], "linestyle": ("-", "--", ":", "-.")[turn % 4]}


def draw_bars(ax: "Axes", bars: Iterable[Bar], style: dict[str, Any], edge: float = 0) -> None:
    """Draw bars of one kind as one collection, since thousands of patches take seconds.

    The white edges are `edge` points wide.
    """
    from matplotlib.collections import PolyCollection

    corners = []
    for centre, height, start, end in bars:
        left, right = drawn(start), drawn(end)
        low, high = centre + height / 2, centre - height / 2
        corners.append([(left, low), (left, high), (right, high), (right, low)])
    ax.add_collection(
        PolyCollection(corners, edgecolor="white", linewidth=edge, **style), autolim=False
    )


def patch(style: dict[str, Any]) -> "Artist":
    """Make the key of a filled bar."""
    from matplotlib.patches import Patch

    return Patch(edgecolor="white", linewidth=0, **style)


def stroke(style: dict[str, Any]) -> "Artist":
    """Make the key of a line or a point."""
    from matplotlib.lines import Line2D

    return Line2D([], [], **style)


def legend(ax: "Axes", entries: "Sequence[tuple[str, Artist]]", words: Words) -> None:
    """Put names and keys to the right of the Axes, where they cover no mark."""
    ax.legend(
        [handle for _, handle in entries],
        [legend_text(words(name)) for name, _ in entries],
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize=POINTS,
    )
