"""A family of models: quotas that are affine in one or two parameters.

`Mixed` is affine in its flat share, a blend in the weights of its drivers, a tariff in its base
and rate. Everything here counts in units and in whole numbers over one denominator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import gcd, lcm
from operator import mul

from costshare.apportionment import scale_to_whole

Point = tuple[Fraction, ...]

# The quotas are the same for all ways to round, and kinds of models take turns.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Family:
    """Quota of member i at a point x: (constants[i] + slopes[i] · x) ÷ denominator."""

    constants: tuple[int, ...]
    slopes: tuple[tuple[int, ...], ...]
    denominator: int

    def only(self, places: Sequence[int]) -> "Family":
        """The quotas of some members, whose sum is not the total."""
        return Family(
            tuple(self.constants[at] for at in places),
            tuple(self.slopes[at] for at in places),
            self.denominator,
        )

    def fixed(self, value: Fraction) -> "Family":
        """The quotas in the other parameters where the first one has a value."""
        by, above = value.denominator, value.numerator
        pairs = zip(self.constants, self.slopes, strict=True)
        return Family(
            tuple(by * constant + above * slopes[0] for constant, slopes in pairs),
            tuple(tuple(by * each for each in slopes[1:]) for slopes in self.slopes),
            by * self.denominator,
        )

    def at(self, point: Point) -> tuple[list[int], int]:
        """The quotas at a point, as whole numbers over one denominator."""
        below = lcm(*(value.denominator for value in point))
        return self.over([value.numerator * (below // value.denominator) for value in point], below)

    def over(self, above: Sequence[int], below: int) -> tuple[list[int], int]:
        """The same at a point that is given as whole numbers over one denominator."""
        pairs = zip(self.constants, self.slopes, strict=True)
        if len(above) == 1:
            (by,) = above
            quotas = [constant * below + slope * by for constant, (slope,) in pairs]
        else:
            quotas = [constant * below + sum(map(mul, slopes, above)) for constant, slopes in pairs]
        return quotas, self.denominator * below


def mixed(total: int | Fraction, driver: Sequence[Fraction]) -> Family:
    """Share units flat for the share x, and the rest by a driver."""
    return blend(total, (driver,), flat_first=False)


def blend(
    total: int | Fraction, drivers: Sequence[Sequence[Fraction]], *, flat_first: bool = True
) -> Family:
    """Share units by drivers in the shares x, and what those leave equally.

    With ``flat_first=False`` and one driver x is the flat share instead.
    """
    columns = [*map(tuple, drivers), (Fraction(1),) * len(drivers[0])]
    return _moving(total, tuple(columns if flat_first else columns[::-1]))


def keys(total: int | Fraction, drivers: Sequence[Sequence[Fraction]]) -> Family:
    """Share units by drivers in the shares x, and what those leave by the last driver."""
    return _moving(total, tuple(map(tuple, drivers)))


def prices(size: Fraction, columns: Sequence[Sequence[Fraction]]) -> Family:
    """Charge a price for each column, a base where it is all ones; quotas in units of `size`."""
    return _priced(size, tuple(map(tuple, columns)))


@lru_cache(maxsize=_KEPT)
def _priced(size: Fraction, columns: tuple[tuple[Fraction, ...], ...]) -> Family:
    *whole, below = scale_to_whole([*chain.from_iterable(columns), Fraction(1)])
    members, by = len(columns[0]), size.denominator
    parts = [
        [by * each for each in whole[at : at + members]] for at in range(0, len(whole), members)
    ]
    return _whole([0] * members, zip(*parts, strict=True), below * size.numerator)


def fixed(quotas: Sequence[Fraction]) -> Family:
    """Quotas that no parameter moves."""
    *whole, below = scale_to_whole([*quotas, Fraction(1)])
    return _whole(whole, [(0,)] * len(quotas), below)


@lru_cache(maxsize=_KEPT)
def _moving(total: int | Fraction, drivers: tuple[tuple[Fraction, ...], ...]) -> Family:
    """Share units by drivers in the shares x, and what those leave by the last driver."""
    columns = [scale_to_whole(driver) for driver in drivers]
    sums = [sum(column) for column in columns]
    below = lcm(*sums)
    by = [total.numerator * (below // each) for each in sums]
    *others, last = [
        [value * each for value in column] for column, each in zip(columns, by, strict=True)
    ]
    slopes = [tuple(one - rest for one in row) for *row, rest in zip(*others, last, strict=True)]
    return _whole(last, slopes, below * total.denominator)


def _whole(constants: Sequence[int], slopes: Iterable[tuple[int, ...]], denominator: int) -> Family:
    """The quotas over their least denominator."""
    rows = list(slopes)
    by = gcd(denominator, *constants, *chain.from_iterable(rows))
    return Family(
        tuple(each // by for each in constants),
        tuple(tuple(each // by for each in row) for row in rows),
        denominator // by,
    )
