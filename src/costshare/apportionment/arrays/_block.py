"""Scratch memory for a block of rows, and the choice of the members that get a unit more.

Two layouts: few members lie one after the other, (K, n), so that operations run along the rows;
many members lie row by row, (n, K), so that a threshold can be selected in each. Everything but
that choice is the same in both.

Every function that shares a block has the signature ``share(block, totals, weights, out)``:
totals (n,) of zero or more, weights (K,) for all rows or (n, K), and parts (n, K) to fill. It
returns which rows it leaves *unsettled*, a mask (n,): their parts mean nothing yet.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

# The most members for which counting those before each one beats selecting a threshold.
MOST_COUNTED = 30

INT_LIMIT = 2**63

# A block of this many cells stays in the cache; its scratch is all the memory a call needs
# besides the result.
CELLS = 2**17


class Block:
    """Scratch memory for blocks of rows with `members` parts, used over and over.

    Fresh memory for every operation would cost more than the arithmetic does.
    """

    def __init__(self, rows: int, members: int) -> None:
        self.by_member = members <= MOST_COUNTED
        self.axis = 0 if self.by_member else 1
        self.members = members
        self.rows = max(1, min(rows, CELLS // members))
        self._buffers: dict[tuple[str, type], Numbers] = {}

    def scratch(self, name: str, kind: type, rows: int) -> Numbers:
        """Give the scratch array of that name for so many rows, in the layout of the block."""
        shape = (self.members, self.rows) if self.by_member else (self.rows, self.members)
        buffer = self._buffers.get((name, kind))
        if buffer is None:
            buffer = self._buffers[name, kind] = np.empty(shape, dtype=kind)
        return buffer[:, :rows] if self.by_member else buffer[:rows]

    def across(self, column: Numbers) -> Numbers:
        """Lay one number for each row along the rows of the block."""
        return column[None, :] if self.by_member else column[:, None]

    def lay(self, weights: Numbers, kind: type) -> Numbers:
        """Lay weights (K,) or (n, K) out in the layout of the block, as another type."""
        if weights.ndim == 1:
            laid: Numbers = weights.astype(kind)
            return laid[:, None] if self.by_member else laid[None, :]
        buffer = self.scratch("weights", kind, len(weights))
        np.copyto(buffer, weights.T if self.by_member else weights, casting="unsafe")
        return buffer

    def rows_of(self, parts: Numbers) -> Numbers:
        """Turn what is laid out as in the block into rows (n, K), without a copy."""
        return parts.T if self.by_member else parts

    def choose(self, remainders: Numbers, left: Numbers) -> Mask:
        """Mark the `left` largest remainders of each row; the first listed among equal ones.

        `left` (n,) is from 0 to members. The marks live in scratch memory.
        """
        pick = self._choose_by_counting if self.by_member else self._choose_by_threshold
        return pick(remainders, left)

    def _choose_by_counting(self, remainders: Numbers, left: Numbers) -> Mask:
        """Mark those with fewer than `left` others before them: larger, or equal and first."""
        members, rows = remainders.shape
        before = self.scratch("ranks", np.uint8, rows)
        before[...] = np.arange(members - 1, -1, -1, dtype=np.uint8)[:, None]
        marks = self.scratch("marks", np.bool_, rows)
        for first in range(members - 1):
            beaten = marks[first + 1 :]
            np.greater_equal(remainders[first], remainders[first + 1 :], out=beaten)
            counts = beaten.view(np.uint8)
            before[first + 1 :] += counts
            before[first] -= np.add.reduce(counts, axis=0, dtype=np.uint8)
        return np.less(before, left.astype(np.uint8), out=marks)

    def _choose_by_threshold(self, remainders: Numbers, left: Numbers) -> Mask:
        """Mark those above the row's threshold, and the first of those on it."""
        rows, members = remainders.shape
        # Rows with as many units left lie together: one selection serves all of them.
        order = np.argsort(left, kind="stable")
        ranked = self.scratch("ranks", remainders.dtype.type, rows)
        np.take(remainders, order, axis=0, out=ranked)
        counts = left[order].astype(np.intp)
        places = np.minimum(members - counts, members - 1)
        edges = [0, *(np.flatnonzero(np.diff(counts)) + 1).tolist(), rows]
        for start, stop in pairwise(edges):
            ranked[start:stop].partition(places[start], axis=1)
        threshold = np.empty((rows, 1), dtype=remainders.dtype)
        threshold[order, 0] = ranked[np.arange(rows), places]
        marks: Mask = self.scratch("marks", np.bool_, rows)
        np.greater_equal(remainders, threshold, out=marks)
        surplus = np.add.reduce(marks.view(np.uint8), axis=1, dtype=np.int32) - left
        tied = np.flatnonzero(surplus)
        if len(tied):
            on_it = remainders[tied] == threshold[tied]
            kept = np.count_nonzero(on_it, axis=1) - surplus[tied]
            marks[tied] &= ~on_it | (np.cumsum(on_it, axis=1) <= kept[:, None])
        return marks
