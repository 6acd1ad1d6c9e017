"""How one member's fee builds up: terms to quota, rounding and fee, or pool by pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import Allocation, PoolAllocation
from costshare.errors import CostshareError
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._marks import GREY, PLAIN, STRIKING, draw_bars
from costshare.plotting._read import require_type, some_members
from costshare.plotting._rows import height_for, lay_rows, name_rows
from costshare.plotting._scale import amount_axis, drawn, room_beside, tidy, title, write_beside
from costshare.results import about, heading, number, signed
from costshare.words import Words, join, say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PLACES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from one amount to another; a sum starts at zero."""

    name: str
    start: Fraction
    end: Fraction
    text: str
    is_sum: bool = False


def waterfall(
    allocation: Allocation,
    *,
    ax: "Axes | None" = None,
    member: str,
    pool: str | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw how one member's fee builds up.

    In one pool: the terms of its model, the quota as their sum, the rounding and the fee. Over all
    pools: each fee and their sum, without the pools that the member takes no part in.

    Parameters
    ----------
    allocation : Allocation
        Fees to draw.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    member : str
        Name of the member.
    pool : str, optional
        One pool; all pools, or the only one, if left out.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the member, pool or language is unknown, if the member takes no part, and if matplotlib
        is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> bill = cs.allocate(
    ...     100,
    ...     cs.Mixed(flat_share="0.4"),
    ...     {"A": {"population": 1}, "B": {"population": 1}, "C": {"population": 7}},
    ... )
    >>> ax = cs.plotting.waterfall(bill, member="C", ax=Figure().add_subplot())
    >>> for label, text in zip(ax.get_yticklabels(), ax.texts):
    ...     print(label.get_text(), text.get_text())
    flat ≈ 13.33
    by population ≈ 46.67
    quota 60
    rounding 0
    fee 60
    """
    allocation = require_type(Allocation, allocation, "waterfall")
    words = words_of(lang)
    member = some_members([member], allocation.members)[0]
    if pool is None:
        passes_on = member in allocation.passing_on
        allocation = allocation.internal_fees() if passes_on else allocation.final_fees()
    if pool is None and len(allocation.pools) == 1:
        pool = allocation.pools[0].name
    if pool is None:
        steps = list(_pool_by_pool(allocation, member))
        names = titles = [member]
    else:
        chosen = allocation.pool(pool)
        names, titles = [member, chosen.name], [member, chosen.title]
        steps = list(_term_by_term(chosen, member))
    ax = draw_steps(ax, steps, allocation.currency or say("amount"), words)
    text = join(", ", titles)
    # The one pool of `allocate` has the name of the whole.
    if allocation.name not in names:
        text = join(": ", [text, heading(allocation.name, allocation.period)])
    title(ax, text, words)
    return ax


def draw_steps(
    ax: "Axes | None",
    steps: Sequence[Step],
    label: str,
    words: Words,
    *,
    fills: tuple[dict[str, Any], dict[str, Any]] = (PLAIN, STRIKING),
) -> "Axes":
    """Draw bars that begin where the one before ends.

    `label` is that of the amounts, `fills` are those of a rise and of a fall.
    """
    names = [step.name for step in steps]
    ax = axes_to_draw_on(ax, height_for(names, words))
    rows = lay_rows(ax, len(steps))
    texts = []
    for row, step in enumerate(steps):
        fill = fills[step.end < step.start]
        bar = (*rows.place(row), step.start, step.end)
        draw_bars(ax, [bar], {"facecolor": GREY} if step.is_sum else fill)
        if row in rows.named:
            end, text = max(step.start, step.end, Fraction(0)), words(step.text)
            write_beside(ax, end, rows.centres[row], text)
            texts.append((drawn(end), text))
    for row, step in enumerate(steps[:-1]):
        ax.plot(
            [drawn(step.end)] * 2,
            [rows.centres[row], rows.centres[row + 1]],
            color=GREY,
            linewidth=0.8,
            zorder=0.5,
        )
    name_rows(ax, rows, names, words)
    tidy(ax, "x")
    amount_axis(ax.xaxis, label, words)
    ends = [drawn(each) for step in steps for each in (step.start, step.end)]
    room_beside(ax, ends, right=texts)
    return ax


def _pool_by_pool(allocation: Allocation, member: str) -> Iterator[Step]:
    so_far = Fraction(0)
    pools = [pool for pool in allocation.pools if member in pool.fees]
    if not pools:
        msg = f"{member} takes no part in any pool, so there is no fee to draw"
        raise CostshareError(msg)
    for pool in pools:
        fee = pool.fees[member]
        yield Step(pool.title, so_far, so_far + Fraction(fee), number(fee))
        so_far += Fraction(fee)
    yield Step(
        say("fee"), Fraction(0), so_far, number(allocation.member_totals[member]), is_sum=True
    )


def _term_by_term(pool: PoolAllocation, member: str) -> Iterator[Step]:
    if member not in pool.fees:
        msg = f"{member} takes no part in pool {pool.name}, so there is no fee to draw"
        raise CostshareError(msg)
    so_far = Fraction(0)
    for term in pool.terms:
        part = term.quotas[member]
        yield Step(term.label, so_far, so_far + part, about(part, _PLACES))
        so_far += part
    line = pool.line(member)
    fee, quota = Fraction(line.fee), line.quota
    yield Step(say("quota"), Fraction(0), quota, about(quota, _PLACES), is_sum=True)
    yield Step(say("rounding"), quota, fee, signed(fee - quota, _PLACES))
    yield Step(say("fee"), Fraction(0), fee, number(line.fee), is_sum=True)
