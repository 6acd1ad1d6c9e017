"""Fees as the flat share moves: a line for each member, exact at every corner."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from costshare.errors import CostshareError
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._comparison import exact_cell
from costshare.plotting._line_ends import name_ends
from costshare.plotting._marks import GREY, line
from costshare.plotting._read import some_members
from costshare.plotting._scale import amount_axis, drawn, share_axis, tidy, title
from costshare.results import number, with_currency

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_HEIGHT = 5.5
_ALL_NAMED = 15
_EXTREMES = 3

# Shares at which every fee is worked out, fewer for many members. Where no fee takes more values
# than 0.6 of them, the steps are large enough to see, and few enough to work out one by one. (A fee
# of two values may jump between them without end where others move in fine steps.)
_SHARES = 101
_SHARES_OF_MANY = 21
_MANY = 60
_FEW = 0.6


Money = Fraction | Decimal
Corner = tuple[Fraction, Money]


class Jump(Protocol):
    """A flat share at which a fee changes; None beyond the ends of the sweep."""

    @property
    def share(self) -> Fraction:
        """Where."""

    @property
    def before(self) -> Decimal | None:
        """The fee just below."""

    @property
    def at(self) -> Decimal:
        """The fee at the share itself."""

    @property
    def after(self) -> Decimal | None:
        """The fee just above."""


@runtime_checkable
class Sweep(Protocol):
    """Fees by flat share."""

    @property
    def members(self) -> Sequence[str]:
        """Their names, in order."""

    @property
    def currency(self) -> str | None:
        """Of all amounts."""

    @property
    def total(self) -> Fraction:
        """What is shared."""

    @property
    def driver(self) -> str:
        """What is not flat is shared by it."""

    @property
    def method(self) -> str:
        """How quotas become fees; jumps are known for largest_remainder."""

    def jumps(self, member: str) -> Sequence[Jump]:
        """The flat shares at which a member's fee changes."""

    def to_frame(self, points: int) -> "pd.DataFrame":
        """Fees, evenly spaced flat shares × members."""


def sweep(sweep: Sweep, members: Iterable[str] | None = None, ax: "Axes | None" = None) -> "Axes":
    """Draw fees as a function of the flat share, with the names at the ends of the lines.

    Up to 15 members are named; of more, the three whose fees rise most and the three whose fees
    fall most, and the others are thin grey lines. Where fees move in few steps, they are drawn as
    steps, exactly where they jump; finer ones as lines through exact points.

    Parameters
    ----------
    sweep : Sweep
        From `costshare.sweep`.
    members : list of str, optional
        Name these instead.
    ax : Axes, optional
        Where to draw; a new figure where left out.

    Returns
    -------
    Axes
        With the picture.

    Raises
    ------
    CostshareError
        On an unknown member, and without matplotlib.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> ax = cs.plotting.sweep(cs.sweep(1000, members), ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts], ax.get_xlabel()
    (['A', 'B'], 'flat share; the rest by population')
    """
    if not isinstance(sweep, Sweep):
        msg = f"sweep draws a Sweep from costshare.sweep, and got a {type(sweep).__name__}"
        raise CostshareError(msg)
    chosen = some_members(members, sweep.members)
    many = len(sweep.members) > _MANY
    frame = sweep.to_frame(points=_SHARES_OF_MANY if many else _SHARES)
    shares = list(frame.index)
    fees = {
        name: [exact_cell(fee, f"fee of {name}") for fee in frame[name]] for name in sweep.members
    }
    if members is None and len(chosen) > _ALL_NAMED:
        chosen = _extremes(fees)
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

    ax = axes_to_draw_on(ax, _HEIGHT)
    for name, column in fees.items():
        if name not in lines:
            _draw(ax, zip(shares, column, strict=True), color=GREY, linewidth=0.4, zorder=1)
    for position, corners in enumerate(lines.values()):
        _draw(ax, corners, linewidth=1.5, **line(position))
    tidy(ax, "both")
    ax.set_xlim(drawn(shares[0]), drawn(shares[-1]))
    whole = all(fee == int(fee) for column in fees.values() for fee in column)
    amount_axis(ax.yaxis, sweep.currency or "amount", whole=whole)
    share_axis(ax, f"flat share; the rest by {sweep.driver}")
    title(ax, f"{with_currency(number(sweep.total), sweep.currency)} by flat share")
    ends = [(name, drawn(fees[name][0]), drawn(fees[name][-1])) for name in lines]
    name_ends(ax, ends, [line(position) for position in range(len(ends))])
    return ax


def _draw(ax: "Axes", corners: Iterable[Corner], **style: Any) -> None:
    across, up = zip(*((drawn(share), drawn(fee)) for share, fee in corners), strict=True)
    ax.plot(across, up, **style)


def _corners(
    sweep: Sweep, member: str, shares: Sequence[Fraction], fees: Sequence[Money]
) -> Iterator[Corner]:
    """The corners of a member's steps, in order."""
    yield shares[0], fees[0]
    for jump in sweep.jumps(member):
        yield jump.share, jump.at if jump.before is None else jump.before
        yield jump.share, jump.at if jump.after is None else jump.after
    yield shares[-1], fees[-1]


def _extremes(fees: Mapping[str, Sequence[Money]]) -> list[str]:
    """Whose fees rise most and whose fall most."""
    rise = {name: Fraction(column[-1]) - Fraction(column[0]) for name, column in fees.items()}
    by_rise = sorted(rise, key=lambda name: rise[name])
    return [*by_rise[:_EXTREMES], *by_rise[-_EXTREMES:]]
