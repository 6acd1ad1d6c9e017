"""Who passes how much to whom: bands between the pools of a cascade and those who pay."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from costshare.agreement import Allocation, PoolAllocation
from costshare.errors import CostshareError
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._marks import GREY, Bar, draw_bars, fill
from costshare.plotting._read import require_type
from costshare.plotting._scale import drawn, title, write_beside
from costshare.plotting._text import literal, name_text
from costshare.results import heading, number
from costshare.words import Words, join, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NODE = Fraction(1, 20)  # width of a bar; the columns are 1 apart
_GAP = Fraction(1, 12)  # part of a column's height that is left between its bars
_NAMED = 25  # of a column, the largest
_STEPS = 24
_ROW = 0.3  # inches of a named bar


class Node(NamedTuple):
    """A bar: a pool, or a member that pays in the end."""

    column: int
    top: Fraction
    size: Fraction

    @property
    def middle(self) -> float:
        """Place of its middle, downwards from zero."""
        return drawn(-self.top - self.size / 2)

    @property
    def bar(self) -> Bar:
        """The bar as it is drawn."""
        return self.middle, drawn(self.size), Fraction(self.column), self.column + _NODE


def flows(allocation: Allocation, *, ax: "Axes | None" = None, lang: str = "en") -> "Axes":
    """Draw who passes how much to whom, from the first pools on the left to those who pay.

    Each pool is a bar as high as what it charges, its own cost and what it takes over, and a band
    leads from it to each member that it charges. Where bands end in the bar of a pool, they are
    passed on. The largest bars of each column are named.

    Parameters
    ----------
    allocation : Allocation
        Fees to draw.
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
        If a fee is a credit, the language is unknown, or matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> board = cs.Agreement(
    ...     name="Board",
    ...     period="2022",
    ...     members=[cs.Member(name="Portal"), cs.Member(name="Boden")],
    ...     pools=[
    ...         cs.Pool(name="platform", total=60, model=cs.Flat(), members=["Portal"]),
    ...         cs.Pool(name="Portal", total=40, model=cs.Flat(), receives=True),
    ...     ],
    ... )
    >>> ax = cs.plotting.flows(board.allocate(), ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts]
    ['platform 60', 'Portal 100', 'Boden 100']
    """
    allocation = require_type(Allocation, allocation, "flows")
    words = words_of(lang)
    for pool in allocation.pools:
        for member, fee in pool.fees.items():
            if fee < 0:
                msg = f"{member} is credited {fee} in pool {pool.name}, which no band shows; "
                raise CostshareError(msg + "draw the fees: cs.plotting.fees(…)")
    nodes, titles = _nodes(allocation), {pool.name: pool.title for pool in allocation.pools}
    tallest = max(Counter(node.column for node in nodes.values()).values())
    ax = axes_to_draw_on(ax, max(3.0, 1.0 + _ROW * min(tallest, _NAMED)))
    _draw_bands(ax, allocation, nodes)
    for place, pool in enumerate(allocation.pools):
        draw_bars(ax, [nodes["pool", pool.name].bar], fill(place))
    payers = [node.bar for (kind, _), node in nodes.items() if kind == "member"]
    draw_bars(ax, payers, {"facecolor": GREY})
    _name(ax, allocation, nodes, titles, words)
    last = max(node.column for node in nodes.values())
    low = max(node.top + node.size for node in nodes.values())
    ax.set_xlim(-0.05, last + 0.9)
    ax.set_ylim(drawn(-low) * 1.03 or -1, drawn(low) * 0.03)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    title(ax, heading(allocation.name, allocation.period, allocation.currency), words)
    return ax


Key = tuple[str, str]
"""Kind of a bar, and its name: a member may bear the name of a pool."""


def _depths(pools: Sequence[PoolAllocation]) -> dict[str, int]:
    """Number the levels: a pool stands right of all from which it takes over costs.

    What pools of a circle charge each other leads to the right or back.
    """
    depths: dict[str, int] = {}
    waiting = list(pools)
    while waiting:
        for pool in waiting:
            before = [name for name in pool.taken_over if name not in pool.solved]
            if all(name in depths for name in before):
                depths[pool.name] = 1 + max((depths[name] for name in before), default=-1)
        waiting = [pool for pool in waiting if pool.name not in depths]
    return depths


def _nodes(allocation: Allocation) -> dict[Key, Node]:
    """Lay out the bars of each column, with gaps between them."""
    depths = _depths(allocation.pools)
    last = 1 + max(depths.values())
    final = allocation.final_fees()
    charged = {name for pool in final.pools for name in pool.fees}
    sizes: dict[int, dict[Key, Fraction]] = {}
    for pool in allocation.pools:
        sizes.setdefault(depths[pool.name], {})["pool", pool.name] = Fraction(pool.amount)
    for name, fee in final.member_totals.items():
        if name in charged:
            sizes.setdefault(last, {})["member", name] = Fraction(fee)
    whole = max(sum(column.values()) for column in sizes.values())
    nodes: dict[Key, Node] = {}
    for depth in sorted(sizes):
        top, gap = Fraction(0), whole * _GAP / max(len(sizes[depth]) - 1, 1)
        for key, size in sizes[depth].items():
            nodes[key] = Node(depth, top, size)
            top += size + gap
    return nodes


def _draw_bands(ax: "Axes", allocation: Allocation, nodes: Mapping[Key, Node]) -> None:
    """Draw a band from each pool to each member that it charges."""
    from matplotlib.collections import PolyCollection

    passing = set(allocation.passing_on)
    reached = dict.fromkeys(nodes, Fraction(0))
    for place, pool in enumerate(allocation.pools):
        giver, left, bands = nodes["pool", pool.name], Fraction(0), []
        for member, fee in pool.fees.items():
            if not fee:
                continue
            key = ("pool" if member in passing else "member", member)
            size, taker = Fraction(fee), nodes[key]
            start, end = giver.top + left, taker.top + reached[key]
            upper = list(_curve(giver.column + _NODE, start, taker.column, end))
            lower = list(_curve(giver.column + _NODE, start + size, taker.column, end + size))
            bands.append([*upper, *reversed(lower)])
            left += size
            reached[key] += size
        colour = fill(place)["facecolor"]
        ax.add_collection(
            PolyCollection(bands, facecolor=colour, alpha=0.35, linewidth=0), autolim=False
        )


def _curve(
    left: Fraction, start: Fraction, right: int, end: Fraction
) -> Iterator[tuple[float, float]]:
    """Yield the points of one edge of a band, which leaves and arrives level."""
    for step in range(_STEPS + 1):
        part = Fraction(step, _STEPS)
        eased = part * part * (3 - 2 * part)
        across, down = left + (right - left) * part, start + (end - start) * eased
        yield drawn(across), -drawn(down)


def _name(
    ax: "Axes",
    allocation: Allocation,
    nodes: Mapping[Key, Node],
    titles: Mapping[str, str],
    words: Words,
) -> None:
    """Write names and amounts beside the largest bars of each column."""
    unit = allocation.unit
    columns: dict[int, list[tuple[Key, Node]]] = {}
    for key, node in nodes.items():
        columns.setdefault(node.column, []).append((key, node))
    for column in columns.values():
        shown = sorted(column, key=lambda pair: -pair[1].size)[:_NAMED]
        for (kind, name), node in column:
            if ((kind, name), node) not in shown:
                continue
            said = titles[name] if kind == "pool" else name
            amount = words(number(unit.decimal(unit.count(node.size, "fee"))))
            text = join(" ", [literal(name_text(said)), amount])
            write_beside(ax, node.column + _NODE, node.middle, text)
