"""What stands in a picture, as a reader sees it."""

from itertools import combinations

import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text


def canvas(width=8, height=6):
    """Axes that pyplot knows nothing of."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def page(width=8, height=6):
    """Axes that can be drawn, in a figure of pyplot."""
    return plt.figure(figsize=(width, height), layout="constrained").add_subplot()


def drawn_alone(ax):
    """The Axes are in the only figure that is open."""
    return plt.get_fignums() == [ax.figure.number]


def row_names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ticks(axis):
    """The numbers on an axis."""
    axis.figure.canvas.draw()
    return [label.get_text() for label in shown_ticks(axis)]


def shown_ticks(axis):
    """The labels of an axis within its limits; others are there, and not drawn."""
    if not axis.get_ticklabels():  # a panel beside another
        return []
    low, high = sorted(axis.get_view_interval())
    return [
        label
        for label, place in zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
        if low <= place <= high
    ]


def bars(ax):
    """By kind of bar, each as (row's centre, from, to)."""
    return [
        [
            (float(path.vertices[:4, 1].mean()), *map(float, path.vertices[[0, 2], 0]))
            for path in kind.get_paths()
        ]
        for kind in ax.collections
        if isinstance(kind, PolyCollection)
    ]


def row_edges(ax):
    """Where each bar of the first kind begins and ends, from the top down."""
    kind = next(each for each in ax.collections if isinstance(each, PolyCollection))
    heights = [path.vertices[:4, 1] for path in kind.get_paths()]
    return [(float(each.min()), float(each.max())) for each in heights]


def points(ax):
    """By kind of point, where they are."""
    return [
        [tuple(map(float, point)) for point in kind.get_offsets()]
        for kind in ax.collections
        if isinstance(kind, PathCollection)
    ]


def legend_names(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def legible(ax):
    """No text covers another, and all are within the figure."""
    figure = ax.figure
    figure.canvas.draw()
    shown = [
        *shown_ticks(ax.xaxis),
        *shown_ticks(ax.yaxis),
        *ax.texts,
        ax.xaxis.label,
        ax.yaxis.label,
        ax.get_title("left") and ax._left_title,
        *(ax.get_legend().get_texts() if ax.get_legend() else []),
    ]
    # Without the line from a name to its mark.
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in shown if text]
    boxes = [(text, box) for text, box in boxes if text]
    for (one, box), (other, beside) in combinations(boxes, 2):
        # Neighbours in a column touch by less than the space that a line of text leaves free.
        if box.padded(-1).overlaps(beside.padded(-1)):
            pytest.fail(f"{one!r} covers {other!r}")
    for text, box in boxes:
        edges = figure.bbox
        if box.x0 < 0 or box.y0 < 0 or box.x1 > edges.x1 + 1 or box.y1 > edges.y1 + 1:
            pytest.fail(f"{text!r} is cut off")
    return len(boxes)


def legible_panels(ax):
    """Every panel is legible, and neither title nor label of the figure covers a text."""
    figure = ax.figure
    shown = sum(map(legible, figure.axes))
    outer = [figure._suptitle, figure._supxlabel]
    for text in outer:
        box = text.get_window_extent()
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
        for each in figure.axes:
            assert not box.padded(-1).overlaps(each.get_tightbbox())
    for one, other in combinations(figure.axes, 2):
        assert not one.get_tightbbox().padded(-1).overlaps(other.get_tightbbox())
    return shown


def names_clear_of_marks(ax):
    """No name in the Axes lies on a point; return how many names there are."""
    ax.figure.canvas.draw()
    dot = ax.figure.dpi / 72
    for text in ax.texts:
        box = Text.get_window_extent(text)
        for kind in ax.collections:
            for place, size in zip(
                ax.transData.transform(kind.get_offsets()),
                list(kind.get_sizes()) * len(kind.get_offsets()),
                strict=False,
            ):
                x, y = place
                half = size**0.5 / 2 * dot
                if (
                    box.x0 < x + half
                    and x - half < box.x1
                    and box.y0 < y + half
                    and y - half < box.y1
                ):
                    pytest.fail(f"{text.get_text()!r} lies on a point at {place}")
    return len(ax.texts)
