"""Horizontal bars on rows: one collection for each kind, since 3 000 patches take seconds."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.plotting._scale import drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Centre and height of its row, from and to.
Bar = tuple[float, float, Fraction | Decimal, Fraction | Decimal]


def draw_bars(ax: "Axes", bars: Iterable[Bar], style: dict[str, Any], edge: float = 0) -> None:
    """Draw bars of one kind, with white edges so many points wide."""
    from matplotlib.collections import PolyCollection

    corners = []
    for centre, height, start, end in bars:
        left, right = drawn(start), drawn(end)
        low, high = centre + height / 2, centre - height / 2
        corners.append([(left, low), (left, high), (right, high), (right, low)])
    ax.add_collection(
        PolyCollection(corners, edgecolor="white", linewidth=edge, **style), autolim=False
    )
