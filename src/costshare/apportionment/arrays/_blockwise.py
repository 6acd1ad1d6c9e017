"""Largest remainder of many totals: block by block, each row by the first way that settles it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from costshare.apportionment.arrays._block import INT_LIMIT, Block, Ints, Mask, Numbers
from costshare.apportionment.arrays._filtered import share_filtered
from costshare.apportionment.arrays._weights import likely_places, scaled, whole_rows
from costshare.apportionment.arrays._whole import NARROW_LIMIT, share_in_64_bits, share_narrow
from costshare.apportionment.arrays._wide import share_wide

# A function that shares a block, and the weights for it: one row for all, or a row for each total.
Way = tuple[Callable[[Block, Ints, Any, Ints], Mask], Any]


def ways_for_one_row(weights: list[int]) -> list[Way]:
    """List the ways to share by the same whole weights, not all zero; the cheapest first."""
    whole, heaviest = sum(weights), max(weights)
    if whole < NARROW_LIMIT:
        by = np.array(weights, dtype=np.int64)
        return [(share_narrow, by), (share_in_64_bits, by)]
    exact: Way = (share_wide, weights)
    if (whole - 1) * heaviest < INT_LIMIT:
        exact = (share_in_64_bits, np.array(weights, dtype=np.int64))
    shares = [weight / whole for weight in weights]
    # The doubles stand for the weights where different weights stay different.
    if len(set(shares)) == len(set(weights)):
        return [(share_filtered, np.array(shares)), exact]
    return [exact]


def ways_for_many_rows(weights: Numbers, *, even: bool) -> list[Way]:
    """List the ways to share by a row of weights for each total; the cheapest first."""
    if weights.dtype.kind not in "iuf":
        return []
    ways: list[Way] = [(share_filtered, weights), (partial(_share_whole, even=even), weights)]
    if weights.dtype.kind != "f":
        return [(share_narrow, weights), *ways]
    places = likely_places(weights)
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
        # The least total has no positive twin, so a zero holds its place.
        least = signed == -INT_LIMIT
        sizes = np.abs(np.where(least, 0, signed))
        rest = np.flatnonzero(~least)
        for share, weights in ways:
            if len(rest) == len(sizes):
                by = weights[rows] if np.ndim(weights) == 2 else weights
                rest = np.flatnonzero(share(block, sizes, by, parts))
            elif len(rest):
                by = weights[rows][rest] if np.ndim(weights) == 2 else weights
                some = np.empty((len(rest), block.members), dtype=np.int64)
                left = share(block, sizes[rest], by, some)
                parts[rest] = some
                rest = rest[left]
        negative = signed < 0
        if negative.any():
            np.negative(parts, out=parts, where=negative[:, None])
        unsettled += (start + rest).tolist()
        unsettled += (start + np.flatnonzero(least)).tolist()
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
    """Share by rows of any numbers that are whole at some scale, and by rows of zeros."""
    whole, fits = whole_rows(weights)
    empty = fits & ~whole.any(axis=1)
    # Rows that do not fit are shared by weights of one too, which means nothing.
    whole[empty | ~fits] = 1
    share_in_64_bits(block, totals, whole, out)
    if not even:
        out[empty] = 0
        fits &= ~empty | (totals == 0)
    return ~fits
