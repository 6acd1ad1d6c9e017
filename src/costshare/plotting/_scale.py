"""Axes of amounts, shares and drivers, and room for the texts beside marks."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING

from costshare.errors import CostshareError
from costshare.plotting._axes import final_width, width_in_points
from costshare.plotting._ink import ink, pale
from costshare.plotting._text import POINTS, literal, percent_text, tick_text, width_of_all
from costshare.results import unbroken
from costshare.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis


_TICKS = 6
_NO_BREAK = "\N{NO-BREAK SPACE}"


def drawn(amount: Fraction | Decimal | int) -> float:
    """Return the place of an amount on an axis.

    Pictures are drawn in floats, and an amount becomes a float only here. Nothing is computed from
    it: sums, differences and the texts beside the marks are exact.
    """
    try:
        value = float(amount)
    except OverflowError:
        value = float("inf")
    if abs(value) > 1e300:
        msg = "an amount of more than 300 digits has no place on an axis; draw it in another unit"
        raise CostshareError(msg)
    return value


def amount_axis(
    axis: "Axis", label: str, words: Words, *, whole: bool = False, nbins: int = _TICKS
) -> None:
    """Label an axis of amounts; its numbers are whole if the amounts are."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(
        MaxNLocator(nbins, steps=[1, 2, 2.5, 5, 10], integer=whole, min_n_ticks=1)
    )
    axis.set_major_formatter(_written(tick_text, words))
    axis.set_label_text(literal(words(label)))


def _written(write: Callable[[float], str], words: Words) -> Callable[[float, object], str]:
    """Make what writes the numbers of an axis in a language."""
    return lambda value, _: words(write(value))


def driver_axis(ax: "Axes", values: Sequence[float], label: str, words: Words) -> None:
    """Make the x-axis logarithmic, with round numbers on it, such as 1, 2, 5 and 10."""
    from matplotlib.ticker import (
        LogLocator,
        MaxNLocator,
        NullLocator,
    )

    low, high = min(values), max(values)
    ax.set_xscale("log")
    # Room for names beyond the outermost points.
    beyond = max((high / low) ** 0.08, 1.1)
    ax.set_xlim(low / beyond, high * beyond)
    spread = high / low
    if spread < 5:
        ax.xaxis.set_major_locator(MaxNLocator(5))
    else:
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if spread < 1000 else (1,)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(_written(tick_text, words))
    ax.set_xlabel(literal(words(label)))


def share_axis(ax: "Axes", label: str, words: Words) -> None:
    """Label the x-axis of shares, in per cent."""
    amount_axis(ax.xaxis, label, words, nbins=10)
    ax.xaxis.set_major_formatter(_written(percent_text, words))


def tidy(ax: "Axes", grid: str) -> None:
    """Remove lines without information, and draw a pale grid behind the marks."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    # A style may have a grid of its own.
    ax.grid(visible=False, which="both")
    ax.grid(axis=grid, color=pale(ax), linewidth=0.8, linestyle="-")  # type: ignore[arg-type]


def title(ax: "Axes", text: str, words: Words) -> None:
    """Write the title flush left, on as many lines as it needs; numbers are not broken."""
    signs = max(int(width_in_points(ax) / 8), 20)
    written = literal(words(text))
    lines = "\n".join(wrap(unbroken(written), signs))
    ax.set_title(lines if _NO_BREAK in written else lines.replace(_NO_BREAK, " "), loc="left")


def write_beside(
    ax: "Axes", end: Fraction | Decimal, height: float, text: str, *, left: bool = False
) -> None:
    """Write a text beside the end of a bar."""
    ax.annotate(
        text,
        (drawn(end), height),
        xytext=(-4 if left else 4, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=POINTS,
        color=ink(ax),
    )


def zero_line(ax: "Axes") -> None:
    """Draw a line where amounts change their sign."""
    ax.axvline(0, color=ink(ax), linewidth=0.8)


def room_beside(
    ax: "Axes", ends: Iterable[float], left: Sequence[str] = (), right: Sequence[str] = ()
) -> None:
    """Widen the x-axis so that the texts left and right of the marks fit into the Axes.

    Zero is always on the axis, with a line if some marks end below it.
    """
    low, high = min(0.0, *(reached := [0.0, *ends])), max(reached)
    if low == high:
        high = 1.0
    if low < 0:
        zero_line(ax)
    points = final_width(ax)
    before, after = (
        min(0.4, (width_of_all(texts) + 8) / points) if texts else 0.02 * (end != 0)
        for texts, end in ((left, low), (right, high))
    )
    span = (high - low) / (1 - before - after)
    ax.set_xlim(low - before * span, high + after * span)
    thin_ticks(ax, points)


def thin_ticks(ax: "Axes", points: float) -> None:
    """Keep as many numbers on the x-axis as there is room for; billions are wide."""
    texts = map(tick_text, ax.xaxis.get_major_locator().tick_values(*ax.get_xlim()))
    fit = int(points / (width_of_all(texts) * 1.15))
    if fit < _TICKS:
        ax.locator_params(axis="x", nbins=max(fit, 1))
