"""Rows of a sweep: where a fee is the same, where it jumps, and where it breaks even."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from costshare.amounts import Unit
from costshare.analysis._steps import Piece
from costshare.errors import some_of
from costshare.results import number

_PLACES = 6


@dataclass(frozen=True, slots=True)
class Step:
    """An interval of flat shares with the same fee.

    Attributes
    ----------
    fee : Decimal
        Fee in the whole interval.
    lowest, highest : Fraction
        Ends of the interval; the same for a fee at a single share.
    with_lowest, with_highest : bool
        Whether the ends belong to the interval.
    """

    fee: Decimal
    lowest: Fraction
    highest: Fraction
    with_lowest: bool
    with_highest: bool

    def __contains__(self, share: Fraction) -> bool:
        """Return whether a share lies in the interval."""
        return (
            self.lowest < share < self.highest
            or (self.with_lowest and share == self.lowest)
            or (self.with_highest and share == self.highest)
        )

    @property
    def shares(self) -> str:
        """Interval as text; a round bracket excludes its end."""
        low, high = number(self.lowest, _PLACES), number(self.highest, _PLACES)
        if self.lowest == self.highest:
            return low
        return f"{'(['[self.with_lowest]}{low}, {high}{')]'[self.with_highest]}"

    def __str__(self) -> str:
        """Write the interval with its fee."""
        return f"{number(self.fee)} in {self.shares}"


@dataclass(frozen=True, slots=True)
class Jump:
    """A flat share at which a fee changes.

    Attributes
    ----------
    share : Fraction
        Exact flat share.
    before, at, after : Decimal or None
        Fee just below the share, at it (where quotas may tie) and just above it; None beyond the
        ends of the sweep.
    """

    share: Fraction
    before: Decimal | None
    at: Decimal
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a member pays a given fee by `Mixed`.

    Attributes
    ----------
    member : str
        Name of the member.
    fee : Decimal
        The given fee.
    share : Fraction or None
        Flat share at which the exact quota is that fee; None if there is no such share in the
        sweep, or if the quota is the same at all shares.
    steps : tuple of Step
        All flat shares at which the fee in whole units is that fee; empty if it never is.
    """

    member: str
    fee: Decimal
    share: Fraction | None
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        """Write it in one line."""
        point = "no flat share" if self.share is None else number(self.share, _PLACES)
        shares = some_of([step.shares for step in self.steps], most=3) or "no flat share"
        return f"{self.member}: quota {number(self.fee)} at {point}; fee in {shares}"


def steps_of(pieces: Iterable[Piece], unit: Unit, sign: int) -> tuple[Step, ...]:
    """Merge neighbours with the same fee; they come as a share, an interval, a share …."""
    steps: list[Step] = []
    for piece in pieces:
        fee, point = unit.decimal(sign * piece.units), piece.is_point
        if steps and steps[-1].fee == fee:
            first = steps.pop()
            steps.append(Step(fee, first.lowest, piece.highest, first.with_lowest, point))
        else:
            steps.append(Step(fee, piece.lowest, piece.highest, point, point))
    return tuple(steps)


def jumps_of(pieces: Sequence[Piece], unit: Unit, sign: int) -> Iterator[Jump]:
    """Find the shares at which the fee changes."""
    fee = cache(lambda units: unit.decimal(sign * units))
    last = len(pieces) - 1
    for index in range(0, len(pieces), 2):  # those at one share
        share, _, at = pieces[index]
        before = pieces[index - 1].units if index else None
        after = pieces[index + 1].units if index < last else None
        if not (before in {None, at} and after in {None, at}):
            yield Jump(
                share=share,
                before=None if before is None else fee(before),
                at=fee(at),
                after=None if after is None else fee(after),
            )
