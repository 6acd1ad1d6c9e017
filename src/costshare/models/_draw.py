"""Draws from which a model makes a random one of its kind, for the strategies of `testing`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from costshare.amounts import plain
from costshare.periods import Period

T = TypeVar("T")


@dataclass(frozen=True)
class Draw:
    """Random choices, and the facts and the total that the model must fit.

    Parameters
    ----------
    whole : callable
        Draws a whole number from a lowest to a highest one. All other draws follow from it, so
        that Hypothesis can drive them, and models need not know Hypothesis.
    members : sequence of str
        Names of the members.
    drivers : mapping of str to mapping of str to Fraction
        By driver that all members have and that is not zero for all, then by member.
    total : Fraction or None
        What the quotas must sum to; None where there is no total.
    unit : Fraction
        What agreed amounts are multiples of.
    period : Period or None
        What the facts are for, where it is known.
    make : callable
        Draws a model of any kind.
    is_inside : bool
        Whether the model will be inside another one.
    """

    whole: Callable[[int, int], int]
    members: Sequence[str]
    drivers: Mapping[str, Mapping[str, Fraction]]
    total: Fraction | None
    unit: Fraction
    period: Period | None
    make: "Callable[[Draw], Any]"
    is_inside: bool = False

    @property
    def facts(self) -> dict[str, dict[str, Fraction]]:
        """The drivers by member."""
        return {
            name: {driver: values[name] for driver, values in self.drivers.items()}
            for name in self.members
        }

    def one_of(self, choices: Sequence[T]) -> T:
        """Choose one of several."""
        return choices[self.whole(0, len(choices) - 1)]

    def driver(self) -> str:
        """Choose one of the drivers."""
        return self.one_of(list(self.drivers))

    def share(self) -> str:
        """Draw a number from 0 to 1."""
        return plain(Fraction(self.whole(0, 10_000), 10_000))

    def price(self) -> str:
        """Draw a price above zero."""
        return plain(Fraction(self.whole(1, 10**5), 1_000))

    def prices(self) -> dict[str, str]:
        """Draw prices for some of the drivers."""
        return {driver: self.price() for driver in self.drivers if self.whole(0, 1)}

    def rising(self, most: int, highest: int) -> list[int]:
        """Draw up to so many different numbers in rising order."""
        return sorted({self.whole(1, highest) for _ in range(self.whole(0, most))})

    def inside(self, share: Fraction = Fraction(1)) -> Any:
        """Draw a model for inside another one that shares this part of the total."""
        total = None if self.total is None else self.total * share
        return self.make(replace(self, total=total, is_inside=True))
