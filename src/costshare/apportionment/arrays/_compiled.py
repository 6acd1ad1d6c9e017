"""The compiled path: whether it is used, and its kernels on several threads.

Threads are Python's own, each with its block of rows: the thread pools that numba brings stop the
process when two callers use them at once.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.errors import CostshareError, quoted

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]

# Fewer cells take a few milliseconds in numpy; loading numba takes half a second.
FEWEST_CELLS = 2**18

# A thread is started for so many cells.
_CELLS_PER_THREAD = 2**16

# More blocks than threads, so that no thread waits long for another.
_BLOCKS_PER_THREAD = 4


def kernels(cells: int, *, fast: bool) -> ModuleType | None:
    """Return the compiled kernels, or None if numba is missing, not wanted, or not worth it."""
    unused = not fast or os.environ.get("COSTSHARE_FAST") == "0" or cells < FEWEST_CELLS
    if unused or find_spec("numba") is None:
        return None
    from costshare.apportionment.arrays import _compiled_kernels

    return _compiled_kernels


def share_rows_compiled(compiled: ModuleType, totals: Ints, weights: Numbers, out: Ints) -> Ints:
    """Share totals (n,) by weights (n, K), or by one row (1, K) for all, into out (n, K).

    Returns
    -------
    ndarray of int64
        The rows that are not settled; their parts in `out` mean nothing.
    """
    by = _readable(weights)
    if by is None:
        return np.arange(len(totals))
    settled = np.empty(len(totals), dtype=np.bool_)
    near = by.dtype.kind == "f"

    def share(start: int, stop: int) -> None:
        rows = slice(start, stop)
        own = by[rows] if len(by) > 1 else by
        compiled.share_rows(_fixed(totals[rows]), own, near, out[rows], settled[rows])

    _in_blocks(share, np.full(len(totals), weights.shape[1]).cumsum())
    return np.flatnonzero(~settled)


def share_groups_compiled(
    compiled: ModuleType, totals: Ints, sizes: Ints, weights: Numbers, out: Ints
) -> Ints:
    """Share each total by its own run of so many weights into the same places of out (R,).

    Returns
    -------
    ndarray of int64
        The groups that are not settled; their parts in `out` mean nothing.
    """
    by = _readable(weights)
    if by is None:
        return np.arange(len(totals))
    settled = np.empty(len(totals), dtype=np.bool_)
    near = by.dtype.kind == "f"
    bounds = np.zeros(len(totals) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])

    def share(start: int, stop: int) -> None:
        groups = slice(start, stop)
        within = _fixed(bounds[start : stop + 1])
        compiled.share_groups(_fixed(totals[groups]), within, by, near, out, settled[groups])

    _in_blocks(share, bounds[1:])
    return np.flatnonzero(~settled)


def _readable(weights: Numbers) -> Numbers | None:
    """Take weights as 64-bit integers or floats, if they are or fit; None otherwise."""
    kind = weights.dtype.kind
    if kind not in "iuf" or (kind == "u" and weights.size and int(weights.max()) >= 2**63):
        return None
    return _fixed(weights.astype(np.float64 if kind == "f" else np.int64, copy=False))


def _fixed(array: Numbers) -> Numbers:
    """Return a contiguous array that cannot be written to: a kernel is compiled once for all."""
    fixed = np.ascontiguousarray(array).view()
    fixed.flags.writeable = False
    return fixed


def _in_blocks(share: Callable[[int, int], None], ends: Ints) -> None:
    """Share all, in blocks with about as many cells each; `ends` are the cells up to each total."""
    count = len(ends)
    cells = int(ends[-1]) if count else 0
    threads = min(_threads(), cells // _CELLS_PER_THREAD)
    if threads < 2:
        share(0, count)
        return
    blocks = threads * _BLOCKS_PER_THREAD
    inner = np.searchsorted(ends, np.arange(1, blocks) * (cells // blocks)).tolist()
    bounds = sorted({0, *inner, count})
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(share, start, stop) for start, stop in pairwise(bounds)]:
            done.result()


def _threads() -> int:
    """Return the number of threads: as COSTSHARE_THREADS says, or one for each processor."""
    wanted = os.environ.get("COSTSHARE_THREADS", "")
    if wanted:
        if not wanted.isdecimal() or int(wanted) < 1:
            msg = f"COSTSHARE_THREADS is {quoted(wanted)}; set it to a whole number of 1 or more"
            raise CostshareError(msg)
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
