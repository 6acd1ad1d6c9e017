"""The unit: the smallest amount that fees move by, in which they are counted."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Self

from costshare.amounts._read import read_amount
from costshare.amounts._text import EXACT, decimals, plain
from costshare.errors import CostshareError


class Unit(Decimal):
    """A positive amount with a finite decimal, such as 0.01, 1, 100 or 1200.

    Examples
    --------
    >>> Unit(Fraction(1, 100)) == Decimal("0.01"), Unit.read(100).size
    (True, Fraction(100, 1))
    """

    __slots__ = ("_size",)
    _size: Fraction

    def __new__(cls, size: Fraction | str) -> Self:
        """Make a unit of a size that is known to be one; `read` checks."""
        amount = Fraction(size)
        unit = super().__new__(cls, plain(amount))
        unit._size = amount
        return unit

    @classmethod
    def read(cls, value: object) -> Self:
        """Read a unit from any number.

        Raises
        ------
        CostshareError
            If the number is zero, negative, or has no finite decimal.
        """
        size = value.size if isinstance(value, Unit) else read_amount(value, "unit")
        if size <= 0:
            msg = f"unit {plain(size)} must be positive; pass 1, 100 or '0.01'"
            raise CostshareError(msg)
        if decimals(size) is None:
            msg = f"unit {plain(size)} has no finite decimal; pass 1, 100 or '0.01'"
            raise CostshareError(msg)
        return cls(size)

    @property
    def size(self) -> Fraction:
        """The same amount as a fraction."""
        return self._size

    @property
    def is_whole(self) -> bool:
        """Whether every amount in this unit is a whole number."""
        return self.size.denominator == 1

    def count(self, amount: Fraction, name: str) -> int:
        """Count the units in an amount.

        Raises
        ------
        CostshareError
            If the amount is not a multiple of the unit.

        Examples
        --------
        >>> Unit(Fraction(100)).count(Fraction(937_200), "total")
        9372
        """
        size = self._size
        # By whole numbers: a fraction of its own for each amount would take most of the time.
        units, rest = divmod(
            amount.numerator * size.denominator, size.numerator * amount.denominator
        )
        if not rest:
            return units
        msg = f"{name} {plain(amount)} is not a multiple of unit {plain(self.size)}; "
        if decimals(amount) is None:
            raise CostshareError(msg + "round it to a finite decimal first")
        finer = _finer_unit(amount, self.size)
        way = f"round the {name} first"
        raise CostshareError(msg + (way if finer is None else f"pass unit={finer}, or {way}"))

    def decimal(self, units: int) -> Decimal:
        """Turn a number of units into an amount, with the decimals of the unit.

        Examples
        --------
        >>> Unit(Fraction(1, 100)).decimal(250)
        Decimal('2.50')
        """
        return EXACT.multiply(self, units)

    def whole(self, amount: Decimal) -> int:
        """Count the units in an amount that is known to be a multiple of the unit.

        Examples
        --------
        >>> Unit.read("0.25").whole(Decimal("2.50"))
        10
        """
        return int(EXACT.divide_int(amount, self))


def common_unit(units: Iterable[Unit]) -> Unit:
    """Find the largest unit of which all the given ones are whole multiples.

    Examples
    --------
    >>> common_unit([Unit(Fraction(100)), Unit(Fraction(1200)), Unit(Fraction(1, 4))])
    Decimal('0.25')
    """
    return Unit(reduce(_common_measure, (unit.size for unit in units)))


# An amount with more decimals than a rate of exchange has is a slip, not money.
_MOST_DECIMALS = 6


def _finer_unit(amount: Fraction, size: Fraction) -> str | None:
    """A unit that the amount is a multiple of; for whole units hundredths, or a finer decimal."""
    common = _common_measure(amount, size)
    places = max(2, decimals(common) or 0)
    if places > _MOST_DECIMALS:
        return None
    is_odd = size.denominator == 1 and common.denominator > 1  # 0.2 of a whole krona, say
    return plain(Fraction(1, 10**places) if is_odd else common)


def _common_measure(one: Fraction, other: Fraction) -> Fraction:
    below = one.denominator * other.denominator
    return Fraction(gcd(int(one * below), int(other * below)), below)
