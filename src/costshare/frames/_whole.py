"""Whole numbers in an array: int64 where every sum fits, else Python ints."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# int64 where every sum fits, else Python ints in an object array.
Wide = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]

# A sum of so much at most cannot pass int64, whatever is added in between.
SAFE = 2**62


def narrow(units: Sequence[int]) -> Wide:
    """Store whole numbers as int64 if their sum fits too, else as Python ints."""
    if sum(map(abs, units)) < SAFE:
        return np.array(units, dtype=np.int64)
    wide = np.empty(len(units), dtype=object)
    wide[:] = units
    return wide


def scale(units: Wide, factor: int) -> Wide:
    """Multiply by a whole number, widening where int64 would not hold the sum."""
    if factor == 1 or not len(units):
        return units
    if units.dtype != object:
        largest = max(abs(int(units.max())), abs(int(units.min())))
        if max(largest, 1) * factor * len(units) >= SAFE:
            units = units.astype(object)
    scaled: Wide = units * factor
    return scaled
