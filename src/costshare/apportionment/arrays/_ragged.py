"""Share totals among groups of any sizes: groups of equal size form a dense block of rows."""

from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.apportionment._methods import MethodName
from costshare.apportionment.arrays._bad_rows import BadPlaces, Finding
from costshare.apportionment.arrays._block import Ints
from costshare.apportionment.arrays._blockwise import share_blocks
from costshare.apportionment.arrays._reference import Zeros, share_exactly
from costshare.apportionment.arrays._ways import ways_for

# So many cells are gathered at a time.
_CELLS = 2**20


def share_ragged(
    totals: Ints,
    sizes: Ints,
    weights: npt.NDArray[Any],
    *,
    method: MethodName,
    zeros: Zeros,
    bad: Finding,
) -> Ints:
    """Share each total by its own run of weights.

    Parameters
    ----------
    totals, sizes : ndarray of int64, shape (G,)
        Totals of either sign, and how many of the weights belong to each, one run after another.
    weights : ndarray, shape (R,)
        64-bit numbers of zero or more, or whole numbers of any size.
    """
    out = np.zeros(len(weights), dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    by_size = np.argsort(sizes, kind="stable")
    found, counts = np.unique(sizes, return_counts=True)
    ends = np.cumsum(counts)
    for size, end, count in zip(found.tolist(), ends, counts, strict=True):
        if not size:
            continue
        groups = by_size[end - count : end]
        within = np.arange(size)
        step = max(1, _CELLS // size)
        for begin in range(0, len(groups), step):
            chosen = groups[begin : begin + step]
            places = starts[chosen][:, None] + within
            some, by = totals[chosen], weights[places]
            parts = np.zeros(places.shape, dtype=np.int64)
            rows = share_blocks(some, ways_for(by, method, even=zeros == "even"), parts)
            named = BadPlaces(bad, chosen)
            share_exactly(some, by, parts, rows, named, method=method, zeros=zeros)
            out[places] = parts
    return out
