"""The digits that a derivation shows: few, but enough to redo each line from the one before."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from math import floor

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import decimals
from costshare.models import Term, line_quota
from costshare.results import (
    APPROXIMATELY,
    digits_of,
    is_near,
    magnitude,
    near,
    number,
    places_of,
    places_shown,
    rounded,
)
from costshare.words import Figure, join

# Decimals of an approximate amount, where no line needs more.
PLACES = 4

# How many decimals more are tried until rounded parts add up exactly; thirds never do.
_SPARE = 6


class Digits:
    """The amounts of one member's derivation as they are shown.

    Finite amounts are shown exactly. The others are rounded to the nearest decimal, of which there
    are enough for every line to follow from what is shown before it: sums, the fee and its floor.
    """

    def __init__(self, pool: PoolAllocation, member: str) -> None:
        self._pool, self._member = pool, member
        self._exact = pool.quotas[member]
        self.lines = pool.rule.exact_lines(pool.terms, member)
        self.places, self._part_places = self._choose()

    @property
    def quota(self) -> Fraction:
        """The quota as shown."""
        return near(self._exact, self.places)

    def part(self, term: Term) -> Fraction:
        """A member's part of a term as shown."""
        return near(term.quotas[self._member], self._part_places)

    def places_of(self, term: Term) -> int:
        """The decimals that a member's part of a term is good for."""
        return places_shown(term.quotas[self._member], self._part_places)

    @property
    def unit_places(self) -> int:
        """The decimals of the quota in units: those that its remainder needs to stay below 1."""
        remainder = abs(self._exact) / self._pool.unit.size % 1
        least = places_of(remainder, PLACES)
        return next(each for each in count(least) if rounded(remainder, each) < 1)

    def _choose(self) -> tuple[int, int]:
        """Choose the decimals of sums, and of the parts that are added up.

        Both searches end: an amount without finite decimals is never at the edge of a rounding, and
        the more decimals are shown, the nearer to it is what is shown.
        """
        places = next(each for each in count(self._least()) if self._is_rounded_alike(each))
        for each in range(places, places + _SPARE):
            if self._is_rounded_alike(each) and self._adds_up(each):
                return each, each
        return places, next(
            each
            for each in count(places)
            if self._is_rounded_alike(each) and self._follows(places, each)
        )

    def _least(self) -> int:
        """The decimals that parts and quota need by themselves."""
        parts = [term.quotas[self._member] for term in self._pool.terms]
        amounts = [self._exact, *self._line_quotas, *parts]
        if all(decimals(each) is not None for each in amounts):
            return PLACES
        needed = [places_of(each, PLACES) for each in amounts]
        if self._pool.method is not None:
            needed.append(self.unit_places - magnitude(self._pool.unit.size))
        return max(needed)

    @property
    def _line_quotas(self) -> list[Fraction]:
        return [line_quota(line, self._member) for line in self.lines]

    def _is_rounded_alike(self, places: int) -> bool:
        """Whether what is shown with so many decimals is rounded as what is exact."""
        pool, size = self._pool, self._pool.unit.size
        if pool.rounding is not None:
            return all(
                pool.rule.round(near(each, places), pool.unit) == pool.rule.round(each, pool.unit)
                for each in self._line_quotas
            )
        if pool.ties is None:
            return True
        units, shown = (abs(each) / size for each in (self._exact, near(self._exact, places)))
        is_floor = floor(shown) == floor(units)
        return is_floor and is_near(shown, rounded(units, self.unit_places), self.unit_places)

    def _sums(self, places: int) -> Iterator[tuple[Fraction, Fraction]]:
        """What the parts shown add up to, and what they should: each line, and the quota."""
        for terms in (*self.lines, self._pool.terms):
            shown = [near(term.quotas[self._member], places) for term in terms]
            yield sum(shown, Fraction(0)), line_quota(terms, self._member)

    def _adds_up(self, places: int) -> bool:
        return all(shown == near(exact, places) for shown, exact in self._sums(places))

    def _follows(self, places: int, part_places: int) -> bool:
        """Whether what the parts add up to is rounded to the sums shown."""
        return all(
            is_near(shown, near(exact, places), places_shown(exact, places))
            for shown, exact in self._sums(part_places)
        )


def equals(exact: Fraction, shown: Fraction) -> Figure:
    """Write "= 1.5", or "≈ 0.333333" where digits are left out."""
    return Figure(f"{'=' if exact == shown else APPROXIMATELY} {digits_of(exact, shown)}")


def result(exact: Fraction, shown: Fraction) -> Figure:
    """Write what is shown of a number, marked where digits are left out."""
    return digits_of(exact, shown) if shown == exact else equals(exact, shown)


def sum_of(parts: Sequence[Fraction], exact: Fraction, shown: Fraction) -> str:
    """Write the sum of parts as shown; one part is its own sum."""
    if len(parts) == 1:
        return result(exact, shown)
    subtracts = max(parts) > 0
    first, *others = parts
    added: list[str] = [number(first)]
    for part in others:
        added += ["-", number(-part)] if part < 0 and subtracts else ["+", number(part)]
    return join(" ", [*added, equals(exact, shown)])
