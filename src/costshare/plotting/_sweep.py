"""Fees as a share moves: a line for each member, exact at every corner."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._comparison import exact_cell
from costshare.plotting._ink import ink
from costshare.plotting._line_ends import height_for_lines, lines_to_name, name_ends
from costshare.plotting._marks import GREY, line
from costshare.plotting._read import require_type, some_members
from costshare.plotting._scale import amount_axis, drawn, share_axis, tidy, title
from costshare.words import say, words_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Shares at which every fee is computed, fewer for many members. If no fee has more values than
# 0.6 of them, the steps are large enough to see and few enough to compute. (A fee of two values may
# jump between them very often if others move in small steps.)
_SHARES = 101
_SHARES_OF_MANY = 21
_MANY = 60
_FEW = 0.6


Money = Fraction | Decimal
Corner = tuple[Fraction, Money]


class Jump(Protocol):
    """A flat share at which a fee changes."""

    @property
    def share(self) -> Fraction:
        """Exact flat share."""

    @property
    def before(self) -> Decimal | None:
        """Fee just below the share; None at the lower end of the sweep."""

    @property
    def at(self) -> Decimal:
        """Fee at the share."""

    @property
    def after(self) -> Decimal | None:
        """Fee just above the share; None at the upper end of the sweep."""


@runtime_checkable
class Sweep(Protocol):
    """Fees by a share."""

    @property
    def members(self) -> Sequence[str]:
        """Names of the members, in order."""

    @property
    def currency(self) -> str | None:
        """Currency of every amount."""

    @property
    def title(self) -> str:
        """What is shared, and what changes, in words."""

    @property
    def axis(self) -> str:
        """What a share is, in words."""

    @property
    def method(self) -> str:
        """Rule by which quotas become fees; jumps are known for largest_remainder only."""

    def jumps(self, member: str) -> Sequence[Jump]:
        """Return the flat shares at which the fee of a member changes."""

    def to_frame(self, points: int) -> "pd.DataFrame":
        """Lay out fees, evenly spaced flat shares × members."""


def sweep(
    sweep: Sweep,
    *,
    ax: "Axes | None" = None,
    members: Iterable[str] | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw fees as a function of the share, with the names at the ends of the lines.

    Up to 20 members are named. Of more members, and on given Axes that are too low for all names,
    the three whose fees rise most and the three whose fees fall most are named, and the others are
    thin grey lines. Fees with few different values are drawn as steps at their exact jumps, others
    as lines through exact points.

    Parameters
    ----------
    sweep : Sweep
        Result of `costshare.sweep`.
    ax : Axes, optional
        Axes to draw on; a new figure if left out, higher for more than 22 `members`.
    members : list of str, optional
        Name these members instead.
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
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> ax = cs.plotting.sweep(cs.sweep(1000, members), ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts], ax.get_xlabel()
    (['A', 'B'], 'flat share; the rest by population')
    """
    sweep = require_type(Sweep, sweep, "sweep", "a result of costshare.sweep")
    words = words_of(lang)
    chosen = some_members(members, sweep.members)
    many = len(sweep.members) > _MANY
    frame = sweep.to_frame(points=_SHARES_OF_MANY if many else _SHARES)
    shares = list(frame.index)
    fees = {
        name: [exact_cell(fee, f"fee of {name}") for fee in frame[name]] for name in sweep.members
    }
    if members is None:
        chosen = lines_to_name(ax, fees)
    stepwise = sweep.method == "largest_remainder" and all(
        len(set(column)) <= _FEW * len(shares) for column in fees.values()
    )
    lines = {
        name: list(
            _corners(sweep, name, shares, fees[name])
            if stepwise
            else zip(shares, fees[name], strict=True)
        )
        for name in chosen
    }

    ax = axes_to_draw_on(ax, height_for_lines(len(chosen)))
    for name, column in fees.items():
        if name not in lines:
            _draw(ax, zip(shares, column, strict=True), color=GREY, linewidth=0.4, zorder=1)
    for position, corners in enumerate(lines.values()):
        _draw(ax, corners, linewidth=1.5, **line(position, ink(ax)))
    tidy(ax, "both")
    ax.set_xlim(drawn(shares[0]), drawn(shares[-1]))
    whole = all(fee == int(fee) for column in fees.values() for fee in column)
    amount_axis(ax.yaxis, sweep.currency or say("amount"), words, whole=whole)
    share_axis(ax, sweep.axis, words)
    title(ax, sweep.title, words)
    ends = [(name, drawn(fees[name][0]), drawn(fees[name][-1])) for name in lines]
    name_ends(ax, ends, [line(position, ink(ax)) for position in range(len(ends))])
    return ax


def _draw(ax: "Axes", corners: Iterable[Corner], **style: Any) -> None:
    across, up = zip(*((drawn(share), drawn(fee)) for share, fee in corners), strict=True)
    ax.plot(across, up, **style)


def _corners(
    sweep: Sweep, member: str, shares: Sequence[Fraction], fees: Sequence[Money]
) -> Iterator[Corner]:
    """Find the corners of the steps of a member, in order."""
    yield shares[0], fees[0]
    for jump in sweep.jumps(member):
        yield jump.share, jump.at if jump.before is None else jump.before
        yield jump.share, jump.at if jump.after is None else jump.after
    yield shares[-1], fees[-1]
