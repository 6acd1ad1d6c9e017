"""The Axes to draw on, given or new, and their size on paper; matplotlib is imported here."""

import importlib
import warnings
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 8.0
"""Inches of a new figure."""

# Inches of a panel, of its bars, and of the names beside the first.
_PANEL = 2.8
_BARS = 1.8
_NAMES = 1.6


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


def panels(count: int, height: float, texts: float) -> "list[Axes]":
    """Make a figure with Axes side by side, which share rows and the axis of amounts.

    `texts` are the points that amounts need beside the bars.
    """
    width = max(WIDTH, _NAMES + max(_PANEL, _BARS + texts / 72) * count)
    figure = _pyplot().figure(figsize=(width, height), layout="constrained")
    return list(figure.subplots(1, count, sharex=True, sharey=True, squeeze=False)[0])


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


def lay_out(ax: "Axes") -> None:
    """Let the layout of the figure, if it has one, give names, title and legend their room.

    Places in points are then what they are when the figure is drawn.
    """
    figure: Any = ax.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        with warnings.catch_warnings():
            # Of a figure that is too small; drawing it warns again.
            warnings.simplefilter("ignore", UserWarning)
            engine.execute(getattr(figure, "figure", None) or figure)


def final_width(ax: "Axes") -> float:
    """Return the width of the Axes in points after the layout."""
    lay_out(ax)
    return width_in_points(ax)


def height_in_points(ax: "Axes") -> float:
    """Return the height of the Axes in points."""
    return float(ax.get_window_extent().height) * points_per_dot(ax)
