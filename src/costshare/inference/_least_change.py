"""The least change after which a model with one parameter explains the fees.

Least means the fewest fees that differ from those of the model, over all parameters. The sum
stays, since the model shares it.

By largest remainder a fee is the model's only where it lies within a unit of its quota: inside a
window of the parameter. The number of windows over a value bounds how many fees can be right
there. All ends of windows and a value between each two are tried; then, where windows leave room
for more right fees than were found, every value at which the model's fees change. Where that is
too much work, or the method knows no windows, the result says what is proven.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, groupby, pairwise
from math import ceil

from costshare.inference._family import Family, Point
from costshare.inference._interval import Interval, closed_ends, coarse, solve_interval
from costshare.inference._largest_remainder import LargestRemainder
from costshare.inference._plainest import plain_share
from costshare.inference._rule import Rule

# How many values are tried beyond the ends of windows.
_MOST_VALUES = 4_000
_MOST_UNPROVEN = 200
# How many fees are worked out at these values, all together.
_MOST_FEES = 30_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """A point of the parameters, the model's fees there in units, and how many of them differ.

    At least `at_least` differ at every point, as far as is proven; where that equals `changed`,
    it is the least.
    """

    point: Point
    fees: tuple[int, ...]
    changed: int
    at_least: int

    @classmethod
    def of(
        cls, point: Point, fees: Sequence[int], published: Sequence[int], least: int
    ) -> "Nearest":
        """Compare the model's fees with the published ones, of which `least` must differ."""
        changed = sum(one != other for one, other in zip(fees, published, strict=True))
        return cls(point, tuple(fees), changed, min(changed, max(least, 1)))

    def off(self, published: Sequence[int]) -> tuple[int, int]:
        """How many fees differ, and by how much together."""
        pairs = zip(self.fees, published, strict=True)
        return self.changed, sum(abs(one - other) for one, other in pairs)


