"""Budget against actuals, item by item: two bars each, and the budget as a line across them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costshare.budget import BudgetReport
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._ink import ink
from costshare.plotting._marks import draw_bars, fill, legend, patch, stroke
from costshare.plotting._read import require_type
from costshare.plotting._rows import Rows, height_for, lay_rows, name_rows
from costshare.plotting._scale import amount_axis, drawn, room_beside, tidy, title, write_beside
from costshare.results import heading, signed
from costshare.words import say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCOME = fill(0)
_COST = fill(1) | {"hatch": "////"}


def budget(report: BudgetReport, *, ax: "Axes | None" = None, lang: str = "en") -> "Axes":
    """Draw income and cost of each item against its budget.

    Each item has a bar for its income and one for its cost. If it has a budget, a line across each
    bar marks it. The number beside the bars is the variance: the result less the budgeted result.

    Parameters
    ----------
    report : BudgetReport
        Items to draw.
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
        If `report` is not a budget report, if the language is unknown, or if matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> year = cs.BudgetReport(items=[cs.BudgetItem(name="E-arkiv", income=313_000, cost=263_196)])
    >>> ax = cs.plotting.budget(year, ax=Figure().add_subplot())
    >>> ax.texts[0].get_text()
    '+49 804'
    """
    report = require_type(BudgetReport, report, "budget")
    words = words_of(lang)
    items, variances = report.items, report.variances
    names = [item.name for item in items]
    ax = axes_to_draw_on(ax, height_for(names, words, rows=2))
    rows = lay_rows(ax, len(items))
    incomes = [(item.income, item.budget.income if item.budget else None) for item in items]
    costs = [(item.cost, item.budget.cost if item.budget else None) for item in items]
    _bars(ax, rows, incomes, _INCOME, side=-0.25)
    _bars(ax, rows, costs, _COST, side=0.25)
    reach = [
        [Decimal(0), *(amount for amount in (*income, *cost) if amount is not None)]
        for income, cost in zip(incomes, costs, strict=True)
    ]
    texts = []
    for row in rows.named:
        text = words(signed(variances[items[row].name]))
        write_beside(ax, max(reach[row]), rows.centres[row], text)
        texts.append((drawn(max(reach[row])), text))
    name_rows(ax, rows, names, words)
    tidy(ax, "x")
    label = say("{amount}; beside the bars: the variance", amount=report.currency or say("amount"))
    amount_axis(ax.xaxis, label, words, whole=report.unit.is_whole)
    title(ax, heading(report.name, report.period), words)
    entries = [(say("income"), patch(_INCOME)), (say("cost"), patch(_COST))]
    if any(item.budget for item in items):
        entries.append((say("budget"), stroke({"color": ink(ax), "linewidth": 2})))
    legend(ax, entries, words)
    room_beside(ax, [drawn(each) for amounts in reach for each in amounts], right=texts)
    return ax


def _bars(
    ax: "Axes",
    rows: Rows,
    amounts: Sequence[tuple[Decimal, Decimal | None]],
    style: dict[str, Any],
    *,
    side: float,
) -> None:
    """Draw one half of each row: actual amounts as bars, the budget as a line across them."""
    places = [
        centre + side * height for centre, height in zip(rows.centres, rows.heights, strict=True)
    ]
    draw_bars(
        ax,
        [
            (place, height / 2, Decimal(0), actual)
            for (actual, _), place, height in zip(amounts, places, rows.heights, strict=True)
        ],
        style,
    )
    planned = [
        (drawn(budget), place, height / 4)
        for (_, budget), place, height in zip(amounts, places, rows.heights, strict=True)
        if budget is not None
    ]
    ax.vlines(
        [budget for budget, _, _ in planned],
        [place - half for _, place, half in planned],
        [place + half for _, place, half in planned],
        color=ink(ax),
        linewidth=2,
    )
