"""The methods besides largest remainder on a block of rows, by shared weights or each its own."""

from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.apportionment._methods import MethodName
from costshare.apportionment.arrays._block import Block, Ints
from costshare.apportionment.arrays._by_divisor import share_by_divisor
from costshare.apportionment.arrays._running import share_cumulatively

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


def share_alike_by(
    method: MethodName, block: Block, totals: Ints, weights: list[int], out: Ints
) -> Marks:
    """Share totals (n,) >= 0 by the same whole weights; return the rows that are not settled."""
    if sum(weights) < 2**62:
        return _share_by(method, block, totals, np.array(weights, dtype=np.int64), out)
    heaviest = max(weights)
    # A quotient that is too small for a double still is not a zero weight.
    near = [weight and (weight / heaviest or 5e-324) for weight in weights]
    faithful = len(set(near)) == len(set(weights))
    return _share_by(method, block, totals, np.array(near), out, faithful=faithful)


def share_rows_by(
    method: MethodName,
    block: Block,
    totals: Ints,
    weights: tuple[npt.NDArray[Any], Ints, Marks],
    out: Ints,
) -> Marks:
    """Share totals (n,) >= 0, each by its own row; return the rows that are not settled.

    The weights (n, K) are given as they are, as whole numbers, and with a mark for the rows whose
    whole numbers fit.
    """
    given, whole, fits = weights
    unsure = _share_by(method, block, totals, whole, out)
    rest = np.flatnonzero(~fits)
    if len(rest):
        if given.dtype.kind == "O":
            unsure[rest] = True
        else:
            parts = np.empty((len(rest), out.shape[1]), dtype=np.int64)
            near = given[rest].astype(np.float64)
            faithful = given.dtype.kind == "f"
            unsure[rest] = _share_by(method, block, totals[rest], near, parts, faithful=faithful)
            out[rest] = parts
    return unsure


def _share_by(
    method: MethodName,
    block: Block,
    totals: Ints,
    weights: Ints | Floats,
    out: Ints,
    *,
    faithful: bool = True,
) -> Marks:
    if method == "cumulative":
        return share_cumulatively(totals, weights, out)
    return share_by_divisor(block, totals, weights, method, out, faithful=faithful)
