"""The parameters that reproduce the fees, where there is one parameter: an exact interval.

The conditions are half-lines. From the lowest value on, the condition that is broken by most moves
the end to where it holds, until none is broken or one holds further down alone (Newton's method on
a convex, piecewise linear function; for largest remainder on max d - min d). Each step is linear
in the number of fees, and few steps are needed.
"""

from dataclasses import dataclass
from fractions import Fraction

from costshare.inference._rule import Rule


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from ``low`` to ``high``.

    Parameters
    ----------
    low, high : Fraction
        The ends.
    closed : tuple of two bools
        Whether each end belongs to it.
    """

    low: Fraction
    high: Fraction
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


def solve_interval(rule: Rule, low: Fraction, high: Fraction) -> Interval | None:
    """Find all parameters from ``low`` to ``high`` that reproduce the fees."""
    ends = closed_ends(rule, low, high)
    if ends is None:
        return None
    lowest, highest = ends
    # Inside, no condition is met with equality except one that is so everywhere; so the middle
    # speaks for all of it, and the two ends for themselves.
    if not _reproduces(rule, (lowest + highest) / 2):
        return None
    return Interval(lowest, highest, (_reproduces(rule, lowest), _reproduces(rule, highest)))


def closed_ends(rule: Rule, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction] | None:
    """The ends of what the conditions leave, their own ends counted as kept."""
    lowest, highest = _end(rule, low, high), _end(rule, high, low)
    return None if lowest is None or highest is None else (lowest, highest)


def _end(rule: Rule, start: Fraction, stop: Fraction) -> Fraction | None:
    """Move from ``start`` towards ``stop`` to the first value that breaks no closed condition."""
    upwards = start <= stop
    at = start
    while (broken := rule.worst((at,))) is not None:
        slope = broken.coefficients[0]
        if slope == 0 or (slope < 0) != upwards:
            return None
        at = broken.end
        if (at > stop) if upwards else (at < stop):
            return None
    return at


def _reproduces(rule: Rule, value: Fraction) -> bool:
    return rule.parts((value,)) == list(rule.fees)
