"""The sweep: fees as a function of the flat share, exact at every point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import MembersLike, allocate, read_members
from costshare.amounts import Amount, Unit, exact_decimal, plain, read_amount
from costshare.analysis._steps import Lines, Piece
from costshare.apportionment import MethodName, TieRule, read_method, read_tie_rule
from costshare.errors import CostshareError, quoted, some_of
from costshare.fields import find_name, read_by_name, read_currency, read_name, read_share
from costshare.models import Facts, Mixed
from costshare.results import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PLACES = 6
_MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of flat shares with the same fee.

    Parameters
    ----------
    fee : Decimal
        In all of it.
    lowest, highest : Fraction
        Its ends; the same for a fee at a single share.
    with_lowest, with_highest : bool
        Whether the ends belong to it.
    """

    fee: Decimal
    lowest: Fraction
    highest: Fraction
    with_lowest: bool
    with_highest: bool

    def __contains__(self, share: Fraction) -> bool:
        """Tell whether a share lies in the stretch."""
        return (
            self.lowest < share < self.highest
            or (self.with_lowest and share == self.lowest)
            or (self.with_highest and share == self.highest)
        )

    @property
    def shares(self) -> str:
        """The stretch in words: a round bracket leaves its end out."""
        low, high = number(self.lowest, _PLACES), number(self.highest, _PLACES)
        if self.lowest == self.highest:
            return low
        return f"{'(['[self.with_lowest]}{low}, {high}{')]'[self.with_highest]}"

    def __str__(self) -> str:
        """Write the stretch with its fee."""
        return f"{number(self.fee)} in {self.shares}"


