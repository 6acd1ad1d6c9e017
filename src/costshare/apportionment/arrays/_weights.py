"""Read weight arrays: as whole numbers where a row has them, else row by row and exactly."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.amounts import (
    each_once,
    has_names,
    is_any_column,
    is_any_frame,
    is_pandas,
    is_series,
    take_items,
)
from costshare.apportionment._labels import aligned_lines, places_of
from costshare.apportionment.arrays._bad_rows import BadRows
from costshare.errors import CostshareError
from costshare.frames import array_of

# Decimals of up to this many digits survive the way through a double and back.
_EXACT_DIGITS = np.finfo(np.float64).precision

# Every smaller int is a double.
_WHOLE_FLOATS = 2.0**53

# The rows that are tried to find how many decimals the weights have.
_SAMPLE = 64
# Of rows with more members than this, every so many are tried.
_LONG = 2**12


def take_array(values: object, what: str) -> npt.NDArray[Any]:
    """Take an array from the caller; refuse what numpy would fill in or could not shape."""
    if isinstance(values, np.ma.MaskedArray):
        msg = f"{what} are a masked array; fill in the masked cells, or drop them"
        raise CostshareError(msg)
    if isinstance(values, Sequence) and not isinstance(values, str | bytes):
        values = take_items(values, what)
        if any(map(has_names, {type(each): each for each in values}.values())):
            values = aligned_lines(values)
    elif is_any_column(values) or is_any_frame(values):
        return array_of(values, what)
    try:
        return _as_listed(values, np.asarray(values))
    except (MemoryError, TypeError):
        msg = f"{what} of type {type(values).__name__} are not an array; pass a list of numbers"
        raise CostshareError(msg) from None
    except ValueError:
        msg = f"{what} have rows of different lengths; pass (members,) or (totals, members)"
        raise CostshareError(msg) from None


def _as_listed(values: object, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Keep the ints of a list that numpy would round, since they are large and others are not."""
    if not isinstance(values, list) or array.dtype.kind != "f":
        return array
    is_large = np.isfinite(array) & (np.abs(array) >= _WHOLE_FLOATS)
    return np.array(values, dtype=object) if is_large.any() else array


def in_order_of(totals: Any, weights: Any) -> Any:
    """Put the rows of a pandas frame in the order of a Series of totals, by their labels."""
    if not (is_series(totals) and is_pandas(weights)):
        return weights
    if totals.index.is_unique and totals.index.equals(weights.index):
        return weights
    known = list(totals.index)
    each_once("totals:", known)
    return weights.iloc[places_of(known, list(weights.index), "row", "weights")]


def check_weights(weights: object, bad: BadRows) -> npt.NDArray[Any]:
    """Take weights as an array of one or two dimensions that holds numbers of 0 or more."""
    array = take_array(weights, "weights")
    if array.ndim not in {1, 2}:
        msg = f"weights have shape {array.shape}; pass (members,) or (totals, members)"
        raise CostshareError(msg)
    if array.shape[-1] == 0:
        msg = "weights are empty; a total needs at least one member to go to"
        raise CostshareError(msg)
    array = as_read(array)
    if array.dtype.kind == "O":
        return array
    if not array.size or (array.min() >= 0 and array.max() < np.inf):
        return array
    wrong = ~(np.isfinite(array) & (array >= 0))
    if array.ndim == 1:
        at = int(wrong.argmax())
        msg = f"weight {array[at]} at [{at}] is not a weight; pass finite numbers, zero or more"
        raise CostshareError(msg)
    rows = wrong.any(axis=1)
    for row in np.flatnonzero(rows).tolist():
        at = int(wrong[row].argmax())
        bad.add([row], f"weight {at} is {array[row, at]}; pass finite numbers, zero or more")
    array = array.copy()
    array[rows] = 1
    return array


def as_read(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn weights into 64-bit numbers that mean the same, or into objects to read one by one."""
    if array.dtype.kind == "b":
        msg = "weights are bools, not numbers; use weights.astype(int) if 1 and 0 are meant"
        raise CostshareError(msg)
    if array.dtype.kind == "f" and array.dtype.itemsize < 8:
        # A narrow float is read as the decimal that it prints, and that one fits a double.
        array = array.astype(np.str_).astype(np.float64)
    if array.dtype.kind not in "iuf":
        return array.astype(object)
    if array.dtype.itemsize > 8:
        return np.array([str(each) for each in array.flat], dtype=object).reshape(array.shape)
    return array


@np.errstate(over="ignore")  # what overflows is not below the limit
def likely_places(weights: npt.NDArray[np.float64], limit: float) -> int | None:
    """Find the decimals that a sample of the rows needs, if their sums stay whole below a limit."""
    rows, members = weights.shape
    sample = weights[:: max(1, rows // _SAMPLE), :: 1 + members // _LONG]
    for places in range(_EXACT_DIGITS + 1):
        whole, meant = scaled(sample, places)
        if not (whole.sum(axis=1) < limit).all():
            return None
        if meant.all():
            return places
    return None


def scaled(
    values: npt.NDArray[np.float64], places: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Scale floats by 10**places; return whole numbers, and where they are the decimals meant."""
    scale = 10.0**places
    with np.errstate(over="ignore"):  # what overflows is not whole
        whole = values * scale
    np.rint(whole, out=whole)
    # The quotient is the double nearest to the decimal: equal means that it prints so.
    meant = whole / scale == values
    if whole.size and whole.max() >= 10.0**_EXACT_DIGITS:
        meant &= whole < 10.0**_EXACT_DIGITS
    return whole, meant


def whole_rows(block: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Scale each row (n, K) of floats to whole numbers; rows that need too many digits are zero."""
    whole = np.zeros(block.shape, dtype=np.int64)
    rows = np.arange(len(block))
    for places in range(_EXACT_DIGITS + 1):
        numbers, meant = scaled(block[rows], places)
        good = meant.all(axis=1)
        whole[rows[good]] = numbers[good].astype(np.int64)
        rows = rows[~good]
        if not len(rows):
            break
    return whole
