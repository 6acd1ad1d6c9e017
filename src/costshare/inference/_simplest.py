"""The simplest parameters of a solution: a fraction, a decimal, or a point with few digits."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from costshare.amounts import decimals
from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._polygon import Polygon

# Only a polygon that is hardly more than a line has no point within these.
_MOST_DIGITS = 40
_MOST_VALUES = 2_000


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
    """Find the number with the fewest digits, and of those the nearest to the middle.

    The first multiple of a power of ten that lies inside, from thousands, say, to hundreds, tens
    and decimals; zero has no digits. None where the interval is a point that no decimal meets.
    """
    low, high = interval.low, interval.high
    if low == high:
        return None if decimals(low) is None else low
    middle = (low + high) / 2
    # Of this one no multiple but zero is inside.
    step = Fraction(10) ** len(str(floor(high)))
    while True:
        near = floor(middle / step)
        found = [each for each in (near * step, (near + 1) * step) if each in interval]
        if found:
            return min(found, key=lambda each: (abs(each - middle), each))
        step /= 10


def digits(value: Fraction) -> int:
    """Count the digits of a decimal from its first to its last one that is not zero.

    Of a fraction that is not a decimal, those above and below.
    """
    places = decimals(value)
    if places is None:
        return len(str(value.numerator)) + len(str(value.denominator))
    return len(str(int(value * 10**places)).strip("0"))


def simplest_point(polygon: Polygon, belongs: Callable[[Point], bool]) -> Point | None:
    """Find the point that belongs whose numbers have the fewest digits; None where none is found.

    Digits count from the first one of the greatest value that a number takes in the polygon:
    35 050 where it goes up to 35 071 has four, and so has 1.785 up to 1.79. Of several pairs with
    as few, the one whose longer number has the fewest digits is the simplest, then the one nearest
    to the middle, then the one with the smallest first number.
    """
    middle = polygon.middle
    widths = [high - low or Fraction(1) for low, high in map(polygon.range_of, (0, 1))]

    def distance(point: Point) -> tuple[Fraction, Point]:
        off = zip(point, middle, widths, strict=True)
        return sum((((a - b) / width) ** 2 for a, b, width in off), Fraction(0)), point

    for digits in range(_MOST_DIGITS):
        for longer in range((digits + 1) // 2, digits + 1):
            found = [
                point
                for counts in {(longer, digits - longer), (digits - longer, longer)}
                for point in _on_grid(polygon, counts)
                if belongs(point)
            ]
            if found:
                return min(found, key=distance)
    return None


def _on_grid(polygon: Polygon, counts: tuple[int, int]) -> Iterator[Point]:
    """The points whose numbers have at most so many digits, as near to the middle as they get."""
    steps = [_step(polygon.range_of(axis)[1], count) for axis, count in enumerate(counts)]
    spans = [_multiples(*polygon.range_of(axis), steps[axis]) for axis in (0, 1)]
    # Walk along the number with fewer values, and look up the other one's.
    # A range of huge numbers has no len().
    sizes = [span.stop - span.start for span in spans]
    axis = 0 if sizes[0] <= sizes[1] else 1
    if sizes[axis] > _MOST_VALUES:
        return
    wanted = floor(polygon.middle[1 - axis] / steps[1 - axis])
    for count in spans[axis]:
        value = count * steps[axis]
        ends = polygon.slice_at(axis, value)
        if ends is None:
            continue
        for other in _around(_multiples(*ends, steps[1 - axis]), wanted):
            beside = other * steps[1 - axis]
            yield (value, beside) if axis == 0 else (beside, value)


def _step(greatest: Fraction, count: int) -> Fraction:
    """The power of ten whose multiples have so many digits; above the greatest where none."""
    top = 0
    if greatest:
        above, below = len(str(floor(greatest))), len(str(floor(1 / greatest)))
        top = above - 1 if greatest >= 1 else -below
        top += Fraction(10) ** (top + 1) <= greatest
    return Fraction(10) ** (top - count + 1)


def _multiples(low: Fraction, high: Fraction, step: Fraction) -> range:
    return range(ceil(low / step), floor(high / step) + 1)


def _around(numbers: range, wanted: int) -> range:
    """The numbers nearest to a wanted one; more than one, for the ends may be open."""
    if not numbers:
        return numbers
    at = min(max(wanted, numbers[0]), numbers[-1]) - numbers[0]
    return numbers[max(at - 1, 0) : at + 3]
