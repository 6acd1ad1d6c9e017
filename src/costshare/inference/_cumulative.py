"""Fees by cumulative rounding: every running sum of fees is that of the quotas, rounded half up."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from costshare.inference._condition import Condition, compared
from costshare.inference._family import Family, Point
from costshare.inference._rule import Shared

_HALF = Fraction(1, 2)


class Cumulative(Shared):
    """The conditions of cumulative rounding; the order of the members is part of the rule."""

    def _prepare(self) -> None:
        family, fees = self.family, self.fees
        self._sums = list(accumulate(fees))
        columns = [accumulate(column) for column in zip(*family.slopes, strict=True)]
        self._running = Family(
            tuple(accumulate(family.constants)),
            tuple(zip(*columns, strict=True)),
            family.denominator,
        )

    def worst(self, point: Point) -> Condition | None:
        """The running sum that is furthest off."""
        quotas, below = self._running.at(point)
        off = [q - fees * below for q, fees in zip(quotas, self._sums, strict=True)]
        at = max(range(len(off)), key=lambda place: abs(off[place]))
        if 2 * abs(off[at]) <= below:
            return None
        return self._at_most(at) if off[at] > 0 else self._at_least(at)

    def tight(self, point: Point) -> Iterator[Condition]:
        """The running sums that end on a half which goes the other way."""
        for each in self.sums():
            if each.strict and not each.excess(point):
                yield each

    def singles(self) -> Iterator[Condition]:
        """No fee says anything by itself, but for the first."""
        return iter(())

    def pairs(self) -> Iterator[Condition]:
        """Nor do two, but for the first."""
        return iter(())

    def sums(self) -> Iterator[Condition]:
        """What the running sums of fees lay down, the first one first."""
        for at in range(len(self.fees) - 1):
            yield self._at_most(at)
            yield self._at_least(at)

    def _at_most(self, at: int) -> Condition:
        return self._sum(at, 1, self._sums[at] + _HALF, strict=True)

    def _at_least(self, at: int) -> Condition:
        return self._sum(at, -1, _HALF - self._sums[at], strict=self._ties == "error")

    def _sum(self, at: int, by: int, offset: Fraction, *, strict: bool) -> Condition:
        line, bound, scale = compared(self._running, (at, by), (at, 0), offset)
        return Condition(line, bound, strict, tuple(range(at + 1)), scale)