@dataclass(frozen=True, slots=True)
class Jump:
    """A flat share at which a fee changes.

    Parameters
    ----------
    share : Fraction
        Exactly where.
    before, at, after : Decimal or None
        The fee just below the share, at it (where quotas may tie) and just above it; None beyond
        the ends of the sweep.
    """

    share: Fraction
    before: Decimal | None
    at: Decimal
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a member is indifferent between a fee and `Mixed`.

    Parameters
    ----------
    member : str
        Which.
    fee : Decimal
        The fee that it has.
    share : Fraction or None
        The flat share at which its exact quota is that fee; None where there is none in the
        sweep, or where its quota is the same at all of them.
    steps : tuple of Step
        All flat shares at which its fee in whole units is that fee; empty where there are none.
    """

    member: str
    fee: Decimal
    share: Fraction | None
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        """Say it in a line."""
        point = "no flat share" if self.share is None else number(self.share, _PLACES)
        shares = some_of([step.shares for step in self.steps], most=3) or "no flat share"
        return f"{self.member}: quota {number(self.fee)} at {point}; fee in {shares}"


@dataclass(frozen=True, slots=True, repr=False)
class Sweep:
    """Fees of `Mixed` by its flat share. `sweep` makes one.

    Parameters
    ----------
    facts : Facts
        The members and their drivers.
    total : Fraction
        What is shared.
    unit : Unit
        The step of a fee.
    driver : str
        What the rest is shared by.
    method, ties : str
        How quotas become fees.
    lowest, highest : Fraction
        The flat shares at the ends.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.
    """

    facts: Facts
    total: Fraction
    unit: Unit
    driver: str
    method: MethodName
    ties: TieRule
    lowest: Fraction
    highest: Fraction
    currency: str | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """Their names, in order."""
        return self.facts.names

    def at(self, share: Amount) -> dict[str, Decimal]:
        """Every fee at a flat share, as `allocate` gives it.

        Raises
        ------
        CostshareError
            On a share that lies outside the sweep.
        """
        exact = read_share(share)
        if not self.lowest <= exact <= self.highest:
            ends = f"{plain(self.lowest)} to {plain(self.highest)}"
            msg = f"share {plain(exact)} lies outside the sweep, {ends}; sweep further"
            raise CostshareError(msg)
        return allocate(
            self.total,
            Mixed(flat_share=exact, driver=self.driver),
            self.facts,
            unit=self.unit.size,
            method=self.method,
            ties=self.ties,
        ).member_totals

    def steps(self, member: str) -> tuple[Step, ...]:
        """A member's fee over all flat shares, as the stretches in which it is the same.

        The work grows with the number of steps: the units between the member's lowest and its
        highest fee, and the times that it wavers between two.

        Raises
        ------
        CostshareError
            On an unknown member, and for methods other than largest remainder.
        """
        position = self._position(member)
        sign, lines = self._lines()
        return self._merged(lines.pieces(position, self.lowest, self.highest, self.ties), sign)

    def jumps(self, member: str) -> tuple[Jump, ...]:
        """The flat shares at which a member's fee changes, all of them, exactly.

        Raises
        ------
        CostshareError
            On an unknown member, and for methods other than largest remainder.
        """
        position = self._position(member)
        sign, lines = self._lines()
        pieces = list(lines.pieces(position, self.lowest, self.highest, self.ties))
        jumps = []
        for index in range(0, len(pieces), 2):  # those at one share
            around = pieces[max(index - 1, 0) : index + 2]
            if len({piece.units for piece in around}) > 1:
                fees = [self.unit.decimal(sign * piece.units) for piece in around]
                jumps.append(
                    Jump(
                        share=pieces[index].lowest,
                        before=fees[0] if index else None,
                        at=self.unit.decimal(sign * pieces[index].units),
                        after=fees[-1] if index + 1 < len(pieces) else None,
                    )
                )
        return tuple(jumps)

    def break_even(self, fees: "Mapping[str, Amount] | pd.Series[Any]") -> tuple[BreakEven, ...]:
        """Where each member is indifferent between a fee and `Mixed`.

        Parameters
        ----------
        fees : mapping of str to number, or Series
            A fee by member, such as today's.

        Raises
        ------
        CostshareError
            On an unknown member or a fee that is no number, and for methods other than largest
            remainder.
        """
        found = []
        sign, lines = self._lines()
        for name, given in read_by_name(fees, "fees").items():
            position = self._position(name)
            fee = read_amount(given, f"fee of {name}")
            shown = exact_decimal(fee, f"fee of {name}")
            units = sign * fee / self.unit.size
            share = lines.share_at(position, units)
            if share is not None and not self.lowest <= share <= self.highest:
                share = None
            # The walk grows with the steps on its way, so it goes where this fee can be, and no
            # further.
            near = lines.near(position, units, self.lowest, self.highest)
            pieces = () if near is None else lines.pieces(position, *near, self.ties)
            steps = tuple(step for step in self._merged(pieces, sign) if step.fee == fee)
            found.append(BreakEven(name, shown, share, steps))
        return tuple(found)

    def to_frame(self, points: int = 101) -> "pd.DataFrame":
        """Fees at evenly spaced flat shares, a row for each share and a column for each member.

        Parameters
        ----------
        points : int, default 101
            How many shares, both ends among them.

        Returns
        -------
        DataFrame
            Indexed by ``flat_share``, exact Fractions. `jumps` tells what lies between the rows.
        """
        from costshare.analysis._frames import sweep_frame

        count = read_amount(points, "points")
        if count.denominator != 1 or count < 2:
            msg = f"points {plain(count)} must be a whole number, 2 or more: the ends, at least"
            raise CostshareError(msg)
        if count > _MOST_POINTS:
            msg = f"points {quoted(points)} are more than {_MOST_POINTS}; pass fewer"
            raise CostshareError(msg)
        step = (self.highest - self.lowest) / (count - 1)
        return sweep_frame(self, [self.lowest + each * step for each in range(int(count))])

    def __repr__(self) -> str:
        """Say what it is in one line."""
        return (
            f"<Sweep of {number(self.total)} over {len(self.members)} members by {self.driver}, "
            f"flat share {plain(self.lowest)} to {plain(self.highest)}>"
        )

    def plot(self, members: Iterable[str] | None = None, ax: "Axes | None" = None) -> "Axes":
        """Draw the fees as lines; see `costshare.plotting.sweep`."""
        from costshare import plotting

        return plotting.sweep(self, members, ax)

    def _position(self, member: object) -> int:
        name = find_name("member", member, self.members)
        if self.method != "largest_remainder":
            msg = (
                f"steps and jumps are worked out for largest_remainder alone, not {self.method}; "
                "use .at(share), or .to_frame()"
            )
            raise CostshareError(msg)
        return self.members.index(name)

    def _lines(self) -> tuple[int, Lines]:
        """The sign of the total, and the quotas of its positive twin."""
        units = self.unit.count(self.total, "total")
        driver, proration = self.facts.read(self.driver), self.facts.proration
        by = [driver[name] * proration[name] for name in self.members]
        flat = [proration[name] for name in self.members]
        return (-1 if units < 0 else 1), Lines.between(abs(units), by, flat)

    def _merged(self, pieces: Iterable[Piece], sign: int) -> tuple[Step, ...]:
        """Neighbours with the same fee as one; they come as a share, what is between, a share …."""
        steps: list[Step] = []
        for piece in pieces:
            fee, point = self.unit.decimal(sign * piece.units), piece.is_point
            if steps and steps[-1].fee == fee:
                first = steps.pop()
                steps.append(Step(fee, first.lowest, piece.highest, first.with_lowest, point))
            else:
                steps.append(Step(fee, piece.lowest, piece.highest, point, point))
        return tuple(steps)


def sweep(
    total: Amount,
    members: MembersLike,
    *,
    member: str | None = None,
    driver: str = "population",
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
    lowest: Amount = 0,
    highest: Amount = 1,
    currency: str | None = None,
) -> Sweep:
    """Fees of `Mixed` as a function of its flat share, from all by the driver to all alike.

    Parameters
    ----------
    total : number
        The amount to share, a whole multiple of `unit`.
    members : iterable of Member, mapping of name to drivers, or DataFrame
        As in `allocate`.
    member : str, optional
        Name of the DataFrame's column of members' names, as in `allocate`.
    driver : str, default "population"
        What is not flat is shared by it.
    unit, method, ties
        As in `allocate`; ties by ``listed``, ``largest`` or ``smallest``.
    lowest, highest : number from 0 to 1, or per cent
        The flat shares between which to look.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.

    Returns
    -------
    Sweep
        ``at(share)`` gives every fee, ``jumps(member)`` where one changes.

    Raises
    ------
    CostshareError
        On members, drivers or a total that do not fit, and shares outside 0 to 1.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> fees = cs.sweep(1000, members, unit=100)
    >>> fees.at("0.5")
    {'A': Decimal('400'), 'B': Decimal('600')}
    >>> for jump in fees.jumps("A"):
    ...     print(jump.share, jump.before, jump.at, jump.after)
    2/5 300 400 400
    4/5 400 500 500
    """
    facts, _ = read_members(members, member=member)
    step = Unit.read(unit)
    exact = read_amount(total, "total")
    step.count(exact, "total")
    rule = read_tie_rule(ties)
    if rule == "error":
        msg = "a sweep passes through ties; choose ties='listed', 'largest' or 'smallest'"
        raise CostshareError(msg)
    ends = read_share(lowest, "lowest share"), read_share(highest, "highest share")
    if ends[0] >= ends[1]:
        msg = (
            f"a sweep from {plain(ends[0])} to {plain(ends[1])} must run from a lower to a higher "
            "share; pass the lower one as lowest"
        )
        raise CostshareError(msg)
    name = read_name(driver, what="driver")
    if not any(facts.read(name).values()):
        msg = f"driver {name!r} is zero for all members, so nobody can be charged by it"
        raise CostshareError(f"{msg}; check the figures")
    return Sweep(
        facts=facts,
        total=exact,
        unit=step,
        driver=name,
        method=read_method(method),
        ties=rule,
        lowest=ends[0],
        highest=ends[1],
        currency=read_currency(currency),
    )
