"""Which functions share a block by which method, the cheapest first."""

from collections.abc import Callable
from functools import partial

import numpy as np

from costshare.apportionment._methods import MethodName
from costshare.apportionment.arrays._block import Block, Ints, Mask, Numbers
from costshare.apportionment.arrays._blockwise import Way, ways_for_many_rows, ways_for_one_row
from costshare.apportionment.arrays._by_divisor import share_by_divisor
from costshare.apportionment.arrays._long import LONG, share_long
from costshare.apportionment.arrays._running import share_cumulatively
from costshare.apportionment.arrays._weights import likely_places, scaled

Share = Callable[..., Mask]

# Whole numbers whose sums are below this are exact in doubles.
_SUM_LIMIT = 2.0**53


def ways_for(weights: list[int] | Numbers, method: MethodName, *, even: bool) -> list[Way]:
    """List the ways to share by whole weights for all totals, or by a row for each total."""
    if method == "largest_remainder":
        if isinstance(weights, list):
            return ways_for_one_row(weights)
        ways = ways_for_many_rows(weights, even=even)
        return [(share_long, weights), *ways] if ways and weights.shape[1] >= LONG else ways
    share: Share = share_cumulatively
    if method != "cumulative":
        share = partial(share_by_divisor, method=method)
    if isinstance(weights, list):
        return [_way_for_one_row(weights, share)]
    if weights.dtype.kind not in "iuf":
        return []
    places = likely_places(weights, _SUM_LIMIT) if weights.dtype.kind == "f" else None
    if places is None:
        return [(share, weights)]
    return [(partial(_share_decimals, share=share, places=places), weights), (share, weights)]


def _way_for_one_row(weights: list[int], share: Share) -> Way:
    if sum(weights) < 2**62:
        return share, np.array(weights, dtype=np.int64)
    heaviest = max(weights)
    # A quotient that is too small for a double still is not a zero weight.
    near = [weight and (weight / heaviest or 5e-324) for weight in weights]
    faithful = len(set(near)) == len(set(weights))
    return partial(share, faithful=faithful), np.array(near)


def _share_decimals(
    block: Block, totals: Ints, weights: Numbers, out: Ints, *, share: Share, places: int
) -> Mask:
    """Share by floats with so many decimals; rows with more of them are left unsettled."""
    whole, meant = scaled(weights, places)
    unsettled = ~meant.all(axis=1)
    whole[unsettled] = 1
    return unsettled | share(block, totals, whole.astype(np.int64), out)
