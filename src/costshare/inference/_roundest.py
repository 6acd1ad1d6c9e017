"""The roundest point of a polygon: the two numbers with the fewest digits.

Digits count from the first one of the greatest value that a number takes in the polygon: 35 050
where it goes up to 35 071 has four, and so has 1.785 up to 1.79. The pair with the fewest digits
together is the roundest; of several the one whose longer number has the fewest, then the one
nearest to the middle, then the smallest first number.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from costshare.inference._family import Point
from costshare.inference._polygon import Polygon

# Only a polygon that is hardly more than a line holds no pair within these.
_MOST_DIGITS = 40
_MOST_VALUES = 2_000


def roundest(polygon: Polygon, belongs: Callable[[Point], bool]) -> Point | None:
    """Find the roundest point that belongs; None where the search finds none."""
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
