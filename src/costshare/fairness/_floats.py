"""Floats with the noise of float arithmetic, on whose last digits no verdict may rest."""

from collections.abc import Iterable
from fractions import Fraction

from costshare.amounts import is_computed
from costshare.errors import CostshareError
from costshare.results import number

# What some dozens of sums and products may add, as a part of the largest float.
_NOISE = Fraction(1, 2**46)


def noise_of(values: Iterable[object]) -> Fraction:
    """Return how far amounts may be off that were computed in floats, such as 0.1 + 0.2."""
    noises = (_noise(each) for each in values if isinstance(each, float))
    return max(noises, default=Fraction(0))


def _noise(value: float) -> Fraction:
    """Return how far one float may be off; 0 where it has so few digits that somebody wrote it."""
    return abs(Fraction(value)) * _NOISE if is_computed(value) else Fraction(0)


def refuse_noise(difference: Fraction, noise: Fraction) -> None:
    """Raise where a difference is as small as the noise of the floats that it was computed from.

    Raises
    ------
    CostshareError
        If it is.
    """
    if 0 < abs(difference) <= noise:
        msg = f"the answer depends on a difference of {number(abs(difference))}, and amounts were "
        msg += "given as floats that are not exact to it, such as 0.1 + 0.2; round them first, "
        raise CostshareError(msg + "like round(cost, 2), or pass Decimals or Fractions")
