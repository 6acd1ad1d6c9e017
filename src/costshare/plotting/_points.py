"""Names beside points, which cover neither a point nor another name."""

from collections.abc import Iterable, Iterator, Sequence
from math import copysign, cos, pi, sin
from typing import TYPE_CHECKING, NamedTuple

from costshare.plotting._axes import lay_out, points_per_dot
from costshare.plotting._ink import background, ink
from costshare.plotting._marks import GREY
from costshare.plotting._text import POINTS, name_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points from the mark: beside it, else further off with a line to it.
_NEAR = 7.0
_DISTANCES = (_NEAR, 16.0, 28.0, 42.0)
# Half the size of a mark, with some room.
_MARK = 5.5
# Right, left, above, below, then between these.
_ANGLES = tuple(pi * eighth / 4 for eighth in (0, 4, 2, 6, 1, 7, 3, 5))


class _Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    def hits(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )


def name_points(
    ax: "Axes", names: Sequence[tuple[str, float, float]], others: Iterable[tuple[float, float]]
) -> None:
    """Name points, in order of importance; a name without room is left out.

    `names` are (name, x, y), `others` all points (x, y) that a name must not cover. The Axes have
    their final limits.
    """
    lay_out(ax)
    scale = points_per_dot(ax)
    widths = _widths(ax, [name_text(name) for name, _, _ in names])

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = ax.transData.transform((x, y))
        return float(across) * scale, float(up) * scale

    frame = ax.get_window_extent()
    inside = _Box(*(edge * scale for edge in (frame.x0, frame.y0, frame.x1, frame.y1)))
    taken = [
        _Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK)
        for x, y in (place(*point) for point in others)
    ]
    for (name, x, y), width in zip(names, widths, strict=True):
        for right, up, distance, side, box in _tries(place(x, y), width):
            if _within(box, inside) and not any(box.hits(other) for other in taken):
                taken.append(box)
                ax.annotate(
                    name_text(name),
                    (x, y),
                    xytext=(right, up),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    fontsize=POINTS,
                    color=ink(ax),
                    # So that no line of the grid strikes through the name.
                    bbox={"facecolor": background(ax), "edgecolor": "none", "pad": 0.5},
                    arrowprops=None
                    if distance == _NEAR
                    else {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkB": 3},
                )
                break


def _widths(ax: "Axes", texts: Sequence[str]) -> list[float]:
    """Measure texts in points, in the font of the style."""
    probe = ax.text(0, 0, "", fontsize=POINTS)
    widths = []
    for text in texts:
        probe.set_text(text)
        widths.append(float(probe.get_window_extent().width) * points_per_dot(ax))
    probe.remove()
    return widths


def _tries(
    point: tuple[float, float], width: float
) -> Iterator[tuple[float, float, float, str, _Box]]:
    """List possible places of a name: where it is from its point, how far, its edge, its box.

    A name beside its point is placed by the near edge, since texts grow when pixels are few.
    """
    x, y = point
    for distance in _DISTANCES:
        for angle in _ANGLES:
            right = cos(angle) * (distance + width / 2)
            up = sin(angle) * (distance + POINTS / 2)
            near = 0 if abs(cos(angle)) < 0.1 else copysign(width / 2, cos(angle))
            yield (
                right - near,
                up,
                distance,
                "center" if not near else "left" if near > 0 else "right",
                _Box(
                    x + right - width / 2,
                    y + up - POINTS * 0.6,
                    x + right + width / 2,
                    y + up + POINTS * 0.6,
                ),
            )


def _within(box: _Box, frame: _Box) -> bool:
    """Return whether a box is within a frame."""
    return (
        frame.left <= box.left
        and box.right <= frame.right
        and frame.low <= box.low
        and box.high <= frame.high
    )
