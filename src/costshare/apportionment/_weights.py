"""Read weights exactly, and scale them to whole numbers."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError


def scale_to_whole(values: Sequence[Fraction]) -> list[int]:
    """Multiply fractions by their least common denominator."""
    common = lcm(*(value.denominator for value in values))
    return [value.numerator * (common // value.denominator) for value in values]


def whole_weights(values: list[Any], names: list[Any] | None) -> list[int]:
    """Read weights exactly and scale them to whole numbers; refuse what cannot be shared by."""
    if not values:
        msg = "weights are empty; a total needs at least one member to go to"
        raise CostshareError(msg)
    if set(map(type, values)) == {int}:
        whole = values
    else:
        exact: list[Fraction] = [
            read_amount(
                value, f"weight {position}" if names is None else f"weight of {names[position]}"
            )
            for position, value in enumerate(values)
        ]
        whole = scale_to_whole(exact)
    if min(whole) < 0:
        position = next(position for position, value in enumerate(whole) if value < 0)
        shown = plain(read_amount(values[position], "weight"))
        label = f"weight {position}" if names is None else f"weight of {names[position]}"
        msg = f"{label} is {shown}, below zero; a weight is zero or more"
        raise CostshareError(msg)
    if not any(whole):
        msg = "weights are all zero, so nobody can be charged; use equal weights to share evenly"
        raise CostshareError(msg)
    return whole
