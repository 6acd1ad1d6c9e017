"""The smallest set of fees that contradict each other, where there is one parameter.

Two half-lines that miss each other prove that there is no parameter (Helly), and each comes from
one fee or two. Sets of one fee are looked for first, then of two, three and four; the work grows
with the number of fees squared.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from costshare.inference._condition import Condition, share_bounds
from costshare.inference._cumulative import Cumulative
from costshare.inference._interval import coarse, deepest
from costshare.inference._least_change import window
from costshare.inference._proof import Proof, prove
from costshare.inference._rule import Shared


class _Ends(NamedTuple):
    """The highest lower end and the lowest upper end.

    `low` and `high` set them at `lower` and `upper`, so that comparing builds no fraction anew;
    `never` is a condition that holds for no parameter, where there is one.
    """

    low: Condition
    high: Condition
    lower: Fraction
    upper: Fraction
    never: Condition | None = None

    @property
    def gap(self) -> Fraction:
        """How far the lower end lies above the upper one."""
        return self.lower - self.upper

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        if self.never is not None:
            return True
        if self.lower != self.upper:
            return self.lower > self.upper
        return self.low.strict or self.high.strict

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those that exclude each other, where nothing is left."""
        return (self.low, self.high) if self.never is None else (self.never,)

    @property
    def fees(self) -> int:
        """How many fees those come from."""
        return len({at for each in self.conditions for at in each.members})

    def with_condition(self, each: Condition) -> "_Ends":
        """What one more condition leaves."""
        if each.moves:
            return self.with_end(each, each.end)
        return self if each.holds((Fraction(0),)) else self._replace(never=each)

    def with_end(self, each: Condition, end: Fraction) -> "_Ends":
        """What one more condition leaves, which ends there."""
        if each.coefficients[0] < 0:
            if end > self.lower or (end == self.lower and each.strict and not self.low.strict):
                return _Ends(each, self.high, end, self.upper, self.never)
        elif end < self.upper or (end == self.upper and each.strict and not self.high.strict):
            return _Ends(self.low, each, self.lower, end, self.never)
        return self

    def with_ends(self, other: "_Ends") -> "_Ends":
        """What the conditions behind two others leave."""
        both = self.with_end(other.low, other.lower).with_end(other.high, other.upper)
        return both if other.never is None else both._replace(never=other.never)

    def proof(self) -> Proof | None:
        """The proof that nothing is left, where that is so."""
        return prove(self.conditions)


def _ends_of_model(low: Fraction, high: Fraction) -> _Ends:
    """What the model itself leaves."""
    return _Ends(*share_bounds(low, high), low, high)


def smallest_contradiction(rule: Shared, low: Fraction, high: Fraction) -> Proof | None:
    """Find the fewest fees whose conditions leave nothing from low to high; None if there are none.

    Among sets of the same size, the one with the widest gap; in a tie the first found.
    """
    whole = _ends_of_model(low, high)
    if isinstance(rule, Cumulative):
        return _first_sums(rule, whole)
    singles = _singles(rule, whole)
    proof = _widest(singles.values())
    if proof is None:
        proof = _widest(_twos(rule, low, high))
    if proof is None:
        proof = _widest(_larger(rule, singles, whole))
    return proof


def conflicts(rule: Shared, low: Fraction, high: Fraction) -> list[int]:
    """Count for every fee with how many others it contradicts; alone is with all of them."""
    singles = _singles(rule, _ends_of_model(low, high))
    alone = {at for at, ends in singles.items() if ends.empty}
    agreeing = _agreeing(rule, singles)
    spans = _in_order(list(singles.values()))
    counts = [0] * len(rule.fees)
    for one, other in combinations(range(len(rule.fees)), 2):
        if one in agreeing and other in agreeing:
            continue
        (start, end), (begin, stop) = spans[one], spans[other]
        # What the two leave by themselves is compared first, for most have nothing in common.
        if start > stop or begin > end or _exclude(rule, one, other, singles):
            # A fee that contradicts itself is not counted against the other one.
            counts[one] += one in alone or other not in alone
            counts[other] += other in alone or one not in alone
    return counts


