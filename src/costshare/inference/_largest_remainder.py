"""Fees by largest remainder: with d = quota - fee, max d - min d is at most one unit.

A member short by d of a unit has the remainder d where it got its floor, and 1 + d where it got
the ceiling. Largest remainder never leaves a greater remainder out for a smaller one, so d of
any member is at most 1 + d of any other; since the d sum to zero this also keeps every fee within
a unit of its quota. At equality the two tie, and the tie rule decides.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from costshare.inference._condition import Condition, compared
from costshare.inference._family import Point
from costshare.inference._rule import Shared


class LargestRemainder(Shared):
    """The conditions of largest remainder."""

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """Return the pair with the largest shortfall and the largest excess."""
        short = self._short_of(quotas, below)
        most, least = max(short), min(short)
        if most - least <= below:
            return None
        return self._pair(short.index(most), short.index(least))

    def met(self, point: Point) -> Iterator[Condition]:
        """Pairs exactly one unit apart."""
        short, below = self._short(point)
        most, least = max(short), min(short)
        if most - least == below:
            lost = [at for at, value in enumerate(short) if value == most]
            won = [at for at, value in enumerate(short) if value == least]
            yield from (self._pair(loser, winner) for loser in lost for winner in won)

    def singles(self) -> Iterator[Condition]:
        """Each fee less than a unit from its quota."""
        for at, fee in enumerate(self.fees):
            for by, offset in ((1, 1 + fee), (-1, 1 - fee)):
                yield compared(self.family, (at, by), (at, 0), offset, strict=True, members=(at,))

    def pair(self, one: int, other: int) -> Iterator[Condition]:
        """One of them is short and the other over, both ways."""
        yield self._pair(one, other)
        yield self._pair(other, one)

    def agreeing(self, point: Point) -> frozenset[int]:
        """The most fees whose d lie less than one unit apart."""
        short, below = self._short(point)
        order = sorted(range(len(short)), key=short.__getitem__)
        values = [short[at] for at in order]
        ends = [bisect_left(values, value + below) for value in values]
        start = max(range(len(values)), key=lambda place: ends[place] - place)
        return frozenset(order[start : ends[start]])

    def _short(self, point: Point) -> tuple[list[int], int]:
        quotas, below = self.family.at(point)
        return self._short_of(quotas, below), below

    def _short_of(self, quotas: Sequence[int], below: int) -> list[int]:
        return [q - fee * below for q, fee in zip(quotas, self.fees, strict=True)]

    def _pair(self, loser: int, winner: int) -> Condition:
        offset = 1 + self.fees[loser] - self.fees[winner]
        strict = not self._keeps(winner, loser)
        pair = loser, winner
        return compared(self.family, (loser, 1), (winner, 1), offset, strict=strict, members=pair)
