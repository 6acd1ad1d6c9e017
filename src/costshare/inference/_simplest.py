"""The simplest fraction and the shortest decimal of an interval."""

from fractions import Fraction
from math import floor

from costshare.amounts import decimals
from costshare.inference._interval import Interval


def simplest_fraction(interval: Interval) -> Fraction:
    """Find the fraction with the smallest denominator, and of those the smallest numerator.

    The first one on the way down the Stern-Brocot tree that lies inside; whole runs to one side
    are taken in one step, so that the way is as short as the continued fraction.
    """
    low, high = interval.low, interval.high
    # Fractions a/b < inside < c/d, neighbours in the tree; the walk starts at -1/1 and 1/0 so
    # that zero is on it.
    a, b, c, d = -1, 1, 1, 0
    while True:
        middle = Fraction(a + c, b + d)
        if middle in interval:
            return middle
        if middle < low or (middle == low and not interval.closed[0]):
            # Largest k with (a + k·c) / (b + k·d) still below, or at the open end.
            k = _run((a, b), (c, d), low, interval.closed[0])
            a, b = a + k * c, b + k * d
        else:
            k = _run((-c, d), (-a, b), -high, interval.closed[1])
            c, d = c + k * a, d + k * b


def _run(start: tuple[int, int], way: tuple[int, int], low: Fraction, closed: bool) -> int:
    """Count the steps from a/b towards c/d that stay outside, below ``low``."""
    (a, b), (c, d) = start, way
    # (a + k·c) / (b + k·d) < low  <=>  k · (c - low·d) < low·b - a
    exact = (low * b - a) / (c - low * d)
    k = floor(exact)
    return k - 1 if k == exact and closed else k


def shortest_decimal(interval: Interval) -> Fraction | None:
    """Find the number with the fewest decimals, and of those the nearest to the middle.

    None where the interval is a single point that no decimal meets.
    """
    low, high = interval.low, interval.high
    if low == high:
        return None if decimals(low) is None else low
    middle = (low + high) / 2
    places = 0
    while True:
        scale = 10**places
        near = floor(middle * scale)
        found = [
            each for each in (Fraction(near, scale), Fraction(near + 1, scale)) if each in interval
        ]
        if found:
            return min(found, key=lambda each: (abs(each - middle), each))
        places += 1
