"""Generated cases for `check_allocator`: totals and weights of every size at which scripts fail."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd
from random import Random
from typing import Any, NamedTuple

from costshare.amounts import Unit

KINDS = ("int", "float", "decimal", "fraction")

# A float of so many digits prints them.
_MOST_IN_FLOAT = 10**15
# Up to about here a script that reads a float as what it is, and not as what it prints, agrees.
_MOST_BY_FLOAT = 10**9
# Remainders that differ by less than 1e-6, 1e-9 and 1e-12 of a unit, among others.
_DIGITS_OF_NEAR_TIES = (3, 7, 10, 13, 16)


class Number(NamedTuple):
    """A weight: digits and how many of them are decimals."""

    digits: int
    places: int = 0

    def of_kind(self, kind: str) -> Any:
        """Write the number as a kind of number."""
        if kind == "int":
            return self.digits
        if kind == "fraction":
            return Fraction(self.digits, 10**self.places)
        return (float if kind == "float" else Decimal)(f"{self.digits}E-{self.places}")


class Draft(NamedTuple):
    """A total in units, and weights of one kind."""

    units: int
    numbers: list[Number]
    kind: str

    @property
    def weights(self) -> list[Any]:
        """The weights as a function gets them."""
        return [number.of_kind(self.kind) for number in self.numbers]


class Limits(NamedTuple):
    """What a function is tried with."""

    unit: Unit
    kinds: Sequence[str]
    min_units: int
    max_units: int
    max_size: int
    max_weight: int

    def total(self, units: int) -> int | Decimal:
        """Turn a number of units into a total."""
        if self.unit.is_whole:
            return units * self.unit.size.numerator
        return self.unit.decimal(units)

    def allow(self, draft: Draft) -> bool:
        """Return whether a case is within the limits, and can be shared."""
        are_within = self.min_units <= draft.units <= self.max_units and all(
            each.digits <= self.max_weight * 10**each.places for each in draft.numbers
        )
        return are_within and any(number.digits for number in draft.numbers)

    def within(self, units: int) -> int:
        """Return the units, or others that are within the bounds."""
        if self.min_units <= units <= self.max_units:
            return units
        return self.min_units + (units - self.min_units) % (self.max_units - self.min_units + 1)

    def weight(self, digits: int) -> int:
        """Return a weight, or another one that is within the bound."""
        return digits if digits <= self.max_weight else digits % self.max_weight + 1


Make = Callable[[Random, Limits], Draft]


def regimes(limits: Limits) -> list[tuple[int, Make]]:
    """Return the sorts of cases, small ones first, and how many of a hundred are of each sort."""
    every = [
        (1, 12, _few),
        *((size, 1, _nearly_equal(size)) for size in range(2, 13)),
        (2, 6, _near_ties),
        *([(1, 14, _with_decimals)] if set(limits.kinds) != {"int"} else []),
        (1, 8, _large_totals),
        (1, 10, _mixed),
        (2, 15, _large_weights),
        (13, 14, _rows(13, 40)),
        (100, 8, _rows(100, 300)),
        (1_000, 2, _rows(1_000, 1_200)),
    ]
    return [(share, make) for least, share, make in every if least <= limits.max_size]


def _few(random: Random, limits: Limits) -> Draft:
    """A few small weights, of which many are equal or zero."""
    least, most = random.choice([(0, 1), (0, 2), (0, 4), (0, 4), (0, 12), (1, 1)])
    weights = [random.randint(least, most) for _ in _size(random, limits, 1, 7)]
    return _draft(random, limits, weights, _near(random, weights))


def _large_totals(random: Random, limits: Limits) -> Draft:
    """A few weights, and totals of 10 to 18 digits."""
    most = random.choice([3, 10, 100, 1_000])
    weights = [random.randint(0, most) for _ in _size(random, limits, 1, 7)]
    return _draft(random, limits, weights, _far(random))


def _mixed(random: Random, limits: Limits) -> Draft:
    """Weights of every size up to 10**10, among them zeros and, often, one that is dominant."""
    weights = [
        random.choice([0, random.randint(1, 9), _large(random, 1, 9)])
        for _ in _size(random, limits, 2, 10)
    ]
    return _draft(random, limits, weights, _any(random, weights))


def _large_weights(random: Random, limits: Limits) -> Draft:
    """Weights of 7 to 18 digits, often all of one length, and mostly totals as large."""
    # A float has all digits of a whole number of 16 digits, and not of one of 17.
    digits = random.choice([random.randint(6, 15), random.randint(16, 17)])
    least = random.choice([digits, digits, 6])
    weights = [_large(random, least, digits) for _ in _size(random, limits, 2, 10)]
    far = _large(random, digits, 17) * random.choice([1, -1])
    return _draft(random, limits, weights, random.choice([far, far, _any(random, weights)]))


def _with_decimals(random: Random, limits: Limits) -> Draft:
    """Weights with decimals: everyday ones, and tiny ones beside large ones."""
    kind = random.choice([kind for kind in limits.kinds if kind != "int"])
    odd = random.random() < 0.3
    numbers = [
        Number(random.randint(1, 999), random.randint(4, 9))
        if odd and random.random() < 0.5
        else Number(random.randint(0, 300), random.randint(0, 3))
        for _ in _size(random, limits, 1, 8)
    ]
    numbers = [
        Number(
            digits if digits <= (most := limits.max_weight * 10**places) else digits % most, places
        )
        for digits, places in numbers
    ]
    if not any(number.digits for number in numbers):
        numbers[0] = Number(1, 1)
    far = random.randint(-_MOST_BY_FLOAT, _MOST_BY_FLOAT)
    return Draft(limits.within(random.choice([random.randint(-20, 60), far])), numbers, kind)


def _rows(least: int, most: int) -> Make:
    """Many weights, small or large, sometimes all equal."""

    def rows(random: Random, limits: Limits) -> Draft:
        below = random.choice([1, 5, 1_000, 100_000, 10**7])
        low = random.choice([0, 1])
        weights = [random.randint(low, below) for _ in _size(random, limits, least, most)]
        return _draft(random, limits, weights, _any(random, weights))

    return rows


def _nearly_equal(size: int) -> Make:
    """So many weights of one size, one of them larger or smaller by one, and often one zero."""

    def nearly_equal(random: Random, limits: Limits) -> Draft:
        most = min(limits.max_weight, 10 ** _DIGITS_OF_NEAR_TIES[size % len(_DIGITS_OF_NEAR_TIES)])
        heavy = random.randint(1 + most // 2, most)
        one, other = random.choice([(heavy, heavy - 1), (heavy - 1, heavy)])
        weights = [one] * size
        weights[random.randrange(size)] = other
        if size > 3 and random.random() < 0.7:
            weights[random.choice([0, random.randrange(size)])] = 0
        return _draft(random, limits, weights, random.randint(1, size - 1) * random.choice([1, -1]))

    return nearly_equal


def _near_ties(random: Random, limits: Limits) -> Draft:
    """A few weights, of which two have remainders that differ by the least possible.

    Of an odd number of parts, one remainder has one part more than the other; others have none.
    """
    most = min(limits.max_weight, 10 ** random.choice(_DIGITS_OF_NEAR_TIES))
    parts = random.randint(most // 2, most) // 2 * 2 + 1
    units = random.randint(1, 20)
    while gcd(units, parts) != 1:
        units -= 1
    first = (parts + 1) // 2 * pow(units, -1, parts) % parts if parts > 1 else 1
    blocks = [random.randint(0, most // parts) for _ in _size(random, limits, 0, 5)]
    blocks = blocks[: limits.max_size - 2]
    weights = [first, parts - first, *(parts * each for each in blocks)]
    random.shuffle(weights)
    return _draft(random, limits, weights, units * (1 + sum(blocks)) * random.choice([1, -1]))


def _size(random: Random, limits: Limits, least: int, most: int) -> range:
    """Choose how many weights."""
    return range(random.randint(min(least, limits.max_size), min(most, limits.max_size)))


def _draft(random: Random, limits: Limits, weights: list[int], units: int) -> Draft:
    """Make a case of whole weights; one of them is positive."""
    if not any(weights):
        weights[random.randrange(len(weights))] = 1
    kind = "int" if "int" in limits.kinds else random.choice(limits.kinds)
    if kind == "float":
        weights = [each if each < _MOST_IN_FLOAT else each % _MOST_IN_FLOAT + 1 for each in weights]
        units = units if abs(units) <= _MOST_BY_FLOAT else units % _MOST_BY_FLOAT
    return Draft(limits.within(units), [Number(limits.weight(each)) for each in weights], kind)


def _large(random: Random, least: int, most: int) -> int:
    """Choose a number of so many digits and one more, each number of digits as often."""
    digits = random.randint(least, most)
    return random.randint(10**digits, 10 ** (digits + 1) - 1)


def _near(random: Random, weights: list[int]) -> int:
    """Choose a small total, too little for everyone, or near a multiple of the sum of weights."""
    multiple = random.randint(-3, 4) * sum(weights) + random.randint(-3, 3)
    few = random.choice([0, random.randint(-1, len(weights) - 1)])
    return random.choice([random.randint(-20, 60), multiple, multiple, few])


def _far(random: Random) -> int:
    """Choose a total of 10 to 18 digits, of either sign."""
    return _large(random, 9, 17) * random.choice([1, -1])


def _any(random: Random, weights: list[int]) -> int:
    """Choose a total of any size."""
    everyday = random.randint(-(10**6), 10**6)
    return random.choice([everyday, _near(random, weights), _far(random)])
