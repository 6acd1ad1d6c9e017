"""Cumulative rounding on a block of rows: running sums of the quotas, each rounded half up."""

import numpy as np
import numpy.typing as npt

from costshare.apportionment.arrays._block import Ints

# Below this sum of whole weights, 2 · total · running + sum fits 64 bits for totals below the sum.
_MOST_WHOLE = 2**30
_MOST_ERROR = 0.1
_LARGEST = 2.0**900


def share_cumulatively(
    totals: Ints, weights: Ints | npt.NDArray[np.float64], out: Ints
) -> npt.NDArray[np.bool_]:
    """Share totals (n,) >= 0 by weights (K,) or (n, K), not all zero in a row, into out (n, K).

    Whole weights, whose sums fit 64 bits, are exact; doubles are within half a unit of their last
    place of the weights meant.

    Returns
    -------
    ndarray of bool, shape (n,)
        The rows that are not settled; their parts in `out` mean nothing.
    """
    by = weights if weights.ndim == 2 else weights[None, :]
    if weights.dtype.kind == "i" and int(by.sum(axis=1).max()) < _MOST_WHOLE:
        running = by.cumsum(axis=1)
        whole = running[:, -1:]
        turns, left = np.divmod(totals[:, None], whole)
        rounded = (2 * left * running + whole) // (2 * whole)
        np.subtract(rounded[:, 1:], rounded[:, :-1], out=out[:, 1:])
        out[:, :1] = rounded[:, :1]
        out += turns * by
        return np.zeros(len(totals), dtype=np.bool_)
    with np.errstate(over="ignore"):
        sums = by.cumsum(axis=1, dtype=np.float64)
    # Next to sums out of range, weights have lost digits, or products overflow.
    out_of_range = (sums[:, -1] < 1 / _LARGEST) | (sums[:, -1] > _LARGEST)
    sums[out_of_range] = 1
    # Weights, running sums, quotient, product and half are each off by 2**-53 at most.
    error = (2 * by.shape[1] + 8) * 2.0**-53 * (totals + 1.0)
    unsure = (error > _MOST_ERROR) | out_of_range
    raised = sums * (np.where(unsure, 0, totals) / sums[:, -1])[:, None]
    raised += 0.5
    unsure |= (np.abs(raised - np.rint(raised)) <= error[:, None]).any(axis=1)
    np.floor(raised, out=raised)
    np.subtract(raised[:, 1:], raised[:, :-1], out=out[:, 1:], casting="unsafe")
    out[:, :1] = raised[:, :1]
    return unsure
