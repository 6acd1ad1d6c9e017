"""Fees that were each rounded on its own: each keeps its quota within reach, open or closed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from costshare.apportionment import RoundingRule, round_units
from costshare.inference._condition import Condition, compared
from costshare.inference._family import Family, Point

_HALF, _ONE, _NONE = Fraction(1, 2), Fraction(1), Fraction(0)

# How far below and above a whole number of units a quota may lie that is rounded to it.
REACH: dict[RoundingRule, tuple[Fraction, Fraction]] = {
    "half_up": (_HALF, _HALF),
    "half_even": (_HALF, _HALF),
    "half_down": (_HALF, _HALF),
    "up": (_ONE, _NONE),
    "down": (_NONE, _ONE),
}


class Rounded:
    """The conditions of a price list: quotas of zero or more, rounded by the contract's rule.

    Parameters
    ----------
    family : Family
        The quotas.
    fees : tuple of int
        In units, zero or more.
    rounding : str
        One of the kernel's rules.
    """

    def __init__(self, family: Family, fees: tuple[int, ...], rounding: RoundingRule) -> None:
        self.family, self.fees = family, fees
        self._rounding = rounding
        below, above = REACH[rounding]
        self.reaches = [(fee - below, fee + above) for fee in fees]

    def of(self, fees: tuple[int, ...]) -> "Rounded":
        """The same rule for other fees."""
        return Rounded(self.family, fees, self._rounding)

    def only(self, places: Sequence[int]) -> "Rounded":
        """The conditions that come from some of the fees alone."""
        fees = tuple(self.fees[at] for at in places)
        return Rounded(self.family.only(places), fees, self._rounding)

    def parts(self, point: Point) -> list[int]:
        """Round every quota."""
        quotas, below = self.family.at(point)
        return [round_units(Fraction(quota, below), self._rounding) for quota in quotas]

    def worst(self, point: Point) -> Condition | None:
        """The fee whose quota is furthest outside its reach."""
        quotas, below = self.family.at(point)
        off = [
            max(least * below - quota, quota - most * below)
            for quota, (least, most) in zip(quotas, self.reaches, strict=True)
        ]
        at = max(range(len(off)), key=off.__getitem__)
        if off[at] <= 0:
            return None
        at_least, at_most = self.of_fee(at)
        return at_most if quotas[at] > self.fees[at] * below else at_least

    def tight(self, point: Point) -> Iterator[Condition]:
        """The open ends that a point lies on."""
        for at in range(len(self.fees)):
            yield from (each for each in self.of_fee(at) if each.strict and not each.excess(point))

    def of_fee(self, at: int) -> tuple[Condition, Condition]:
        """What one fee lays down: its quota at least this, and at most that."""
        fee, (least, most) = self.fees[at], self.reaches[at]
        over = compared(self.family, (at, -1), (at, 0), -least)
        under = compared(self.family, (at, 1), (at, 0), most)
        return (
            Condition(over[0], over[1], self._opens(least, fee), (at,), over[2]),
            Condition(under[0], under[1], self._opens(most, fee), (at,), under[2]),
        )

    def _opens(self, end: Fraction, fee: int) -> bool:
        """Whether a quota at an end is rounded away; below zero there is none."""
        return end >= 0 and round_units(end, self._rounding) != fee
