"""Parameters that come near to the fees, where none are known to reproduce most of them.

They are proposed by least squares of the relative differences. This is the one place of inference
where numbers are rounded on the way; the fees at the point that comes out are worked out exactly.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from costshare.inference._family import Family, Point

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Digits of a proposal.
_DIGITS = 6


def least_squares(family: Family, fees: Sequence[int], most: Fraction | None) -> Point:
    """Propose parameters of zero or more, with a sum of at most `most` where it is given."""
    import numpy as np

    rows = [
        ((*slopes, constant), family.denominator * max(fee, 1))
        for slopes, constant, fee in zip(family.slopes, family.constants, fees, strict=True)
    ]
    # One factor for all numbers leaves the least squares where they are, and keeps them in range.
    most_of_all = max(Fraction(max(map(abs, row)), below) for row, below in rows)
    by, of = (1 / max(Fraction(1), most_of_all)).as_integer_ratio()
    floats = np.array([[each * by / (below * of) for each in row] for row, below in rows])
    wanted = np.array([fee * by / (max(fee, 1) * of) for fee in fees])
    left, right = floats[:, :-1], wanted - floats[:, -1]
    best = min(
        _proposals(left, right, capped=most is not None),
        key=lambda point: float(((left @ point - right) ** 2).sum()),
    )
    rounded = [Fraction(f"{value:.{_DIGITS}g}") for value in best]
    if most is not None and sum(rounded) > most:
        rounded = [value * most / sum(rounded) for value in rounded]
    return tuple(rounded)


def _proposals(
    left: "NDArray[np.float64]", right: "NDArray[np.float64]", *, capped: bool
) -> Iterator["NDArray[np.float64]"]:
    """The least squares with some parameters at zero, and with a sum of 1 where that is most."""
    import numpy as np

    size = left.shape[1]
    yield np.zeros(size)
    for count in range(1, size + 1):
        for free in combinations(range(size), count):
            point = np.zeros(size)
            point[list(free)] = np.linalg.lstsq(left[:, free], right, rcond=None)[0]
            if (point >= 0).all() and (not capped or point.sum() <= 1):
                yield point
            if capped:
                # The last of them takes what the others leave of 1.
                *first, last = free
                point = np.zeros(size)
                moved = left[:, first] - left[:, [last]]
                point[first] = np.linalg.lstsq(moved, right - left[:, last], rcond=None)[0]
                point[last] = 1 - point.sum()
                if (point >= 0).all():
                    yield point
