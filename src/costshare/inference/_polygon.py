"""The parameters that reproduce the fees, where there are two: an exact polygon.

It starts as the triangle of all parameters that make sense. The condition that a corner breaks by
most cuts it, until no corner breaks any: the polygon is then what all conditions leave, since they
are half-planes. Few of the conditions are ever written down.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from costshare.inference._condition import Condition
from costshare.inference._contradiction import Proof, prove_by
from costshare.inference._family import Point
from costshare.inference._rule import Rule


@dataclass(frozen=True, slots=True)
class Polygon:
    """Points of the plane: the inside of a convex polygon, and some of its border.

    Parameters
    ----------
    vertices : tuple of points
        The corners in order; two where it is a line, one where it is a point.
    conditions : tuple of Condition
        What the points fulfil; all other conditions follow from these, up to the border.
    corners : tuple of bools
        Whether each corner belongs to it.
    edges : tuple of bools
        Whether the inside of the edge from each corner to the next belongs to it.
    """

    vertices: tuple[Point, ...]
    conditions: tuple[Condition, ...]
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
    rule: Rule, triangle: tuple[Point, Point, Point], own: tuple[Condition, ...]
) -> Polygon | Proof:
    """Find all parameters inside a triangle that reproduce the fees, or prove that none does.

    Parameters
    ----------
    rule : Rule
        With two parameters.
    triangle : three points
        Where to look.
    own : tuple of Condition
        The sides of the triangle.
    """
    corners: list[Point] = list(triangle)
    cuts: list[Condition] = []
    fine: set[Point] = set()
    while True:
        corner = next((each for each in corners if each not in fine), None)
        if corner is None:
            break
        broken = rule.worst(corner)
        if broken is None:
            fine.add(corner)
            continue
        corners = clip(corners, broken)
        if not corners:
            return _best_proof(broken, (*own, *cuts))
        cuts.append(broken)
    middle = _mean(tuple(corners))
    if not _reproduces(rule, middle):
        # All that is left lies on an open end, and what the others leave never gets off it.
        open_end = next(rule.tight(middle))
        return _best_proof(open_end, (*own, *cuts))
    around = list(pairwise((*corners, corners[0])))
    return Polygon(
        tuple(corners),
        (*own, *cuts),
        tuple(_reproduces(rule, each) for each in corners),
        tuple(_reproduces(rule, _mean(each)) for each in around),
    )


def clip(corners: list[Point], condition: Condition) -> list[Point]:
    """Cut off what breaks a condition, its end counted as kept (Sutherland and Hodgman 1974)."""
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


def _mean(points: tuple[Point, ...]) -> Point:
    return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))


def _reproduces(rule: Rule, point: Point) -> bool:
    return rule.parts(point) == list(rule.fees)


def _best_proof(last: Condition, others: tuple[Condition, ...]) -> Proof:
    """The proof by the fewest fees."""
    return min(prove_by(last, others), key=lambda proof: len(proof.members))
