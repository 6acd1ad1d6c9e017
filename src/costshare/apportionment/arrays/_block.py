"""Largest remainder on a block of rows whose products fit the machine's numbers.

Two layouts: few members lie one after the other, (K, n), so that operations run along the rows;
many members lie row by row, (n, K), so that a row can be sorted. Everything but the choice of
the members that get a unit more is the same in both: totals, weights and sums broadcast.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]

# The most members for which counting those before each one beats sorting.
MOST_COUNTED = 48

# A product below this, plus one half, is exact in a double, and its quotient by the sum is off by
# less than half a sum-th, so that its floor is right: docs/explanation/exactness.md.
FLOAT_LIMIT = 2**51
INT_LIMIT = 2**63

# A block of this many cells stays in the cache; its scratch is all the memory a call needs
# besides the result.
_CELLS = 2**17


class Block:
    """Scratch memory for blocks of up to `rows` rows of `members` parts, used over and over.

    Fresh memory for every operation would cost more than the arithmetic does.
    """

    def __init__(self, members: int) -> None:
        self.by_member = members <= MOST_COUNTED
        self.axis = 0 if self.by_member else 1
        self.rows = max(1, _CELLS // members)
        shape = (members, self.rows) if self.by_member else (self.rows, members)
        self._products = np.empty(shape)
        self._quotients = np.empty(shape)
        self._whole = np.empty(shape)
        self._narrow = np.empty(shape, dtype=np.float32 if self.by_member else np.int32)
        self._ranks = np.empty(shape, dtype=np.uint8 if self.by_member else np.int32)
        self._marks = np.empty(shape, dtype=np.bool_)

    def _fit(self, buffer: Numbers, rows: int) -> Numbers:
        return buffer[:, :rows] if self.by_member else buffer[:rows]

    def share(self, totals: Ints, weights: Ints, sums: Ints, out: Ints) -> None:
        """Share totals (n,) >= 0 by whole weights (K,) or (n, K), with their sums, into out (n, K).

        The caller sees to it that (sum - 1) * weight is below INT_LIMIT throughout.
        """
        rows = len(totals)
        across = self.across(totals)
        by = weights if weights.ndim == 2 else weights[None, :]
        within = self.across(sums)
        turned = by.T if self.by_member else by
        heaviest = int(by.max())
        most = int(totals.max())
        parts_fit_floats = most < FLOAT_LIMIT
        turns: Ints | None = None
        if most * heaviest >= FLOAT_LIMIT:
            # t·w = (t div W)·w·W + (t mod W)·w keeps every product small, whatever t is.
            turns, across = np.divmod(across, within)
            most = min(most, int(sums.max()) - 1)
        quotients: Numbers
        remainders: Numbers
        if most * heaviest < FLOAT_LIMIT:
            quotients = self._fit(self._quotients, rows)
            remainders = self._fit(self._products, rows)
            wide = within.astype(np.float64)
            np.multiply(across.astype(np.float64), turned.astype(np.float64), out=remainders)
            np.add(remainders, 0.5, out=quotients)
            np.multiply(quotients, 1.0 / wide, out=quotients)
            np.floor(quotients, out=quotients)
            left = across - quotients.sum(axis=self.axis, keepdims=True).astype(np.int64)
            whole = self._fit(self._whole, rows)
            np.multiply(quotients, wide, out=whole)
            remainders -= whole
        else:
            remainders = across * turned
            quotients = remainders // within
            remainders -= quotients * within
            left = across - quotients.sum(axis=self.axis, keepdims=True)
        if left.any():
            quotients += self.choose(remainders, left, int(sums.max()))
        if turns is not None and quotients.dtype.kind == "f" and parts_fit_floats:
            # Every part is at most its total, and so exact in a double.
            np.multiply(turns.astype(np.float64), turned, out=remainders)
            quotients += remainders
            turns = None
        np.copyto(out, quotients.T if self.by_member else quotients, casting="unsafe")
        if turns is not None:
            out += (turns.T if self.by_member else turns) * by

    def across(self, column: Numbers) -> Numbers:
        """Lay one number for each row along the rows of the block."""
        return column[None, :] if self.by_member else column[:, None]

    def choose(self, remainders: Numbers, left: Ints, largest: int) -> Numbers:
        """Mark the `left` largest remainders of each row; the first listed among equal ones.

        `largest` is a bound on the remainders. The marks live in scratch memory.
        """
        pick = self._choose_by_counting if self.by_member else self._choose_by_sorting
        return pick(remainders, left, largest)

    def _choose_by_counting(self, remainders: Numbers, left: Ints, largest: int) -> Numbers:
        """Mark those with fewer than `left` others before them: larger, or equal and first."""
        members, rows = remainders.shape
        keys = remainders
        if largest <= 2**24:
            # Whole numbers up to here are exact in half the width.
            keys = self._fit(self._narrow, rows)
            np.copyto(keys, remainders, casting="unsafe")
        before = self._fit(self._ranks, rows)
        before[...] = 0
        marks = self._fit(self._marks, rows)
        for first in range(members - 1):
            beaten = marks[first + 1 :]
            np.greater_equal(keys[first], keys[first + 1 :], out=beaten)
            counts = beaten.view(np.uint8)
            before[first + 1 :] += counts
            before[first] += np.uint8(members - 1 - first)
            before[first] -= np.add.reduce(counts, axis=0, dtype=np.uint8)
        return np.less(before, left.astype(np.uint8), out=marks)

    def _choose_by_sorting(self, remainders: Numbers, left: Ints, largest: int) -> Numbers:
        """Mark those above the row's threshold, and the first of those on it."""
        rows, members = remainders.shape
        if largest <= 2**31:
            keys = self._fit(self._narrow, rows)
            ranked = self._fit(self._ranks, rows)
            np.copyto(keys, remainders, casting="unsafe")
            ranked[...] = keys
        else:
            keys = remainders
            ranked = remainders.copy()
        ranked.sort(axis=1)
        threshold = np.take_along_axis(ranked, np.minimum(members - left, members - 1), axis=1)
        marks: Numbers = np.greater_equal(keys, threshold, out=self._fit(self._marks, rows))
        surplus = marks.sum(axis=1, keepdims=True) - left
        for row in np.flatnonzero(surplus):
            on_it = np.flatnonzero(keys[row] == threshold[row])
            marks[row, on_it[len(on_it) - surplus[row, 0] :]] = False
        return marks
