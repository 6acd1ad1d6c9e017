"""Who pays more and who pays less than in the baseline: diverging bars, or points for several."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._comparison import Comparison, cells, some_scenarios
from costshare.plotting._marks import PLAIN, STRIKING, draw_bars, legend, mark, stroke
from costshare.plotting._read import require_type
from costshare.plotting._rows import Rows, height_for, lay_rows, name_rows
from costshare.plotting._scale import (
    amount_axis,
    drawn,
    room_beside,
    thin_ticks,
    tidy,
    title,
    write_beside,
)
from costshare.results import MISSING, signed, with_currency
from costshare.words import Words, join, say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Change = Fraction | Decimal | None


def changes(
    comparison: Comparison,
    *,
    ax: "Axes | None" = None,
    scenario: str | None = None,
    pool: str | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw each member's change against the baseline, the largest increase on top.

    One scenario is drawn as bars: members that pay more to the right (hatched), members that pay
    less to the left. Several are drawn as points, with a colour and a shape for each scenario, in
    the order of the changes of the first. If there are more members than names fit, those with the
    largest increases and decreases are named, and the rows between them are thin.

    Parameters
    ----------
    comparison : Comparison
        Result of `costshare.compare`.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    scenario : str, optional
        Draw only this one.
    pool : str, optional
        Changes in this pool; over all pools if left out.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the scenario, pool or language is unknown, if the comparison has no scenario but its
        baseline, and if matplotlib is missing.
    """
    comparison = require_type(Comparison, comparison, "changes", "a result of costshare.compare")
    words = words_of(lang)
    chosen = some_scenarios(comparison, scenario)
    frame = comparison.changes(pool=pool)
    found = {name: cells(frame, name) for name in chosen}
    first = found[chosen[0]]
    # Missing changes last.
    names = sorted(first, key=lambda name: (first[name] is None, -Fraction(first[name] or 0)))
    columns = [[found[each][name] for name in names] for each in chosen]

    ax = axes_to_draw_on(ax, height_for(len(names)))
    rows = lay_rows(ax, len(names))
    name_rows(ax, rows, names, words)
    whole = all(each is None or each == int(each) for column in columns for each in column)
    against = say("change against {baseline}", baseline=comparison.baseline)
    label = say(
        "← pays less    {change}    pays more →",
        change=with_currency(against, comparison.currency, ", "),
    )
    amount_axis(ax.xaxis, label, words, whole=whole)
    if len(chosen) == 1:
        _bars(ax, rows, columns[0], words)
    else:
        _points(ax, rows, dict(zip(chosen, columns, strict=True)), words)
        thin_ticks(ax)
    # A line leads from a name to its points.
    tidy(ax, "x" if len(chosen) == 1 else "both")
    which = [*(chosen if len(chosen) == 1 else []), *([] if pool is None else [pool])]
    parts = [comparison.title, *([join(", ", which)] if which else [])]
    title(ax, join(": ", parts), words)
    return ax


def _bars(ax: "Axes", rows: Rows, column: Sequence[Change], words: Words) -> None:
    moves = [(*rows.place(row), Fraction(0), change) for row, change in enumerate(column) if change]
    draw_bars(ax, [move for move in moves if move[-1] > 0], STRIKING)
    draw_bars(ax, [move for move in moves if move[-1] < 0], PLAIN)
    left: list[str] = []
    right: list[str] = []
    for row in rows.named:
        change = column[row]
        down = change is not None and change < 0
        text = MISSING if change is None else words(signed(change))
        (left if down else right).append(text)
        write_beside(ax, change or Fraction(0), rows.centres[row], text, left=down)
    room_beside(ax, [drawn(change or 0) for change in column], left, right)


def _points(ax: "Axes", rows: Rows, columns: Mapping[str, Sequence[Change]], words: Words) -> None:
    size = 16 if rows.squeezed else 40
    ax.axvline(0, color="black", linewidth=0.8)
    for position, column in enumerate(columns.values()):
        there = [row for row, change in enumerate(column) if change is not None]
        ax.scatter(
            [drawn(column[row] or 0) for row in there],
            [rows.centres[row] for row in there],
            s=[size if rows.heights[row] > 0.5 else 6 for row in there],
            zorder=2 + 0.01 * position,
            **mark(position),
        )
    shown = [stroke(mark(place) | {"linestyle": ""}) for place in range(len(columns))]
    legend(ax, list(zip(columns, shown, strict=True)), words)
