"""Write numbers with thousands separators, marked (≈) where digits are left out."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit, decimals, exact_decimal
from costshare.apportionment import round_units
from costshare.words import Figure, join, say

MISSING = "–"
APPROXIMATELY = "≈"

# An approximate number is good for a calculator: never fewer significant digits than these.
_SIGNIFICANT = 6
_MOST_PLACES = 1_000  # what does not follow with these does not follow at all

Check = tuple[Callable[[Sequence[Fraction]], Fraction], Fraction, int]
"""A computation on numbers, its result as shown, and the decimals that must agree."""


def number(value: Fraction | Decimal | int, places: int | None = None) -> Figure:
    """Write a number in groups of three digits.

    Parameters
    ----------
    value : Fraction, Decimal or int
        Number to write. A Decimal keeps its decimals if no places are given.
    places : int, optional
        Decimals of a number that has no finite decimal, which is marked as approximate. It gets
        more if six significant digits need them. A finite number is written exactly.

    Examples
    --------
    >>> number(1234567), number(Decimal("-1234.50")), number(Fraction(10000, 3), 2)
    ('1 234 567', '-1 234.50', '≈ 3 333.33')
    >>> number(Fraction(1, 3000), 2), number(Fraction("0.0000004"), 2)
    ('≈ 0.000333333', '0.0000004')
    """
    if places is None:
        shown = value if isinstance(value, Decimal) else exact_decimal(Fraction(value), "number")
        return Figure(f"{shown:,f}".replace(",", " "))
    exact = Fraction(value)
    if decimals(exact) is not None:
        return number(exact)
    return _approximate(digits_of(exact, near(exact, places)))


def in_units(amount: Fraction | Decimal, unit: Unit, places: int | None = None) -> Figure:
    """Write money with all decimals of its unit; what is not a multiple of it as any number.

    Examples
    --------
    >>> cents = Unit(Fraction(1, 100))
    >>> in_units(Fraction("3187.7"), cents), in_units(Fraction(1, 3), cents, 2)
    ('3 187.70', '≈ 0.333333')
    """
    cell = amount_in_units(amount, unit)
    return number(cell, places) if isinstance(cell, Fraction) else number(cell)


def amount_in_units(amount: Fraction | Decimal | int, unit: Unit) -> Decimal | Fraction:
    """Return money as a cell with all decimals of its unit; the exact amount between two units.

    Examples
    --------
    >>> cents = Unit(Fraction(1, 100))
    >>> amount_in_units(Fraction("267.7"), cents), amount_in_units(Fraction(1, 3), cents)
    (Decimal('267.70'), Fraction(1, 3))
    """
    units = Fraction(amount) / unit.size
    return unit.decimal(units.numerator) if units.denominator == 1 else Fraction(amount)


def _approximate(text: str) -> Figure:
    """Mark a number of which digits are left out."""
    return Figure(f"{APPROXIMATELY} {text}")


def digits_of(exact: Fraction, shown: Fraction) -> Figure:
    """Write what is shown of a number, with zeros at the end in place of digits left out."""
    if shown == exact:
        return number(shown)
    kept = places_of(exact, 0)
    text = number(shown)
    missing = kept - (decimals(shown) or 0)
    if missing <= 0:
        return text
    return Figure(f"{text}{'' if '.' in text else '.'}{'0' * missing}")


def near(value: Fraction, places: int) -> Fraction:
    """Round a number that has no finite decimals, as `number` shows it."""
    return rounded(value, places_of(value, places))


def rounded(value: Fraction, places: int) -> Fraction:
    """Round a number to so many decimals."""
    return Fraction(round_units(value * 10**places, "half_even"), 10**places)


def is_near(value: Fraction, shown: Fraction, places: int) -> bool:
    """Return whether a number rounds to what is shown, and does not lie halfway.

    Examples
    --------
    >>> shown = Fraction("0.12")
    >>> is_near(Fraction("0.1249"), shown, 2), is_near(Fraction("0.125"), shown, 2)
    (True, False)
    """
    return 2 * abs(value - shown) < Fraction(1, 10**places)


def about(value: Fraction | Decimal | int, places: int) -> Figure:
    """Write a number with at most so many decimals, for a picture where room is scarce.

    Examples
    --------
    >>> about(Fraction("0.12345"), 2), about(Fraction(1, 3), 2), about(Fraction("0.5"), 2)
    ('≈ 0.12', '≈ 0.33', '0.5')
    """
    exact = Fraction(value)
    shown = rounded(exact, places)
    return number(shown) if shown == exact else _approximate(number(shown))


def places_of(value: Fraction, places: int) -> int:
    """Count the decimals that a number is shown with: all of a finite one, else at least these."""
    finite = decimals(value)
    return max(places, _SIGNIFICANT - 1 - magnitude(value)) if finite is None else finite


def places_shown(value: Fraction, places: int) -> int:
    """Count the decimals that a number is exact to: those asked for, or more if more are shown."""
    return max(places, places_of(value, places))


def magnitude(value: Fraction) -> int:
    """Return the power of ten of the first digit that is not 0: 2 for 100, -1 for 0.5.

    Examples
    --------
    >>> magnitude(Fraction(999)), magnitude(Fraction(-1000)), magnitude(Fraction(1, 3))
    (2, 3, -1)
    """
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    return power if size >= Fraction(10) ** power else power - 1


def that_follow(values: Sequence[Fraction], places: int, checks: Sequence[Check]) -> list[Figure]:
    """Write numbers with as many digits as it takes for results to follow from what is shown.

    Examples
    --------
    >>> def times(shown):
    ...     return shown[0] * shown[1]
    >>> million, third = Fraction(10**6), Fraction(1, 3)
    >>> that_follow([million, third], 2, [(times, Fraction("333333.3333"), 4)])
    ['1 000 000', '≈ 0.3333333333']
    """
    for more in range(places, places + _MOST_PLACES):
        shown = [near(value, more) for value in values]
        if all(is_near(redo(shown), result, good) for redo, result, good in checks):
            break
    return [
        number(value, 0) if digits == value else _approximate(digits_of(value, digits))
        for value, digits in zip(values, shown, strict=True)
    ]


def percent(share: Fraction, places: int = 4) -> str:
    """Write a share in per cent.

    Examples
    --------
    >>> percent(Fraction(1, 8)), percent(Fraction(1, 3))
    ('12.5 %', '≈ 33.3333 %')
    """
    return say("{number} %", number=number(share * 100, places))


def with_currency(text: str, currency: str | None, between: str = " ") -> str:
    """Write an amount or a caption with its currency, if one is stated.

    Examples
    --------
    >>> with_currency("75 900", "SEK"), with_currency("75 900", None)
    ('75 900 SEK', '75 900')
    >>> with_currency("office 2022", "EUR", ", ")
    'office 2022, EUR'
    """
    return text if currency is None else join(between, [text, currency])


def heading(name: str, period: object, currency: str | None = None) -> str:
    """Write a name with its period and its currency, where these are stated.

    Examples
    --------
    >>> heading("office", 2022, "EUR"), heading("office", None)
    ('office 2022, EUR', 'office')
    """
    named = name if period is None else join(" ", [name, str(period)])
    return with_currency(named, currency, ", ")


def signed(amount: Fraction | Decimal | int, places: int | None = None) -> Figure:
    """Write a difference with its sign, also above zero, with at most so many decimals.

    Examples
    --------
    >>> signed(Decimal(1200)), signed(Decimal("-0.50")), signed(Decimal(0))
    ('+1 200', '-0.50', '0')
    >>> signed(Fraction(1, 3), 2)
    '≈ +0.33'
    """
    text = number(amount) if places is None else about(amount, places)
    if amount <= 0:
        return text
    digits = text.removeprefix(f"{APPROXIMATELY} ")
    return Figure(f"+{digits}" if text == digits else _approximate(f"+{digits}"))


def counted(count: int, thing: str) -> str:
    """Write how many of a thing there are.

    Examples
    --------
    >>> counted(1, "pool"), counted(14, "member"), counted(0, "finding")
    ('1 pool', '14 members', '0 findings')
    """
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"
