"""The Axes to draw on, given or new, and their size on paper; matplotlib is imported here."""

import importlib
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError
from costshare.plotting._text import width_of_all

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 8.0
"""Inches of a new figure."""

# Before a layout runs, Axes have this part of the width of their figure (matplotlib's default).
_PART_OF_CELL = 0.775
# Points around texts and for a key of a legend, and the least width of Axes.
_AROUND = 24.0
_KEY = 36.0
_LEAST = 60.0


def axes_to_draw_on(ax: "Axes | None", height: float) -> "Axes":
    """Return the given Axes, or make a figure of this height in inches with one.

    A new figure belongs to pyplot, as with pandas and seaborn: a notebook shows it, ``plt.show()``
    and ``plt.savefig()`` find it, and the caller closes it. Call this after reading all input, so
    that an error leaves no empty figure behind.

    Raises
    ------
    CostshareError
        If matplotlib is missing, or `ax` is not one Axes.
    """
    if ax is None:
        figure = _pyplot().figure(figsize=(WIDTH, height), layout="constrained")
        made: Axes = figure.add_subplot()
        return made
    if not hasattr(ax, "add_collection"):
        msg = f"ax is of type {type(ax).__name__}; pass one Axes, such as plt.subplots()[1]"
        raise CostshareError(msg)
    return ax


def _pyplot() -> Any:
    try:
        return importlib.import_module("matplotlib.pyplot")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "matplotlib":
            raise
        msg = 'plots need matplotlib: pip install "costshare[plot]"'
        raise CostshareError(msg) from None


def points_per_dot(ax: "Axes") -> float:
    """Return the points (1/72 inch) of a dot of the figure."""
    return 72 / float(ax.figure.dpi)


def width_in_points(ax: "Axes") -> float:
    """Return the width of the Axes in points."""
    return float(ax.get_window_extent().width) * points_per_dot(ax)


def final_width(ax: "Axes") -> float:
    """Estimate the width of Axes of rows after a layout gave names and legend their room.

    The estimate is low: the layout runs when the figure is drawn.
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
    """Return the height of the Axes in points."""
    return float(ax.get_window_extent().height) * points_per_dot(ax)
