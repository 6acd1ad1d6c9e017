"""The log in order: for each member and resource, spans of time at a level, none overlapping."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from costshare.errors import CostshareError
from costshare.metering._clock import Clock
from costshare.metering._counts import Counts, Ints, narrow, times
from costshare.metering._places import Places


@dataclass(frozen=True, slots=True)
class Rows:
    """What a log holds, column by column, in the order of its rows.

    Parameters
    ----------
    members, resources : list of str
        The names.
    member, resource : ndarray of int
        Which of them, for each row.
    begin, end : ndarray of int64
        From when to when, in nanoseconds; levels have no end of their own.
    counts : ndarray of int
        The quantities.
    steps : int
        How many counts make 1.
    units : dict
        The unit of each resource that has one.
    places : Places
        The names of the rows.
    """

    members: list[str]
    resources: list[str]
    member: Ints
    resource: Ints
    begin: Ints
    end: Ints | None
    counts: Counts
    steps: int
    units: dict[str, str]
    places: Places


# The end of what has none. A stamp is always earlier.
FOREVER = 2**63 - 1
# Amounts over many odd lengths of time have a common denominator that grows without end.
_MOST_BITS = 4_096
# More pairs than this are numbered by sorting, not by a table of all that may be.
_TABLE = 2**22


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Spans sorted by pair and time.

    Parameters
    ----------
    pairs : tuple of (str, str)
        Member and resource, sorted by name.
    offsets : ndarray of int, one more than pairs
        If the spans of each pair begin, and where the last ones end.
    begin, end : ndarray of int64
        Nanoseconds; `end` is exclusive.
    counts : ndarray of int
        Levels, in counts of `sizes`.
    sizes : tuple of Fraction
        For each pair, the quantity of one count.
    tick : int
        Nanoseconds of which all spans are whole multiples.
    """

    pairs: tuple[tuple[str, str], ...]
    offsets: Ints
    begin: Ints
    end: Ints
    counts: Counts
    sizes: tuple[Fraction, ...]
    tick: int

    def __eq__(self, other: object) -> bool:
        """Compare by value: the same spans at the same levels, in any size of count."""
        if not isinstance(other, Segments):
            return NotImplemented
        return self.pairs == other.pairs and all(
            np.array_equal(one, its)
            for one, its in (
                (self.offsets, other.offsets),
                (self.begin, other.begin),
                (self.end, other.end),
                (self._levels(other.sizes), other._levels(self.sizes)),
            )
        )

    __hash__ = None  # type: ignore[assignment]  # arrays do not hash

    def _levels(self, sizes: tuple[Fraction, ...]) -> Counts:
        """Return the levels, as counts where both have the same sizes."""
        if self.sizes == sizes:
            return self.counts
        sizes_of_rows = np.repeat(np.array(self.sizes, dtype=object), np.diff(self.offsets))
        levels: Counts = self.counts * sizes_of_rows
        return levels

    def held(self) -> "Segments":
        """Hold every level until the next."""
        return replace(self, end=_next_begins(self.begin, self.offsets))


def build(rows: Rows, clock: Clock, *, amounts: bool) -> Segments:
    """Sort rows into segments; an amount becomes the level per hour that makes it up."""
    counts, step = rows.counts, Fraction(1, rows.steps)
    if amounts and rows.end is not None:
        counts, step = _per_hour(counts, rows.end - rows.begin, step)
    pairs, pair = _number_pairs(rows)
    order = _order(pair, rows.begin)
    if order is not None:
        pair = pair[order]
    begin = rows.begin if order is None else rows.begin[order]
    offsets = np.searchsorted(pair, np.arange(len(pairs) + 1))
    if rows.end is None:
        end = _next_begins(begin, offsets)
        clash = np.flatnonzero((pair[1:] == pair[:-1]) & (begin[1:] == begin[:-1]))
    else:
        end = rows.end if order is None else rows.end[order]
        clash = np.flatnonzero((pair[1:] == pair[:-1]) & (begin[1:] < end[:-1]))
    for at in clash[:1].tolist():
        both = [at, at + 1] if order is None else sorted(order[at : at + 2].tolist())
        raise _clash(pairs[int(pair[at])], rows, both, clock)
    return Segments(
        tuple(pairs),
        offsets,
        begin,
        end,
        counts if order is None else counts[order],
        (step,) * len(pairs),
        _tick(begin, end),
    )


