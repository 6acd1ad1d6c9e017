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


_MILLION = st.integers(0, 10**6 - 1)


def spread(first: int, last: int) -> SearchStrategy[int]:
    """Generate numbers from a first to a last one evenly; Hypothesis draws mostly near the first.

    The first one, which may be above the last, is the simplest.
    """

    def between(parts: tuple[int, ...]) -> int:
        whole = 0
        for part in parts:
            whole = whole * 10**6 + part
        most: int = 10 ** (6 * len(parts)) - 1
        return first + whole * (last - first) // most

    return st.tuples(*[_MILLION] * (1 + abs(last - first).bit_length() // 19)).map(between)


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

        The number is drawn first. Hypothesis then tries the small sizes early, and lowers it when
        it leaves out an element.
        """
        if self.most > FEW and (self.least > FEW or draw(integers(0, 1))):
            return draw(integers(max(self.least, FEW + 1), self.most))
        return self.least + draw(integers(0, min(self.most, FEW) - self.least))


GO_ON = 9
"""An element for which 0 is drawn, from 0 to this, is the last; the simplest is to stop."""
