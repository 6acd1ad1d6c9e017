"""Largest remainder compiled by numba: exact in the machine's numbers, or left to the caller.

A kernel fills `out` and marks in `settled` what it has shared; the caller shares the rest again.
All compiled functions are in this one file, because numba's cache of compiled code looks for
changes in the file of a kernel only. They also run as plain Python. Why the numbers are right:
docs/explanation/exactness.md.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Weights = npt.NDArray[Any]  # of int64 or float64
Function = TypeVar("Function", bound=Callable[..., Any])

_SMALLEST = -(2**63)
_FLOAT_LIMIT = 2.0**51
_INT_LIMIT = 2.0**63 * (1 - 2.0**-20)  # the margin is more than the rounding of a product
_MOST_IN_DOUBLE = 2**53
_NARROW = 2**31  # whole numbers below this are converted to and from doubles several at a time
_ROWS = 32  # rows side by side in a tile
_BLOCK = 1024  # groups that are ordered by size, so that those in a tile are about as large
_MOST_COUNTED = 24  # the most members for which tiles are faster than single rows

_HALF_ULP = 2.0**-53
_LARGEST_ERROR = 2.0**-8
_LEAST_SUM = 2.0**-900
_LARGEST_SUM = 2.0**900
_FINE = 2**52  # fractions of a single row are counted in this part of a unit
_COARSE = 2**31  # fractions in a tile
_POWERS = 10.0 ** np.arange(16)


def _compile(function: Function) -> Function:
    """Compile a function at its first call, to run without the interpreter's lock.

    No option lets the compiler reorder or contract floats: results are those of Python.
    """
    compiled: Function
    try:
        compiled = numba.njit(function, nogil=True, error_model="numpy", cache=True)
    except RuntimeError:
        # No folder for the cache can be written to: each process compiles for itself.
        compiled = numba.njit(function, nogil=True, error_model="numpy")
    return compiled


@_compile
def share(
    totals: Ints, bounds: Ints, weights: Weights, alike: bool, near: bool, out: Ints, settled: Bools
) -> None:
    """Share totals[g] into out[bounds[g] : bounds[g + 1]].

    Its weights are in the same places, or the same for all totals if they are `alike`. With `near`,
    weights are floats; a float means the decimal that it prints.
    """
    largest = 0
    for group in range(len(totals)):
        settled[group] = False
        largest = max(largest, bounds[group + 1] - bounds[group])
    _share_tiles(totals, bounds, weights, alike, near, out, settled)
    doubles = np.empty(largest)
    whole = np.empty(largest, np.int64)
    keys = np.empty(largest, np.int64)
    for group in range(len(totals)):
        if not settled[group]:
            start, stop = bounds[group], bounds[group + 1]
            size = stop - start
            scratch = _Scratch(doubles[:size], whole[:size], keys[:size])
            _copy(weights if alike else weights[start:stop], near, scratch)
            settled[group] = _share_one(totals[group], near, scratch, out[start:stop])


class _Scratch(NamedTuple):
    """The weights of one total, as doubles or as whole numbers, and keys to order them by."""

    doubles: Floats
    whole: Ints
    keys: Ints


@_compile
def _copy(weights: Weights, near: bool, scratch: _Scratch) -> None:
    """Copy weights into the scratch for their type, so that the rest is compiled once."""
    if near:
        for member in range(len(weights)):
            scratch.doubles[member] = np.float64(weights[member])
    else:
        for member in range(len(weights)):
            scratch.whole[member] = np.int64(weights[member])


@_compile
def _share_one(total: int, near: bool, scratch: _Scratch, parts: Ints) -> bool:
    """Share one total, if that is certain to be right."""
    doubles, whole, keys = scratch
    if total == 0 or len(parts) == 0:
        for member in range(len(parts)):
            parts[member] = 0
        return True
    if total == _SMALLEST:
        return False
    if near:
        settled = _share_near(total, doubles, keys, parts) or (
            _read_decimals(doubles, whole) and _share_whole(total, whole, keys, parts)
        )
    else:
        settled = _share_whole(total, whole, keys, parts) or (
            _read_whole(whole, doubles) and _share_near(total, doubles, keys, parts)
        )
    if total < 0:
        for member in range(len(parts)):
            parts[member] = -parts[member]
    return settled


@_compile
def _read_whole(weights: Ints, doubles: Floats) -> bool:
    """Read whole numbers as doubles, if these hold them."""
    for member in range(len(weights)):
        if weights[member] > _MOST_IN_DOUBLE:
            return False
        doubles[member] = np.float64(weights[member])
    return True


@_compile
def _read_decimals(weights: Floats, whole: Ints) -> bool:
    """Read floats as whole numbers: decimals of up to 15 digits, with as few places as will do."""
    heaviest = 0.0
    for weight in weights:
        heaviest = max(heaviest, weight)
    for scale in _POWERS:
        if np.rint(heaviest * scale) >= _POWERS[-1]:
            return False
        fits = True
        for member in range(len(weights)):
            scaled = np.rint(weights[member] * scale)
            fits = fits and scaled / scale == weights[member]
            whole[member] = np.int64(scaled)
        if fits:
            return True
    return False


@_compile
def _share_whole(total: int, weights: Ints, keys: Ints, parts: Ints) -> bool:
    """Share the size of a total by whole weights, if their products fit 64 bits."""
    members = len(weights)
    heaviest = weights[0]
    for weight in weights:
        heaviest = max(heaviest, weight)
    if heaviest == 0 or np.float64(heaviest) * members >= _INT_LIMIT:
        return False
    whole = 0
    for weight in weights:
        whole += int(weight)
    size = abs(total)
    turns = size // whole
    rest = size - turns * whole
    left = rest
    largest = np.float64(rest) * np.float64(heaviest)
    if largest < _FLOAT_LIMIT and whole < _NARROW:
        wide = np.float64(whole)
        inverse = 1.0 / wide
        taken = 0.0
        for member in range(members):
            product = np.float64(rest) * np.float64(weights[member])
            quotient = np.floor((product + 0.5) * inverse)
            keys[member] = np.int32(product - quotient * wide)
            taken += quotient
            parts[member] = turns * weights[member] + np.int32(quotient)
        left -= int(taken)
    elif largest < _INT_LIMIT:
        for member in range(members):
            product = rest * weights[member]
            quotient = product // whole
            keys[member] = product - quotient * whole
            left -= quotient
            parts[member] = turns * weights[member] + quotient
    else:
        return False
    if left:
        _add_left(keys, left, members, whole, parts)
    return True


@_compile
def _share_near(total: int, weights: Floats, keys: Ints, parts: Ints) -> bool:
    """Share the size of a total in doubles, if the error cannot change a part."""
    members = len(weights)
    whole = 0.0
    heaviest = 0.0
    for weight in weights:
        whole += weight
        heaviest = max(heaviest, weight)
    if not _LEAST_SUM <= whole <= _LARGEST_SUM:
        return False
    size = abs(total)
    factor = np.float64(size) / whole
    error = factor * heaviest * (members + 10) * _HALF_ULP
    if error >= _LARGEST_ERROR:
        return False
    left = size
    most = 0
    for member in range(members):
        quota = factor * weights[member]
        quotient = np.floor(quota)
        fraction = quota - quotient
        if error < fraction < 1 - error:
            keys[member] = np.int64(fraction * _FINE)
            most += 1
        else:
            # A whole number, as far as doubles can see; on which side of it does not matter.
            keys[member] = -1
            quotient = np.rint(quota)
        parts[member] = np.int64(quotient)
        left -= parts[member]
    if not 0 < left < most:
        return left == 0 and most == 0
    bar, level = _add_left(keys, left, most, _FINE, parts)
    above, below = _beside(keys, bar, level)
    error *= _FINE
    if above <= 3 * error or below + 1 > _FINE - 3 * error:
        return False
    if above - below >= 2 * error + 1:
        return True
    return _are_equal(weights, keys, above - 2 * error - 1, below + 2 * error + 1)


@_compile
def _beside(keys: Ints, bar: int, level: int) -> tuple[int, int]:
    """Find the least key that is chosen, and the largest that is not."""
    above = _FINE
    below = 0
    for key in keys:
        if key >= bar:
            above = min(above, key)
        else:
            below = max(below, key)
    return (below if level else above), below


@_compile
def _are_equal(weights: Floats, keys: Ints, least: float, most: float) -> bool:
    """Check that all members with a key from `least` to `most` have one weight."""
    known = -1
    for member in range(len(keys)):
        if least <= keys[member] <= most:
            if known >= 0 and weights[member] != weights[known]:
                return False
            known = member
    return True


@_compile
def _add_left(keys: Ints, left: int, most: int, high: int, parts: Ints) -> tuple[int, int]:
    """Add one unit for each of the `left` largest keys, the first listed among equal ones.

    `most` keys, at least `left`, are 0 or more, and none reaches `high`. Return a bar that all
    chosen keys reach, except `level` ones that are one below.
    """
    bar, level = _find_bar(keys, left, most, high)
    for member in range(len(keys)):
        parts[member] += keys[member] >= bar
    open_units = level
    member = 0
    while open_units:
        if keys[member] == bar - 1:
            parts[member] += 1
            open_units -= 1
        member += 1
    return bar, level


@_compile
def _find_bar(keys: Ints, left: int, most: int, high: int) -> tuple[int, int]:
    """Find the bar of `_add_left` by counting the keys that reach a guess."""
    # `most` keys reach `low`, and fewer than `left` keys, `few`, reach `high`.
    low = 0
    few = 0
    step = 0
    while high - low > 1:
        step += 1
        if step % 3:
            middle = low + int((high - low) * ((most - left + 0.5) / (most - few)))
            middle = min(max(middle, low + 1), high - 1)
        else:
            # Halves, so that no keys make more than three times 63 steps.
            middle = low + (high - low) // 2
        count = 0
        for key in keys:
            count += key >= middle
        if count == left:
            return middle, 0
        if count > left:
            low = middle
            most = count
        else:
            high = middle
            few = count
    return high, left - few


class _Tile(NamedTuple):
    """Totals side by side, so that the processor works on several at once; members go down."""

    sizes: Floats
    weights: Floats
    sums: Floats
    heaviest: Floats
    factors: Floats
    parts: Floats
    left: Floats
    keys: Narrow
    before: Narrow
    sure: Bools


@_compile
def _share_tiles(
    totals: Ints, bounds: Ints, weights: Weights, alike: bool, near: bool, out: Ints, settled: Bools
) -> None:
    """Share tile after tile what can be shared that way; groups of about one size at a time."""
    full = _Tile(
        np.empty(_ROWS),
        np.empty((_MOST_COUNTED, _ROWS)),
        np.empty(_ROWS),
        np.empty(_ROWS),
        np.empty(_ROWS),
        np.empty((_MOST_COUNTED, _ROWS)),
        np.empty(_ROWS),
        np.empty((_MOST_COUNTED, _ROWS), np.int32),
        np.empty((_MOST_COUNTED, _ROWS), np.int32),
        np.empty(_ROWS, np.bool_),
    )
    scratch = np.empty((3, _ROWS))
    order = np.empty(_BLOCK, np.int64)
    places = np.empty(_MOST_COUNTED + 1, np.int64)
    narrow = True
    for first in range(0, len(totals), _BLOCK):
        count = _order_by_size(bounds[first : first + _BLOCK + 1], order, places)
        for start in range(0, count, _ROWS):
            rows = min(_ROWS, count - start)
            largest = first + order[start + rows - 1]
            members = bounds[largest + 1] - bounds[largest]
            tile = _Tile(
                full.sizes,
                full.weights[:members],
                full.sums,
                full.heaviest,
                full.factors,
                full.parts[:members],
                full.left,
                full.keys[:members],
                full.before[:members],
                full.sure,
            )
            if not alike or first + start == 0:
                for row in range(_ROWS):
                    group = first + order[start + min(row, rows - 1)]
                    begin = 0 if alike else bounds[group]
                    size = bounds[group + 1] - bounds[group]
                    for member in range(members):
                        # A weight of zero fills up a short group: it gets nothing.
                        tile.weights[member, row] = (
                            weights[begin + member] if member < size else 0.0
                        )
                narrow = _sum_up(tile)
            for row in range(_ROWS):
                total = totals[first + order[start + row]] if row < rows else 0
                tile.sizes[row] = abs(np.float64(total))
            if near or not narrow:
                _tile_near(tile, scratch)
            else:
                _tile_whole(tile, scratch)
            for row in range(rows):
                group = first + order[start + row]
                settled[group] = tile.sure[row]
                begin = bounds[group]
                for member in range(bounds[group + 1] - begin):
                    part = int(
                        tile.parts[member, row] + (tile.before[member, row] < tile.left[row])
                    )
                    out[begin + member] = -part if totals[group] < 0 else part


@_compile
def _order_by_size(bounds: Ints, order: Ints, places: Ints) -> int:
    """Order the groups that fit a tile by their size; return how many these are."""
    for size in range(len(places)):
        places[size] = 0
    for group in range(len(bounds) - 1):
        size = bounds[group + 1] - bounds[group]
        if 0 < size <= _MOST_COUNTED:
            places[size] += 1
    count = 0
    for size in range(len(places)):
        of_size = places[size]
        places[size] = count
        count += of_size
    for group in range(len(bounds) - 1):
        size = bounds[group + 1] - bounds[group]
        if 0 < size <= _MOST_COUNTED:
            order[places[size]] = group
            places[size] += 1
    return count


@_compile
def _sum_up(tile: _Tile) -> bool:
    """Sum the weights of each row and find the largest; return whether all sums are narrow."""
    for row in range(_ROWS):
        tile.sums[row] = 0
        tile.heaviest[row] = 0
    for member in range(len(tile.weights)):
        for row in range(_ROWS):
            weight = tile.weights[member, row]
            tile.sums[row] += weight
            tile.heaviest[row] = max(tile.heaviest[row], weight)
    narrow = True
    for row in range(_ROWS):
        narrow = narrow and tile.sums[row] < _NARROW
    return narrow


@_compile
def _tile_whole(tile: _Tile, scratch: Floats) -> None:
    """Share by whole weights exactly; the rows for which this can be done are `sure`."""
    inverses, turns = scratch[0], scratch[1]
    for row in range(_ROWS):
        fits = tile.sizes[row] < _FLOAT_LIMIT and tile.sums[row] > 0
        inverses[row] = 1.0 / tile.sums[row] if fits else 0.0
        turns[row] = np.floor((tile.sizes[row] + 0.5) * inverses[row])
        rest = tile.sizes[row] - turns[row] * tile.sums[row]
        tile.sure[row] = fits and rest * tile.heaviest[row] < _FLOAT_LIMIT
        tile.factors[row] = rest if tile.sure[row] else 0.0
        tile.left[row] = tile.factors[row]
    for member in range(len(tile.weights)):
        for row in range(_ROWS):
            product = tile.factors[row] * tile.weights[member, row]
            quotient = np.floor((product + 0.5) * inverses[row])
            tile.keys[member, row] = np.int32(product - quotient * tile.sums[row])
            tile.left[row] -= quotient
            tile.parts[member, row] = turns[row] * tile.weights[member, row] + quotient
    _count_before(tile.keys, tile.before)


@_compile
def _tile_near(tile: _Tile, scratch: Floats) -> None:
    """Share as `_share_near` does, with coarser keys."""
    members = len(tile.weights)
    errors, most = scratch[0], scratch[1]
    for row in range(_ROWS):
        fits = _LEAST_SUM <= tile.sums[row] <= _LARGEST_SUM
        factor = tile.sizes[row] / tile.sums[row] if fits else 0.0
        error = factor * tile.heaviest[row] * (members + 10) * _HALF_ULP if fits else 1.0
        tile.sure[row] = error < _LARGEST_ERROR
        tile.factors[row] = factor if tile.sure[row] else 0.0
        errors[row] = error if tile.sure[row] else 0.0
        tile.left[row] = tile.sizes[row]
        most[row] = 0
    for member in range(members):
        for row in range(_ROWS):
            quota = tile.factors[row] * tile.weights[member, row]
            quotient = np.floor(quota)
            fraction = quota - quotient
            between = errors[row] < fraction < 1 - errors[row]
            tile.keys[member, row] = np.int32(fraction * _COARSE) if between else -1
            tile.parts[member, row] = quotient if between else np.rint(quota)
            tile.left[row] -= tile.parts[member, row]
            most[row] += between
    _count_before(tile.keys, tile.before)
    _check_cuts(tile, errors, most, scratch[2])


@_compile
def _check_cuts(tile: _Tile, errors: Floats, most: Floats, above: Floats) -> None:
    """Keep the rows `sure` in which an error cannot move the cut."""
    below = tile.factors  # not needed any more
    for row in range(_ROWS):
        above[row] = _COARSE
        below[row] = 0
    for member in range(len(tile.keys)):
        for row in range(_ROWS):
            key = np.float64(tile.keys[member, row])
            chosen = tile.before[member, row] < tile.left[row]
            above[row] = min(above[row], key if chosen else _COARSE)
            below[row] = max(below[row], 0 if chosen else key)
    for row in range(_ROWS):
        error = errors[row] * _COARSE
        clear = (
            above[row] - below[row] >= 2 * error + 1
            and above[row] > 3 * error
            and below[row] + 1 <= _COARSE - 3 * error
        )
        whole = tile.left[row] == 0 and most[row] == 0
        tile.sure[row] &= whole or (0 < tile.left[row] < most[row] and clear)


@_compile
def _count_before(keys: Narrow, before: Narrow) -> None:
    """Count the members before each: with a larger key, or an equal one and listed first."""
    members = len(keys)
    for member in range(members):
        for row in range(_ROWS):
            before[member, row] = 0
    for first in range(members):
        for second in range(first + 1, members):
            for row in range(_ROWS):
                ahead = np.int32(keys[first, row] >= keys[second, row])
                before[second, row] += ahead
                before[first, row] += np.int32(1) - ahead
