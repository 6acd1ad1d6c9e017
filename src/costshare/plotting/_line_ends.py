"""Names at the ends of lines, moved apart where lines end close together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from costshare.plotting._text import POINTS, name_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points from one name's middle to the next, and from the axis to a name.
_APART = POINTS * 1.35
_AWAY = 18.0


def name_ends(
    ax: "Axes", ends: Sequence[tuple[str, float, float]], styles: Sequence[dict[str, Any]]
) -> None:
    """Write names beside the ends of lines, on the side where the ends lie further apart.

    Lines by flat share meet where all pay the same. Where names stand to the left, the y-axis's
    numbers move to the right.

    Parameters
    ----------
    ax : Axes
        With all lines, and with its final limits.
    ends : sequence of (name, first y, last y)
        Of each line.
    styles : sequence of dict
        The look of each line; its colour goes from the line to its name.
    """
    firsts, lasts = [first for _, first, _ in ends], [last for _, _, last in ends]
    left = max(firsts) - min(firsts) > max(lasts) - min(lasts)
    heights = firsts if left else lasts
    across = ax.get_xlim()[0 if left else 1]
    if left:
        ax.yaxis.tick_right()
        ax.yaxis.set_label_position("right")
        ax.spines[["left", "right"]].set_visible([False, True])
    scale = 72 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    places = [float(ax.transData.transform((across, each))[1]) * scale for each in heights]
    for (name, _, _), style, height, place, beside in zip(
        ends, styles, heights, places, spread(places, _APART), strict=True
    ):
        ax.annotate(
            name_text(name),
            (across, height),
            xytext=(-_AWAY if left else _AWAY, beside - place),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=POINTS,
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


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Move places at least so far apart, no further than needed, in their order.

    Neighbours that are too close become a group around their mean, and groups that come too close
    join.

    Examples
    --------
    >>> spread([5, 0, 5.5, 20], 2)
    [4.25, 0, 6.25, 20]
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(places)), key=lambda each: places[each]):
        groups.append([position])
        while len(groups) > 1 and _top(groups[-2], places, apart) + apart > _bottom(
            groups[-1], places, apart
        ):
            last = groups.pop()
            groups[-1] += last
    moved = list(places)
    for group in groups:
        if len(group) > 1:
            for step, position in enumerate(group):
                moved[position] = _bottom(group, places, apart) + step * apart
    return moved


def _bottom(group: Sequence[int], places: Sequence[float], apart: float) -> float:
    return sum(places[each] for each in group) / len(group) - (len(group) - 1) * apart / 2


def _top(group: Sequence[int], places: Sequence[float], apart: float) -> float:
    return _bottom(group, places, apart) + (len(group) - 1) * apart