def nearest_share(
    rule: Rule, low: Fraction, high: Fraction, most: int | None = None
) -> Nearest | None:
    """Find the parameter from low to high whose fees differ from the published in the fewest.

    Of several with as few, the one where they differ by the smallest sum among those tried. None
    where ties stop the model at every value tried; with `most`, where more fees differ than that
    too, and values at which more must differ are not tried.
    """
    windows = [window(rule, at) for at in range(len(rule.fees))]
    starts, ends = (sorted(map(_in_order, every)) for every in zip(*windows, strict=True))
    bottom, top = _in_order(low), _in_order(high)
    inside = (cut for cut in (*starts, *ends) if bottom < cut < top)
    cuts = [cut for cut, _ in groupby(sorted((bottom, top, *inside)))]
    room = [bisect_right(starts, cut) - bisect_right(ends, cut) for cut in cuts[:-1] or cuts]
    # Where the quotas do not move there is one span, of one point.
    spans = list(pairwise(value for _, value in cuts)) or [(low, high)]
    order = sorted(range(len(spans)), key=lambda place: -room[place])
    if most is not None:
        order = [at for at in order if room[at] >= len(rule.fees) - most]
    best: _Best | None = None
    for at in order:
        if best is not None and room[at] <= len(rule.fees) - best[0]:
            break
        best = _best(rule, _likely(rule, windows, *spans[at]), best)
    # The windows, and the values at which fees change, are those of largest remainder.
    proven = isinstance(rule, LargestRemainder) or low == high
    unseen, budget = 0, _MOST_VALUES if proven else _MOST_UNPROVEN
    budget = min(budget, _MOST_FEES // len(rule.fees))
    for at in order:
        if best is not None and room[at] <= len(rule.fees) - best[0]:
            break
        values = _changes(rule.family, *spans[at], budget)
        if values is None:
            unseen = max(unseen, room[at])
            continue
        budget -= len(values)
        best = _best(rule, values, best)
    if best is None or (most is not None and best[0] > most):
        return None
    changed, _, value, fees = best
    least = min(changed, max(len(rule.fees) - unseen, 1) if proven else 1)
    around = solve_interval(replace(rule, fees=fees), low, high)
    shown = plain_share(around) if isinstance(around, Interval) else value
    return Nearest((shown,), fees, changed, least)


def _in_order(value: Fraction) -> tuple[int, Fraction]:
    """A number that is compared as a whole one first, which is faster."""
    return coarse(value), value


# How many fees differ, by how much, where, and the fees there.
_Best = tuple[int, int, Fraction, tuple[int, ...]]


def _best(rule: Rule, values: Iterable[Fraction], best: _Best | None) -> _Best | None:
    """The best of some values and of the best so far."""
    for value in values:
        parts = rule.parts((value,))
        if parts is not None:
            off = [abs(one - other) for one, other in zip(parts, rule.fees, strict=True)]
            found = (sum(map(bool, off)), sum(off))
            if best is None or found < best[:2]:
                best = (*found, value, tuple(parts))
    return best


def _likely(
    rule: Rule, windows: list[tuple[Fraction, Fraction]], low: Fraction, high: Fraction
) -> Iterator[Fraction]:
    """Values of a span to try first; where the fees in reach agree with each other, that."""
    yield from (low, (low + high) / 2, high)
    places = [at for at, (start, end) in enumerate(windows) if start <= low and end >= high]
    if places:
        ends = closed_ends(rule.only(places), low, high, [])
        if ends is not None:
            yield (ends[0] + ends[1]) / 2


def window(rule: Rule, at: int) -> tuple[Fraction, Fraction]:
    """Where a fee lies within a unit of its quota; everywhere where its quota never moves."""
    family, fee = rule.family, rule.fees[at]
    slope = family.slopes[at][0]
    if not slope:
        # To be safe: such a fee may be right anywhere.
        return Fraction(-1), Fraction(2)
    one, other = (
        Fraction((fee + off) * family.denominator - family.constants[at], slope) for off in (-1, 1)
    )
    return min(one, other), max(one, other)


def _changes(family: Family, low: Fraction, high: Fraction, most: int) -> list[Fraction] | None:
    """All values at which fees by largest remainder may change, and one between each two.

    They change where a quota is whole, or two quotas have the same remainder: where the difference
    of two is whole. None where there are too many.
    """
    below = family.denominator
    lines = sorted({*zip(family.constants, (by for (by,) in family.slopes), strict=True), (0, 0)})
    # The differences of each two pass so many whole numbers together, give or take one each.
    slopes = sorted(slope for _, slope in lines)
    apart = sum(slope * (2 * place + 1 - len(slopes)) for place, slope in enumerate(slopes))
    if apart * (high - low) > most * below:
        return None
    found: set[Fraction] = set()
    start, start_below = low.numerator, low.denominator * below
    end, end_below = high.numerator, high.denominator * below
    reach = ceil((slopes[-1] - slopes[0]) * (high - low) * low.denominator)
    at_start = [(constant * low.denominator + by * start) % start_below for constant, by in lines]
    for pair in _neighbours(at_start, start_below, reach):
        (constant, slope), (other, less) = (lines[at] for at in pair)
        a, b = constant - other, slope - less
        if not b:
            continue
        one, two = (a * low.denominator + b * start), (a * high.denominator + b * end)
        if b > 0:
            first, last = one // start_below + 1, -(-two // end_below) - 1
        else:
            first, last = two // end_below + 1, -(-one // start_below) - 1
        found.update(Fraction(whole * below - a, b) for whole in range(first, last + 1))
        if 2 * len(found) > most:
            return None
    points = [low, *sorted(found), high]
    return [*points[1:-1], *((one + other) / 2 for one, other in pairwise(points))]


def _neighbours(places: Sequence[int], around: int, reach: int) -> Iterator[tuple[int, int]]:
    """Each two of some places on a circle that lie within reach of each other."""
    if 2 * reach >= around:
        yield from combinations(range(len(places)), 2)
        return
    order = sorted(range(len(places)), key=places.__getitem__)
    turns = [(places[at] + turn, at) for turn in (0, around) for at in order]
    for first, (place, at) in enumerate(turns[: len(places)]):
        for beside, other in turns[first + 1 : first + len(places)]:
            if beside - place > reach:
                break
            yield at, other
