"""Pictures in a dark style, and in one with a grid: every text and line can be seen."""

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import costshare as cs
from boards_local import norrbotten, proposals
from budget_2022_local import report
from cascades_local import platform
from costshare.plotting._ink import contrast
from looking_local import page

BOARD = norrbotten()
FEES = BOARD.allocate()
MANY = {f"share {n}": f"0.{n}" for n in range(1, 8)}
GROWING = BOARD.replace(pools=[pool for pool in BOARD.pools if pool.model.kind != "fixed"])
DRIVERS = {"2018": {"A": 1, "B": 3}, "2019": {"A": 1, "B": 2}}
RANKING = cs.infer({"A": 3400, "B": 6600}, DRIVERS, models=["mixed"], unit=200)
SOLUTIONS = cs.fairness.compare_solutions(cs.fairness.airport({"A": 3, "B": 9, "C": 12}))
PICTURES = {
    "fees": lambda: cs.plotting.fees(FEES),
    "changes": lambda: cs.plotting.changes(proposals(BOARD, flatter="0.6")),
    "panels": lambda: cs.plotting.changes(proposals(BOARD, flatter="0.6", half="0.5")),
    "points": lambda: cs.plotting.changes(proposals(BOARD, **MANY)),
    "per driver": lambda: cs.plotting.per_driver(FEES, drivers=BOARD, driver="population_2019"),
    "sweep": lambda: cs.plotting.sweep(cs.sweep(90, {m: {"population": 1} for m in "ABCDEFG"})),
    "projection": lambda: cs.plotting.projection(
        cs.project(GROWING, years=[2023, 2024], total_change="2%"), show="effects"
    ),
    "flat shares": lambda: cs.plotting.flat_shares(RANKING),
    "waterfall": lambda: cs.plotting.waterfall(FEES, member="Kiruna"),
    "budget": lambda: cs.plotting.budget(report()),
    "flows": lambda: cs.plotting.flows(platform().allocate()),
    "solutions": lambda: cs.plotting.solutions(SOLUTIONS),
}
STYLES = {
    "dark": [
        "dark_background",
        {"axes.grid": True, "axes.grid.which": "both", "grid.color": "white", "grid.linewidth": 3},
    ],
    "grey": ["ggplot"],
    "light": [{"axes.grid": True, "grid.color": "black"}],
}
every_style = pytest.mark.parametrize("style", STYLES.values(), ids=[*STYLES])
every_picture = pytest.mark.parametrize("draw", PICTURES.values(), ids=[*PICTURES])


def seen(part):
    """The colour behind a text or a line: of its Axes, or of the figure outside of them."""
    return to_rgb((part.axes or part.figure).get_facecolor())


def grids(ax):
    """The lines of the grid that are shown."""
    lines = [*ax.get_xgridlines(), *ax.get_ygridlines()]
    lines += [tick.gridline for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_minor_ticks()]
    return [line for line in lines if line.get_visible()]


@every_style
@every_picture
def test_texts_and_lines_stand_out_and_the_grid_does_not(draw, style):
    with plt.style.context(style):
        figure = draw().figure
        for ax in figure.axes:
            for text in ax.texts:
                assert contrast(to_rgb(text.get_color()), seen(text)) >= 4.5
            for line in ax.lines:
                assert contrast(to_rgb(line.get_color()), seen(line)) >= 1.5
            for kind in ax.collections:
                for colour in kind.get_facecolor()[:1]:
                    assert contrast(to_rgb(colour), seen(kind)) >= 1.5
            inside = to_rgb(ax.get_facecolor())
            assert all(contrast(to_rgb(line.get_color()), inside) < 1.5 for line in grids(ax))
        behind = to_rgb(figure.get_facecolor())
        for text in figure.findobj(Text):
            if text.get_text() and text.axes is None:
                assert contrast(to_rgb(text.get_color()), behind) >= 4.5


@every_picture
def test_a_style_with_a_grid_adds_no_line_to_a_picture(draw):
    plain = len(grids(draw()))
    with mpl.rc_context({"axes.grid": True, "axes.grid.axis": "both"}):
        assert len(grids(draw())) == plain


def test_a_light_style_on_dark_axes_writes_white():
    ax = page()
    ax.set_facecolor("black")
    cs.plotting.fees(FEES, ax=ax)
    assert {to_rgb(text.get_color()) for text in ax.texts} == {(1, 1, 1)}


def test_names_in_the_axes_cover_the_grid():
    with plt.style.context("dark_background"):
        ax = cs.plotting.per_driver(FEES, drivers=BOARD, driver="population_2019")
        for text in ax.texts:
            patch = text.get_bbox_patch()
            assert to_rgb(patch.get_facecolor()) == (0, 0, 0)
            assert text.get_zorder() > max(line.get_zorder() for line in grids(ax))
