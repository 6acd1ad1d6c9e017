"""Colours that colour-blind readers tell apart, and what tells them apart without colour.

M. Okabe and K. Ito, "Color Universal Design", 2002 (revised 2008).
"""

from typing import Any

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREY = "#767676"

PLAIN: dict[str, Any] = {"facecolor": BLUE}
STRIKING: dict[str, Any] = {"facecolor": VERMILLION, "hatch": "////"}

# Dark and light by turns, so that neighbours in a stack differ on a grey print too.
_FILLS = (BLUE, "#E69F00", "#009E73", "#56B4E9", VERMILLION, "#CC79A7", "#F0E442")
# Yellow is too pale for a line or a point on white.
_LINES = (*_FILLS[:-1], "#000000")
_HATCHES = ("", "////", "....", "xxxx")
_MARKERS = "oD^sv<>Ph*"


def fill(position: int) -> dict[str, Any]:
    """Colour and hatch of one of many; the hatch changes where the colours begin anew."""
    turn, colour = divmod(position, len(_FILLS))
    return {"facecolor": _FILLS[colour], "hatch": _HATCHES[turn % len(_HATCHES)]}


def mark(position: int) -> dict[str, Any]:
    """Colour and shape of one of many kinds of points."""
    return {
        "color": _LINES[position % len(_LINES)],
        "marker": _MARKERS[position % len(_MARKERS)],
    }


def line(position: int) -> dict[str, Any]:
    """Colour and dashes of one of many lines."""
    turn, colour = divmod(position, len(_LINES))
    return {"color": _LINES[colour], "linestyle": ("-", "--", ":", "-.")[turn % 4]}
