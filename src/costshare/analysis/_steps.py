"""The fee of one member at all flat shares, exact, by largest remainder.

A member's quota q is a straight line in the flat share. Largest remainder hands the total to the
largest claims: the j-th unit of a member claims q - (j - 1). With k < q < k + 1 a member pays k or
k + 1, and it pays k where the others have total - k claims or more before its own to unit k + 1.
How many another member i has is ⌈x⌉ (⌊x⌋ + 1 where a tie is i's) with x = q_i - q + k, again a
straight line, so that it only rises or only falls. From both ends of a stretch of shares follow
the fewest and the most claims in between. Where they decide the fee it is the same all through;
where they do not, the stretch is cut at a share where a claim changes. No share is sampled.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor, gcd
from typing import NamedTuple

from costshare.apportionment import TieRule, scale_to_whole
from costshare.errors import CostshareError
from costshare.results import number

_FEW = 2_000
_MOST = 1_000_000


class Piece(NamedTuple):
    """A fee, in units, at one share (both ends the same) or strictly between two."""

    lowest: Fraction
    highest: Fraction
    units: int

    @property
    def is_point(self) -> bool:
        """Whether it is at one share."""
        return self.lowest == self.highest


class _Point(NamedTuple):
    share: Fraction
    below: list[int]  # ⌊q_i - q⌋ for each other member
    above: list[int]  # ⌈q_i - q⌉


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
        walk = _Walk.of(self, position, ties)
        cuts = [lowest, *self._whole(position, lowest, highest), highest]
        points = map(walk.point, cuts)
        here = next(points)
        yield Piece(here.share, here.share, walk.at(here))
        for following in points:
            yield from walk.between(here, following)
            yield Piece(following.share, following.share, walk.at(following))
            here = following

    def _whole(self, position: int, lowest: Fraction, highest: Fraction) -> list[Fraction]:
        """Find the shares in between at which the quota is whole, in order."""
        slope = self.slope[position]
        if not slope:
            return []
        ends = sorted((self.quota(position, lowest), self.quota(position, highest)))
        first, last = floor(ends[0]) + 1, ceil(ends[1])
        if last - first > _MOST:
            raise _too_many(f"passes {number(last - first)} multiples of the unit")
        shares = [
            Fraction(each * self.below - self.start[position], slope) for each in range(first, last)
        ]
        return shares if slope > 0 else shares[::-1]


def _too_many(what: str) -> CostshareError:
    way_out = "use a larger unit, or a part of the sweep: lowest=…, highest=…"
    return CostshareError(f"the fee {what}, too many to list; {way_out}")


@dataclass(frozen=True, slots=True)
class _Walk:
    lines: Lines
    position: int
    ties: TieRule
    others: list[int]
    start: list[int]  # of q_i - q, for each other member
    slope: list[int]

    @classmethod
    def of(cls, lines: Lines, position: int, ties: TieRule) -> "_Walk":
        others = [each for each in range(len(lines.start)) if each != position]
        start = [lines.start[each] - lines.start[position] for each in others]
        slope = [lines.slope[each] - lines.slope[position] for each in others]
        return cls(lines, position, ties, others, start, slope)

    def point(self, share: Fraction) -> _Point:
        up, down = share.numerator, share.denominator
        whole = self.lines.below * down
        scaled = [a * down + b * up for a, b in zip(self.start, self.slope, strict=True)]
        return _Point(
            share, [each // whole for each in scaled], [-(-each // whole) for each in scaled]
        )

    def at(self, point: _Point) -> int:
        """Return the fee at one share, with ties by their rule."""
        quota = self.lines.quota(self.position, point.share)
        if quota.denominator == 1:
            return quota.numerator  # a remainder of zero never gets a unit more
        k = floor(quota)
        claims = sum(map(self._claims, range(len(self.others)), point.below, point.above))
        return k if claims >= self.lines.total - k - k * len(self.others) else k + 1

    def between(self, left: _Point, right: _Point) -> Iterator[Piece]:
        """Find the fee strictly between two shares, with no whole quota in between."""
        lines, position = self.lines, self.position
        quota = lines.quota(position, (left.share + right.share) / 2)
        k = floor(quota)
        if quota == k:  # and so all through: the quota is level
            yield Piece(left.share, right.share, k)
            return
        needed = lines.total - k - k * len(self.others)
        stack, begin = [self._stretch(left, right)], left.share
        cuts = 0
        while stack:
            stretch = stack.pop()
            fewest = stretch.settled + sum(first for _, first, _ in stretch.moving)
            most = stretch.settled + sum(last + 1 for _, _, last in stretch.moving)
            if fewest >= needed or most < needed:
                end = right.share if stretch.then is None else stretch.then[0]
                yield Piece(begin, end, k if fewest >= needed else k + 1)
                if stretch.then is not None:
                    yield Piece(end, end, k if stretch.then[1] >= needed else k + 1)
                    begin = end
            else:
                cuts += 1
                if cuts > _MOST:
                    raise _too_many(f"alternates between {number(k)} and {number(k + 1)} units")
                stack += self._cut(stretch, needed)

    def _stretch(self, left: _Point, right: _Point) -> "_Stretch":
        settled = 0
        moving: list[_Moves] = []
        for index, slope in enumerate(self.slope):
            if not slope:
                settled += self._claims(index, left.below[index], left.above[index])
                continue
            low, high = (left, right) if slope > 0 else (right, left)
            first, last = low.below[index] + 1, high.above[index] - 1
            if first > last:
                settled += first
            else:
                moving.append((index, first, last))
        return _Stretch(settled, moving, None)

    def _cut(self, stretch: "_Stretch", needed: int) -> "tuple[_Stretch, _Stretch]":
        """Cut at a share where a claim changes; return the later part first."""
        chosen, at_whole = self._change(stretch, needed)
        share = Fraction(at_whole * self.lines.below - self.start[chosen], self.slope[chosen])
        up, down = share.numerator, share.denominator
        below = self.lines.below * down
        at, before, after = stretch.settled, stretch.settled, stretch.settled
        earlier: list[_Moves] = []
        later: list[_Moves] = []
        for index, first, last in stretch.moving:
            whole, rest = divmod(self.start[index] * down + self.slope[index] * up, below)
            at += self._claims(index, whole, whole + (rest > 0))
            one, other = (first, whole - (rest == 0)), (whole + 1, last)
            if self.slope[index] < 0:
                one, other = other, one
            if one[0] > one[1]:
                before += one[0]
            else:
                earlier.append((index, *one))
            if other[0] > other[1]:
                after += other[0]
            else:
                later.append((index, *other))
        return _Stretch(after, later, stretch.then), _Stretch(before, earlier, (share, at))

    def _change(self, stretch: "_Stretch", needed: int) -> tuple[int, int]:
        """Choose a change of claims to cut at: the member, and the number that it passes.

        Any change is correct. If there are few, floats sort them, to cut where the claims seem to
        pass the number needed: an estimate that saves cuts and decides nothing.
        """
        counts = list(accumulate(last - first + 1 for _, first, last in stretch.moving))
        if counts[-1] > _FEW:
            index, first, last = stretch.moving[bisect_right(counts, (counts[-1] - 1) // 2)]
            return index, (first + last) // 2
        below, start, slope = self.lines.below, self.start, self.slope
        changes = sorted(
            ((whole * below - start[index]) / slope[index], index, whole)
            for index, first, last in stretch.moving
            for whole in range(first, last + 1)
        )
        claims = stretch.settled + sum(
            first if slope[index] > 0 else last + 1 for index, first, last in stretch.moving
        )
        passes = []
        enough = claims >= needed
        for change in changes:
            claims += 1 if slope[change[1]] > 0 else -1
            if (claims >= needed) != enough:
                enough = not enough
                passes.append(change)
        # The one in the middle: each part then has half of them, and half of the changes.
        _, index, whole = (passes or changes)[len(passes or changes) // 2]
        return index, whole

    def _claims(self, index: int, below: int, above: int) -> int:
        """Count the claims of another member before those of the member, less k."""
        return above + (below == above and self._goes_before(self.others[index], below))

    def _goes_before(self, other: int, more: int) -> bool:
        """Return whether another member, whose quota is `more` larger, is first in a tie."""
        if more and self.ties != "listed":
            return (more > 0) == (self.ties == "largest")
        return other < self.position


# Another member (its index), and the whole numbers that its x passes in a stretch, the first and
# the last; its claims go from the first to the last + 1, or back.
_Moves = tuple[int, int, int]


class _Stretch(NamedTuple):
    """Shares strictly between two."""

    settled: int  # claims of members whose number of claims is the same in all of it
    moving: list[_Moves]  # the other members
    then: tuple[Fraction, int] | None  # share at its end, and the claims there
