"""Who pays more and who pays less than in the baseline: bars in panels, or points."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING

from costshare.plotting._axes import axes_to_draw_on, final_width, panels, points_per_dot
from costshare.plotting._comparison import Comparison, cells, some_scenarios
from costshare.plotting._marks import PLAIN, STRIKING, draw_bars
from costshare.plotting._read import require_type
from costshare.plotting._row_points import draw_row_points
from costshare.plotting._rows import Rows, frame_rows, height_for, lay_rows, name_rows
from costshare.plotting._scale import (
    amount_axis,
    drawn,
    room_beside,
    thin_ticks,
    tidy,
    title,
    write_beside,
    zero_line,
)
from costshare.plotting._text import POINTS, literal, name_text, width_of
from costshare.results import MISSING, signed, with_currency
from costshare.words import Words, join, say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Change = Fraction | Decimal | None

_MOST_PANELS = 6


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
    less to the left. Several, up to six, are panels side by side with the same rows and the same
    axis, in the order of the changes of the first. On Axes that are given, and of more than six,
    they are points, with a colour and a shape for each scenario. If there are more members than
    names fit, those with the largest increases and decreases are named, and the rows between them
    are thin.

    Parameters
    ----------
    comparison : Comparison
        Result of `costshare.compare`.
    ax : Axes, optional
        Axes to draw on, one for all scenarios; a new figure if left out.
    scenario : str, optional
        Draw only this one.
    pool : str, optional
        Changes in this pool; over all pools if left out.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture; of panels the first, and ``ax.figure.axes`` has all.

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

    height = height_for(names, words)
    if ax is None and 1 < len(chosen) <= _MOST_PANELS:
        known = [each for column in columns for each in column if each is not None]
        extremes = (min(known, default=0), max(known, default=0))
        widths = [width_of(words(signed(each))) for each in extremes if each]
        drawn_on = panels(len(chosen), height, sum(widths))
    else:
        drawn_on = [axes_to_draw_on(ax, height)]
    first_ax = drawn_on[0]
    rows = lay_rows(first_ax, len(names))
    name_rows(first_ax, rows, names, words)
    for each in drawn_on[1:]:
        frame_rows(each, rows)
    for each in drawn_on:
        # A line leads from a name to its points.
        tidy(each, "both" if len(chosen) > len(drawn_on) else "x")
    whole = all(each is None or each == int(each) for column in columns for each in column)
    amount_axis(first_ax.xaxis, "", words, whole=whole)
    parts = [comparison.title, *([] if pool is None else [pool])]
    if len(chosen) == 1:
        parts = [comparison.title, join(", ", [*chosen, *parts[1:]])]
    against = say("change against {baseline}", baseline=comparison.baseline)
    label = say(
        "← pays less    {change}    pays more →",
        change=with_currency(against, comparison.currency, ", "),
    )
    if len(drawn_on) == 1:
        first_ax.set_xlabel(literal(words(label)))
        title(first_ax, join(": ", parts), words)
    else:
        _name_panels(drawn_on, chosen, (join(": ", parts), label), words)
    if len(chosen) > len(drawn_on):
        zero_line(first_ax)
        draw_row_points(first_ax, rows, dict(zip(chosen, columns, strict=True)), words)
        thin_ticks(first_ax, final_width(first_ax))
    else:
        _bars(drawn_on, rows, columns, words)
    return first_ax


def _name_panels(
    drawn_on: Sequence["Axes"], scenarios: Sequence[str], texts: tuple[str, str], words: Words
) -> None:
    """Name each panel; the title and the label of the axis are those of the figure."""
    figure, size = drawn_on[0].figure, drawn_on[0].title.get_fontsize()
    heading, label = (literal(words(text)) for text in texts)
    signs = int(figure.bbox.width * points_per_dot(drawn_on[0]) / 8)
    figure.suptitle("\n".join(wrap(heading, signs)), x=0.01, ha="left", fontsize=size)
    figure.supxlabel(label, fontsize=drawn_on[0].xaxis.label.get_fontsize())
    for each, scenario in zip(drawn_on, scenarios, strict=True):
        each.set_title(name_text(scenario, lines=2), loc="left", fontsize=POINTS)


def _bars(
    drawn_on: Sequence["Axes"], rows: Rows, columns: Sequence[Sequence[Change]], words: Words
) -> None:
    """Draw a scenario on each of the Axes, which share the axis of amounts."""
    left: list[tuple[float, str]] = []
    right: list[tuple[float, str]] = []
    for ax, column in zip(drawn_on, columns, strict=True):
        moves = [
            (*rows.place(row), Fraction(0), change) for row, change in enumerate(column) if change
        ]
        draw_bars(ax, [move for move in moves if move[-1] > 0], STRIKING)
        draw_bars(ax, [move for move in moves if move[-1] < 0], PLAIN)
        for row in rows.named:
            change = column[row]
            down = change is not None and change < 0
            text = MISSING if change is None else words(signed(change))
            (left if down else right).append((drawn(change or 0), text))
            write_beside(ax, change or Fraction(0), rows.centres[row], text, left=down)
    ends = [drawn(change or 0) for column in columns for change in column]
    room_beside(drawn_on[0], ends, left, right, beside_others=len(drawn_on) > 1)
    if min(ends) < 0:
        for ax in drawn_on[1:]:
            zero_line(ax)
