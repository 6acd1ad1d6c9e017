"""The public door for arrays: checks, blocks, and the exact reference for rows that do not fit."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from costshare.amounts import is_series, read_word
from costshare.apportionment._methods import MethodName, apportion_units, read_method
from costshare.apportionment._weights import ALL_ZERO, whole_weights
from costshare.apportionment.arrays._bad_rows import BadRows, Finding
from costshare.apportionment.arrays._block import INT_LIMIT, Block
from costshare.apportionment.arrays._weights import (
    check_weights,
    in_order_of,
    take_array,
    whole_rows,
)
from costshare.apportionment.arrays._wide import share_wide
from costshare.errors import CostshareError, quoted, shown

Ints = npt.NDArray[np.int64]
Zeros = Literal["error", "even"]

NOBODY = f'{ALL_ZERO}, or pass zeros="even"'


def apportion_array(
    totals: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    method: str = "largest_remainder",
    zeros: Zeros = "error",
) -> Ints:
    """Share many totals at once; each row sums to its total exactly.

    Parameters
    ----------
    totals : array_like of int, shape (N,)
        Whole units (öre, say) to share, of either sign, that fit int64.
    weights : array_like of int or float, shape (K,) or (N, K)
        Non-negative weights, the same for all totals or a row for each. A float means the
        decimal that it prints. Decimals and Fractions are read too. Where `totals` is a Series
        and `weights` a DataFrame, their rows are matched by label.
    method : str, default "largest_remainder"
        As in `apportion`. Largest remainder is vectorised; the other methods, and rows whose
        weights need more than 64-bit products, go through the exact reference one by one.
    zeros : {"error", "even"}, default "error"
        What to do with a total whose own row of weights is all zero: refuse it, or share it
        evenly. A total of zero gives zeros in any case.

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
    if array.ndim == 2:
        parts = share_rows(whole_totals, array, method_name, zeros, bad)
    else:
        by = whole_weights(array.tolist(), None)
        if zeros == "even" and not any(by):
            by = [1] * len(by)
        parts = _share_alike(whole_totals, by, method_name, bad)
    bad.refuse()
    return parts


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


def _share_alike(totals: Ints, weights: list[int], method: MethodName, bad: Finding) -> Ints:
    """Share all totals by the same whole weights."""
    out = np.zeros((len(totals), len(weights)), dtype=np.int64)
    if not totals.any():
        return out
    if not any(weights):
        raise CostshareError(NOBODY)
    common = int(np.gcd.reduce(np.array(weights, dtype=object)))
    reduced = [weight // common for weight in weights]
    if method != "largest_remainder":
        _share_exactly(totals, reduced, method, out, range(len(totals)), start=0, bad=bad)
        return out
    block = Block(len(reduced))
    share = _share_fitting if (sum(reduced) - 1) * max(reduced) < INT_LIMIT else share_wide
    for start in range(0, len(totals), block.rows):
        rows = slice(start, start + block.rows)
        sizes, parts = _sizes(totals[rows]), out[rows]
        unsure = share(block, sizes, reduced, parts)
        _restore_signs(totals[rows], parts)
        unsure |= totals[rows] == -INT_LIMIT
        left = np.flatnonzero(unsure).tolist()
        _share_exactly(totals[rows], reduced, method, parts, left, start=start, bad=bad)
    return out


def _share_fitting(
    block: Block, totals: Ints, weights: list[int], out: Ints
) -> npt.NDArray[np.bool_]:
    by = np.array(weights, dtype=np.int64)
    block.share(totals, by, by.sum(keepdims=True), out)
    return np.zeros(len(totals), dtype=np.bool_)


def _share_exactly(
    totals: Ints,
    weights: Sequence[int],
    method: MethodName,
    out: Ints,
    rows: Iterable[int],
    *,
    start: int,
    bad: Finding,
) -> None:
    """Fill the given rows from the reference; `start` is the number of the first row."""
    for row in rows:
        try:
            parts = apportion_units(int(totals[row]), weights, method=method, ties="listed").parts
        except CostshareError as error:
            bad.add([start + row], str(error))
        else:
            out[row] = parts


def share_rows(
    totals: Ints, weights: npt.NDArray[Any], method: MethodName, zeros: Zeros, bad: Finding
) -> Ints:
    """Share each total by its own row of weights."""
    out = np.zeros(weights.shape, dtype=np.int64)
    block = Block(weights.shape[1])
    for start in range(0, len(totals), block.rows):
        rows = slice(start, start + block.rows)
        chunk, parts, signed = weights[rows], out[rows], totals[rows]
        whole, fits = whole_rows(chunk)
        sums = whole.sum(axis=1)
        empty = fits & (sums == 0)
        if zeros == "error":
            bad.add((start + np.flatnonzero(empty & (signed != 0))).tolist(), NOBODY)
            signed = np.where(empty, 0, signed)
        whole[empty] = 1
        exactly = ~fits | (signed == -INT_LIMIT) | (method != "largest_remainder")
        # Rows that do not fit are shared by weights of one, and then overwritten.
        whole[~fits] = 1
        if not exactly.all():
            block.share(_sizes(signed), whole, whole.sum(axis=1), parts)
            _restore_signs(signed, parts)
        for row in np.flatnonzero(exactly).tolist():
            try:
                by = whole[row].tolist() if fits[row] else whole_weights(chunk[row].tolist(), None)
            except CostshareError as error:
                bad.add([start + row], str(error))
                continue
            if any(by) or not signed[row]:
                _share_exactly(signed, by, method, parts, [row], start=start, bad=bad)
            elif zeros == "even":
                _share_exactly(signed, [1] * len(by), method, parts, [row], start=start, bad=bad)
            else:
                bad.add([start + row], NOBODY)
    return out


def _sizes(totals: Ints) -> Ints:
    """Drop the signs; -2**63 has no positive twin, so a zero holds its place."""
    return np.abs(np.where(totals == -INT_LIMIT, 0, totals))


def _restore_signs(totals: Ints, parts: Ints) -> None:
    negative = totals < 0
    if negative.any():
        np.negative(parts, out=parts, where=negative[:, None])
