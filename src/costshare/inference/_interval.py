"""The parameters that reproduce the fees, where there is one parameter: an exact interval.

The conditions are half-lines. From the lowest value on, the most violated condition moves the end
to where it holds, until none is violated or one holds further down alone (Newton's method on a
convex, piecewise linear function; for largest remainder on max d - min d). Each step is linear in
the number of fees, and few steps are needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from costshare.fields import NO_OTHER_FIELDS, Exact
from costshare.inference._condition import Condition, share_bounds
from costshare.inference._proof import Proof, prove_by
from costshare.inference._rule import Rule


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``.

    Attributes
    ----------
    low, high : Fraction
        The ends.
    closed : tuple of two bools
        Whether each end belongs to it.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    low: Exact
    high: Exact
    closed: tuple[bool, bool] = (True, True)

    def __contains__(self, value: Fraction) -> bool:
        """Whether a number lies inside."""
        if self.low < value < self.high:
            return True
        return (value == self.low and self.closed[0]) or (value == self.high and self.closed[1])

    @property
    def middle(self) -> Fraction:
        """Half-way between the ends."""
        return (self.low + self.high) / 2

    @property
    def is_empty(self) -> bool:
        """Whether no number lies inside."""
        return self.low > self.high or (self.low == self.high and not all(self.closed))


def common(spans: Sequence[Interval]) -> Interval | None:
    """Find what all of some spans have in common; None where they have nothing."""
    low = max(spans, key=lambda span: (span.low, not span.closed[0]))
    high = min(spans, key=lambda span: (span.high, span.closed[1]))
    both = Interval(low.low, high.high, (low.closed[0], high.closed[1]))
    return None if both.is_empty else both


def ends_of(spans: Iterable[Interval]) -> list[tuple[Fraction, int, int]]:
    """List where spans begin and end, in order: the value, the order of equal ones, +1 or -1.

    Among equal values an open end comes first, then closed beginnings, closed ends and open
    beginnings.
    """
    ends: list[tuple[Fraction, int, int]] = []
    for span in spans:
        ends.append((span.low, 1 if span.closed[0] else 3, 1))
        ends.append((span.high, 2 if span.closed[1] else 0, -1))
    return sorted(ends, key=lambda end: (coarse(end[0]), end))


def coarse(value: Fraction) -> int:
    """A whole number in the order of numbers, but for near ones: whole numbers compare faster."""
    return (value.numerator << 64) // value.denominator


def solve_interval(rule: Rule, low: Fraction, high: Fraction) -> Interval | Proof:
    """Find all parameters from ``low`` to ``high``, or prove that there are none."""
    cuts = list(share_bounds(low, high))
    ends = closed_ends(rule, low, high, cuts)
    if ends is None:
        return prove_by(cuts[-1], cuts[:-1])
    lowest, highest = ends
    # Inside, no condition is met with equality except one that is so everywhere; so the middle
    # speaks for all of it, and the two ends for themselves.
    middle = ((lowest + highest) / 2,)
    if not rule.reproduces(middle):
        return prove_by(next(rule.active(middle)), cuts)
    return Interval(lowest, highest, (rule.reproduces((lowest,)), rule.reproduces((highest,))))


def deepest(spans: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Find a value inside as many of the spans as any; None where no span has an inside."""
    ends = [(low, high) for low, high in spans if low < high]
    steps = sorted(
        (coarse(value), value, by) for span in ends for value, by in zip(span, (1, -1), strict=True)
    )
    depths = list(accumulate(by for *_, by in steps))
    if not depths:
        return None
    at = depths.index(max(depths))
    return (steps[at][1] + steps[at + 1][1]) / 2


def closed_ends(
    rule: Rule, low: Fraction, high: Fraction, cuts: list[Condition]
) -> tuple[Fraction, Fraction] | None:
    """The ends of what the conditions leave, taken as closed; what moved them joins the cuts."""
    lowest = _end(rule, low, high, cuts)
    highest = None if lowest is None else _end(rule, high, low, cuts)
    return None if lowest is None or highest is None else (lowest, highest)


def _end(rule: Rule, start: Fraction, stop: Fraction, cuts: list[Condition]) -> Fraction | None:
    """Move from ``start`` towards ``stop`` to the first value that violates no condition."""
    upwards = start <= stop
    at = start
    while (violated := rule.most_violated((at,))) is not None:
        cuts.append(violated)
        slope = violated.coefficients[0]
        if slope == 0 or (slope < 0) != upwards:
            return None
        at = violated.end
        if (at > stop) if upwards else (at < stop):
            return None
    return at
