"""Numbers and names as text in a picture, written as the tables write them."""

from decimal import Decimal
from fractions import Fraction

from costshare.display import number

POINTS = 9.0
"""Size of names and amounts beside marks."""


def name_text(name: str) -> str:
    """A name as matplotlib should show it: a dollar sign starts no formula."""
    return name.replace("$", r"\$")


def legend_text(name: str) -> str:
    """A name in a legend, which would leave out what starts with an underscore."""
    return f" {name_text(name)}" if name.startswith("_") else name_text(name)


def tick_text(value: float, _: object = None) -> str:
    """A number on an axis. Twelve digits are more than an axis shows, and none of float's noise."""
    return number(Fraction(f"{value:.12g}"))


def signed(amount: Fraction | Decimal | int, places: int | None = None) -> str:
    """An amount that is a change: with its sign, also above zero.

    Examples
    --------
    >>> signed(1200), signed(-300), signed(Fraction(1, 3), 2)
    ('+1 200', '-300', '≈ +0.33')
    """
    text = number(amount, places)
    if amount <= 0:
        return text
    mark, _, digits = text.rpartition("≈ ")
    return f"{'≈ ' if mark or text != digits else ''}+{digits}"


def width_of(text: str, points: float = POINTS) -> float:
    """About how many points wide a text is; a digit of most typefaces is 0.6 of its height."""
    return 0.6 * points * len(text)
