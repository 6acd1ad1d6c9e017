"""The cost of every coalition, by the bits of its number, in whole numbers over one denominator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What int64 holds with room for a sum of four such numbers.
_MOST = 2**60


def whole_array(values: Sequence[int]) -> NDArray[Any]:
    """Put whole numbers of any size into an array, as int64 where sums of four of them fit."""
    largest = max(map(abs, values), default=0)
    return np.array(values, dtype=np.int64 if largest < _MOST else object)


def subset_sums(values: Sequence[int], room: int = 0) -> NDArray[Any]:
    """Sum the values of every subset, by the bits of its number.

    `room` is the largest amount that the caller adds to a sum or takes from it.
    """
    fits = sum(map(abs, values)) + room < _MOST
    sums = np.zeros(1, dtype=np.int64 if fits else object)
    for value in values:
        sums = np.concatenate((sums, sums + value))
    return sums


def places_in(coalition: int) -> Iterator[int]:
    """The positions of the players in a coalition."""
    place = 0
    while coalition:
        if coalition & 1:
            yield place
        coalition >>= 1
        place += 1


@dataclass(frozen=True, slots=True)
class Table:
    """The cost of every coalition.

    Attributes
    ----------
    size : int
        How many players there are.
    costs : array
        Cost of each coalition, times the scale; the bits of its position name its players.
    scale : int
        The common denominator of the costs.
    """

    size: int
    costs: NDArray[Any]
    scale: int

    @classmethod
    def of(cls, size: int, costs: Sequence[Fraction]) -> "Table":
        """Put the costs of all coalitions over one denominator."""
        scale = lcm(*{cost.denominator for cost in costs})
        whole = [cost.numerator * (scale // cost.denominator) for cost in costs]
        return cls(size, whole_array(whole), scale)

    @property
    def all_players(self) -> int:
        """The coalition of all players."""
        return (1 << self.size) - 1

    def whole(self, coalition: int) -> int:
        """The cost of a coalition times the scale."""
        return int(self.costs[coalition])

    def cost(self, coalition: int) -> Fraction:
        """The cost of a coalition."""
        return Fraction(self.whole(coalition), self.scale)

    def without(self, *places: int) -> NDArray[np.int64]:
        """The numbers of all coalitions that these players are not in."""
        left = [1 << place for place in range(self.size) if place not in places]
        return np.asarray(subset_sums(left), dtype=np.int64)
