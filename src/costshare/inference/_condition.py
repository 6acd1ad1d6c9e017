"""A condition that fees put on the parameters: a half-line or a half-plane, open or closed."""

from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from costshare.inference._family import Family, Point


class Condition(NamedTuple):
    """``coefficients · x <= bound``, or below it where strict, in whole numbers.

    Attributes
    ----------
    coefficients : tuple of int
        One for each parameter.
    bound : int
        What they must not exceed.
    strict : bool
        Whether they must not reach it either.
    members : tuple of int
        Positions of the fees that the condition comes from; empty where the model states it.
    scale : int
        The factor by which units of the fees were multiplied to get whole numbers.
    """

    coefficients: tuple[int, ...]
    bound: int
    strict: bool = False
    members: tuple[int, ...] = ()
    scale: int = 1

    def excess(self, point: Point) -> Fraction:
        """How far a point lies beyond the bound; below zero where there is room left."""
        below = lcm(*(value.denominator for value in point))
        above = (value.numerator * (below // value.denominator) for value in point)
        return Fraction(sum(map(mul, self.coefficients, above)) - self.bound * below, below)

    def holds(self, point: Point) -> bool:
        """Whether a point fulfils the condition."""
        excess = self.excess(point)
        return excess < 0 or (excess == 0 and not self.strict)

    def to_dict(self) -> dict[str, Any]:
        """The condition as plain data; numbers of any length are text."""
        coefficients = [str(each) for each in self.coefficients]
        whole = {"coefficients": coefficients, "bound": str(self.bound), "scale": str(self.scale)}
        return {**whole, "strict": self.strict, "members": list(self.members)}

    def fixed(self, value: Fraction) -> "Condition":
        """The condition on the other parameters where the first one has a value."""
        by, (first, *rest) = value.denominator, self.coefficients
        return self._replace(
            coefficients=tuple(by * each for each in rest),
            bound=by * self.bound - value.numerator * first,
            scale=by * self.scale,
        )

    @property
    def moves(self) -> bool:
        """Whether it depends on the parameters at all."""
        return any(self.coefficients)

    @property
    def end(self) -> Fraction:
        """Where a half-line ends."""
        return Fraction(self.bound, self.coefficients[0])


def compared(
    family: Family,
    one: tuple[int, int],
    other: tuple[int, int],
    offset: Fraction | int,
    *,
    strict: bool,
    members: tuple[int, ...],
) -> Condition:
    """The condition ``by × quota - by × quota <= offset`` in units; each pair is (position, by)."""
    (i, a), (j, b) = one, other
    scale = offset.denominator
    a, b = a * scale, b * scale
    coefficients = tuple(
        [a * x - b * y for x, y in zip(family.slopes[i], family.slopes[j], strict=True)]
    )
    below = family.denominator
    bound = below * offset.numerator - a * family.constants[i] + b * family.constants[j]
    return Condition(coefficients, bound, strict, members, below * scale)


def share_bounds(low: Fraction, high: Fraction) -> tuple[Condition, Condition]:
    """The conditions that one parameter runs from low to high."""
    at_least = Condition((-low.denominator,), -low.numerator)
    return at_least, Condition((high.denominator,), high.numerator)
