"""Fees that were each rounded on its own: each quota lies within reach of its fee."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import mul

from costshare.apportionment import RoundingRule, round_units
from costshare.inference._condition import Condition
from costshare.inference._family import Point
from costshare.inference._rule import Rule

# How far below and above a whole number of units a quota may lie that is rounded to it, in halves.
_REACH: dict[RoundingRule, tuple[int, int]] = {
    "half_up": (1, 1),
    "half_even": (1, 1),
    "half_down": (1, 1),
    "up": (2, 0),
    "down": (0, 2),
}

# What one half of a unit and three are rounded to; two units more are rounded to two more.
_HALVES = {
    (rounding, halves): round_units(Fraction(halves, 2), rounding)
    for rounding in _REACH
    for halves in (1, 3)
}


@dataclass(frozen=True)
class Rounded(Rule):
    """The conditions of a price list: quotas of zero or more, rounded by the contract's rule."""

    rounding: RoundingRule

    @property
    def _reach(self) -> tuple[int, int]:
        """How far a quota may lie below and above its fee, in halves of a unit."""
        return _REACH[self.rounding]

    @cached_property
    def reaches(self) -> list[tuple[int, int]]:
        """The least and the greatest quota of each fee, in halves of a unit."""
        below, above = self._reach
        return [(2 * fee - below, 2 * fee + above) for fee in self.fees]

    def parts(self, point: Point) -> list[int]:
        """Round every quota."""
        quotas, below = self.family.at(point)
        return [round_units(Fraction(quota, below), self.rounding) for quota in quotas]

    def reproduces(self, point: Point) -> bool:
        """Whether each quota lies within reach of its fee; at an end the kernel rounds it."""
        quotas, below = self.family.at(point)
        rows = zip(quotas, self.fees, self.reaches, strict=True)
        return all(
            least * below < 2 * quota < most * below
            or round_units(Fraction(quota, below), self.rounding) == fee
            for quota, fee, (least, most) in rows
        )

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The fee whose quota is furthest outside its reach."""
        off = [
            max(least * below - 2 * quota, 2 * quota - most * below)
            for quota, (least, most) in zip(quotas, self.reaches, strict=True)
        ]
        at = max(range(len(off)), key=off.__getitem__)
        if off[at] <= 0:
            return None
        at_least, at_most = self.of_fee(at)
        return at_most if quotas[at] > self.fees[at] * below else at_least

    def met(self, point: Point) -> Iterator[Condition]:
        """The ends that a point lies on."""
        quotas, below = self.family.at(point)
        for at, (quota, (least, most)) in enumerate(zip(quotas, self.reaches, strict=True)):
            if 2 * quota == least * below:
                yield self._bound(at, -1, least)
            elif 2 * quota == most * below:
                yield self._bound(at, 1, most)

    def of_fee(self, at: int) -> tuple[Condition, Condition]:
        """The conditions of one fee: its quota is at least this, and at most that."""
        least, most = self.reaches[at]
        return self._bound(at, -1, least), self._bound(at, 1, most)

    @property
    def ceiling(self) -> Condition:
        """The conditions that no fee is exceeded, added up: each price moves some fee."""
        most = [self.of_fee(at)[1] for at in range(len(self.fees))]
        # Their scales differ where a reach is a half: each is brought to the largest one.
        top = max(each.scale for each in most)
        by = [top // each.scale for each in most]
        sums = zip(*(each.coefficients for each in most), strict=True)
        return Condition(
            tuple(sum(map(mul, each, by)) for each in sums),
            sum(each.bound * times for each, times in zip(most, by, strict=True)),
        )

    def _bound(self, at: int, by: int, halves: int) -> Condition:
        scale, end = (2, halves) if halves % 2 else (1, halves // 2)
        below, by_scale = self.family.denominator, by * scale
        return Condition(
            tuple([by_scale * slope for slope in self.family.slopes[at]]),
            below * by * end - by_scale * self.family.constants[at],
            self._is_open(at, halves),
            (at,),
            below * scale,
        )

    def _is_open(self, at: int, halves: int) -> bool:
        """Whether a quota of so many halves is rounded to another fee; quotas are zero or more."""
        if halves % 2 == 0:
            return 0 <= halves != 2 * self.fees[at]
        pairs, rest = divmod(halves, 4)
        return halves >= 0 and 2 * pairs + _HALVES[self.rounding, rest] != self.fees[at]


@dataclass(frozen=True)
class Within(Rounded):
    """Quotas no further than some units from their fees; one holds however these were rounded.

    A total that was shared by largest remainder or running sums gives such fees as well, and one
    that was shared by a divisor method gives them after all quotas are multiplied by one factor.
    """

    units: int = 1

    @property
    def _reach(self) -> tuple[int, int]:
        """So many units below and above each fee, in halves."""
        return 2 * self.units, 2 * self.units

    def _is_open(self, at: int, halves: int) -> bool:
        """Never: a quota may be as far off."""
        del at, halves
        return False
