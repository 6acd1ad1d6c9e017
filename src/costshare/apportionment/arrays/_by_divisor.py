"""Divisor methods on a block of rows: near parts in doubles, single units by threshold, a proof.

The threshold of a unit is signpost ÷ weight, the least multiplier that gives it. Parts that sum to
the total are right where no unit that was given has a higher threshold than one that was not, and
where of equal thresholds the first listed are given. That is checked at the end, with the errors
of doubles in mind, so it does not matter how the parts were found. A row that the check does not
settle is handed back to be computed exactly: docs/explanation/exactness.md.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from costshare.apportionment._divisor import SIGNPOSTS
from costshare.apportionment.arrays._block import Block, Floats, Ints, Mask, Numbers

# Signposts with s(k + n) = s(k) + n, for which n times all weights can be given beforehand.
_EVEN = ("jefferson", "webster", "adams")
_START: dict[str, Any] = {"jefferson": np.floor, "adams": np.ceil}

# A threshold has a relative error of at most 6 · 2**-53, and every part must be below the limit for
# two thresholds of one weight to differ by more than the margin.
_MARGIN = 2.0**-49
_MOST_UNITS = 2**47
# Below this product of units and weight, equal quotients in doubles are equal exactly.
_EXACT_LIMIT = 2.0**50
# Whole numbers up to here are exact in a double.
_WHOLE_LIMIT = 2.0**53
_SUM_LIMIT = 2.0**62
# Weights in this range can be squared, and those of one row compared, without overflow.
_SMALLEST, _LARGEST = 2.0**-300, 2.0**300
# Rows that need more single units moved than this are few; they are computed exactly.
_MOST_MOVES = 64


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # in rows that are unsettled
def share_by_divisor(
    block: Block, totals: Ints, weights: Numbers, out: Ints, *, method: str, faithful: bool = True
) -> Mask:
    """Share by whole weights, or by doubles that are nearest to the weights meant.

    Doubles are `faithful` if two that are equal stand for equal weights. Rows are left unsettled
    where all weights are zero, or a method would give a first unit to more than there are.
    """
    axis = block.axis
    laid = block.lay(weights, np.float64)
    heaviest = laid.max(axis=axis)
    unfit = heaviest == 0
    if weights.dtype.kind == "f":
        unfit |= heaviest > _LARGEST
        unfit |= np.where(laid > 0, laid, _LARGEST).min(axis=axis) < _SMALLEST
    if unfit.any():
        block.rows_of(laid)[unfit] = 1
    whole = weights.dtype.kind in "iu" and heaviest.max() * block.members < _SUM_LIMIT
    left, turns = totals, None
    if whole and method in _EVEN:
        turns, left = np.divmod(totals, np.maximum(weights.sum(axis=-1, dtype=np.int64), 1))
    unsettled: Mask = (left >= _MOST_UNITS) | unfit
    positive = np.count_nonzero(laid, axis=axis)
    if SIGNPOSTS[method].gives_first:
        unsettled |= totals < positive
    unsettled &= totals != 0
    left = np.where(unsettled, 0, left)
    parts = _near(block, left, laid, positive, method)
    exact = 2 * (left + block.members + 1) * heaviest < _EXACT_LIMIT
    exact &= whole and method in _EVEN
    known = heaviest < _WHOLE_LIMIT if weights.dtype.kind in "iu" else np.array([faithful])
    trust = (exact, np.broadcast_to(known, exact.shape))
    unsettled |= _settle(parts, laid, left > 0, trust, method=method, axis=axis)
    np.copyto(out, block.rows_of(parts), casting="unsafe")
    if turns is not None and turns.any():
        out += turns[:, None] * weights.astype(np.int64, copy=False)
    return unsettled


def _thresholds(method: str, weights: Floats) -> Callable[[Floats], Floats]:
    """Make the function that gives the threshold of the unit after so many units."""
    ratio: Any = SIGNPOSTS[method].ratio
    divided = weights ** SIGNPOSTS[method].power
    without = weights == 0
    any_without = without.any()

    def thresholds(parts: Floats) -> Floats:
        above, below = ratio(parts)
        result: Floats = above / (below * divided)
        if any_without:
            # Without weight no multiplier gives a unit, and any takes back what was given.
            np.copyto(result, np.where(parts < 0, -np.inf, np.inf), where=without)
        return result

    return thresholds


def _near(block: Block, left: Ints, weights: Floats, positive: Ints, method: str) -> Floats:
    """Share by a near multiplier, and give or take single units, at most one for each."""
    signposts = SIGNPOSTS[method]
    whole = weights.sum(axis=block.axis)
    multiplier = (2 * left + signposts.lean * positive) / (2 * whole)
    parts: Floats = weights * block.across(multiplier)
    _START.get(method, np.rint)(parts, out=parts)
    # Everyone with weight has a first unit, or leaning back from a small total leads below zero.
    np.maximum(parts, weights > 0 if signposts.gives_first else 0, out=parts)
    # From -K to K: rounding is off by one unit for each member at most.
    missing = left - parts.sum(axis=block.axis).astype(np.int64)
    taken = missing < 0
    parts -= block.across(taken)
    missing[taken] += block.members
    keys = _thresholds(method, weights)(parts)
    parts += block.choose(np.negative(keys, out=keys), missing)
    parts *= block.across(left > 0)
    return parts


def _settle(
    parts: Floats, weights: Floats, live: Mask, trust: tuple[Mask, Mask], *, method: str, axis: int
) -> Mask:
    """Check the live rows, correct those that are not right yet, and return what is left.

    `trust` marks the rows whose thresholds compare exactly, and those where equal doubles mean
    equal weights.
    """
    thresholds = _thresholds(method, weights)
    margin = np.where(trust[0], 1, 1 + _MARGIN)
    last = thresholds(parts - 1).max(axis=axis)
    following = thresholds(parts).min(axis=axis)
    unsettled: Mask = live & ~(last * margin < following)
    rows = np.flatnonzero(unsettled)
    if len(rows):
        shaped = np.broadcast_to(weights, parts.shape)
        own, by = (each.T if axis == 0 else each for each in (parts, shaped))
        moved, open_rows = _move(own[rows], by[rows], trust[0][rows], trust[1][rows], method)
        own[rows] = moved
        unsettled[rows] = open_rows
    return unsettled


def _move(
    parts: Floats, weights: Floats, exact: Mask, known: Mask, method: str
) -> tuple[Floats, Mask]:
    """Move units, one at a time, from the highest threshold given to the lowest one not given."""
    unsettled = np.ones(len(parts), dtype=np.bool_)
    live = np.arange(len(parts))
    for _ in range(_MOST_MOVES):
        own, by, sure = parts[live], weights[live], exact[live]
        slack = np.where(sure, 0, _MARGIN)
        thresholds = _thresholds(method, by)
        given, following = thresholds(own - 1), thresholds(own)
        last, first = given.max(axis=1), following.min(axis=1)
        near = given >= (first * (1 - slack))[:, None]
        near |= following <= (last * (1 + slack))[:, None]
        # Thresholds of one weight that look alike are those of the same unit: a true tie.
        alike = np.where(near, by, 0).max(axis=1) == np.where(near, by, np.inf).min(axis=1)
        sure |= alike & known[live]
        # Of equal thresholds, the last listed gives its unit back first.
        giver = own.shape[1] - 1 - given[:, ::-1].argmax(axis=1)
        taker = following.argmin(axis=1)
        ordered = last * (1 + slack) < first
        tied = ~ordered & (last <= first * (1 + slack))
        right = ordered | (tied & sure & (giver < taker))
        unsettled[live[right]] = False
        moves = ~right & (sure | ~tied)
        live, giver, taker = live[moves], giver[moves], taker[moves]
        if not len(live):
            break
        parts[live, giver] -= 1
        parts[live, taker] += 1
    return parts, unsettled
