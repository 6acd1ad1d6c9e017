"""Rounding one quota on its own, for tariffs: there is no total, so nothing is left over."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import Literal, cast

from costshare.amounts import read_word

RoundingRule = Literal["half_up", "half_even", "half_down", "up", "down"]

_HALF = Fraction(1, 2)


def _half_even(quota: Fraction) -> int:
    return round(quota)


ROUNDINGS: Mapping[str, Callable[[Fraction], int]] = {
    "half_up": lambda quota: floor(quota + _HALF),
    "half_even": _half_even,
    "half_down": lambda quota: -floor(-quota + _HALF),
    "up": lambda quota: -floor(-quota),
    "down": floor,
}


def read_rounding(name: object) -> RoundingRule:
    """Read a rounding rule's name; raise with the nearest known one otherwise."""
    return cast("RoundingRule", read_word(name, "rounding", RoundingRule))


def round_units(quota: Fraction, rounding: RoundingRule) -> int:
    """Round a quota, in units, by its size: up and half up lead away from zero.

    Parameters
    ----------
    quota : Fraction
        The exact amount divided by the unit.
    rounding : {"half_up", "half_even", "half_down", "up", "down"}
        The contract's rule.

    Examples
    --------
    >>> round_units(Fraction(5, 2), "half_up"), round_units(Fraction(-5, 2), "half_up")
    (3, -3)
    """
    size = ROUNDINGS[rounding](abs(quota))
    return size if quota >= 0 else -size
