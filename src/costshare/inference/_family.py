"""A family of models: quotas that are affine in one or two parameters.

`Mixed` is affine in its flat share, a blend in the weights of its drivers, a tariff in its base
and rate. Everything here counts in units and in whole numbers over one denominator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul

from costshare.apportionment import scale_to_whole

Point = tuple[Fraction, ...]


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
        above = [value.numerator * (below // value.denominator) for value in point]
        quotas = [
            constant * below + sum(map(mul, slopes, above))
            for constant, slopes in zip(self.constants, self.slopes, strict=True)
        ]
        return quotas, self.denominator * below


def mixed(total: int, driver: Sequence[Fraction]) -> Family:
    """Share units flat for the share x, and the rest by a driver."""
    return blend(total, (driver,), flat_first=False)


def blend(total: int, drivers: Sequence[Sequence[Fraction]], *, flat_first: bool = True) -> Family:
    """Share units by drivers in the shares x, and what those leave equally.

    With ``flat_first=False`` and one driver x is the flat share instead.
    """
    members = len(drivers[0])
    flat = Fraction(total, members)
    by = [_shared(total, driver) for driver in drivers]
    if flat_first:
        constants = [flat] * members
        slopes = [[column[row] - flat for column in by] for row in range(members)]
    else:
        constants = by[0]
        slopes = [[flat - quota] for quota in by[0]]
    return _whole(constants, slopes)


def keys(total: int | Fraction, drivers: Sequence[Sequence[Fraction]]) -> Family:
    """Share units by drivers in the shares x, and what those leave by the last driver."""
    *others, last = [_shared(total, driver) for driver in drivers]
    slopes = [[column[row] - rest for column in others] for row, rest in enumerate(last)]
    return _whole(last, slopes)


def prices(size: Fraction, columns: Sequence[Sequence[Fraction]]) -> Family:
    """Charge a price for each column, a base where it is all ones; quotas in units of `size`."""
    slopes = [[value / size for value in row] for row in zip(*columns, strict=True)]
    return _whole([Fraction(0)] * len(slopes), slopes)


def fixed(quotas: Sequence[Fraction]) -> Family:
    """Quotas that no parameter moves."""
    return _whole(quotas, [[Fraction(0)]] * len(quotas))


def _shared(total: int | Fraction, driver: Sequence[Fraction]) -> list[Fraction]:
    """The quotas of units that are shared by one driver."""
    whole = sum(driver)
    return [total * value / whole for value in driver]


def _whole(constants: Sequence[Fraction], slopes: Sequence[Sequence[Fraction]]) -> Family:
    flat = [*constants, *(slope for row in slopes for slope in row), Fraction(1)]
    *whole, denominator = scale_to_whole(flat)
    members, parameters = len(constants), len(slopes[0])
    rest = iter(whole[members:])
    return Family(
        tuple(whole[:members]),
        tuple(tuple(next(rest) for _ in range(parameters)) for _ in range(members)),
        denominator,
    )
