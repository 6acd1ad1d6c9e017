"""Random figures that are the same everywhere: whole numbers from the raw bits of PCG64.

numpy promises the raw bits of a bit generator for good, but not how a `Generator` makes integers
or floats of them (NEP 19). So the step from 64 bits to a number in a range is taken here, in whole
numbers: bits × width ÷ 2⁶⁴ (Lemire, "Fast Random Integer Generation in an Interval", 2019). Each
number is off its even chance by less than 1 in 2⁶⁴ ÷ width.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

import numpy as np


def draws(
    figures: Mapping[str, Fraction], spread: Fraction, runs: int, seed: int
) -> Iterator[dict[str, Fraction]]:
    """Draw every figure anew in each run, evenly from the steps within the spread.

    A step is 1 for a whole figure, else 1 ÷ its denominator. The first runs of many are those of
    few.
    """
    ranges = {
        name: (
            ceil(figure.numerator * (1 - spread)),
            floor(figure.numerator * (1 + spread)),
            figure.denominator,
        )
        for name, figure in figures.items()
    }
    bits = np.random.PCG64(seed)
    for _ in range(runs):
        raw: list[int] = bits.random_raw(len(ranges)).tolist()
        yield {
            name: Fraction(low + ((each * (high - low + 1)) >> 64), steps)
            for each, (name, (low, high, steps)) in zip(raw, ranges.items(), strict=True)
        }
