"""The public door for ragged groups: rows of any order, each with the number of its total."""

from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.amounts import is_series, read_amount, read_word
from costshare.apportionment._labels import places_of
from costshare.apportionment._methods import read_method
from costshare.apportionment._weights import scale_to_whole
from costshare.apportionment.arrays._array import check_totals
from costshare.apportionment.arrays._bad_rows import BadRows
from costshare.apportionment.arrays._block import Ints
from costshare.apportionment.arrays._ragged import Ragged
from costshare.apportionment.arrays._reference import Zeros
from costshare.apportionment.arrays._weights import as_read, take_array
from costshare.errors import CostshareError, quoted


def apportion_groups(
    totals: npt.ArrayLike,
    groups: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    method: str = "largest_remainder",
    zeros: Zeros = "error",
    fast: bool = True,
) -> Ints:
    """Share many totals at once, each among its own rows, however many it has.

    Parameters
    ----------
    totals : array_like of int, shape (G,)
        Whole units (öre, say) to share, of either sign, that fit int64.
    groups : array_like of int, shape (R,)
        For each row the number of its total: 0 for the first one. Rows may come in any order;
        rows that are sorted by group take the least time.
    weights : array_like of int or float, shape (R,)
        One non-negative weight for each row. A float means the decimal that it prints. Decimals
        and Fractions are read too. Where `groups` and `weights` are both Series, their rows are
        matched by label.
    method : str, default "largest_remainder"
        As in `apportion`.
    zeros : {"error", "even"}, default "error"
        What to do with a total whose rows all have weight zero: refuse it, or share it evenly.
        A total of zero gives zeros in any case.
    fast : bool, default True
        Whether compiled code may do the work. It is used where the extra ``fast`` is installed,
        by largest remainder, at 262 144 rows or more, unless the environment variable
        COSTSHARE_FAST is 0. The parts are the same with it and without.

    Returns
    -------
    ndarray of int64, shape (R,)
        One part for each row, in the order of `groups`. The parts of a group are what
        ``apportion`` gives for its rows with ``ties="listed"``, to the unit.

    Raises
    ------
    CostshareError
        If shapes do not fit, or labels differ or are repeated; if a total is not a whole number
        within int64; if a group does not exist; if weights are negative, not finite, or all zero
        in a group; if a total that is not zero has no rows. The message counts the bad rows and
        groups, and names the first few.

    Examples
    --------
    >>> apportion_groups([100, -10], [0, 0, 0, 1, 1], [1, 1, 1, 0.5, 1.5])
    array([34, 33, 33, -3, -7])
    >>> apportion_groups([100, 7], [1, 0, 1], [1, 5, 2])
    array([  2, 100,   5])
    """
    method_name = read_method(method)
    zeros = read_word(zeros, "rule for zeros", Zeros)
    given = _column(totals, "totals")
    numbers, column = _column(groups, "groups"), _column(_matched(groups, weights), "weights")
    if len(numbers) != len(column):
        msg = (
            f"groups have {len(numbers)} rows and weights {len(column)}; "
            "pass one group and one weight for each row"
        )
        raise CostshareError(msg)
    labelled = next((each for each in (groups, weights) if is_series(each)), None)
    bad_rows = BadRows(range(len(column)) if labelled is None else labelled.index)
    bad = BadRows(totals.index if is_series(totals) else range(len(given)), "group")
    whole_totals = check_totals(given, bad)
    numbers = _check_groups(numbers, len(given), bad_rows)
    column = _check_column(column, bad_rows)
    if not len(given):
        bad_rows.refuse()
    sizes = np.bincount(numbers, minlength=len(given))
    empty = (sizes == 0) & (whole_totals != 0)
    if not bad_rows.message():
        reason = "the total has no rows to go to; give its group a row, or remove the total"
        bad.add(np.flatnonzero(empty).tolist(), reason)
    order = None if (numbers[1:] >= numbers[:-1]).all() else _sorted_stably(numbers)
    ordered = column if order is None else column[order]
    parts = Ragged(whole_totals, sizes, ordered, method_name, zeros, bad, fast).share()
    bad_rows.refuse(bad)
    if order is None:
        return parts
    placed = np.empty_like(parts)
    placed[order] = parts
    return placed


def _column(values: object, what: str) -> npt.NDArray[Any]:
    array = take_array(values, what)
    if array.ndim != 1:
        kind = "totals" if what == "totals" else "rows"
        msg = f"{what} have shape {array.shape}; pass one dimension, ({kind},)"
        raise CostshareError(msg)
    return array


def _matched(groups: Any, weights: Any) -> Any:
    """Put a Series of weights in the order of a Series of groups, by their labels."""
    if not (is_series(groups) and is_series(weights)) or groups.index.equals(weights.index):
        return weights
    return weights.iloc[places_of(list(groups.index), list(weights.index), "row", "weights")]


def _check_groups(array: npt.NDArray[Any], count: int, bad: BadRows) -> Ints:
    """Take the numbers of the groups; where one is bad, the first group holds its place."""
    if array.dtype.kind not in "iu":
        for row, number in enumerate(array.tolist()):
            if type(number) is not int:
                why = f"group {quoted(number)} is not an int; pass the number of its total"
                bad.add([row], why)
            elif not 0 <= number < count:
                bad.add([row], _outside(count))
        if bad.message():
            return np.zeros(len(array), dtype=np.int64)
        return array.astype(np.int64)
    if array.size and (array.min() < 0 or array.max() >= count):
        outside = (array < 0) | (array >= count)
        bad.add(np.flatnonzero(outside).tolist(), _outside(count))
        array = np.where(outside, 0, array)
    return array.astype(np.int64, copy=False)


def _outside(count: int) -> str:
    if not count:
        return "there is no total for the group; pass one total for each group"
    return f"the group is not one of 0 to {count - 1}, the numbers of the totals"


def _check_column(array: npt.NDArray[Any], bad: BadRows) -> npt.NDArray[Any]:
    """Take weights of zero or more; where one is bad, a one holds its place."""
    array = as_read(array)
    if array.dtype.kind == "O":
        return _read_column(array, bad)
    if not array.size or (array.min() >= 0 and array.max() < np.inf):
        return array
    wrong = ~(np.isfinite(array) & (array >= 0))
    for row in np.flatnonzero(wrong).tolist():
        bad.add([row], f"weight is {array[row]}; pass finite numbers, zero or more")
    array = array.copy()
    array[wrong] = 1
    return array


def _read_column(array: npt.NDArray[Any], bad: BadRows) -> npt.NDArray[Any]:
    """Read weights one by one; as whole numbers of one unit where these fit 64 bits."""
    exact = []
    for row, value in enumerate(array.tolist()):
        try:
            weight = read_amount(value, "weight")
        except CostshareError as error:
            bad.add([row], str(error))
            continue
        if weight < 0:
            bad.add([row], f"weight is {value}; pass finite numbers, zero or more")
        exact.append(weight)
    if bad.message():
        return np.ones(len(array), dtype=np.int64)
    whole = scale_to_whole(exact)
    fits = max(whole, default=0) < 2**62
    return np.array(whole, dtype=np.int64 if fits else object)


def _sorted_stably(numbers: Ints) -> Ints:
    """Return the rows in the order of their groups, first listed first."""
    # One 64-bit key for group and row: sorting values is several times as fast as an argsort.
    shift = len(numbers).bit_length()
    keys = numbers << shift
    keys |= np.arange(len(numbers))
    keys.sort()
    keys &= (1 << shift) - 1
    return keys
