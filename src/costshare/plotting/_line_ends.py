"""Names at the ends of lines, moved apart where lines end close together."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.plotting._axes import axes_to_draw_on, height_in_points, lay_out, points_per_dot
from costshare.plotting._ink import ink
from costshare.plotting._text import POINTS, name_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points from one name's middle to the next, and from the axis to a name.
_APART = POINTS * 1.35
_AWAY = 18.0
_EXTREMES = 3

_ALL_NAMED = 20
# Inches of a new figure, and of each name beyond those that fit into it.
_HEIGHT = 5.5
_FIT = 22
_NAME_HEIGHT = 0.21
_MOST_HEIGHT = 20.0


def height_for_lines(names: int) -> float:
    """Return the height in inches of a new figure with so many names."""
    return min(_HEIGHT + _NAME_HEIGHT * max(names - _FIT, 0), _MOST_HEIGHT)


def lines_to_name(
    ax: "Axes | None", lines: Mapping[str, Sequence[Fraction | Decimal]]
) -> list[str]:
    """Choose the lines to name: up to 20 if all have room, else those that move most."""
    room = len(lines)
    if ax is not None:
        room = int(height_in_points(axes_to_draw_on(ax, _HEIGHT)) / _APART)
    if len(lines) <= min(_ALL_NAMED, room):
        return [*lines]
    rise = {name: Fraction(column[-1]) - Fraction(column[0]) for name, column in lines.items()}
    by_rise = sorted(rise, key=lambda name: rise[name])
    return list(dict.fromkeys([*by_rise[:_EXTREMES], *by_rise[-_EXTREMES:]]))


def name_ends(
    ax: "Axes", ends: Sequence[tuple[str, float, float]], styles: Sequence[dict[str, Any]]
) -> None:
    """Write names beside the ends of lines, on the side where the ends lie further apart.

    Lines by flat share meet where all members pay the same. If names are at the left, the numbers
    of the y-axis move to the right. `ends` are (name, first y, last y); the Axes have their final
    limits.
    """
    firsts, lasts = [first for _, first, _ in ends], [last for _, _, last in ends]
    left = max(firsts) - min(firsts) > max(lasts) - min(lasts)
    heights = firsts if left else lasts
    across = ax.get_xlim()[0 if left else 1]
    if left:
        ax.yaxis.tick_right()
        ax.yaxis.set_label_position("right")
        ax.spines["left"].set_visible(False)
        ax.spines["right"].set_visible(True)
    lay_out(ax)
    scale = points_per_dot(ax)
    places = [float(ax.transData.transform((across, each))[1]) * scale for each in heights]
    lowest = ax.get_window_extent().y0 * scale
    moved = spread(places, _APART, lowest + POINTS / 2)
    for (name, _, _), style, height, place, beside in zip(
        ends, styles, heights, places, moved, strict=True
    ):
        ax.annotate(
            name_text(name),
            (across, height),
            xytext=(-_AWAY if left else _AWAY, beside - place),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=POINTS,
            color=ink(ax),
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": style["color"],
                "linewidth": 0.8,
                "shrinkA": 2,
                "shrinkB": 0,
                "relpos": (1, 0.5) if left else (0, 0.5),
            },
        )


def spread(places: Sequence[float], apart: float, lowest: float = float("-inf")) -> list[float]:
    """Move places at least so far apart, no further than needed, in their order.

    Neighbours that are too close become a group around their mean, above the lowest place, and
    groups that come too close join.

    Examples
    --------
    >>> spread([5, 0, 5.5, 20], 2), spread([5, 0, 1], 2, lowest=1)
    ([4.25, 0.0, 6.25, 20.0], [5.0, 1, 3])
    """

    def bottom(group: Sequence[int]) -> float:
        mean = sum(places[each] for each in group) / len(group)
        return max(mean - (len(group) - 1) * apart / 2, lowest)

    groups: list[list[int]] = []
    for position in sorted(range(len(places)), key=lambda each: places[each]):
        group = [position]
        while groups and bottom(groups[-1]) + len(groups[-1]) * apart > bottom(group):
            group = groups.pop() + group
        groups.append(group)
    moved = list(places)
    for group in groups:
        for step, position in enumerate(group):
            moved[position] = bottom(group) + step * apart
    return moved
