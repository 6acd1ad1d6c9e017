"""The Axes to draw on: the caller's, or a new one. Only here is matplotlib imported by choice."""

import importlib
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 8.0
"""Inches of a new figure."""


def axes_to_draw_on(ax: "Axes | None", height: float) -> "Axes":
    """Take the caller's Axes, or make a figure with one, so many inches high.

    A new figure is pyplot's, as with pandas and seaborn: a notebook shows it, ``plt.show()`` and
    ``plt.savefig()`` find it, and it is the caller's to close. Call this when all input has been
    read, so that an error leaves no empty figure behind.

    Raises
    ------
    CostshareError
        Where matplotlib is missing, or `ax` is none of its Axes.
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
