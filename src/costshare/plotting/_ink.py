"""Colours of lines and texts that show on the background, light or dark."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Colour = tuple[float, float, float]

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)

# Least contrast of a text with its background: WCAG 2.2, success criterion 1.4.3.
_READABLE = 4.5
_PALE = 0.1


def background(ax: "Axes") -> Colour:
    """Return the colour behind the marks, through what is transparent, on white paper."""
    from matplotlib.colors import to_rgba

    seen = WHITE
    for part in (ax.figure, ax):
        *colour, alpha = to_rgba(part.get_facecolor())
        seen = _mixed(_three(colour), seen, alpha)
    return seen


def ink(ax: "Axes", wanted: str | None = None) -> Colour:
    """Return the colour wanted for a text or a line, or black or white where it is not readable.

    The colour of texts in the style is wanted if none is named.
    """
    from matplotlib import rcParams
    from matplotlib.colors import to_rgb

    behind, own = background(ax), to_rgb(wanted or rcParams["text.color"])
    if contrast(own, behind) >= _READABLE:
        return own
    return max(BLACK, WHITE, key=lambda each: contrast(each, behind))


def pale(ax: "Axes") -> Colour:
    """Return the colour of a grid: a tenth of the ink on the background."""
    return _mixed(ink(ax), background(ax), _PALE)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21.

    Examples
    --------
    >>> contrast(BLACK, WHITE), contrast(WHITE, WHITE)
    (21.0, 1.0)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour by WCAG 2.2."""
    parts = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _three(parts: Iterable[float]) -> Colour:
    """Make a colour of its three parts."""
    red, green, blue = parts
    return red, green, blue


def _mixed(above: Colour, below: Colour, part: float) -> Colour:
    """Lay a colour over another."""
    return _three(part * one + (1 - part) * other for one, other in zip(above, below, strict=True))
