"""Share totals among groups of any sizes: groups of nearly equal size form a dense block of rows.

A short group is filled up with weights of zero to the next size that has a block. That changes
nothing, since a zero weight gets nothing. A long group is a block of its own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.apportionment._methods import MethodName
from costshare.apportionment.arrays._bad_rows import BadPlaces, Finding
from costshare.apportionment.arrays._block import CELLS, Ints, Numbers
from costshare.apportionment.arrays._blockwise import share_blocks
from costshare.apportionment.arrays._compiled import kernels, share_compiled
from costshare.apportionment.arrays._long import LONG
from costshare.apportionment.arrays._reference import Zeros, share_exactly
from costshare.apportionment.arrays._ways import ways_for

# Sizes of blocks have at most this many significant binary digits, fewer where there are few rows:
# a block costs as much as some thousand rows, and every digit less fills up more of it with zeros.
_MOST_DIGITS = 5


@dataclass(frozen=True)
class Ragged:
    """Totals (G,) of either sign, and runs of weights (R,), one for each, with these sizes (G,).

    Weights are 64-bit numbers of zero or more, or whole numbers of any size.
    """

    totals: Ints
    sizes: Ints
    weights: npt.NDArray[Any]
    method: MethodName
    zeros: Zeros
    bad: Finding
    fast: bool

    def share(self) -> Ints:
        """Share each total by its own run; parts are in the order of the weights."""
        out = np.empty(len(self.weights), dtype=np.int64)
        sizes = self._open_sizes(out)
        if not sizes.any():
            return out
        starts = np.cumsum(self.sizes) - self.sizes
        for group in np.flatnonzero(sizes >= LONG):
            run = slice(starts[group], starts[group] + sizes[group])
            self._share_block(np.array([group]), self.weights[run][None, :], out[run][None, :])
        filled = _filled_sizes(sizes, len(out))
        by_size = np.argsort(filled, kind="stable")
        counts = np.bincount(filled)
        last = np.cumsum(counts)
        for size in (np.flatnonzero(counts[1:]) + 1).tolist():
            step = max(1, CELLS // size)
            for begin in range(last[size - 1], last[size], step):
                self._share_short(by_size[begin : min(begin + step, last[size])], size, starts, out)
        return out

    def _open_sizes(self, out: Ints) -> Ints:
        """Share by compiled code; return the sizes of the groups that it leaves, else zeros."""
        compiled = kernels(len(out), self.method, fast=self.fast)
        if compiled is None:
            return self.sizes
        rest = share_compiled(compiled, self.totals, self.sizes, self.weights, out)
        sizes = np.zeros_like(self.sizes)
        sizes[rest] = self.sizes[rest]
        return sizes

    def _share_short(self, groups: Ints, size: int, starts: Ints, out: Ints) -> None:
        """Share the totals of groups that fit the size of one block."""
        within = np.arange(size)
        places = starts[groups][:, None] + within
        parts = np.empty(places.shape, dtype=np.int64)
        sizes = self.sizes[groups]
        if (sizes == size).all():
            self._share_block(groups, self.weights[places], parts)
            out[places] = parts
        else:
            real = within < sizes[:, None]
            by = self.weights.take(places, mode="clip") * real
            self._share_block(groups, by, parts, real)
            out[places[real]] = parts[real]

    def _share_block(
        self,
        groups: Ints,
        weights: Numbers,
        out: Ints,
        real: npt.NDArray[np.bool_] | bool = True,  # noqa: FBT002
    ) -> None:
        """Share the totals of some groups by a row of weights each; not all of them are real."""
        if self.zeros == "even":
            alike = np.asarray(real, dtype=np.uint8).astype(weights.dtype)
            weights = np.where(weights.any(axis=1, keepdims=True), weights, alike)
        totals, bad = self.totals[groups], BadPlaces(self.bad, groups)
        rows = share_blocks(totals, ways_for(weights, self.method, even=False), out)
        share_exactly(totals, weights, out, rows, bad, method=self.method, zeros="error")


def _filled_sizes(sizes: Ints, rows: int) -> npt.NDArray[np.uint16]:
    """Round sizes up to those that have a block; zero for what needs none."""
    digits = min(max(rows.bit_length() // 2 - 5, 1), _MOST_DIGITS)
    short = np.where(sizes < LONG, sizes, 0)
    dropped = np.maximum(np.frexp(short)[1] - digits, 0)
    filled: npt.NDArray[np.uint16] = (-(-short >> dropped) << dropped).astype(np.uint16)
    return filled
