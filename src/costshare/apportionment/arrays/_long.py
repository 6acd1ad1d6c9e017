"""Largest remainder on rows of very many members: one threshold selected, nothing sorted.

Quotas in doubles have a proven error bound. Members whose fractions are further from the threshold
than that are settled; of those on it, all with the same weight, the first listed get a unit. Other
rows are left unsettled: docs/explanation/exactness.md.
"""

import numpy as np

from costshare.apportionment.arrays._block import Block, Floats, Ints, Mask, Numbers

# From so many members on, a row is worth calls of its own.
LONG = 2**12

_MOST_UNITS = 2**50
_SUM_LIMIT = 2.0**62
_SMALLEST, _LARGEST = 2.0**-900, 2.0**900


def share_long(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by a long row of numbers for each total; rows of zeros are left unsettled."""
    quotas = block.scratch("quotas", np.float64, 1)[0]
    fractions = block.scratch("fractions", np.float64, 1)[0]
    unsettled: Mask = totals != 0
    out[~unsettled] = 0
    for row in np.flatnonzero(unsettled & (totals < _MOST_UNITS)).tolist():
        settled = _share_row(int(totals[row]), weights[row], quotas, fractions, out[row])
        unsettled[row] = not settled
    return unsettled


def _share_row(total: int, weights: Numbers, quotas: Floats, fractions: Floats, out: Ints) -> bool:
    """Share one total; return whether that is settled."""
    members = len(weights)
    heaviest = float(weights.max())
    whole = weights.dtype.kind in "iu" and heaviest * members < _SUM_LIMIT
    sum_of_weights = float(weights.sum(dtype=np.int64)) if whole else _folded(weights)
    if not _SMALLEST < sum_of_weights < _LARGEST:
        return False
    factor = total / sum_of_weights
    np.multiply(weights, factor, out=quotas)
    np.floor(quotas, out=fractions)
    np.copyto(out, fractions, casting="unsafe")
    np.subtract(quotas, fractions, out=fractions)
    left = total - int(out.sum())
    # Twice the error of a quota: from its weight, the sum, the quotient and the product.
    slack = 2 * (members.bit_length() + 8) * 2.0**-53 * heaviest * factor
    if not left:
        return bool(fractions.max() < 1 - slack)
    if not 0 < left < members:
        return False
    ranked = quotas
    ranked[...] = fractions
    ranked.partition(members - left)
    chosen, passed = ranked[members - left], ranked[: members - left].max()
    if chosen - passed > slack:
        out += fractions >= chosen
        return True
    near = np.flatnonzero(np.abs(fractions - chosen) <= slack)
    if (weights[near] != weights[near[0]]).any():
        return False
    out += fractions > chosen + slack
    out[near[: total - int(out.sum())]] += 1
    return True


@np.errstate(over="ignore")  # an infinite sum is out of range
def _folded(weights: Numbers) -> float:
    """Sum in pairs, pairs of pairs and so on: each number is rounded once for each halving."""
    sums = weights.astype(np.float64)
    while len(sums) > 1:
        half = len(sums) // 2
        sums = np.append(sums[:half] + sums[half : 2 * half], sums[2 * half :])
    return float(sums[0])
