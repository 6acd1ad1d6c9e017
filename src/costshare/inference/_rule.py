"""What the search asks of a way to round: which conditions fees lay on the parameters."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Protocol, Self

from costshare.apportionment import MethodName, TieRule, apportion_units
from costshare.errors import CostshareError
from costshare.inference._condition import Condition
from costshare.inference._family import Family, Point


class Rule(Protocol):
    """A family, fees in units, and how the one becomes the other."""

    @property
    def family(self) -> Family:
        """The quotas."""

    @property
    def fees(self) -> tuple[int, ...]:
        """The fees to explain, in units."""

    def parts(self, point: Point) -> list[int] | None:
        """The fees that the model at a point gives; None where a tie or too few units stop it."""

    def of(self, fees: tuple[int, ...]) -> Self:
        """The same rule for other fees with the same sum."""

    def only(self, places: Sequence[int]) -> Self:
        """The conditions that come from some of the fees alone."""

    def worst(self, point: Point) -> Condition | None:
        """The condition that a point breaks by most, ends of open ones counted as kept."""

    def tight(self, point: Point) -> Iterator[Condition]:
        """The open conditions at whose end a point lies, where it breaks no closed one."""


class Shared(ABC):
    """Units shared by a method of the kernel.

    Parameters
    ----------
    family : Family
        With quotas of zero or more.
    fees : tuple of int
        In units.
    method, ties : str
        The kernel's.
    total : int, optional
        What is shared, in units; the sum of the fees where left out.
    """

    def __init__(
        self,
        family: Family,
        fees: tuple[int, ...],
        method: MethodName,
        ties: TieRule,
        total: int | None = None,
    ) -> None:
        self.family, self.fees = family, fees
        self._method, self._ties = method, ties
        self._total = sum(fees) if total is None else total
        self._prepare()

    def _prepare(self) -> None:  # noqa: B027 - not every method has something to prepare
        """Work out once what the conditions ask for often."""

    @abstractmethod
    def worst(self, point: Point) -> Condition | None:
        """The condition that a point breaks by most."""

    @abstractmethod
    def tight(self, point: Point) -> Iterator[Condition]:
        """The open conditions at whose end a point lies."""

    @abstractmethod
    def singles(self) -> Iterator[Condition]:
        """All conditions that come from one fee."""

    @abstractmethod
    def pairs(self) -> Iterator[Condition]:
        """All conditions that come from two fees, those of the same two after each other."""

    def parts(self, point: Point) -> list[int] | None:
        """Run the kernel at a point."""
        quotas, _ = self.family.at(point)
        try:
            done = apportion_units(self._total, quotas, method=self._method, ties=self._ties)
        except CostshareError:
            return None
        return None if done.ties and self._ties == "error" else done.parts

    def of(self, fees: tuple[int, ...]) -> Self:
        """The same rule for other fees with the same sum."""
        return type(self)(self.family, fees, self._method, self._ties)

    def only(self, places: Sequence[int]) -> Self:
        """The conditions that come from some of the fees alone."""
        fees = tuple(self.fees[at] for at in places)
        return type(self)(self.family.only(places), fees, self._method, self._ties)

    def _keeps(self, winner: int, loser: int) -> bool:
        """Whether a member may hold its last unit where another has the same claim to its next.

        Equal claims mean that the quotas stand in the order of the counts of units before the
        one at stake, so the tie rules by size need no quota.
        """
        if self._ties == "error":
            return False
        held, wanted = self.fees[winner] - 1, self.fees[loser]
        if held == wanted or self._ties == "listed":
            return winner < loser
        return (held > wanted) == (self._ties == "largest")
