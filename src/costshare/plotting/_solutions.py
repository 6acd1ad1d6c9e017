"""What each player pays by several solutions of a game, beside what it would cost alone."""

from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.fairness import Solutions
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._marks import GREY, draw_bars, patch
from costshare.plotting._read import require_type
from costshare.plotting._row_points import draw_row_points
from costshare.plotting._rows import height_for, lay_rows, name_rows
from costshare.plotting._scale import amount_axis, drawn, room_beside, tidy, title
from costshare.words import say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ALONE = {"facecolor": GREY, "alpha": 0.35}


def solutions(solutions: Solutions, *, ax: "Axes | None" = None, lang: str = "en") -> "Axes":
    """Draw what each player pays by every solution, on a bar of what it would cost alone.

    The largest cost alone is on top. A point inside of the bar is a saving; one beyond its end pays
    more than it would alone. If there are more players than names fit, the largest and the smallest
    are named and the rows between them are thin.

    Parameters
    ----------
    solutions : Solutions
        Result of `costshare.fairness.compare_solutions`, or `Comparison.solutions`.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the language is unknown, or matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> game = cs.fairness.airport({"A": 3, "B": 9, "C": 12})
    >>> found = cs.fairness.compare_solutions(game, ["shapley", "equal_gains"])
    >>> ax = cs.plotting.solutions(found, ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['cost alone', 'Shapley value', 'equal gains']
    """
    maker = "a result of costshare.fairness.compare_solutions, or Comparison.solutions"
    found = require_type(Solutions, solutions, "solutions", maker)
    words = words_of(lang)
    alone = found.stand_alone
    names = sorted(alone, key=lambda name: -alone[name])
    columns = {
        text: [found.fees[rule][name] for name in names] for rule, text in found.titles.items()
    }
    ax = axes_to_draw_on(ax, height_for(names, words))
    rows = lay_rows(ax, len(names), head_part=0.75)
    name_rows(ax, rows, names, words)
    tidy(ax, "both")
    bars = [(*rows.place(row), Fraction(0), alone[name]) for row, name in enumerate(names)]
    draw_bars(ax, bars, _ALONE)
    amount_axis(ax.xaxis, found.currency or say("amount"), words, whole=found.unit.is_whole)
    title(ax, say("{name}: what each pays, and would cost alone", name=found.title), words)
    draw_row_points(ax, rows, columns, words, entries=[(say("cost alone"), patch(_ALONE))])
    paid = [drawn(fee) for column in columns.values() for fee in column]
    room_beside(ax, [*map(drawn, alone.values()), *paid])
    return ax
