"""Fees by member and pool: stacked bars, the largest total on top."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.agreement import Allocation
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._marks import draw_bars, fill, legend, patch
from costshare.plotting._read import require_type, some_members
from costshare.plotting._rows import height_for, lay_rows, name_rows
from costshare.plotting._scale import amount_axis, drawn, room_beside, tidy, title, write_beside
from costshare.results import heading, number
from costshare.words import say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fees(
    allocation: Allocation,
    *,
    ax: "Axes | None" = None,
    members: Iterable[str] | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw fees by member and pool as stacked bars, the largest total on top.

    If there are more members than names fit, the largest and the smallest are named and the bars
    between them are thin. Credits are stacked to the left of zero.

    Parameters
    ----------
    allocation : Allocation
        Fees to draw.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    members : list of str, optional
        Draw only these.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If a member or the language is unknown, or matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> bill = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    >>> ax = cs.plotting.fees(bill, ax=Figure().add_subplot())
    >>> ax.get_xlabel(), [label.get_text() for label in ax.get_yticklabels()]
    ('amount', ['A', 'B', 'C'])
    """
    allocation = require_type(Allocation, allocation, "fees").final_fees()
    words = words_of(lang)
    totals = allocation.member_totals
    names = some_members(members, allocation.members)
    names.sort(key=lambda name: -Fraction(totals[name]))
    parts = [[Fraction(pool.fee(name) or 0) for name in names] for pool in allocation.pools]

    ax = axes_to_draw_on(ax, height_for(names, words))
    rows = lay_rows(ax, len(names), head_part=0.75)
    # White edges would wash out the thin bars.
    edge = 0 if rows.squeezed else 0.5
    charges, credits_ = [Fraction(0)] * len(names), [Fraction(0)] * len(names)
    for position, part in enumerate(parts):
        bars = []
        for row, fee in enumerate(part):
            ends = charges if fee > 0 else credits_
            if fee:
                bars.append((*rows.place(row), ends[row], ends[row] + fee))
                ends[row] += fee
        draw_bars(ax, bars, fill(position), edge)
    texts = []
    for row in rows.named:
        text = words(number(totals[names[row]]))
        write_beside(ax, charges[row], rows.centres[row], text)
        texts.append((drawn(charges[row]), text))
    name_rows(ax, rows, names, words)
    tidy(ax, "x")
    label = allocation.currency or say("amount")
    amount_axis(ax.xaxis, label, words, whole=allocation.unit.is_whole)
    title(ax, heading(allocation.name, allocation.period), words)
    if len(parts) > 1:
        fills = [(pool.title, patch(fill(place))) for place, pool in enumerate(allocation.pools)]
        legend(ax, fills, words)
    room_beside(ax, map(drawn, [*charges, *credits_]), right=texts)
    return ax
