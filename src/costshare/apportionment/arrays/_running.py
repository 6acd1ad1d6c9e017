"""Cumulative rounding on a block of rows: running sums of the quotas, each rounded half up."""

import numpy as np

from costshare.apportionment.arrays._block import Block, Ints, Mask, Numbers

# Below this sum of whole weights, 2 · total · running + sum fits 64 bits for totals below the sum.
_MOST_WHOLE = 2**30
_MOST_ERROR = 0.1
_LARGEST = 2.0**900


def share_cumulatively(
    _block: Block, totals: Ints, weights: Numbers, out: Ints, *, faithful: bool = True
) -> Mask:
    """Share by whole weights, or by doubles that are nearest to the weights meant.

    Rows are left unsettled where a running sum is near a half, or all weights are zero. It makes no
    difference here whether doubles are `faithful`.
    """
    del faithful
    by = weights if weights.ndim == 2 else weights[None, :]
    if weights.dtype.kind in "iu" and by.max() < _MOST_WHOLE / by.shape[1]:
        running = by.cumsum(axis=1, dtype=np.int64)
        empty = running[:, -1] == 0
        whole = np.maximum(running[:, -1:], 1)
        turns, left = np.divmod(totals[:, None], whole)
        rounded = (2 * left * running + whole) // (2 * whole)
        np.subtract(rounded[:, 1:], rounded[:, :-1], out=out[:, 1:])
        out[:, :1] = rounded[:, :1]
        out += turns * by.astype(np.int64, copy=False)
        unsettled: Mask = (totals != 0) & empty
        return unsettled
    with np.errstate(over="ignore"):
        sums = by.cumsum(axis=1, dtype=np.float64)
    # Next to sums out of range, weights have lost digits, or products overflow.
    out_of_range = (sums[:, -1] < 1 / _LARGEST) | (sums[:, -1] > _LARGEST)
    sums[out_of_range] = 1
    # Weights, running sums, quotient, product and half are each off by 2**-53 at most.
    error = (2 * by.shape[1] + 8) * 2.0**-53 * (totals + 1.0)
    unsettled = (error > _MOST_ERROR) | out_of_range
    raised = sums * (np.where(unsettled, 0, totals) / sums[:, -1])[:, None]
    raised += 0.5
    unsettled &= totals != 0
    unsettled |= (np.abs(raised - np.rint(raised)) <= error[:, None]).any(axis=1)
    np.floor(raised, out=raised)
    np.subtract(raised[:, 1:], raised[:, :-1], out=out[:, 1:], casting="unsafe")
    out[:, :1] = raised[:, :1]
    return unsettled
