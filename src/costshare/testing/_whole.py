"""Whole numbers that everything else is drawn by: one by one, or very many from one seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.errors import CostshareError, quoted

T = TypeVar("T")
Whole = Callable[[int, int], int]
"""Draws a whole number from a lowest to a highest one."""

FEW = 50
"""Values that are drawn one by one. More of them are made from one seed: Hypothesis has no room for
the choices of thousands."""

_SEEDS = st.integers(0, 2**32 - 1)


@lru_cache(maxsize=1024)
def integers(low: int, high: int) -> SearchStrategy[int]:
    """Return a strategy that is made once: to make one takes longer than to draw from it."""
    return st.integers(low, high)


def whole_for(draw: DrawFn, size: int) -> Whole:
    """Return what draws the numbers of so many members or weights."""
    if size > FEW:
        # One seed begins with the same numbers at every size, so that sizes still shrink.
        return Random(draw(_SEEDS)).randint  # noqa: S311 - cases for tests, not secrets
    return lambda low, high: draw(integers(low, high))


def one_of(whole: Whole, choices: Sequence[T]) -> T:
    """Choose one; the first is the simplest."""
    return choices[whole(0, len(choices) - 1)]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there may be.

    Parameters
    ----------
    least, most : int
        Bounds.
    what : str
        Names of the arguments that state them.

    Raises
    ------
    CostshareError
        If they are not whole numbers, or the least is above the most.
    """

    least: int
    most: int
    what: str

    def __post_init__(self) -> None:
        """Refuse other bounds."""
        known = all(type(each) is int for each in (self.least, self.most))
        if not known or not 0 <= self.least <= self.most:
            msg = f"{self.what} are {quoted(self.least)} and {quoted(self.most)}; pass two whole "
            raise CostshareError(msg + "numbers from 0, the lower one first")

    def draw(self, draw: DrawFn) -> int:
        """Draw the most that there will be; up to `FEW` each element says whether it is the last.

        The number is drawn first and has few values: Hypothesis then tries the small sizes early.
        """
        size = draw(_CHOICES)
        if size < _SMALL:
            return min(self.least + size, self.most)
        if self.most <= FEW or (self.least <= FEW and size % 2):
            return min(self.most, FEW)
        return draw(integers(max(self.least, FEW + 1), self.most))


_CHOICES = st.integers(0, 9)
_SMALL = 2
GO_ON = 4
"""An element for which 0 is drawn, from 0 to this, is the last; the simplest is to stop."""
