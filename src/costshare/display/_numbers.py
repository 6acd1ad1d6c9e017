"""Write numbers with thousands separators; say so (≈) where digits are left out."""

from decimal import Decimal
from fractions import Fraction

from costshare.amounts import exact_decimal
from costshare.apportionment import round_units

MISSING = "–"
APPROXIMATELY = "≈"


def number(value: Fraction | Decimal | int, places: int | None = None) -> str:
    """Write a number in groups of three digits.

    Parameters
    ----------
    value : Fraction, Decimal or int
        A Decimal keeps its decimals.
    places : int, optional
        The most decimals to show; where the number has more it is marked as approximate.

    Examples
    --------
    >>> number(1234567), number(Decimal("-1234.50")), number(Fraction(10000, 3), 2)
    ('1 234 567', '-1 234.50', '≈ 3 333.33')
    """
    if places is None:
        shown = value if isinstance(value, Decimal) else exact_decimal(Fraction(value), "number")
        return f"{shown:,f}".replace(",", " ")
    exact = Fraction(value)
    near = Fraction(round_units(exact * 10**places, "half_even"), 10**places)
    return number(near) if near == exact else f"{APPROXIMATELY} {number(near)}"


def percent(share: Fraction, places: int = 4) -> str:
    """Write a share in per cent.

    Examples
    --------
    >>> percent(Fraction(1, 8)), percent(Fraction(1, 3))
    ('12.5 %', '≈ 33.3333 %')
    """
    return f"{number(share * 100, places)} %"


def with_currency(text: str, currency: str | None, between: str = " ") -> str:
    """Write an amount or a caption with its currency, where that is stated.

    Examples
    --------
    >>> with_currency("75 900", "SEK"), with_currency("75 900", None)
    ('75 900 SEK', '75 900')
    >>> with_currency("office 2022", "EUR", ", ")
    'office 2022, EUR'
    """
    return text if currency is None else f"{text}{between}{currency}"
