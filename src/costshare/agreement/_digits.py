"""How many digits a derivation shows: few, but enough to redo each line from the one before."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from math import floor

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import decimals
from costshare.display import magnitude, near, places_of, rounded
from costshare.models import Term, line_quota, lines_of

# Decimals of an approximate amount, where no line needs more.
PLACES = 4


class Digits:
    """The amounts of one member's derivation as they are shown.

    Finite amounts are shown exactly. The others are cut to `places` decimals so that the parts
    shown add up to the quota shown, and the quota shown is rounded as the exact one is.
    """

    def __init__(self, pool: PoolAllocation, member: str) -> None:
        self._pool, self._member = pool, member
        self._exact = pool.quotas[member]
        by_line = pool.method is None and pool.round_each == "line"
        self.lines = lines_of(pool.terms, member) if by_line else (pool.terms,)
        self.places = self._least()
        while not self._is_enough():
            self.places += 1
        self._parts = self._cut()

    @property
    def quota(self) -> Fraction:
        """The quota as shown."""
        return near(self._exact, self.places)

    def part(self, term: Term) -> Fraction:
        """A member's part of a term as shown."""
        return self._parts[id(term)]

    @property
    def off(self) -> Fraction:
        """What a result may be off by: less than one of its last decimal."""
        return Fraction(1, 10**self.places)

    @property
    def unit_places(self) -> int:
        """The decimals of the quota in units: those that its remainder needs to stay below 1."""
        remainder = abs(self._exact) / self._pool.unit.size % 1
        least = places_of(remainder, PLACES)
        return next(each for each in count(least) if rounded(remainder, each) < 1)

    def _least(self) -> int:
        """The decimals that parts and quota need by themselves."""
        parts = [term.quotas[self._member] for term in self._pool.terms]
        lines = [line_quota(line, self._member) for line in self.lines]
        amounts = [self._exact, *lines, *parts]
        if all(decimals(each) is not None for each in amounts):
            return PLACES
        needed = [places_of(each, PLACES) for each in amounts]
        if self._pool.method is not None:
            needed.append(self.unit_places - magnitude(self._pool.unit.size))
        return max(needed)

    def _is_enough(self) -> bool:
        """Whether what is shown is rounded as what is exact."""
        pool, size = self._pool, self._pool.unit.size
        if pool.rounding is not None:
            exact = pool.rule.lines(self._member, self._exact, pool.unit, pool.terms)
            return list(exact) == [pool.rule.round(each, pool.unit) for each in self._lines_cut()]
        return floor(self.quota / size) == floor(self._exact / size)

    def _lines_cut(self) -> list[Fraction]:
        exact = [line_quota(line, self._member) for line in self.lines]
        return cut(exact, self.quota, self.places)

    def _cut(self) -> dict[int, Fraction]:
        parts: dict[int, Fraction] = {}
        for line, whole in zip(self.lines, self._lines_cut(), strict=True):
            exact = [term.quotas[self._member] for term in line]
            shown = cut(exact, whole, self.places)
            parts |= {id(term): each for term, each in zip(line, shown, strict=True)}
        return parts


def cut(parts: Sequence[Fraction], whole: Fraction, places: int) -> list[Fraction]:
    """Cut parts without finite decimals to so many, so that all add up to the whole shown.

    Each is cut down, and those that lose most are put one digit up (towards the sign of the whole,
    so that a credit mirrors the charge).
    """
    sign = -1 if whole < 0 else 1
    scale = sign * 10**places
    inexact = [at for at, part in enumerate(parts) if decimals(part) is None]
    digits = {at: floor(parts[at] * scale) for at in inexact}
    exact = sum((part for at, part in enumerate(parts) if at not in digits), Fraction(0))
    left = int((whole - exact) * scale) - sum(digits.values())
    for at in sorted(inexact, key=lambda at: digits[at] - parts[at] * scale)[:left]:
        digits[at] += 1
    return [Fraction(digits[at], scale) if at in digits else part for at, part in enumerate(parts)]
