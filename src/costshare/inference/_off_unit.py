"""Fees that are not a multiple of the unit of the others: misprints, where they are few.

A unit that nobody stated counts only where it would hardly be so by chance, which is the less
likely the larger the unit is and the more fees there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb

from costshare.amounts import Unit, common_unit
from costshare.apportionment import round_units
from costshare.fields import ReadOnly

_BY_CHANCE = Fraction(1, 10)
# So many fees that are not a multiple of the unit are misprints.
MOST = 3


def count_units(
    amounts: Mapping[str, Fraction], unit: Unit, most: int = MOST
) -> tuple[tuple[int, ...], Mapping[int, Fraction]]:
    """Count the units of each fee; a misprint is rounded, and its amount is kept by position.

    Raises
    ------
    CostshareError
        If more than a few fees are not a multiple of the unit.
    """
    off = dict.fromkeys(off_unit(list(amounts.values()), unit, most))
    units = tuple(
        _nearest(fee / unit.size) if at in off else unit.count(fee, f"fee of {name}")
        for at, (name, fee) in enumerate(amounts.items())
    )
    return units, ReadOnly({at: fee for at, fee in enumerate(amounts.values()) if at in off})


def _nearest(units: Fraction) -> int:
    nearest = round_units(abs(units), "half_up")
    return nearest if units >= 0 else -nearest


def off_unit(fees: Sequence[Fraction], unit: Unit, most: int = MOST) -> tuple[int, ...]:
    """The few fees that are not a multiple of a unit; none where they are not few."""
    above, below = unit.size.as_integer_ratio()
    # A multiple of the unit: by whole numbers, since it is asked of all fees in many units.
    off = tuple(
        at for at, fee in enumerate(fees) if fee.numerator * below % (above * fee.denominator)
    )
    return off if len(off) <= most and 2 * len(off) < sum(map(bool, fees)) else ()


def greatest_unit(fees: Sequence[Fraction]) -> Unit:
    """The greatest common divisor of fees; read as units, since 1/3 has no finite decimal."""
    return common_unit(Unit.read(abs(fee)) for fee in fees if fee)


def units_of_most(fees: Sequence[Fraction], usual: Iterator[Unit]) -> Iterator[Unit]:
    """The usual units of all fees but a few, and the greatest common divisor of the others."""
    greatest, paid = greatest_unit(fees).size, sum(map(bool, fees))
    for unit in usual:
        off = off_unit(fees, unit)
        by_chance = comb(paid, len(off)) / (unit.size / greatest) ** (paid - len(off))
        if off and by_chance < _BY_CHANCE:
            yield unit
            yield greatest_unit([fee for at, fee in enumerate(fees) if at not in off])
