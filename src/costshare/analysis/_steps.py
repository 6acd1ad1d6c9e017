"""The fee of one member at all flat shares, exact, by largest remainder.

A member's quota q is a straight line in the flat share. Largest remainder hands the total to the
largest claims: the j-th unit of a member claims q - (j - 1). With k < q < k + 1 a member pays k or
k + 1, and it pays k where the others have total - k claims or more before its own to unit k + 1.
How many another member i has is ⌈x⌉ (⌊x⌋ + 1 where a tie is i's) with x = q_i - q + k, again a
straight line, so that a fee can change only at a share where q or some q_i - q is whole. All of
these shares are listed in order by floats, a window at a time, and the claims are counted from one
to the next. Where two floats are too close to be in order for certain, exact fractions decide.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor, gcd
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from costshare.apportionment import TieRule, scale_to_whole
from costshare.errors import CostshareError
from costshare.results import number

_MOST = 1_000_000
_WINDOW = 250_000
# A share within a window is computed as a quotient, rounded to 2^-53, plus a multiple of another,
# all at most 1: each of the four roundings errs by at most 2^-53, and two shares by twice that.
_CLOSE = 2.0**-50


class Piece(NamedTuple):
    """A fee, in units, at one share (both ends the same) or strictly between two."""

    lowest: Fraction
    highest: Fraction
    units: int

    @property
    def is_point(self) -> bool:
        """Whether it is at one share."""
        return self.lowest == self.highest


@dataclass(frozen=True, slots=True)
class Lines:
    """Quotas of all members in units: (start + share · slope) / below, which sum to `total`."""

    total: int
    start: list[int]
    slope: list[int]
    below: int

    @classmethod
    def between(cls, total: int, driver: Sequence[Fraction], flat: Sequence[Fraction]) -> "Lines":
        """Make quotas that go by the driver at share 0 and by `flat` at share 1."""
        by, equal = scale_to_whole(driver), scale_to_whole(flat)
        all_by, all_equal = sum(by), sum(equal)
        start = [total * each * all_equal for each in by]
        end = [total * each * all_by for each in equal]
        slope = [last - first for first, last in zip(start, end, strict=True)]
        common = gcd(all_by * all_equal, *start, *slope)
        return cls(
            total,
            [each // common for each in start],
            [each // common for each in slope],
            all_by * all_equal // common,
        )

    def quota(self, position: int, share: Fraction) -> Fraction:
        """Return the quota of a member, in units."""
        return (self.start[position] + share * self.slope[position]) / self.below

    def share_at(self, position: int, units: Fraction) -> Fraction | None:
        """Return the share, which may be outside 0 to 1, at which a quota is `units`."""
        slope = self.slope[position]
        return (units * self.below - self.start[position]) / slope if slope else None

    def near(
        self, position: int, units: Fraction, lowest: Fraction, highest: Fraction
    ) -> tuple[Fraction, Fraction] | None:
        """Find the shares between which a quota is less than one unit from `units`.

        The fee can be `units` only there, since it is the quota rounded down or up.
        """
        one, other = self.share_at(position, units - 1), self.share_at(position, units + 1)
        if one is None or other is None:
            away = abs(self.quota(position, lowest) - units)
            return (lowest, highest) if away < 1 else None
        ends = sorted((one, other))
        low, high = max(lowest, ends[0]), min(highest, ends[1])
        return (low, high) if low < high else None

    def pieces(
        self, position: int, lowest: Fraction, highest: Fraction, ties: TieRule
    ) -> Iterator[Piece]:
        """Find the fee of a member at a share, between two, at the next, up to the highest."""
        ends = sorted((self.quota(position, lowest), self.quota(position, highest)))
        passed = ceil(ends[1]) - floor(ends[0]) - 1
        if passed > _MOST:
            raise _too_many(f"passes {number(passed)} multiples of the unit")
        walk = _Walk.of(self, position, ties)
        begin, units = lowest, walk.at(lowest)
        yield Piece(lowest, lowest, units)
        for change in walk.changes(lowest, highest):
            yield Piece(begin, change.share, change.before)
            yield Piece(change.share, change.share, change.at)
            begin = change.share
        yield Piece(begin, highest, walk.after(begin).units)
        yield Piece(highest, highest, walk.at(highest))


def _too_many(what: str) -> CostshareError:
    way_out = "use a larger unit, or a part of the sweep: lowest=…, highest=…"
    return CostshareError(f"the fee {what}, too many to list; {way_out}")


class _Change(NamedTuple):
    share: Fraction
    before: int
    at: int
    after: int


class _State(NamedTuple):
    """Whole units of the quota, and how many claims the others have more than those that decide."""

    whole: int
    spare: int

    @property
    def units(self) -> int:
        """Return the fee."""
        return self.whole + (self.spare < 0)


class _Other(NamedTuple):
    """Members with the same line q_i - q; of the member itself, q."""

    start: int
    slope: int
    members: int
    listed_before: int  # how many of them stand before the member


class _Run(NamedTuple):
    """The whole numbers that a line passes in a window, from the first on, up or down."""

    first: int
    length: int
    up: int  # 1 or -1


@dataclass(frozen=True, slots=True)
class _Walk:
    lines: Lines
    position: int
    ties: TieRule
    others: list[_Other]  # the last is the member itself

    @classmethod
    def of(cls, lines: Lines, position: int, ties: TieRule) -> "_Walk":
        own = lines.start[position], lines.slope[position]
        every = [
            (start - own[0], slope - own[1])
            for start, slope in zip(lines.start, lines.slope, strict=True)
        ]
        before = Counter(every[:position])
        counts = before + Counter(every[position + 1 :])
        others = [_Other(*line, count, before[line]) for line, count in counts.items()]
        return cls(lines, position, ties, [*others, _Other(*own, 0, 0)])

    def at(self, share: Fraction) -> int:
        """Return the fee at one share, with ties by their rule."""
        quota = self.lines.quota(self.position, share)
        if quota.denominator == 1:
            return quota.numerator  # a remainder of zero never gets a unit more
        up, down = share.numerator, share.denominator
        return self._state(floor(quota), up, down, 0).units

    def after(self, share: Fraction) -> _State:
        """Count just above a share."""
        up, down = share.numerator, share.denominator
        own = self.others[-1]
        over, rest = divmod(own.start * down + own.slope * up, self.lines.below * down)
        return self._state(over - (not rest and own.slope < 0), up, down, 1)

    def _state(self, whole: int, up: int, down: int, after: int) -> _State:
        """Count claims at a share, or just above it."""
        below, claims = self.lines.below * down, 0
        for other in self.others[:-1]:
            over, rest = divmod(other.start * down + other.slope * up, below)
            if rest:
                claims += (over + 1) * other.members
            elif after and other.slope:
                claims += (over + (other.slope > 0)) * other.members
            else:
                claims += over * other.members + self._first(other, over)
        return _State(whole, claims - self.lines.total + whole * len(self.lines.start))

    def _first(self, other: _Other, more: int) -> int:
        """Count those whose quota is `more` larger and that are first in a tie."""
        if more and self.ties != "listed":
            return other.members if (more > 0) == (self.ties == "largest") else 0
        return other.listed_before

    def changes(self, lowest: Fraction, highest: Fraction) -> Iterator[_Change]:
        """Find the shares strictly between two at which the fee changes, in order."""
        own = self.others[-1]
        if not own.slope and own.start % self.lines.below == 0:
            return  # the quota is whole all through
        runs = self._runs(lowest, highest, last=True)
        count = sum(run.length for run in runs)
        if count > 1_000 * _MOST:
            raise _too_many(f"alternates between whole units up to {number(count)} times")
        windows = 1 + count // _WINDOW
        step = (highest - lowest) / windows
        for index in range(windows):
            left, last = lowest + index * step, index + 1 == windows
            right = left + step
            if windows > 1:
                runs = self._runs(left, right, last=last)
            yield from self._window(left, right, runs)

    def _runs(self, left: Fraction, right: Fraction, *, last: bool) -> list[_Run]:
        """Find the whole numbers that each line passes after `left`, and at `right` if not last."""
        below = self.lines.below
        up, down = left.numerator, left.denominator
        end_up, end_down = right.numerator, right.denominator
        runs = []
        for start, slope, *_ in self.others:
            begin, begin_below = start * down + slope * up, below * down
            end, end_below = start * end_down + slope * end_up, below * end_down
            if slope > 0:
                first = begin // begin_below + 1
                final = -(-end // end_below) - 1 if last else end // end_below
                runs.append(_Run(first, max(final - first + 1, 0), 1))
            else:
                first = -(-begin // begin_below) - 1
                final = end // end_below + 1 if last else -(-end // end_below)
                runs.append(_Run(first, max(first - final + 1, 0) if slope else 0, -1))
        return runs

    def _window(self, left: Fraction, right: Fraction, runs: list[_Run]) -> Iterator[_Change]:
        """Find the changes after one share up to another."""
        if not any(run.length for run in runs):
            return
        state = self.after(left)
        where, line, steps = self._in_order(runs, left, right)
        ups = np.array([run.up for run in runs], np.int64)
        spares = ups * [each.members for each in self.others]
        wholes = np.zeros_like(ups)
        spares[-1], wholes[-1] = ups[-1] * len(self.lines.start), ups[-1]
        each = spares[line]
        spare, whole = state.spare + each.cumsum(), wholes[line].cumsum()
        # Shares too close to be in order for certain stand together.
        ends = np.flatnonzero(np.append(np.diff(where) > _CLOSE, [True]))
        begins = np.append([0], ends[:-1] + 1)
        after = (whole + (spare < 0))[ends]
        before = np.append([int(state.spare < 0)], after[:-1])
        spare_before = np.append([state.spare], spare[ends[:-1]])
        least = spare_before + np.add.reduceat(np.minimum(each, 0), begins)
        most = spare_before + np.add.reduceat(np.maximum(each, 0), begins)
        has_own = np.logical_or.reduceat(line == len(runs) - 1, begins)
        at_own = whole[ends] + (ups[-1] < 0)  # a whole quota is paid as it is
        found = (before != after) | (has_own & ((begins < ends) | (at_own != after)))
        found |= (begins < ends) & (least < 0) & (most >= 0)
        whole_before = np.append([0], whole[ends[:-1]])
        chosen = (begins[found], ends[found] + 1, whole_before[found], spare_before[found])
        every, each_step = line.tolist(), steps.tolist()
        for begin, end, more, here in zip(*(each.tolist() for each in chosen), strict=True):
            begun = _State(state.whole + more, here)
            yield from self._exact(begun, every[begin:end], each_step[begin:end], runs)

    def _in_order(
        self, runs: list[_Run], left: Fraction, right: Fraction
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Sort what the lines pass: where in the window, on which line, and its number there."""
        width, below = right - left, self.lines.below
        up, down = left.numerator, left.denominator
        passed, first, apart, lengths = [], [], [], []
        for index, (start, slope, *_) in enumerate(self.others):
            run = runs[index]
            if run.length:
                along = slope * width.numerator
                begin = (run.first * below - start) * down - slope * up
                first.append(begin * width.denominator / (along * down))
                apart.append(below * width.denominator / abs(along))
                passed.append(index)
                lengths.append(run.length)
        line = np.repeat(passed, lengths)
        steps = np.arange(len(line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        unordered = np.repeat(first, lengths) + steps * np.repeat(apart, lengths)
        order = np.argsort(unordered, kind="stable")
        return unordered[order], line[order], steps[order]

    def _exact(
        self, state: _State, lines: list[int], steps: list[int], runs: list[_Run]
    ) -> Iterator[_Change]:
        """Walk over whole numbers that lines pass at the same share, or nearly."""
        passed = []
        for index, step in zip(lines, steps, strict=True):
            other, run = self.others[index], runs[index]
            whole = run.first + run.up * step
            share = Fraction(whole * self.lines.below - other.start, other.slope)
            passed.append((share, index, whole))
        passed.sort()
        for share, together in groupby(passed, key=itemgetter(0)):
            at, later, own = state.spare, state, None
            for _, index, whole in together:
                up, other = runs[index].up, self.others[index]
                if index == len(runs) - 1:
                    own = whole
                    later = _State(later.whole + up, later.spare + up * len(self.lines.start))
                    continue
                first = self._first(other, whole)
                at += first if up > 0 else first - other.members
                later = _State(later.whole, later.spare + up * other.members)
            fee = state.whole + (at < 0) if own is None else own
            if not state.units == fee == later.units:
                yield _Change(share, state.units, fee, later.units)
            state = later
