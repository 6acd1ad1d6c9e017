"""Axes of amounts, shares and drivers, and room for the texts beside marks."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, starmap
from textwrap import wrap
from typing import TYPE_CHECKING

from costshare.errors import CostshareError
from costshare.plotting._axes import final_width, width_in_points
from costshare.plotting._ink import ink, pale
from costshare.plotting._text import (
    POINTS,
    literal,
    percent_text,
    text_widths,
    tick_text,
    width_of_all,
)
from costshare.results import unbroken
from costshare.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis


# Where a mark ends, and the text beside it.
Beside = tuple[float, str]
# A place on an axis, and the points that are needed beyond it.
Reach = tuple[float, float]

_TICKS = 6
_PANEL_TICKS = 3
_BESIDE = 4.0  # points between a mark and its text
_EDGE = 6.0  # from the text to the edge of the Axes
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
        xytext=(-_BESIDE if left else _BESIDE, 0),
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
    ax: "Axes",
    ends: Iterable[float],
    left: Sequence[Beside] = (),
    right: Sequence[Beside] = (),
    *,
    beside_others: bool = False,
) -> None:
    """Widen the x-axis so that the texts left and right of the marks just fit into the Axes.

    Zero is always on the axis, with a line if some marks end below it. The numbers of Axes that are
    beside others stay within them.
    """
    low, high = min(0.0, *(reached := [0.0, *ends])), max(reached)
    if low == high:
        high = 1.0
    if low < 0:
        zero_line(ax)
    if not beside_others:
        # Its numbers reach beyond the Axes, so the layout needs them.
        points = width_in_points(ax)
        ax.set_xlim(*_limits(points, _reach(ax, low, left), _reach(ax, high, right)))
        thin_ticks(ax, points)
    points = final_width(ax)
    ax.set_xlim(*_limits(points, _reach(ax, low, left), _reach(ax, high, right)))
    (ticks_within if beside_others else thin_ticks)(ax, points)


def _reach(ax: "Axes", end: float, texts: Sequence[Beside]) -> list[Reach]:
    """List the outermost mark and the texts, each with the points that it needs."""
    widths = text_widths(ax, [text for _, text in texts])
    places = (place for place, _ in texts)
    beside = [(place, _BESIDE + width + _EDGE) for place, width in zip(places, widths, strict=True)]
    return [*beside, (end, _EDGE if end and not texts else 0.0)]


def _limits(points: float, lefts: Sequence[Reach], rights: Sequence[Reach]) -> tuple[float, float]:
    """Return the narrowest limits with room for all; marks have at least a fifth of the Axes."""
    most = 0.4 * points
    # Points of one unit of the axis: as many as any two leave it.
    scale = min(
        (points - min(before, most) - min(after, most)) / (last - first)
        for first, before in lefts
        for last, after in rights
        if last > first
    )
    return (
        min(first - min(before, most) / scale for first, before in lefts),
        max(last + min(after, most) / scale for last, after in rights),
    )


def ticks_within(ax: "Axes", points: float) -> None:
    """Choose up to three numbers of the x-axis that do not reach beyond the Axes.

    So they do not touch those of the Axes beside. Zero and the number furthest from it are chosen
    where evenly spaced numbers have no room.
    """
    from matplotlib import rcParams

    low, high = ax.get_xlim()
    scale = points / (high - low)
    write, locator = ax.xaxis.get_major_formatter(), ax.xaxis.get_major_locator()

    def half(place: float) -> float:
        (width,) = text_widths(ax, [write(place)], rcParams["xtick.labelsize"])
        return width / 2

    def apart(one: float, other: float) -> bool:
        return (other - one) * scale > half(one) + half(other) + 2 * _BESIDE

    chosen = [0.0]
    for bins in range(_TICKS, 0, -1):
        locator.set_params(nbins=bins)  # type: ignore[call-arg]
        inside = [
            place
            for place in map(float, locator.tick_values(low, high))
            if low <= place <= high
            and (place - low) * scale > half(place) - _BESIDE
            and (high - place) * scale > half(place) - _BESIDE
        ]
        if 2 <= len(inside) <= _PANEL_TICKS and all(starmap(apart, pairwise(inside))):
            chosen = inside
            break
        furthest = max(inside, key=abs, default=0.0)
        if abs(furthest) > max(map(abs, chosen)) and apart(*sorted([0.0, furthest])):
            chosen = sorted([0.0, furthest])
    ax.set_xticks(chosen)


def thin_ticks(ax: "Axes", points: float) -> None:
    """Keep as many numbers on the x-axis as there is room for; billions are wide."""
    texts = map(tick_text, ax.xaxis.get_major_locator().tick_values(*ax.get_xlim()))
    fit = int(points / (width_of_all(texts) * 1.15))
    if fit < _TICKS:
        ax.locator_params(axis="x", nbins=max(fit, 1))
