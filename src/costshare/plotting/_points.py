"""Names beside points; neither they nor the lines to them cover a point or another name."""

from collections.abc import Iterable, Iterator, Sequence
from math import copysign, cos, hypot, pi, sin
from typing import TYPE_CHECKING, NamedTuple

from costshare.plotting._axes import lay_out, points_per_dot
from costshare.plotting._ink import background, ink
from costshare.plotting._marks import GREY
from costshare.plotting._text import POINTS, name_text, text_widths

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Points from the mark: beside it, else further off with a line to it.
_NEAR = 7.0
_DISTANCES = (_NEAR, 16.0, 28.0, 42.0, 58.0)
# Half the size of a mark, with some room, and with less room for a line that passes.
_MARK = 5.5
_PASSING = 4.0
# Where a line ends before its point.
_BEFORE = 3.0
# Right, left, above, below, then between these.
_ANGLES = tuple(pi * eighth / 4 for eighth in (0, 4, 2, 6, 1, 7, 3, 5))
_MORE_ANGLES = (*_ANGLES, *(pi * (eighth + 0.5) / 4 for eighth in range(8)))


Place = tuple[float, float]
Line = tuple[Place, Place]


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

    def line_to(self, point: Place) -> Line:
        """Return the line from the middle to shortly before a point."""
        x, y = (self.left + self.right) / 2, (self.low + self.high) / 2
        part = 1 - _BEFORE / (hypot(point[0] - x, point[1] - y) or 1)
        return (x, y), (x + part * (point[0] - x), y + part * (point[1] - y))

    def crosses(self, line: Line) -> bool:
        """Return whether a line runs through the box."""
        (x, y), (end_x, end_y) = line
        enters, leaves = 0.0, 1.0
        for start, end, low, high in (
            (x, end_x, self.left, self.right),
            (y, end_y, self.low, self.high),
        ):
            if start == end:
                if not low < start < high:
                    return False
                continue
            first, last = sorted(((low - start) / (end - start), (high - start) / (end - start)))
            enters, leaves = max(enters, first), min(leaves, last)
        return enters < leaves


def name_points(
    ax: "Axes",
    names: Sequence[tuple[str, float, float]],
    others: Iterable[tuple[float, float]],
    *,
    dense: bool = False,
) -> None:
    """Name points, in order of importance; a name without room is left out.

    `names` are (name, x, y), `others` all points (x, y) that neither a name nor the line to it may
    cover. Lines cross neither names nor one another. Where points are dense, a line may run through
    them. The Axes have their final limits.
    """
    lay_out(ax)
    scale = points_per_dot(ax)
    widths = text_widths(ax, [name_text(name) for name, _, _ in names])

    def place(x: float, y: float) -> Place:
        across, up = ax.transData.transform((x, y))
        return float(across) * scale, float(up) * scale

    frame = ax.get_window_extent()
    inside = _Box(*(edge * scale for edge in (frame.x0, frame.y0, frame.x1, frame.y1)))
    marks = [place(*point) for point in others]
    taken = [_around(mark, _MARK) for mark in marks]
    passed = [] if dense else [_around(mark, _PASSING) for mark in marks]
    named: list[_Box] = []
    lines: list[Line] = []
    for (name, x, y), width in zip(names, widths, strict=True):
        point = place(x, y)
        own = _around(point, _PASSING)
        for right, up, distance, side, box in _tries(point, width):
            line = box.line_to(point)
            if (
                _within(box, inside)
                and not any(box.hits(other) for other in taken)
                and not any(box.crosses(other) for other in lines)
                and (
                    distance == _NEAR
                    or not (
                        any(other.crosses(line) for other in passed if other != own)
                        or any(other.crosses(line) for other in named)
                        or any(_cross(line, other) for other in lines)
                    )
                )
            ):
                taken.append(box)
                named.append(box)
                if distance != _NEAR:
                    lines.append(line)
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
                    else {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkB": _BEFORE},
                )
                break


def _tries(
    point: tuple[float, float], width: float
) -> Iterator[tuple[float, float, float, str, _Box]]:
    """List possible places of a name: where it is from its point, how far, its edge, its box.

    A name beside its point is placed by the near edge, since texts grow when pixels are few.
    """
    x, y = point
    for distance in _DISTANCES:
        for angle in _ANGLES if distance == _NEAR else _MORE_ANGLES:
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


def _around(place: Place, half: float) -> _Box:
    """Return the box of a mark."""
    x, y = place
    return _Box(x - half, y - half, x + half, y + half)


def _cross(one: Line, other: Line) -> bool:
    """Return whether two lines cross."""

    def side(line: Line, point: Place) -> float:
        (x, y), (end_x, end_y) = line
        return (end_x - x) * (point[1] - y) - (end_y - y) * (point[0] - x)

    return all(
        side(line, start) * side(line, end) <= 0
        for line, (start, end) in ((one, other), (other, one))
    )


def _within(box: _Box, frame: _Box) -> bool:
    """Return whether a box is within a frame."""
    return (
        frame.left <= box.left
        and box.right <= frame.right
        and frame.low <= box.low
        and box.high <= frame.high
    )
