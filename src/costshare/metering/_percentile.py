"""The percentile by which bursts are billed: the mean of each interval, the highest few left out.

Providers measure every five minutes, as the mean rate over the 300 seconds, sort the samples of the
month, discard the top 5 per cent, and bill the highest that remains. Of the 8 640 samples of 30
days 432 are discarded and the highest of 8 208 counts (SwiftFederation, "95th Percentile
Bandwidth Billing", docs.swiftfederation.com; Clark Systems, "What is the 95th percentile?", 2014).

Where 5 per cent is not a whole number of samples, no more are discarded: of N samples
in ascending order number ⌈95 N / 100⌉ counts, the nearest-rank percentile. A page of BSI,
"Calculating 95th Percentile Bandwidth Usage", has the same rule with the index rounded up.
"""

from datetime import timedelta
from fractions import Fraction

import numpy as np

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError, quoted
from costshare.metering._clock import Clock
from costshare.metering._counts import Counts, Ints
from costshare.metering._segments import Segments
from costshare.metering._sums import query_tick

# A century of seconds fits in no memory; a year of them does.
_MOST_SAMPLES = 100_000_000


def read_percent(value: object) -> Fraction:
    """Read a number of per cent.

    Raises
    ------
    CostshareError
        If it does not lie above 0 and up to 100, or is a share.
    """
    percent = read_amount(value, "percent")
    if not 0 < percent <= 100:
        msg = f"percent {plain(percent)} lies outside 0 to 100; pass 95"
        raise CostshareError(msg)
    if percent < 1:
        msg = f"percent {plain(percent)} is less than one per cent; pass {plain(percent * 100)}"
        raise CostshareError(f"{msg} for {plain(percent * 100)} %")
    return percent


def read_interval(every: object) -> int:
    """Read the length of a sample, in nanoseconds."""
    if not isinstance(every, timedelta) or every <= timedelta():
        msg = f"every {quoted(every)} is not a length of time; pass timedelta(minutes=5)"
        raise CostshareError(msg)
    return every // timedelta(microseconds=1) * 1_000


def rank(percent: Fraction, samples: int) -> int:
    """Find which sample counts, from 1 in ascending order.

    Examples
    --------
    >>> rank(Fraction(95), 8_640), rank(Fraction(95), 19), rank(Fraction(95), 20)
    (8208, 19, 19)
    """
    return -(-percent.numerator * samples // (100 * percent.denominator))


def percentiles(
    segments: Segments, start: int, stop: int, *, percent: Fraction, every: int, clock: Clock
) -> list[Fraction]:
    """Find for each pair the percentile of its means over intervals; no level counts as zero.

    Parameters
    ----------
    segments : Segments
        The log.
    start, stop : int
        From when to when, in nanoseconds.
    percent : Fraction
        Above 0, up to 100.
    every : int
        The length of an interval, in nanoseconds.
    clock : Clock
        Writes the times of a message.
    """
    samples, rest = divmod(stop - start, every)
    if rest:
        msg = f"{clock.text(start)} to {clock.text(stop)} is not a whole number of samples of "
        raise CostshareError(f"{msg}{every / 10**9:g} s; pass every=… that divides it")
    if samples > _MOST_SAMPLES:
        msg = f"every={every / 10**9:g} s makes {samples:,} samples".replace(",", " ")
        raise CostshareError(f"{msg}; pass a longer one, such as timedelta(minutes=5)")
    tick = query_tick(segments, start, stop, start + every)
    at = rank(percent, samples) - 1
    width = every // tick
    edges = np.arange(samples + 1, dtype=np.int64) * width
    found = []
    for pair, size in enumerate(segments.sizes):
        rows = slice(int(segments.offsets[pair]), int(segments.offsets[pair + 1]))
        begin = (np.clip(segments.begin[rows], start, stop) - start) // tick
        end = (np.clip(segments.end[rows], start, stop) - start) // tick
        inside = end > begin
        sums = _sums(begin[inside], end[inside], segments.counts[rows][inside], edges)
        chosen = sorted(sums)[at] if sums.dtype == object else np.partition(sums, at)[at]
        found.append(Fraction(int(chosen), width) * size)
    return found


def _sums(begin: Ints, end: Ints, counts: Counts, edges: Ints) -> Counts:
    """Sum level × time between neighbouring edges, by differences of the running sum at each."""
    if not len(counts):
        return np.zeros(len(edges) - 1, dtype=np.int64)
    if int(counts.max()) * int(edges[-1]) >= 2**63:
        counts = counts.astype(object)
    running = np.append(np.zeros(1, dtype=counts.dtype), np.cumsum(counts * (end - begin)))
    last = np.searchsorted(begin, edges, "right") - 1
    # An edge before the first span looks at that span, of which no time has passed yet.
    within = np.maximum(last, 0)
    passed = np.clip(edges, begin[within], end[within]) - begin[within]
    return np.diff(running[within] + counts[within] * passed)
