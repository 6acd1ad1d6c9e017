"""Largest remainder by whole weights, in the machine's whole numbers: exact, ties included.

Proofs for both functions are in docs/explanation/exactness.md.
"""

import numpy as np

from costshare.apportionment.arrays._block import Block, Ints, Mask, Numbers

# Where t·W is at most this, one multiplication in doubles gives the right whole parts.
PRODUCT_LIMIT = 2.0**50
NARROW_LIMIT = 2.0**31

# The factor t/W is made larger by so much: a whole quota never shows as just below.
_UPWARDS = 1 + 2.0**-52


def share_narrow(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by whole weights whose sum W is below 2**31; the totals are of any size.

    Rows are left unsettled where W is zero or larger, or t·W and W·W are both above the limit.
    Weights are whole numbers of any type.
    """
    rows = len(totals)
    with np.errstate(invalid="ignore"):  # what is too large to cast is left unsettled
        laid = block.lay(weights, np.float64)
        remainders = block.scratch("remainders", np.int32, rows)
        np.copyto(remainders, laid, casting="unsafe")
    sums = laid.sum(axis=block.axis)
    fits = (sums > 0) & (sums < NARROW_LIMIT)
    if not fits.any():
        return np.ones(rows, dtype=np.bool_)
    within = np.where(fits, sums, 1).astype(np.int64)
    turns, rest = np.zeros_like(totals), totals
    if (totals >= NARROW_LIMIT).any() or (totals * sums > PRODUCT_LIMIT).any():
        # t·w = (t div W)·w·W + (t mod W)·w keeps every product small, whatever t is.
        turns, rest = np.divmod(totals, within)
        fits = fits & (rest * sums <= PRODUCT_LIMIT)
    rest = np.where(fits, rest, 0)
    factor = rest / within
    factor *= _UPWARDS
    quotas = block.scratch("quotas", np.float64, rows)
    np.multiply(laid, block.across(factor), out=quotas)
    parts = block.scratch("parts", np.int32, rows)
    np.copyto(parts, quotas, casting="unsafe")
    # A remainder is below 2**31, so it is right where its products wrap around at 2**32.
    whole = block.scratch("whole", np.int32, rows)
    remainders *= block.across(rest.astype(np.int32))
    np.multiply(parts, block.across(within.astype(np.int32)), out=whole)
    remainders -= whole
    left = rest - np.add.reduce(parts, axis=block.axis, dtype=np.int32)
    if left.any():
        parts += block.choose(remainders, left)
    np.copyto(out, block.rows_of(parts))
    if turns.any():
        out += turns[:, None] * weights.astype(np.int64)
    return ~np.broadcast_to(fits, totals.shape)


def share_in_64_bits(block: Block, totals: Ints, weights: Ints, out: Ints) -> Mask:
    """Share by whole weights with (W - 1)·w below 2**63 throughout; this settles every row."""
    laid = block.lay(weights, np.int64)
    within = block.across(laid.sum(axis=block.axis))
    # As above: only the products of a rest below W are divided.
    turns, rest = np.divmod(block.across(totals), within)
    remainders = rest * laid
    parts = remainders // within
    remainders -= parts * within
    left = (rest - parts.sum(axis=block.axis, keepdims=True)).ravel()
    if left.any():
        parts += block.choose(remainders, left)
    parts += turns * laid
    np.copyto(out, block.rows_of(parts))
    return np.zeros(len(totals), dtype=np.bool_)
