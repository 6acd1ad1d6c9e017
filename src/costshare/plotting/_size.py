"""How large Axes are on paper, in points (1/72 inch), in which texts are measured."""

from typing import TYPE_CHECKING

from costshare.plotting._text import width_of_all

# Before a layout runs, Axes have so much of their figure's width (matplotlib's default).
_PART_OF_CELL = 0.775
_AROUND = 24.0
_KEY = 36.0
_LEAST = 60.0

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def points_per_dot(ax: "Axes") -> float:
    """Points for each dot of the figure."""
    return 72 / float(ax.figure.dpi)


def width_in_points(ax: "Axes") -> float:
    """From the left to the right of the Axes."""
    return float(ax.get_window_extent().width) * points_per_dot(ax)


def final_width(ax: "Axes") -> float:
    """The width that Axes of rows will have, where a layout gives names and legend their room.

    An estimate, on the low side: the layout runs when the figure is drawn.
    """
    width = width_in_points(ax)
    if ax.figure.get_layout_engine() is None:
        return width
    legend = ax.get_legend()
    entries = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    names = [label.get_text() for label in ax.get_yticklabels()]
    cell = width / _PART_OF_CELL - width_of_all(names) - _AROUND
    if entries:
        cell -= width_of_all(entries) + _KEY
    return max(min(cell, 1.2 * width), _LEAST)


def height_in_points(ax: "Axes") -> float:
    """From the bottom to the top of the Axes."""
    return float(ax.get_window_extent().height) * points_per_dot(ax)
