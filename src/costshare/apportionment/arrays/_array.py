"""The public door for arrays: checks, then blocks, then the exact reference for what is left."""

from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.amounts import is_series, read_word
from costshare.apportionment._methods import MethodName, read_method
from costshare.apportionment._weights import whole_weights
from costshare.apportionment.arrays._bad_rows import BadRows, Finding
from costshare.apportionment.arrays._block import INT_LIMIT, Ints, Numbers
from costshare.apportionment.arrays._blockwise import share_blocks
from costshare.apportionment.arrays._compiled import kernels, share_compiled
from costshare.apportionment.arrays._long import LONG
from costshare.apportionment.arrays._reference import Zeros, share_exactly, without_weights
from costshare.apportionment.arrays._ways import ways_for
from costshare.apportionment.arrays._weights import check_weights, in_order_of, take_array
from costshare.errors import CostshareError, quoted, shown
from costshare.frames import AnyFrame

# So many totals are shared by a long row without turning that into Python's numbers.
_FEW = 16


def apportion_array(
    totals: npt.ArrayLike,
    weights: "npt.ArrayLike | AnyFrame",
    *,
    method: str = "largest_remainder",
    zeros: Zeros = "error",
    fast: bool = True,
) -> Ints:
    """Share many totals at once; each row sums to its total exactly.

    Parameters
    ----------
    totals : array_like of int, shape (N,)
        Whole units (öre, say) to share, of either sign, that fit int64.
    weights : array_like of int or float, shape (K,) or (N, K)
        Non-negative weights, the same for all totals or a row for each. A float means the
        decimal that it prints. Decimals and Fractions are read too, and columns and frames of any
        library. Where `totals` is a pandas Series and `weights` a pandas frame, their rows are
        matched by label.
    method : str, default "largest_remainder"
        As in `apportion`. Rows that the machine's numbers do not settle go through the exact
        reference one by one.
    zeros : {"error", "even"}, default "error"
        What to do with a total whose own row of weights is all zero: refuse it, or share it
        evenly. A total of zero gives zeros in any case.
    fast : bool, default True
        Whether compiled code may do the work. It is used where the extra ``fast`` is installed,
        by largest remainder, at 262 144 cells or more, unless the environment variable
        COSTSHARE_FAST is 0. The parts are the same with it and without.

    Returns
    -------
    ndarray of int64, shape (N, K)
        For every row what ``apportion`` gives with ``ties="listed"``, to the unit. The rows are
        in the order of `totals`.

    Raises
    ------
    CostshareError
        If shapes do not fit, or labels differ or are repeated; if a total is not a whole number
        within int64, or weights are negative, not finite, or all zero in a row. The message
        counts the bad rows and names the first few.

    Examples
    --------
    >>> apportion_array([100, -100], [1, 1, 1])
    array([[ 34,  33,  33],
           [-34, -33, -33]])
    >>> apportion_array([10, 7], [[0.1, 0.2, 0.7], [1, 1, 0]])
    array([[1, 2, 7],
           [4, 3, 0]])
    >>> apportion_array([10, 7], [[0, 0], [1, 1]], zeros="even")
    array([[5, 5],
           [4, 3]])
    """
    method_name = read_method(method)
    zeros = read_word(zeros, "rule for zeros", Zeros)
    given = take_array(totals, "totals")
    if given.ndim != 1:
        msg = f"totals have shape {given.shape}; pass one dimension, (totals,)"
        raise CostshareError(msg)
    bad = BadRows(totals.index if is_series(totals) else range(len(given)))
    whole_totals = check_totals(given, bad)
    array = check_weights(in_order_of(totals, weights), bad)
    if array.ndim == 2 and len(array) != len(whole_totals):
        msg = (
            f"weights have {len(array)} rows for {len(whole_totals)} totals; "
            "pass a row for each total, or one row for all"
        )
        raise CostshareError(msg)
    by = array if array.ndim == 2 else _weights_for_all(array, whole_totals, zeros)
    parts = np.zeros((len(whole_totals), array.shape[-1]), dtype=np.int64)
    compiled = kernels(parts.size, method_name, fast=fast)
    if compiled:
        sizes = np.full(len(parts), parts.shape[1])
        rest = share_compiled(compiled, whole_totals, sizes, by, parts)
    else:
        rest = np.arange(len(parts))
    rows = _share_rest(whole_totals, by, parts, rest, method=method_name, even=zeros == "even")
    share_exactly(whole_totals, by, parts, rows, bad, method=method_name, zeros=zeros)
    bad.refuse()
    return parts


def _share_rest(
    totals: Ints,
    weights: list[int] | Numbers,
    out: Ints,
    rest: Ints,
    *,
    method: MethodName,
    even: bool,
) -> Ints | list[int]:
    """Share the given rows block by block; return those that are left to the reference."""
    if len(rest) == len(totals):
        return share_blocks(totals, ways_for(weights, method, even=even), out)
    by = weights if isinstance(weights, list) else weights[rest]
    some = np.zeros((len(rest), out.shape[1]), dtype=np.int64)
    left = share_blocks(totals[rest], ways_for(by, method, even=even), some)
    out[rest] = some
    return rest[left]


def _weights_for_all(
    array: npt.NDArray[Any], totals: Ints, zeros: Zeros
) -> list[int] | npt.NDArray[Any]:
    """Scale one row of weights to whole numbers without a common factor; leave long rows alone."""
    if len(array) >= LONG and len(totals) <= _FEW and array.dtype.kind in "iuf" and array.any():
        return np.broadcast_to(array, (len(totals), len(array)))
    whole = whole_weights(array.tolist(), None)
    if not any(whole):
        return without_weights(whole, bool(totals.any()), zeros)
    common = gcd(*whole)
    return [weight // common for weight in whole]


def check_totals(array: npt.NDArray[Any], bad: Finding) -> Ints:
    """Take whole totals; where one is bad, a zero holds its place."""
    if array.dtype.kind == "i" or not array.size:
        return array.astype(np.int64)
    if array.dtype.kind == "u" and int(array.max()) < INT_LIMIT:
        return array.astype(np.int64)
    whole = np.zeros(len(array), dtype=np.int64)
    if array.dtype.kind == "f" and (missing := np.isnan(array)).any():
        # One missing total turned all others into floats.
        bad.add(np.flatnonzero(missing).tolist(), "total is missing; fill it in, or drop the row")
        return whole
    for row, total in enumerate(array.tolist()):
        why = _why_not_whole(total)
        if why is None:
            whole[row] = total
        else:
            bad.add([row], why)
    return whole


def _why_not_whole(total: object) -> str | None:
    if type(total) is int:
        if -INT_LIMIT <= total < INT_LIMIT:
            return None
        return f"total {shown(total)} does not fit int64; use apportion, which has no limit"
    return (
        f"total {quoted(total)} is not an int; pass whole units as ints (25050 öre for 250.50 kr)"
    )
