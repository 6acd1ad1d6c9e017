"""The parameters that reproduce the fees, where there are two: an exact polygon.

It starts as the triangle of all parameters that make sense. The condition that a corner violates by
most cuts it, until no corner violates any: the polygon is then what all conditions leave, since
they are half-planes. Few of the conditions are ever written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from costshare.fields import NO_OTHER_FIELDS, Exact
from costshare.inference._condition import Condition
from costshare.inference._family import Point
from costshare.inference._proof import Proof, prove_by
from costshare.inference._rule import Rule


@dataclass(frozen=True, slots=True)
class Polygon:
    """Points of the plane: the inside of a convex polygon, and some of its border.

    Attributes
    ----------
    vertices : tuple of points
        The corners in order; two where it is a line, one where it is a point.
    corners : tuple of bools
        Whether each corner belongs to it.
    edges : tuple of bools
        Whether the inside of the edge from each corner to the next belongs to it.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    vertices: tuple[tuple[Exact, ...], ...]
    corners: tuple[bool, ...]
    edges: tuple[bool, ...]

    @property
    def middle(self) -> Point:
        """The mean of the corners."""
        return _mean(self.vertices)

    def range_of(self, parameter: int) -> tuple[Fraction, Fraction]:
        """The least and greatest value of one parameter."""
        values = [point[parameter] for point in self.vertices]
        return min(values), max(values)

    def slice_at(self, parameter: int, value: Fraction) -> tuple[Fraction, Fraction] | None:
        """The ends of the other parameter where one has a value; None where it never has."""
        met = []
        for one, other in pairwise((*self.vertices, self.vertices[0])):
            a, b = one[parameter] - value, other[parameter] - value
            if not a:
                met.append(one[1 - parameter])
            elif a * b < 0:
                met.append(_between(one, other, a, b)[1 - parameter])
        return (min(met), max(met)) if met else None


def solve_polygon(
    rule: Rule, triangle: Sequence[Point], sides: tuple[Condition, ...]
) -> Polygon | Proof:
    """Find all parameters inside a triangle with these sides, or prove that there are none."""
    corners = list(triangle)
    cuts = list(sides)
    fine: set[Point] = set()
    while (corner := next((each for each in corners if each not in fine), None)) is not None:
        violated = rule.most_violated(corner)
        if violated is None:
            fine.add(corner)
            continue
        corners = _clip(corners, violated)
        if not corners:
            return prove_by(violated, cuts)
        cuts.append(violated)
    if not rule.reproduces(_mean(corners)):
        # All that is left lies on an open end, and what the others leave never gets off it.
        return prove_by(next(rule.active(_mean(corners))), cuts)
    edges = pairwise((*corners, corners[0]))
    return Polygon(
        tuple(corners),
        tuple(rule.reproduces(each) for each in corners),
        tuple(rule.reproduces(_mean(each)) for each in edges),
    )


def _clip(corners: list[Point], condition: Condition) -> list[Point]:
    """Cut off what violates a condition, its end counted as kept (Sutherland and Hodgman 1974)."""
    excess = [condition.excess(corner) for corner in corners]
    kept: list[Point] = []
    for at, corner in enumerate(corners):
        after = (at + 1) % len(corners)
        if excess[at] <= 0:
            kept.append(corner)
        if excess[at] * excess[after] < 0:
            kept.append(_between(corner, corners[after], excess[at], excess[after]))
    return kept


def _between(one: Point, other: Point, a: Fraction, b: Fraction) -> Point:
    """Where a value that is a at one point and b at the other is zero."""
    part = a / (a - b)
    return tuple(x + part * (y - x) for x, y in zip(one, other, strict=True))


def _mean(points: Sequence[Point]) -> Point:
    return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))
