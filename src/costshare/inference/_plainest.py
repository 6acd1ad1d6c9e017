"""The plainest parameters of a solution: what a board would have agreed on.

Prices have few digits, and a base of zero is the plainest. A share is 40 % rather than 2/5, and 2/3
rather than 66.6667 %.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from costshare.amounts import decimals
from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._polygon import Polygon
from costshare.inference._simplest import (
    digits,
    shortest_decimal,
    simplest_fraction,
    simplest_point,
)

# Of the fractions of a narrow interval the simplest one is hardly longer than its decimals, by
# chance; with a denominator below this it is not.
_MOST_BELOW = 100

# Two shares that are not decimals have more digits.
_FEWEST_OF_TWO = 3

_ZERO = Fraction(0)


def is_fraction(share: Fraction) -> bool:
    """Whether a share is better said as a fraction, like 2/3, than in per cent."""
    return share.denominator < _MOST_BELOW and decimals(share) is None


def plain_share(interval: Interval) -> Fraction:
    """Find the decimal with the fewest digits, or a simple fraction where it has fewer."""
    decimal, fraction = shortest_decimal(interval), simplest_fraction(interval)
    if decimal is None or (is_fraction(fraction) and digits(fraction) < digits(decimal)):
        return fraction
    return decimal


def plain_shares(polygon: Polygon, belongs: Callable[[Point], bool]) -> Point | None:
    """Find the same of two shares; of fractions those with the smallest common denominator."""
    found = simplest_point(polygon, belongs)
    most = None if found is None else sum(map(digits, found))
    if most is not None and most <= _FEWEST_OF_TWO:
        return found
    fractions = next(filter(belongs, _on_common_denominators(polygon)), None)
    if fractions is None or not any(map(is_fraction, fractions)):
        return found
    return fractions if most is None or sum(map(digits, fractions)) < most else found


def plain_prices(polygon: Polygon, belongs: Callable[[Point], bool]) -> Point | None:
    """Find the base and the rate with the fewest digits; a base of zero comes before any other."""
    ends = polygon.slice_at(0, _ZERO)
    if ends is not None:
        low, high = ends
        rate = shortest_decimal(
            Interval(low, high, (belongs((_ZERO, low)), belongs((_ZERO, high))))
        )
        if rate is not None and belongs((_ZERO, rate)):
            return _ZERO, rate
    return simplest_point(polygon, belongs)


def _on_common_denominators(polygon: Polygon) -> Iterator[Point]:
    """The points of a polygon with a small denominator, the smallest first."""
    low, high = polygon.range_of(0)
    for below in range(1, _MOST_BELOW):
        for above in range(ceil(low * below), floor(high * below) + 1):
            value = Fraction(above, below)
            ends = polygon.slice_at(0, value)
            if ends is not None:
                others = range(ceil(ends[0] * below), floor(ends[1] * below) + 1)
                yield from ((value, Fraction(other, below)) for other in others)
