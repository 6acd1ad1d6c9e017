"""Fees by cumulative rounding: every running sum of fees is that of the quotas, rounded half up."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from costshare.inference._condition import Condition, compared
from costshare.inference._family import Family, Point
from costshare.inference._rule import Shared

_HALF = Fraction(1, 2)


class Cumulative(Shared):
    """The conditions of cumulative rounding; the order of the members is part of the rule."""

    @cached_property
    def _sums(self) -> list[int]:
        return list(accumulate(self.fees))

    @cached_property
    def _running(self) -> Family:
        family = self.family
        columns = [accumulate(column) for column in zip(*family.slopes, strict=True)]
        slopes = tuple(zip(*columns, strict=True))
        return Family(tuple(accumulate(family.constants)), slopes, family.denominator)

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The running sum that is furthest off."""
        off = [q - fees * below for q, fees in zip(accumulate(quotas), self._sums, strict=True)]
        at = max(range(len(off)), key=lambda place: abs(off[place]))
        if 2 * abs(off[at]) <= below:
            return None
        return self._at_most(at) if off[at] > 0 else self._at_least(at)

    def met(self, point: Point) -> Iterator[Condition]:
        """The running sums that end on a half."""
        yield from (each for each in self.sums() if not each.excess(point))

    def sums(self) -> Iterator[Condition]:
        """The conditions of the running sums of fees, the first sum first."""
        for at in range(len(self.fees) - 1):
            yield self._at_most(at)
            yield self._at_least(at)

    def _at_most(self, at: int) -> Condition:
        return self._sum(at, 1, self._sums[at] + _HALF, strict=True)

    def _at_least(self, at: int) -> Condition:
        return self._sum(at, -1, _HALF - self._sums[at], strict=self.ties == "error")

    def _sum(self, at: int, by: int, offset: Fraction, *, strict: bool) -> Condition:
        members = tuple(range(at + 1))
        return compared(self._running, (at, by), (at, 0), offset, strict=strict, members=members)
