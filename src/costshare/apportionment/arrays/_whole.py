"""Largest remainder by whole weights, in the machine's whole numbers: exact, ties included.

The proof is in docs/explanation/exactness.md.
"""

import numpy as np

from costshare.apportionment.arrays._block import Block, Ints, Mask, Numbers

NARROW_LIMIT = 2.0**30
WIDE_LIMIT = 2.0**62

# The quotas of a total below this, divided by the members, are together off by less than half.
_TOTAL_LIMIT = 2.0**49


def share_narrow(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by whole weights of any type whose sum is below 2**30."""
    return _share_whole(block, totals, weights, out, kind=np.int32)


def share_64_bits(block: Block, totals: Ints, weights: Numbers, out: Ints) -> Mask:
    """Share by whole weights whose sum is below 2**62."""
    return _share_whole(block, totals, weights, out, kind=np.int64)


# What is too large to add, to multiply or to cast is left unsettled.
@np.errstate(over="ignore", invalid="ignore")
def _share_whole(
    block: Block, totals: Ints, weights: Numbers, out: Ints, *, kind: type[np.int32 | np.int64]
) -> Mask:
    """Share with whole parts from doubles, and exact remainders in whole numbers of one kind."""
    rows = len(totals)
    limit = NARROW_LIMIT if kind is np.int32 else WIDE_LIMIT
    laid = block.lay(weights, np.float64)
    sums = laid.sum(axis=block.axis)
    fits = (sums > 0) & (sums < limit)
    if not fits.any():
        return np.ones(rows, dtype=np.bool_)
    by = block.lay(weights, kind)
    whole = np.where(fits, by.sum(axis=block.axis, dtype=np.int64), 1)
    turns, rest = None, totals
    most = min(2 * limit, _TOTAL_LIMIT / block.members)
    if totals.max() >= most:
        # t·w = (t div W)·w·W + (t mod W)·w, so that t mod W is shared in place of t.
        turns, rest = np.divmod(totals, whole)
        fits = fits & (rest < most)
    if not fits.all():
        rest = np.where(fits, rest, 0)
    quotas = block.scratch("quotas", np.float64, rows)
    np.multiply(laid, block.across(rest / whole), out=quotas)
    parts = block.scratch("parts", kind, rows)
    np.copyto(parts, quotas, casting="unsafe")
    # A quota near a whole number can show on its other side: then its remainder is a little below
    # zero, or from W up, and the order is right all the same. Products wrap around; it is not.
    remainders = block.scratch("remainders", kind, rows)
    products = block.scratch("products", kind, rows)
    np.multiply(by, block.across(rest.astype(kind)), out=remainders)
    np.multiply(parts, block.across(whole.astype(kind)), out=products)
    remainders -= products
    # A row that does not fit has zeros, or anything at all where its weights are infinite.
    left = np.where(fits, rest - np.add.reduce(parts, axis=block.axis, dtype=kind), 0)
    if left.any():
        parts += block.choose(remainders, left)
    np.copyto(out, block.rows_of(parts))
    if turns is not None:
        out += turns[:, None] * weights.astype(np.int64)
    return ~np.broadcast_to(fits, totals.shape)
