"""Numbers and names as text in a picture, written as the tables write them."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING

from costshare.plotting._axes import points_per_dot
from costshare.results import number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 9.0
"""Size of names and amounts beside marks."""

_WIDE = 30


def literal(text: str) -> str:
    """Escape a text for matplotlib, where a dollar sign starts a formula."""
    return text.replace("$", r"\$")


def name_text(name: str, lines: int = 1) -> str:
    """Write a name on some lines; a long one without its middle, so that marks have room.

    Examples
    --------
    >>> name_text("Luleå"), name_text("Norra och Västra Sandtorps kommunalförbund 2")
    ('Luleå', 'Norra och Västra San…förbund 2')
    >>> print(name_text("Räddningstjänstförbundet i Norra, Västra och Övre Sandtorps län", 2))
    Räddningstjänstförbundet i
    …och Övre Sandtorps län
    """
    if len(name) > _WIDE and lines == 1:
        after = (_WIDE - 1) // 3
        name = f"{name[: _WIDE - 1 - after].rstrip()}…{name[-after:].lstrip()}"
    parts = wrap(name, _WIDE)
    if len(parts) > lines:
        end = name[1 - _WIDE :]
        parts = [parts[0], f"…{end.partition(' ')[2] or end}"]
    return literal("\n".join(parts))


def legend_text(name: str) -> str:
    """Write a name for a legend, which leaves out names that start with an underscore."""
    text = name_text(name, lines=2)
    return f" {text}" if text.startswith("_") else text


def tick_text(value: float) -> str:
    """Write a number on an axis, with twelve digits, which excludes the noise of floats."""
    return number(Fraction(f"{value:.12g}"))


def percent_text(value: float) -> str:
    """Write a share on an axis."""
    return percent(Fraction(f"{value:.12g}"))


def text_widths(ax: "Axes", texts: Sequence[str], size: float | str = POINTS) -> list[float]:
    """Measure texts in points, in the font of the style."""
    probe = ax.text(0, 0, "", fontsize=size)
    widths: dict[str, float] = {}
    for text in texts:
        if text not in widths:
            probe.set_text(text)
            widths[text] = float(probe.get_window_extent().width) * points_per_dot(ax)
    probe.remove()
    return [widths[text] for text in texts]


def width_of(text: str) -> float:
    """Estimate the width of a text in points; a digit is about 0.6 of its height wide."""
    return 0.6 * POINTS * max(map(len, text.split("\n")))


def width_of_all(texts: Iterable[str]) -> float:
    """Estimate the width of the widest text."""
    return max(map(width_of, texts), default=0.0)