def _in_order(every: list[_Ends]) -> list[tuple[int, int]]:
    """The places of both ends among all ends; those of nothing exclude each other."""
    # Of equal ends an open upper one comes first, then closed lower, closed upper, open lower ones.
    ends = [
        (coarse(value), value, order, 2 * at + side)
        for at, each in enumerate(every)
        for side, (value, order) in enumerate(
            ((each.lower, 3 if each.low.strict else 1), (each.upper, 0 if each.high.strict else 2))
        )
    ]
    place = {at: rank for rank, (*_, at) in enumerate(sorted(ends))}
    nothing = len(ends), -1
    return [
        nothing if each.empty else (place[2 * at], place[2 * at + 1])
        for at, each in enumerate(every)
    ]


def _exclude(rule: Shared, one: int, other: int, singles: dict[int, _Ends]) -> bool:
    """Whether two fees leave nothing by all their conditions."""
    return _of_two(rule.pair(other, one), singles[one], singles[other]).empty


def _of_two(pairs: Iterable[Condition], one: _Ends, other: _Ends) -> _Ends:
    """What two fees leave, by those of each and those of both."""
    ends = one.with_ends(other)
    for each in pairs:
        ends = ends.with_condition(each)
    return ends


def _singles(rule: Shared, whole: _Ends) -> dict[int, _Ends]:
    """What each fee leaves by itself."""
    singles = dict.fromkeys(range(len(rule.fees)), whole)
    for each in rule.singles():
        at = each.members[0]
        singles[at] = singles[at].with_condition(each)
    return singles


def _twos(rule: Shared, low: Fraction, high: Fraction) -> Iterator[_Ends]:
    """What two fees leave, by all their conditions.

    Fees that agree with each other leave something, and are not compared two by two.
    """
    singles = _singles(rule, _ends_of_model(low, high))
    agreeing = _agreeing(rule, singles)
    for one, other in combinations(range(len(rule.fees)), 2):
        if not agreeing.issuperset((one, other)):
            yield _of_two(rule.pair(other, one), singles[one], singles[other])


def _agreeing(rule: Shared, singles: dict[int, _Ends]) -> frozenset[int]:
    """Fees that agree where what they leave by themselves overlaps most.

    Also where most fees are within a unit of their quotas: that they agree there is worked out.
    """
    point = deepest((ends.lower, ends.upper) for ends in singles.values())
    if point is None:
        # What they leave has no inside, as where the model has no parameter: one value at most.
        values = {ends.lower for ends in singles.values() if not ends.empty}
        if len(values) != 1:
            return frozenset()
        point = values.pop()
        return rule.agreeing((point,)) & {at for at, ends in singles.items() if not ends.empty}
    points = point, deepest(window(rule, at) for at in singles)
    return max((_agreeing_at(rule, singles, each) for each in points if each is not None), key=len)


def _agreeing_at(rule: Shared, singles: dict[int, _Ends], point: Fraction) -> frozenset[int]:
    """Fees that agree inside what each leaves by itself."""
    inside = {at for at, ends in singles.items() if ends.lower < point < ends.upper}
    return rule.agreeing((point,)) & inside


def _larger(rule: Shared, singles: dict[int, _Ends], whole: _Ends) -> Iterator[_Ends]:
    """Two conditions with a fee in common; one of a single fee and any; and any two."""
    everything = lone = whole
    around = dict(singles)
    for ends in singles.values():
        lone = lone.with_ends(ends)
    for each in rule.pairs():
        if each.moves:
            end = each.end
            everything = everything.with_end(each, end)
            for at in each.members:
                around[at] = around[at].with_end(each, end)
    yield from around.values()
    for low, high in ((lone, everything), (everything, lone)):
        yield _Ends(low.low, high.high, low.lower, high.upper)
    yield everything.with_ends(lone)


def _first_sums(rule: Cumulative, whole: _Ends) -> Proof | None:
    """The fewest first fees whose running sums exclude each other."""
    ends = whole
    for each in rule.sums():
        ends = ends.with_condition(each)
        if ends.empty:
            return ends.proof()
    return None


def _widest(found: Iterable[_Ends]) -> Proof | None:
    """The proof by the fewest fees, and of those with the widest gap."""
    empty = [ends for ends in found if ends.empty]
    if not empty:
        return None
    return min(empty, key=lambda ends: (ends.fees, -ends.gap)).proof()
