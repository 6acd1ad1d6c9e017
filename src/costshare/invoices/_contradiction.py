"""Whether the amount, the net amount and the VAT rate of a line agree with one another."""

from fractions import Fraction
from typing import Literal

Contradiction = Literal["sign", "size", "rate"]


def find_contradiction(
    amount: Fraction, net: Fraction, rate: Fraction | None
) -> Contradiction | None:
    """Name what contradicts: the signs, a net amount above the amount, or the rate.

    Examples
    --------
    >>> find_contradiction(Fraction(80), Fraction(50), Fraction(1, 4))
    'rate'
    >>> find_contradiction(Fraction(80), Fraction(64), Fraction(1, 4)) is None
    True
    """
    if amount * net < 0:
        return "sign"
    if abs(net) > abs(amount):
        return "size"
    if rate is not None and abs(net * (1 + rate) - amount) > rounding_of_a_line(amount):
        return "rate"
    return None


def rounding_of_a_line(amount: Fraction) -> Fraction:
    """Return by how much VAT may be rounded: 1 where the amount is in whole kronor, else 0.01."""
    return Fraction(1) if amount.denominator == 1 else Fraction(1, 100)
