"""Read weights exactly, and scale them to whole numbers."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError, shown


def scale_to_whole(values: Sequence[Fraction]) -> list[int]:
    """Multiply fractions by their least common denominator."""
    common = lcm(*(value.denominator for value in values))
    return [value.numerator * (common // value.denominator) for value in values]


def exact_total(values: Iterable[Fraction]) -> Fraction:
    """Add fractions over their least common denominator, which takes one division in all."""
    listed = list(values)
    common = lcm(*(value.denominator for value in listed))
    return Fraction(
        sum([value.numerator * (common // value.denominator) for value in listed]), common
    )


ALL_ZERO = "weights are all zero, so nobody can be charged; use equal weights to share evenly"


def whole_weights(values: list[Any], names: list[Any] | None) -> list[int]:
    """Read weights exactly and scale them to whole numbers; refuse what is not a weight."""
    if not values:
        msg = "weights are empty; a total needs at least one member to go to"
        raise CostshareError(msg)
    if set(map(type, values)) == {int}:
        whole = values
    else:
        exact: list[Fraction] = [
            read_amount(value, _label(names, position)) for position, value in enumerate(values)
        ]
        whole = scale_to_whole(exact)
    if min(whole) < 0:
        position = next(position for position, value in enumerate(whole) if value < 0)
        weight = plain(read_amount(values[position], "weight"))
        msg = f"{_label(names, position)} is {weight}, below zero; a weight is zero or more"
        raise CostshareError(msg)
    return whole


def require_weight(weights: list[int]) -> None:
    """Refuse weights that are all zero, where there is something to share by them."""
    if not any(weights):
        raise CostshareError(ALL_ZERO)


def _label(names: list[Any] | None, position: int) -> str:
    return f"weight {position}" if names is None else f"weight of {shown(names[position])}"
