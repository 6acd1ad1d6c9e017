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
import numpy.typing as npt

from costshare.apportionment._divisor import SIGNPOSTS
from costshare.apportionment.arrays._block import INT_LIMIT, Block, Ints

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Thresholds = Callable[[Floats, Floats], Floats]

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
# Weights in this range can be squared, and those of one row compared, without overflow.
_SMALLEST, _LARGEST = 2.0**-300, 2.0**300
# Rows that need more single units moved than this are few; they are computed exactly.
_MOST_MOVES = 64


@np.errstate(divide="ignore", invalid="ignore")
def share_by_divisor(
    block: Block, totals: Ints, weights: Ints | Floats, method: str, out: Ints, *, faithful: bool
) -> Marks:
    """Share totals (n,) >= 0 by weights (K,) or (n, K), not all zero in a row, into out (n, K).

    Whole weights, whose sums fit 64 bits, are exact; doubles are within half a unit of their last
    place of the weights meant, and `faithful` if two that are equal mean equal weights.

    Returns
    -------
    ndarray of bool, shape (n,)
        The rows that are not settled; their parts in `out` mean nothing.
    """
    by = (weights if weights.ndim == 2 else weights[None, :]).astype(np.float64)
    heaviest = by.max(axis=1)
    out_of_range = heaviest > _LARGEST
    out_of_range |= np.where(by > 0, by, _LARGEST).min(axis=1) < _SMALLEST
    by[out_of_range] = 1
    positive = (by > 0).sum(axis=1)
    left, turns = totals, None
    known = np.full(len(by), faithful)
    if weights.dtype.kind == "i":
        known = heaviest < _WHOLE_LIMIT
    exactly = weights.dtype.kind == "i" and method in _EVEN
    if exactly:
        turns, left = np.divmod(totals, weights.sum(axis=-1))
    unsure = (left >= _MOST_UNITS) | out_of_range
    if SIGNPOSTS[method].gives_first:
        unsure |= (0 < totals) & (totals < positive)
    left = np.where(unsure, 0, left)
    turned = np.ascontiguousarray(by.T) if block.by_member else by
    parts = _near(block, left, turned, positive, method)
    exact = exactly & (2 * (left + by.shape[1] + 1) * heaviest < _EXACT_LIMIT)
    trust = (exact, np.broadcast_to(known, exact.shape))
    unsure |= _settle(parts, turned, left > 0, trust, _thresholds(method), block.axis)
    np.copyto(out, parts.T if block.by_member else parts, casting="unsafe")
    if turns is not None and turns.any():
        out += turns[:, None] * weights
    return unsure


def _thresholds(method: str) -> Thresholds:
    """Make the function that gives the threshold of the unit after so many units."""
    ratio: Any = SIGNPOSTS[method].ratio
    power = SIGNPOSTS[method].power

    def thresholds(parts: Floats, weights: Floats) -> Floats:
        above, below = ratio(parts)
        result: Floats = above / (below * weights**power)
        if not weights.all():
            # Without weight no multiplier gives a unit, and any takes back what was given.
            np.copyto(result, np.where(parts < 0, -np.inf, np.inf), where=weights == 0)
        return result

    return thresholds


def _near(block: Block, left: Ints, weights: Floats, positive: Ints, method: str) -> Floats:
    """Share by a near multiplier, and give or take single units, at most one for each."""
    signposts = SIGNPOSTS[method]
    whole = weights.sum(axis=block.axis)
    multiplier = (2 * left + signposts.lean * positive) / (2 * whole)
    parts = weights * block.across(multiplier)
    _START.get(method, np.rint)(parts, out=parts)
    if signposts.gives_first:
        np.maximum(parts, weights > 0, out=parts)
    else:
        # Leaning back from a small total leads below zero.
        np.maximum(parts, 0, out=parts)
    # From -K to K: rounding is off by one unit for each member at most.
    missing = left - parts.sum(axis=block.axis).astype(np.int64)
    taken = missing < 0
    parts -= block.across(taken)
    missing[taken] += weights.shape[block.axis]
    keys = _thresholds(method)(parts, weights)
    parts += block.choose(np.negative(keys, out=keys), block.across(missing), INT_LIMIT)
    parts *= block.across(left > 0)
    return parts


def _settle(
    parts: Floats,
    weights: Floats,
    live: Marks,
    trust: tuple[Marks, Marks],
    thresholds: Thresholds,
    axis: int,
) -> Marks:
    """Check the live rows, correct those that are not right yet, and return what is left.

    `trust` marks the rows whose thresholds compare exactly, and those where equal doubles mean
    equal weights.
    """
    margin = np.where(trust[0], 1, 1 + _MARGIN)
    last = thresholds(parts - 1, weights).max(axis=axis)
    following = thresholds(parts, weights).min(axis=axis)
    unsure = live & ~(last * margin < following)
    rows = np.flatnonzero(unsure)
    if len(rows):
        shaped = np.broadcast_to(weights, parts.shape)
        own, by = (each.T if axis == 0 else each for each in (parts, shaped))
        moved, open_rows = _move(own[rows], by[rows], trust[0][rows], trust[1][rows], thresholds)
        own[rows] = moved
        unsure[rows] = open_rows
    return unsure


def _move(
    parts: Floats, weights: Floats, exact: Marks, known: Marks, thresholds: Thresholds
) -> tuple[Floats, Marks]:
    """Move units, one at a time, from the highest threshold given to the lowest one not given."""
    unsure = np.ones(len(parts), dtype=np.bool_)
    live = np.arange(len(parts))
    for _ in range(_MOST_MOVES):
        own, by, sure = parts[live], weights[live], exact[live]
        slack = np.where(sure, 0, _MARGIN)
        given, following = thresholds(own - 1, by), thresholds(own, by)
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
        unsure[live[right]] = False
        moves = ~right & (sure | ~tied)
        live, giver, taker = live[moves], giver[moves], taker[moves]
        if not len(live):
            break
        parts[live, giver] -= 1
        parts[live, taker] += 1
    return parts, unsure
