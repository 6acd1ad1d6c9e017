"""The smallest set of fees that contradict each other, where there is one parameter.

Two half-lines that miss each other prove that there is no parameter (Helly), and each comes from
one fee or two. Sets of one fee are looked for first, then of two, three and four; the work grows
with the number of fees squared.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from costshare.inference._condition import Condition
from costshare.inference._contradiction import Proof, prove
from costshare.inference._cumulative import Cumulative
from costshare.inference._rule import Shared


class _Ends(NamedTuple):
    """The tightest lower and upper end that some conditions leave."""

    low: Condition
    high: Condition
    # Their places, so that comparing builds no fraction anew.
    lower: Fraction
    upper: Fraction

    @property
    def gap(self) -> Fraction:
        """How far the lower end lies above the upper one."""
        return self.lower - self.upper

    @property
    def empty(self) -> bool:
        """Whether nothing is left between them."""
        if self.lower != self.upper:
            return self.lower > self.upper
        return self.low.strict or self.high.strict

    def with_end(self, each: Condition, end: Fraction) -> "_Ends":
        """What one more condition leaves, which ends there."""
        if each.coefficients[0] < 0:
            if end > self.lower or (end == self.lower and each.strict and not self.low.strict):
                return _Ends(each, self.high, end, self.upper)
        elif end < self.upper or (end == self.upper and each.strict and not self.high.strict):
            return _Ends(self.low, each, self.lower, end)
        return self

    def with_ends(self, other: "_Ends") -> "_Ends":
        """What the conditions behind two others leave."""
        return self.with_end(other.low, other.lower).with_end(other.high, other.upper)


def smallest_contradiction(rule: Shared, low: Fraction, high: Fraction) -> Proof | None:
    """Find the fewest fees whose conditions leave nothing from low to high; None if there are none.

    Among sets of the same size, the one with the widest gap; in a tie the first found.
    """
    whole = _Ends(
        Condition((-low.denominator,), -low.numerator, strict=False, members=()),
        Condition((high.denominator,), high.numerator, strict=False, members=()),
        low,
        high,
    )
    if isinstance(rule, Cumulative):
        return _first_sums(rule, whole)
    singles = dict.fromkeys(range(len(rule.fees)), whole)
    never: list[Condition] = []
    for each in rule.singles():
        singles[each.members[0]] = _taken(singles[each.members[0]], each, never)
    proof = _widest(singles.values(), never)
    if proof is not None:
        return proof
    twos = list(_twos(rule, singles, never))
    proof = _widest(twos, never)
    return proof if proof is not None else _widest(_larger(rule, singles, whole), [])


def _twos(rule: Shared, singles: dict[int, _Ends], never: list[Condition]) -> Iterator[_Ends]:
    """What every two fees leave, by all that they lay down."""
    for (one, other), group in groupby(rule.pairs(), key=_both):
        ends = singles[one].with_ends(singles[other])
        for each in group:
            ends = _taken(ends, each, never)
        if ends.empty:
            yield ends


def _larger(rule: Shared, singles: dict[int, _Ends], whole: _Ends) -> Iterator[_Ends]:
    """Two conditions with a fee in common; one of a single fee and any; and any two."""
    everything = lone = whole
    around = dict(singles)
    for ends in singles.values():
        lone = lone.with_ends(ends)
    for each in filter(_moves, rule.pairs()):
        end = each.end
        everything = everything.with_end(each, end)
        for at in each.members:
            around[at] = around[at].with_end(each, end)
    yield from (ends for ends in around.values() if ends.empty)
    for low, high in ((lone, everything), (everything, lone)):
        yield _Ends(low.low, high.high, low.lower, high.upper)
    yield lone
    yield everything.with_ends(lone)


def _first_sums(rule: Cumulative, whole: _Ends) -> Proof | None:
    """The fewest first fees whose running sums exclude each other."""
    ends, never = whole, list[Condition]()
    for each in rule.sums():
        ends = _taken(ends, each, never)
        if never or ends.empty:
            return _widest([ends], never)
    return None


def _widest(found: Iterable[_Ends], never: list[Condition]) -> Proof | None:
    """The proof with the widest gap, by the fewest fees; a condition that never holds is one."""
    if never:
        return prove(never[:1])
    empty = [ends for ends in found if ends.empty]
    if not empty:
        return None
    best = min(empty, key=lambda ends: (len({*ends.low.members, *ends.high.members}), -ends.gap))
    return prove((best.low, best.high))


def _taken(ends: _Ends, each: Condition, never: list[Condition]) -> _Ends:
    """What one more condition leaves; one that does not depend on the parameter may never hold."""
    if each.moves:
        return ends.with_end(each, each.end)
    if not each.holds((Fraction(0),)):
        never.append(each)
    return ends


def _both(each: Condition) -> tuple[int, int]:
    one, other = each.members
    return (one, other) if one > other else (other, one)


def _moves(each: Condition) -> bool:
    return each.moves
