"""Largest remainder by shared weights too wide for 64-bit products, such as floats of 17 digits.

Each share is kept to 128 binary places. That settles nearly every row; a row in which it does not
is handed back, to be computed exactly.
"""

import numpy as np
import numpy.typing as npt

from costshare.apportionment.arrays._block import Block, Ints, Mask, Numbers

Words = npt.NDArray[np.uint64]

_PLACES = 128
_WORD = 2**64 - 1
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)

# A fraction of 64 places is too small by less than 2 in its last place: one for the low product
# that is cut off, and a half for the share's own places that are (totals are below 2**63).
_SLACK = np.uint64(2)


def share_wide(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by the same whole weights (K,), Python ints of any width, two or more of them positive.

    A row is left unsettled where this precision does not settle it.
    """
    whole = sum(weights)
    shares = [(weight << _PLACES) // whole for weight in weights]
    high = np.array([share >> 64 for share in shares], dtype=np.uint64)
    low = np.array([share & _WORD for share in shares], dtype=np.uint64)
    by_high, by_low = (word[:, None] if block.by_member else word[None, :] for word in (high, low))
    count = block.across(totals.view(np.uint64))
    carried = _high_product(count, by_low)
    fractions = count * by_high
    fractions += carried
    quotients = _high_product(count, by_high)
    quotients += fractions < carried
    units = quotients.view(np.int64)
    left = totals - units.sum(axis=block.axis)
    # Where a whole quota shows as just below, one unit more than there are members can be left.
    unsure: Mask = (fractions >= np.uint64(_WORD) - _SLACK).any(axis=block.axis)  # type: ignore[assignment]
    left[unsure] = 0
    if left.any():
        marks = block.choose(fractions, left)
        units += marks
        least_chosen = np.where(marks, fractions, np.uint64(_WORD)).min(axis=block.axis)
        most_passed = np.where(marks, np.uint64(0), fractions).max(axis=block.axis)
        unsure |= (left != 0) & (least_chosen - most_passed <= _SLACK)
    np.copyto(out, block.rows_of(units))
    return unsure


def _high_product(one: Words, other: Words) -> Words:
    """Multiply 64-bit words and keep the high word of the product."""
    one_high, one_low = one >> _HALF, one & _LOW
    other_high, other_low = other >> _HALF, other & _LOW
    middle = one_high * other_low
    middle += (one_low * other_low) >> _HALF
    cross = one_low * other_high
    cross += middle & _LOW
    product = one_high * other_high
    product += middle >> _HALF
    product += cross >> _HALF
    return product
