"""Exact sums of level × time for each pair, a block at a time, never through a float.

A product of a level and a time may need more than 64 bits, and a sum of them more still. Where
they do, both are split into limbs small enough that a block of products cannot overflow; Python's
integers put the sums of limbs together. Levels beyond 64 bits are Python integers from the start.
"""

from math import gcd

import numpy as np
import numpy.typing as npt

from costshare.metering._counts import Counts, Ints
from costshare.metering._segments import Segments

BLOCK = 2**16
# (2**24 - 1) × (2**23 - 1) × 2**16 is below 2**63.
_COUNT_LIMB, _TIME_LIMB = 24, 23


def query_tick(segments: Segments, *instants: int) -> int:
    """Find the nanoseconds of which all times in the log and the given times are multiples."""
    origin = int(segments.begin[0])
    return gcd(segments.tick, *(instant - origin for instant in instants))


def integrate(segments: Segments, start: int, stop: int) -> tuple[list[int], list[int]]:
    """Sum level × time, and the time that has a level, for each pair.

    Parameters
    ----------
    segments : Segments
        The log.
    start, stop : int
        From when to when, in nanoseconds.

    Returns
    -------
    areas, covered : list of int
        In counts × nanoseconds and in nanoseconds.
    """
    tick = query_tick(segments, start, stop)
    pairs = len(segments.pairs)
    areas, covered = [0] * pairs, [0] * pairs
    most = 0 if segments.counts.dtype == object else int(segments.counts.max())
    # Spans of a pair do not overlap, so a sum is at most the highest level over the whole time.
    one_pass = most * ((stop - start) // tick) < 2**63
    for first in range(0, len(segments.begin), BLOCK):
        last = min(first + BLOCK, len(segments.begin))
        spans = np.clip(segments.end[first:last], start, stop)
        spans -= np.clip(segments.begin[first:last], start, stop)
        spans //= tick
        if not spans.any():
            continue
        counts = segments.counts[first:last]
        low = int(np.searchsorted(segments.offsets, first, "right")) - 1
        high = int(np.searchsorted(segments.offsets, last, "left"))
        starts = np.maximum(segments.offsets[low:high], first) - first
        times = np.add.reduceat(spans, starts)
        for at, time in enumerate(times.tolist(), low):
            covered[at] += time * tick
        for at, area in enumerate(_block_sums(counts, spans, starts, one_pass=one_pass), low):
            areas[at] += area * tick
    return areas, covered


def _block_sums(
    counts: Counts, spans: Ints, starts: npt.NDArray[np.intp], *, one_pass: bool
) -> list[int]:
    if counts.dtype == object:
        return [int(each) for each in np.add.reduceat(counts * spans.astype(object), starts)]
    if one_pass:
        sums: list[int] = np.add.reduceat(counts * spans, starts).tolist()
        return sums
    total = [0] * len(starts)
    for high_bits, count_limb in _limbs(counts, _COUNT_LIMB):
        for more_bits, span_limb in _limbs(spans, _TIME_LIMB):
            sums = np.add.reduceat(count_limb * span_limb, starts).tolist()
            total = [
                one + (two << (high_bits + more_bits)) for one, two in zip(total, sums, strict=True)
            ]
    return total


def _limbs(values: Ints, bits: int) -> list[tuple[int, Ints]]:
    """Split values of zero or more into limbs of so many bits, each with its place."""
    width = int(values.max()).bit_length()
    return [(shift, values >> shift & (1 << bits) - 1) for shift in range(0, max(width, 1), bits)]
