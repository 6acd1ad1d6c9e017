"""Largest remainder of many totals: block by block, each row by the first way that settles it."""

from collections.abc import Callable
from functools import partial

import numpy as np

from costshare.apportionment.arrays._block import INT_LIMIT, Block, Ints, Mask, Numbers
from costshare.apportionment.arrays._filtered import share_filtered
from costshare.apportionment.arrays._weights import likely_places, scaled, whole_rows
from costshare.apportionment.arrays._whole import (
    NARROW_LIMIT,
    WIDE_LIMIT,
    share_64_bits,
    share_narrow,
)
from costshare.apportionment.arrays._wide import share_wide

# A function that shares a block, and the weights for it: one row for all, or a row for each total.
Way = tuple[Callable[[Block, Ints, Numbers, Ints], Mask], Numbers]


def ways_for_one_row(weights: list[int]) -> list[Way]:
    """List the ways to share by the same whole weights, not all zero; the cheapest first."""
    whole = sum(weights)
    wide: Way = (share_wide, np.array(weights, dtype=object))
    if whole >= WIDE_LIMIT:
        ways = [wide]
    else:
        by = np.array(weights, dtype=np.int64)
        ways = [(share_64_bits, by), wide]
        if whole < NARROW_LIMIT:
            return [(share_narrow, by), *ways]
    shares = [weight / whole for weight in weights]
    # The doubles stand for the weights where different weights stay different.
    if len(set(shares)) == len(set(weights)):
        return [(share_filtered, np.array(shares)), *ways]
    return ways


def ways_for_many_rows(weights: Numbers, *, even: bool) -> list[Way]:
    """List the ways to share by a row of weights for each total; the cheapest first."""
    if weights.dtype.kind not in "iuf":
        return []
    ways: list[Way] = [(share_filtered, weights), (partial(_share_whole, even=even), weights)]
    if weights.dtype.kind != "f":
        return [(share_narrow, weights), *ways]
    places = likely_places(weights, NARROW_LIMIT)
    if places is None:
        return ways
    return [(partial(_share_decimals, places=places), weights), *ways]


def share_blocks(totals: Ints, ways: list[Way], out: Ints) -> list[int]:
    """Share totals of either sign into `out`; return the rows that no way settles."""
    block = Block(*out.shape)
    unsettled: list[int] = []
    for start in range(0, len(totals), block.rows):
        rows = slice(start, start + block.rows)
        signed, parts = totals[rows], out[rows]
        sizes, rest, lowest = signed, np.arange(len(signed)), int(signed.min())
        if lowest < 0:
            sizes = np.abs(signed)
        if lowest == -INT_LIMIT:
            # This one has no positive twin; it is left to the reference.
            unsettled += (start + np.flatnonzero(sizes < 0)).tolist()
            rest = np.flatnonzero(sizes >= 0)
        for share, weights in ways:
            if len(rest) == len(sizes):
                by = weights[rows] if weights.ndim == 2 else weights
                rest = np.flatnonzero(share(block, sizes, by, parts))
            elif len(rest):
                by = weights[rows][rest] if weights.ndim == 2 else weights
                some = np.empty((len(rest), block.members), dtype=np.int64)
                left = share(block, sizes[rest], by, some)
                parts[rest] = some
                rest = rest[left]
        if lowest < 0:
            np.negative(parts, out=parts, where=(signed < 0)[:, None])
        unsettled += (start + rest).tolist()
    return unsettled


def _share_decimals(
    block: Block, totals: Ints, weights: Numbers, out: Ints, *, places: int
) -> Mask:
    """Share by floats with so many decimals; rows with more of them are left unsettled."""
    whole, meant = scaled(weights, places)
    unsettled = share_narrow(block, totals, whole, out)
    if not meant.all():
        unsettled |= ~meant.all(axis=1)
    return unsettled


def _share_whole(block: Block, totals: Ints, weights: Numbers, out: Ints, *, even: bool) -> Mask:
    """Share by rows of any numbers that are whole at some scale; with zeros of any kind."""
    whole = whole_rows(weights) if weights.dtype.kind == "f" else weights
    if even:
        whole = np.where(weights.any(axis=1, keepdims=True), whole, 1)
    unsettled = share_64_bits(block, totals, whole, out)
    nothing = totals == 0
    out[nothing] = 0
    unsettled[nothing] = False
    return unsettled
