"""The simplest parameters of a solution: a fraction, a decimal, or a point with few digits."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from heapq import heappop, heappush
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


def simplest_fractions(interval: Interval) -> Iterator[Fraction]:
    """All fractions inside, by their denominators: each parts what it lies in for the next ones."""
    waiting: list[tuple[int, Fraction, Interval]] = []

    def wait(part: Interval) -> None:
        if not part.is_empty:
            found = simplest_fraction(part)
            heappush(waiting, (found.denominator, found, part))

    wait(interval)
    while waiting:
        _, found, part = heappop(waiting)
        yield found
        wait(Interval(part.low, found, (part.closed[0], False)))
        wait(Interval(found, part.high, (False, part.closed[1])))


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
    grid = _Grid(polygon)
    widths = [high - low or Fraction(1) for low, high in grid.ranges]

    def distance(point: Point) -> tuple[Fraction, Point]:
        off = zip(point, grid.middle, widths, strict=True)
        return sum((((a - b) / width) ** 2 for a, b, width in off), Fraction(0)), point

    for digits in range(_MOST_DIGITS):
        for longer in range((digits + 1) // 2, digits + 1):
            found = [
                point
                for counts in {(longer, digits - longer), (digits - longer, longer)}
                for point in grid.points(counts)
                if belongs(point)
            ]
            if found:
                return min(found, key=distance)
    return None


class _Grid:
    """The points of a polygon whose numbers have few digits."""

    def __init__(self, polygon: Polygon) -> None:
        self.polygon, self.middle = polygon, polygon.middle
        self.ranges = [polygon.range_of(0), polygon.range_of(1)]
        self._tops = [_top(high) for _, high in self.ranges]
        self._lines: dict[tuple[int, int], tuple[Fraction, range]] = {}

    def points(self, counts: tuple[int, int]) -> Iterator[Point]:
        """Those with at most so many digits, as near to the middle as they get."""
        lines = [self._line(axis, count) for axis, count in enumerate(counts)]
        # Walk along the number with fewer values, and look up the other one's.
        # A range of huge numbers has no len().
        sizes = [span.stop - span.start for _, span in lines]
        axis = 0 if sizes[0] <= sizes[1] else 1
        if not 0 < sizes[axis] <= _MOST_VALUES:
            return
        (step, span), (other_step, _) = lines[axis], lines[1 - axis]
        wanted = floor(self.middle[1 - axis] / other_step)
        for count in span:
            value = count * step
            ends = self.polygon.slice_at(axis, value)
            if ends is None:
                continue
            for other in _around(_multiples(*ends, other_step), wanted):
                beside = other * other_step
                yield (value, beside) if axis == 0 else (beside, value)

    def _line(self, axis: int, count: int) -> tuple[Fraction, range]:
        """The step of numbers with so many digits, and which multiples of it the polygon has."""
        if (axis, count) not in self._lines:
            step = Fraction(10) ** (self._tops[axis] - count + 1)
            self._lines[axis, count] = step, _multiples(*self.ranges[axis], step)
        return self._lines[axis, count]


def _top(greatest: Fraction) -> int:
    """The power of ten of the first digit of the greatest value; 0 where that is zero."""
    if not greatest:
        return 0
    above, below = len(str(floor(greatest))), len(str(floor(1 / greatest)))
    top = above - 1 if greatest >= 1 else -below
    return top + (Fraction(10) ** (top + 1) <= greatest)


def _multiples(low: Fraction, high: Fraction, step: Fraction) -> range:
    return range(ceil(low / step), floor(high / step) + 1)


def _around(numbers: range, wanted: int) -> range:
    """The numbers nearest to a wanted one; more than one, for the ends may be open."""
    if not numbers:
        return numbers
    at = min(max(wanted, numbers[0]), numbers[-1]) - numbers[0]
    return numbers[max(at - 1, 0) : at + 3]
