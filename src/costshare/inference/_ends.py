"""What some conditions on one parameter leave: two ends, and the conditions that set them."""

from fractions import Fraction
from typing import NamedTuple

from costshare.inference._condition import Condition, share_bounds
from costshare.inference._proof import Proof, prove


class Ends(NamedTuple):
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

    def with_condition(self, each: Condition) -> "Ends":
        """What one more condition leaves."""
        if each.moves:
            return self.with_end(each, each.end)
        return self if each.holds((Fraction(0),)) else self._replace(never=each)

    def with_end(self, each: Condition, end: Fraction) -> "Ends":
        """What one more condition leaves, which ends there."""
        if each.coefficients[0] < 0:
            if end > self.lower or (end == self.lower and each.strict and not self.low.strict):
                return Ends(each, self.high, end, self.upper, self.never)
        elif end < self.upper or (end == self.upper and each.strict and not self.high.strict):
            return Ends(self.low, each, self.lower, end, self.never)
        return self

    def with_ends(self, other: "Ends") -> "Ends":
        """What the conditions behind two others leave."""
        both = self.with_end(other.low, other.lower).with_end(other.high, other.upper)
        return both if other.never is None else both._replace(never=other.never)

    def proof(self) -> Proof | None:
        """The proof that nothing is left, where that is so."""
        return prove(self.conditions)


def ends_of_model(low: Fraction, high: Fraction) -> Ends:
    """What the model itself leaves."""
    return Ends(*share_bounds(low, high), low, high)
