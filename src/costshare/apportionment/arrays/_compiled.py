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

import numpy as np

from costshare.apportionment._methods import MethodName
from costshare.apportionment.arrays._block import INT_LIMIT, Ints, Numbers
from costshare.apportionment.arrays._weights import likely_places, scaled
from costshare.errors import CostshareError, quoted

# Fewer cells take a few milliseconds in numpy; loading numba takes half a second.
FEWEST_CELLS = 2**18

# A thread is started for so many cells.
_CELLS_PER_THREAD = 2**16

# Floats of which the decimals are looked at.
_SAMPLE = 1_000

# Doubles below this hold every whole number.
_EXACT_LIMIT = 2.0**53

# More blocks than threads, so that no thread waits long for another.
_BLOCKS_PER_THREAD = 4


def kernels(cells: int, method: MethodName, *, fast: object) -> ModuleType | None:
    """Return the compiled kernels, or None if they are not installed, wanted, or worth it."""
    if not isinstance(fast, bool):
        raise CostshareError(f"fast is of type {type(fast).__name__}; pass True or False")
    if not fast or os.environ.get("COSTSHARE_FAST") == "0":
        return None
    if method != "largest_remainder" or cells < FEWEST_CELLS or find_spec("numba") is None:
        return None
    try:
        from costshare.apportionment.arrays import _compiled_kernels
    except ImportError as error:
        # numba refuses a numpy that is newer than it knows.
        msg = f"numba cannot be loaded: {error}; pass fast=False, or set COSTSHARE_FAST=0"
        raise CostshareError(msg) from error
    return _compiled_kernels


def share_compiled(
    compiled: ModuleType, totals: Ints, sizes: Ints, weights: list[int] | Numbers, out: Ints
) -> Ints:
    """Share each total among so many members.

    Parameters
    ----------
    compiled : module
        The compiled kernels.
    totals, sizes : ndarray of int64, shape (G,)
        Totals of either sign, and how many parts each has.
    weights : list of int, or ndarray
        One row (K,) or (1, K) of weights for all totals, or a weight for each part.
    out : ndarray of int64
        Takes the parts, those of one total after those of another.

    Returns
    -------
    ndarray of int64
        The totals that are not settled; their parts in `out` mean nothing.
    """
    if isinstance(weights, list):
        weights = np.array([weights], dtype=np.int64 if max(weights) < INT_LIMIT else object)
    by = _readable(weights)
    if by is None:
        return np.arange(len(totals))
    settled = np.empty(len(totals), dtype=np.bool_)
    alike, near = weights.ndim == 2 and len(weights) == 1, by.dtype.kind == "f"
    bounds = np.zeros(len(totals) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    parts = out.reshape(-1)

    def share(start: int, stop: int) -> None:
        """Share some of the totals."""
        some = slice(start, stop)
        within = _fixed(bounds[start : stop + 1])
        compiled.share(_fixed(totals[some]), within, by, alike, near, parts, settled[some])

    _in_blocks(share, bounds[1:])
    return np.flatnonzero(~settled)


def _readable(weights: Numbers) -> Numbers | None:
    """Take weights as 64-bit integers or doubles, if they are or fit; None otherwise."""
    if weights.dtype == np.float64:
        return _of_few_decimals(weights)
    if weights.dtype.kind not in "iu" or not weights.size or int(weights.max()) >= INT_LIMIT:
        return None
    return _fixed(weights.astype(np.int64, copy=False))


def _of_few_decimals(weights: Numbers) -> Numbers | None:
    """Take whole floats and tenths as integers, in which many ties cost nothing."""
    sample = weights.reshape(-1)[:: 1 + weights.size // _SAMPLE]
    places = likely_places(sample[:, None], _EXACT_LIMIT)
    if places not in {0, 1}:
        return _fixed(weights)
    whole, meant = scaled(weights, places)
    if not meant.all() or not whole.max(initial=0) < _EXACT_LIMIT:
        return None
    return _fixed(whole.astype(np.int64))


def _fixed(array: Numbers) -> Numbers:
    """Return a flat array that cannot be written to, so that a kernel is compiled once for all."""
    fixed = np.ascontiguousarray(array).reshape(-1).view()
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
