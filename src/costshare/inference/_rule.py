"""A rule: how quotas become fees, and which conditions published fees put on the parameters."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from costshare.apportionment import MethodName, TieRule, apportion_units
from costshare.errors import CostshareError
from costshare.inference._condition import Condition
from costshare.inference._family import Family, Point


@dataclass(frozen=True)
class Rule(ABC):
    """Quotas, the fees to explain in units, and the conditions that follow from them."""

    family: Family
    fees: tuple[int, ...]

    @abstractmethod
    def parts(self, point: Point) -> list[int] | None:
        """The fees of the model at a point; None where a tie or too few units stop it."""

    def most_violated(self, point: Point) -> Condition | None:
        """The condition that a point violates by most, open conditions taken as closed."""
        return self.violated_by(*self.family.at(point))

    @abstractmethod
    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The condition that quotas over one denominator violate by most."""

    @abstractmethod
    def met(self, point: Point) -> Iterator[Condition]:
        """The conditions at whose end a point lies, where it violates none."""

    def active(self, point: Point) -> Iterator[Condition]:
        """The open conditions at whose end a point lies, where it violates no closed one."""
        return (each for each in self.met(point) if each.strict)

    def reproduces(self, point: Point) -> bool:
        """Whether the model at a point gives the fees."""
        return self.parts(point) == list(self.fees)

    def only(self, places: Sequence[int]) -> Self:
        """The conditions that come from some of the fees alone."""
        fees = tuple(self.fees[at] for at in places)
        return replace(self, family=self.family.only(places), fees=fees)


@dataclass(frozen=True)
class Shared(Rule):
    """A total in units that is shared by a method of the kernel; quotas are zero or more."""

    method: MethodName
    ties: TieRule
    total: int | Fraction

    def singles(self) -> Iterator[Condition]:
        """All conditions that come from one fee; none by a method that compares running sums."""
        return iter(())

    def pair(self, one: int, other: int) -> Iterator[Condition]:
        """The conditions that come from two fees."""
        del one, other
        return iter(())

    def pairs(self) -> Iterator[Condition]:
        """All conditions that come from two fees; the same two in a row."""
        for one in range(len(self.fees)):
            for other in range(one):
                yield from self.pair(one, other)

    def agreeing(self, point: Point) -> frozenset[int]:
        """Some fees of which no two exclude each other at a point; as many as is known."""
        del point
        return frozenset()

    def parts(self, point: Point) -> list[int] | None:
        """Run the kernel at a point."""
        if not isinstance(self.total, int):
            return None
        quotas, _ = self.family.at(point)
        try:
            done = apportion_units(self.total, quotas, method=self.method, ties=self.ties)
        except CostshareError:
            return None
        return None if done.ties and self.ties == "error" else done.parts

    def _keeps(self, winner: int, loser: int) -> bool:
        """Whether a member keeps its last unit where another has the same claim to its next.

        Equal claims mean that the quotas stand in the order of the counts of units before the
        one at stake, so the tie rules by size need no quota.
        """
        if self.ties == "error":
            return False
        before, count = self.fees[winner] - 1, self.fees[loser]
        if before == count or self.ties == "listed":
            return winner < loser
        return (before > count) == (self.ties == "largest")
