"""The public door for arrays: checks, blocks, and the exact reference for rows that do not fit."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.apportionment._kernel import apportion_units
from costshare.apportionment._methods import MethodName, read_method
from costshare.apportionment._weights import whole_weights
from costshare.apportionment.arrays._block import INT_LIMIT, Block
from costshare.apportionment.arrays._weights import check_weights, take_array, whole_rows
from costshare.apportionment.arrays._wide import share_wide
from costshare.errors import CostshareError

Ints = npt.NDArray[np.int64]


def apportion_array(
    totals: npt.ArrayLike, weights: npt.ArrayLike, *, method: str = "largest_remainder"
) -> Ints:
    """Share many totals at once; each row sums to its total exactly.

    Parameters
    ----------
    totals : array_like of int, shape (N,)
        Whole units (öre, say) to share, of either sign, that fit int64.
    weights : array_like of int or float, shape (K,) or (N, K)
        Non-negative weights, the same for all totals or a row for each; no row all zero. A
        float means the decimal that it prints. Decimals and Fractions are read too.
    method : str, default "largest_remainder"
        As in `apportion`. Largest remainder is vectorised; the other methods, and rows whose
        weights need more than 64-bit products, go through the exact reference one by one.

    Returns
    -------
    ndarray of int64, shape (N, K)
        For every row what ``apportion`` gives with ``ties="listed"``, to the unit.

    Raises
    ------
    CostshareError
        On shapes that do not fit, totals that are no whole numbers within int64, and weights
        that are negative, not finite, or all zero in a row.

    Examples
    --------
    >>> apportion_array([100, -100], [1, 1, 1])
    array([[ 34,  33,  33],
           [-34, -33, -33]])
    >>> apportion_array([10, 7], [[0.1, 0.2, 0.7], [1, 1, 0]])
    array([[1, 2, 7],
           [4, 3, 0]])
    """
    method_name = read_method(method)
    whole_totals = _check_totals(totals)
    array = check_weights(weights)
    if array.ndim == 2 and len(array) != len(whole_totals):
        msg = (
            f"weights have {len(array)} rows for {len(whole_totals)} totals; "
            "pass a row for each total, or one row for all"
        )
        raise CostshareError(msg)
    if array.ndim == 1:
        return _share_alike(whole_totals, whole_weights(array.tolist(), None), method_name)
    return _share_rows(whole_totals, array, method_name)


def _check_totals(totals: npt.ArrayLike) -> Ints:
    array = take_array(totals, "totals")
    if array.ndim != 1:
        msg = f"totals have shape {array.shape}; pass one dimension, (totals,)"
        raise CostshareError(msg)
    if array.dtype.kind == "f" and np.isnan(array).any():
        msg = f"total at [{np.isnan(array).argmax()}] is missing; fill it in, or drop the row"
        raise CostshareError(msg)
    if array.dtype.kind in "iu" or not array.size:
        if array.size and array.dtype.kind == "u" and int(array.max()) >= INT_LIMIT:
            msg = f"total {array.max()} does not fit int64; use apportion, which has no limit"
            raise CostshareError(msg)
        return array.astype(np.int64)
    for position, total in enumerate(array.tolist()):
        if type(total) is not int:
            msg = (
                f"total {total!r} at [{position}] is no int; pass whole units as ints "
                "(25050 öre for 250.50 kr)"
            )
            raise CostshareError(msg)
        if not -INT_LIMIT <= total < INT_LIMIT:
            msg = f"total {total} at [{position}] does not fit int64; use apportion instead"
            raise CostshareError(msg)
    return array.astype(np.int64)


def _share_alike(totals: Ints, weights: list[int], method: MethodName) -> Ints:
    """Share all totals by the same whole weights."""
    out = np.empty((len(totals), len(weights)), dtype=np.int64)
    common = int(np.gcd.reduce(np.array(weights, dtype=object)))
    reduced = [weight // common for weight in weights]
    if method != "largest_remainder":
        _share_exactly(totals, reduced, method, out, range(len(totals)))
        return out
    block = Block(len(reduced))
    share = _share_fitting if (sum(reduced) - 1) * max(reduced) < INT_LIMIT else share_wide
    for start in range(0, len(totals), block.rows):
        rows = slice(start, start + block.rows)
        sizes, parts = _sizes(totals[rows]), out[rows]
        unsure = share(block, sizes, reduced, parts)
        _restore_signs(totals[rows], parts)
        unsure |= totals[rows] == -INT_LIMIT
        _share_exactly(totals[rows], reduced, method, parts, np.flatnonzero(unsure))
    return out


def _share_fitting(
    block: Block, totals: Ints, weights: list[int], out: Ints
) -> npt.NDArray[np.bool_]:
    by = np.array(weights, dtype=np.int64)
    block.share(totals, by, by.sum(keepdims=True), out)
    return np.zeros(len(totals), dtype=np.bool_)


def _share_exactly(
    totals: Ints, weights: list[int], method: MethodName, out: Ints, rows: Iterable[int]
) -> None:
    """Fill the given rows from the reference."""
    for row in rows:
        total = int(totals[row])
        out[row] = apportion_units(total, weights, method=method, ties="listed").parts


def _share_rows(totals: Ints, weights: npt.NDArray[Any], method: MethodName) -> Ints:
    """Share each total by its own row of weights."""
    out = np.empty(weights.shape, dtype=np.int64)
    block = Block(weights.shape[1])
    for start in range(0, len(totals), block.rows):
        rows = slice(start, start + block.rows)
        chunk, parts, signed = weights[rows], out[rows], totals[rows]
        whole, fits = whole_rows(chunk)
        sums = whole.sum(axis=1)
        fits &= (sums > 0) & (method == "largest_remainder") & (signed != -INT_LIMIT)
        # Rows that do not fit are shared by weights of one, and then overwritten.
        whole[~fits] = 1
        block.share(_sizes(signed), whole, whole.sum(axis=1), parts)
        _restore_signs(signed, parts)
        for row in np.flatnonzero(~fits).tolist():
            parts[row] = _share_row(int(signed[row]), chunk[row], start + row, method)
    return out


def _share_row(total: int, weights: npt.NDArray[Any], row: int, method: MethodName) -> list[int]:
    try:
        exact = whole_weights(weights.tolist(), None)
        return apportion_units(total, exact, method=method, ties="listed").parts
    except CostshareError as error:
        msg = f"row {row}: {error}"
        raise CostshareError(msg) from error


def _sizes(totals: Ints) -> Ints:
    """Drop the signs; -2**63 has no positive twin, so a zero holds its place."""
    return np.abs(np.where(totals == -INT_LIMIT, 0, totals))


def _restore_signs(totals: Ints, parts: Ints) -> None:
    negative = totals < 0
    if negative.any():
        np.negative(parts, out=parts, where=negative[:, None])
