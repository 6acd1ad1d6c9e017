"""Write an exact number, and turn it into a Decimal, without any decimal context."""

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction

from costshare.errors import CostshareError

# Adds, subtracts and multiplies exactly, whatever context surrounds the call.
EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)


def exact_sum(amounts: Iterable[Decimal | None], zero: Decimal = Decimal(0)) -> Decimal:
    """Add amounts to a zero, with the decimals of the one that has most; skip missing ones.

    Examples
    --------
    >>> exact_sum([Decimal("0.10"), None, Decimal(2)])
    Decimal('2.10')
    """
    with localcontext(EXACT):
        return sum([each for each in amounts if each is not None], zero)


def decimals(value: Fraction) -> int | None:
    """Count the decimals that a fraction needs, or None where no number of them is enough."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def places_of(amount: Decimal) -> int:
    """Count the decimals that an amount is written with.

    Examples
    --------
    >>> places_of(Decimal("2.50")), places_of(Decimal(100))
    (2, 0)
    """
    return max(0, -int(amount.as_tuple().exponent))


def scaled_decimal(digits: int, places: int) -> Decimal:
    """Build ``digits / 10**places``."""
    return EXACT.scaleb(Decimal(digits), -places)


def _digits(value: int) -> str:
    """Write an int of any length: Python's own `str` refuses one of more than 4300 digits."""
    return str(Decimal(value))


def exact_decimal(value: Fraction, name: str) -> Decimal:
    """Turn a fraction into the Decimal that equals it, or raise if it has no finite decimals."""
    places = decimals(value)
    if places is None:
        msg = f"{name} {plain(value)} has no finite decimal; pass a number that has"
        raise CostshareError(msg)
    return _as_decimal(value, places)


def _as_decimal(value: Fraction, places: int) -> Decimal:
    """Turn a fraction that needs no more than so many decimals into a Decimal."""
    return scaled_decimal(value.numerator * 10**places // value.denominator, places)


def plain(value: Fraction) -> str:
    """Write a fraction as a decimal where it has one, else as a ratio.

    Examples
    --------
    >>> plain(Fraction("0.50")), plain(Fraction(1, 3)), plain(Fraction(10**30))
    ('0.5', '1/3', '1000000000000000000000000000000')
    """
    if value.denominator == 1:
        return _digits(value.numerator)
    places = decimals(value)
    if places is None:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    return f"{_as_decimal(value, places):f}"