def _per_hour(counts: Counts, lengths: Ints, step: Fraction) -> tuple[Counts, Fraction]:
    """Turn amounts into levels: an amount over its length in hours, over a common denominator."""
    distinct, at = np.unique(lengths, return_inverse=True)
    common = 1
    for length in distinct.tolist():
        common = lcm(common, length)
        if common.bit_length() > _MOST_BITS:
            msg = f"amounts over {len(distinct)} different lengths of time have no common divisor"
            raise CostshareError(f"{msg} of reasonable size; round their times to whole minutes")
    shares = np.array([common // length for length in distinct.tolist()], dtype=object)
    by = narrow(shares)[at]
    return times(counts, by), step * Fraction(3_600 * 10**9, common)


def _number_pairs(rows: Rows) -> tuple[list[tuple[str, str]], Ints]:
    """Number the pairs that occur, in the order of their names."""
    members, resources = sorted(rows.members), sorted(rows.resources)
    wide = len(resources)
    member_at = {name: at for at, name in enumerate(members)}
    resource_at = {name: at for at, name in enumerate(resources)}
    member_ranks = np.array([member_at[name] * wide for name in rows.members], dtype=np.int64)
    resource_ranks = np.array([resource_at[name] for name in rows.resources], dtype=np.int64)
    pair = member_ranks[rows.member]
    pair += resource_ranks[rows.resource]
    if len(members) * wide <= _TABLE:
        present = np.zeros(len(members) * wide, dtype=np.bool_)
        present[pair] = True
        occurring = np.flatnonzero(present)
        numbers = np.cumsum(present) - 1
        pair = numbers[pair]
    else:
        occurring, pair = np.unique(pair, return_inverse=True)
    names = [(members[at // wide], resources[at % wide]) for at in occurring.tolist()]
    return names, pair


def _order(pair: Ints, begin: Ints) -> Ints | None:
    """Find the order by pair and time, or None where the rows have it."""
    later = begin[1:] >= begin[:-1]
    if ((pair[1:] > pair[:-1]) | ((pair[1:] == pair[:-1]) & later)).all():
        return None
    if later.all() and pair.max() < 2**16:
        # Already by time: a stable sort of small numbers is a radix sort, linear in the rows.
        return np.argsort(pair.astype(np.uint16), kind="stable")
    # Equal pair and time is a clash of rows: no stable sort is needed.
    since = begin - begin.min()
    since //= max(int(np.gcd.reduce(since)), 1)
    width = int(since.max()) + 1
    if (int(pair.max()) + 1) * width < FOREVER:
        return np.argsort(pair * width + since)
    return np.lexsort((begin, pair))


def _next_begins(begin: Ints, offsets: Ints) -> Ints:
    end = np.empty_like(begin)
    end[:-1] = begin[1:]
    end[offsets[1:] - 1] = FOREVER
    return end


def _tick(begin: Ints, end: Ints) -> int:
    origin = begin[0]
    finite = end[end != FOREVER] if (end == FOREVER).any() else end
    whole = int(np.gcd.reduce(begin - origin))
    return gcd(whole, int(np.gcd.reduce(finite - origin)) if len(finite) else 0)


def _clash(pair: tuple[str, str], rows: Rows, both: list[int], clock: Clock) -> CostshareError:
    one, other = both
    where = f"{pair[0]}, {pair[1]}: {rows.places(one, other)}"
    begin = clock.text(int(rows.begin[other]))
    if rows.end is None:
        msg = f"{where} both state a level since {begin}; keep one of them"
        return CostshareError(msg)
    same = rows.begin[one] == rows.begin[other] and rows.end[one] == rows.end[other]
    if same:
        msg = f"{where} both are the reading from {begin} to {clock.text(int(rows.end[other]))}"
        return CostshareError(f"{msg}; keep one of them")
    later = max(int(rows.begin[one]), int(rows.begin[other]))
    stop = min(int(rows.end[one]), int(rows.end[other]))
    msg = f"{where} overlap from {clock.text(later)} to {clock.text(stop)}"
    return CostshareError(f"{msg}; correct one of them, or sum them if they are two meters")
