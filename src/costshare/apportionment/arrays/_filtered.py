"""Largest remainder in doubles, where a proven bound on their error settles the row.

Parts a that sum to t are right if no quota lies further above its part than another one plus one:
max(x - a) - min(x - a) < 1. The quotas are computed with an error; where the difference stays below
1 by more than twice a bound on that error, the row is settled. Ties of different weights never are.
The proof is in docs/explanation/exactness.md.
"""

import numpy as np

from costshare.apportionment.arrays._block import Block, Floats, Ints, Mask, Numbers

# Sums within these bounds keep every factor t/W a normal double.
_LEAST_SUM = 2.0**-900
_LARGEST_SUM = 2.0**900


def error_bound(totals: Numbers, members: int) -> Floats:
    """Bound the error of each quota t·w/W computed in doubles from weights that are decimals."""
    bound: Floats = (members + 3) * 2.0**-52 * (totals + 1.0)
    return bound


def share_filtered(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by weights that, as doubles, are within half a last place of those that are meant."""
    rows = len(totals)
    laid = block.lay(weights, np.float64)
    with np.errstate(over="ignore"):  # a sum that overflows leaves its row unsettled
        sums = laid.sum(axis=block.axis)
    bound = error_bound(totals, block.members)
    fits: Mask = (sums >= _LEAST_SUM) & (sums <= _LARGEST_SUM) & (bound < 0.25)
    if not fits.any():
        return ~fits
    counted = np.where(fits, totals, 0).astype(np.float64)
    quotas = block.scratch("quotas", np.float64, rows)
    np.multiply(laid, block.across(counted / np.where(fits, sums, 1)), out=quotas)
    parts = block.scratch("parts", np.float64, rows)
    np.floor(quotas, out=parts)
    left = counted - parts.sum(axis=block.axis)
    fits &= (left >= 0) & (left < block.members)
    apart = block.scratch("apart", np.float64, rows)
    np.subtract(quotas, parts, out=apart)
    # Narrower numbers order the fractions well enough: what they confuse is found below.
    fractions = block.scratch("fractions", np.float32, rows)
    np.copyto(fractions, apart, casting="unsafe")
    parts += block.choose(fractions, np.where(fits, left, 0))
    np.subtract(quotas, parts, out=apart)
    np.copyto(out, block.rows_of(parts), casting="unsafe")
    widest = apart.max(axis=block.axis) - apart.min(axis=block.axis)
    settled: Mask = fits & (widest < 1 - 2 * bound)
    near = np.flatnonzero(fits & ~settled)
    if len(near):
        by = weights if weights.ndim == 1 else weights[near]
        settled[near] = _tied_alike(block.rows_of(apart)[near], by, bound[near])
    return ~settled


def _tied_alike(apart: Floats, weights: Numbers, bound: Floats) -> Mask:
    """Find the rows in which only members with one weight meet at the cut: the order decides."""
    by = np.broadcast_to(weights, apart.shape)
    lines = np.arange(len(apart))
    passed, chosen = apart.argmax(axis=1), apart.argmin(axis=1)
    least, most = apart[lines, chosen], apart[lines, passed]
    weight = by[lines, passed]
    alike = by == weight[:, None]
    next_most = np.where(alike, -np.inf, apart).max(axis=1)
    next_least = np.where(alike, np.inf, apart).min(axis=1)
    limit = 1 - 2 * bound
    tied: Mask = (
        (weight == by[lines, chosen]) & (next_most - least < limit) & (most - next_least < limit)
    )
    return tied
