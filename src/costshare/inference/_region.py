"""The parameters that reproduce the fees, however many: an exact point, and the range of each.

The dual simplex method (`costshare.linear`). A corner is where as many conditions hold with
equality as there are parameters. The condition that it violates by most takes the place of one of
them, until none is violated, or the conditions exclude each other: then the multipliers that show
it stand in the last row. Only conditions that a corner violates are ever written down, so many fees
cost little. Open ends are moved in by an endless little e: numbers are pairs x + y·e, compared
first by x, then by y.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from operator import mul

from costshare.apportionment import scale_to_whole
from costshare.fields import NO_OTHER_FIELDS, Exact
from costshare.inference._condition import Condition
from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._proof import Proof
from costshare.inference._rule import Rule
from costshare.inference._simplest import shortest_decimal
from costshare.linear import Basis

_ZERO = Fraction(0)

# A corner: the point that it is near to, and the way from there by e.
Corner = tuple[Point, Point]

# The same in whole numbers over one denominator: no fraction is reduced on the way.
_Whole = tuple[list[int], list[int], int]


@dataclass(frozen=True, slots=True)
class Region:
    """Points that reproduce the fees, where there are several parameters.

    Attributes
    ----------
    point : tuple of Fraction
        One of them.
    lowest, highest : tuple of Fraction
        The range of each parameter; an end need not reproduce the fees itself.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    point: tuple[Exact, ...]
    lowest: tuple[Exact, ...]
    highest: tuple[Exact, ...]


def feasible(rule: Rule, own: Sequence[Condition]) -> Corner | Proof:
    """Find a corner of the points of zero or more that fulfil every condition, or a proof."""
    return _Simplex(rule, own).minimize()


def solve_region(rule: Rule, own: Sequence[Condition], ceiling: Condition) -> Region | Proof:
    """Find the points of zero or more that fulfil every condition.

    Parameters
    ----------
    rule : Rule
        The fees, and the conditions that they put on the parameters.
    own : sequence of Condition
        What the model states, beyond parameters of zero or more.
    ceiling : Condition
        One that follows from the others, with coefficients above zero.
    """
    simplex = _Simplex(rule, own)
    corner = simplex.minimize()
    if isinstance(corner, Proof):
        return corner
    ends = [
        (simplex.extreme(at, None), simplex.extreme(at, ceiling))
        for at in range(len(ceiling.coefficients))
    ]
    corners = [corner, *(each for both in ends for each in both)]
    return Region(
        _inside(rule, corners),
        tuple(low[0][at] for at, (low, _) in enumerate(ends)),
        tuple(high[0][at] for at, (_, high) in enumerate(ends)),
    )


def range_of_sum(
    rule: Rule, own: Sequence[Condition], factors: Sequence[int], ceiling: Condition
) -> tuple[Fraction, Fraction] | None:
    """The lowest and highest sum of parameters times factors of zero or more; None if none fit."""
    corners = corners_of_sum(rule, own, factors, ceiling)
    if corners is None:
        return None
    low, high = (sum(map(mul, map(Fraction, factors), near), _ZERO) for near, _ in corners)
    return low, high


def corners_of_sum(
    rule: Rule, own: Sequence[Condition], factors: Sequence[int], ceiling: Condition
) -> tuple[Corner, Corner] | None:
    """The corners where that sum is lowest and highest; None if no parameters fit."""
    simplex = _Simplex(rule, own)
    if isinstance(simplex.minimize(), Proof) or not all(ceiling.coefficients):
        return None
    goal = tuple(map(Fraction, factors))
    steepest = max(range(len(goal)), key=lambda at: Fraction(factors[at], ceiling.coefficients[at]))
    basis = [ceiling if at == steepest else each for at, each in enumerate(simplex.signs)]
    lowest = simplex.best(simplex.signs, tuple(-each for each in goal))
    return lowest, simplex.best(basis, goal)


def simple_point(
    rule: Rule,
    own: Sequence[Condition],
    ceiling: Condition,
    plainest: Callable[[Interval], Fraction | None] = shortest_decimal,
) -> Point | None:
    """Find a plain point: first the plainest first parameter, then the second, ….

    None where a parameter can only have a value without a finite decimal, or rests on an open end.
    """
    point: list[Fraction] = []
    whole = rule
    while ceiling.coefficients:
        simplex = _Simplex(rule, own)
        low = simplex.lowest(0)
        if isinstance(low, Proof):
            return None
        high = simplex.extreme(0, ceiling)
        # An end that e moves is an open one.
        closed = not low[1][0], not high[1][0]
        value = plainest(Interval(low[0][0], high[0][0], closed))
        if value is None:
            return None
        point.append(value)
        rule = replace(rule, family=rule.family.fixed(value))
        own, ceiling = [each.fixed(value) for each in own], ceiling.fixed(value)
    found = tuple(point)
    # The conditions alone: of some fees only, the kernel would share too much among them.
    broken = whole.most_violated(found) is not None or any(whole.active(found))
    return None if broken else found


def _inside(rule: Rule, corners: Sequence[Corner]) -> Point:
    """A point that reproduces the fees: the mean of corners, as near as open ends allow."""
    near, way = (_mean([corner[part] for corner in corners]) for part in (0, 1))
    point, step = near, Fraction(1)
    while not rule.reproduces(point):
        point = tuple(x + y * step for x, y in zip(near, way, strict=True))
        step /= 4
    return point


def _mean(points: Sequence[Point]) -> Point:
    return tuple(sum(column, _ZERO) / len(points) for column in zip(*points, strict=True))


class _Simplex:
    """The conditions met so far, and the corner where some of them hold with equality."""

    def __init__(self, rule: Rule, own: Sequence[Condition]) -> None:
        self.rule = rule
        size = len(rule.family.slopes[0])
        self.signs = [
            Condition(tuple(-int(at == other) for other in range(size)), 0) for at in range(size)
        ]
        self.own = (*self.signs, *own)
        self.cuts: list[Condition] = []

    def minimize(self) -> Corner | Proof:
        """Find the corner with the smallest sum of parameters."""
        return self._solve(self.signs, (Fraction(-1),) * len(self.signs))

    def lowest(self, at: int) -> Corner | Proof:
        """Find the corner where one parameter is smallest, or a proof that no point is allowed."""
        return self._solve(self.signs, tuple(map(Fraction, self.signs[at].coefficients)))

    def extreme(self, at: int, ceiling: Condition | None) -> Corner:
        """Find the corner where one parameter is smallest; with a ceiling, where it is greatest."""
        basis, sign = list(self.signs), self.signs[at].coefficients
        if ceiling is None:
            return self.best(basis, tuple(map(Fraction, sign)))
        basis[at] = ceiling
        return self.best(basis, tuple(Fraction(-each) for each in sign))

    def best(self, basis: Sequence[Condition], goal: Point) -> Corner:
        """Find the corner that is best by a goal, from conditions that bound it."""
        found = self._solve(basis, goal)
        if isinstance(found, Proof):
            msg = "conditions that a point fulfils exclude each other"
            raise AssertionError(msg)  # noqa: TRY004
        return found

    def _solve(self, basis: Sequence[Condition], goal: Point) -> Corner | Proof:
        """Move from corner to corner until no condition is violated, or prove that none is left."""
        held = list(basis)
        corner_of = Basis([each.coefficients for each in held], goal)
        while True:
            corner = _corner(held, corner_of)
            entering = self._violated(corner)
            if entering is None:
                near, way, below = corner
                return _over(near, below), _over(way, below)
            leaving = corner_of.enter(entering.coefficients)
            if leaving is None:
                by = corner_of.times(entering.coefficients)
                return _proof([*held, entering], [*(-each for each in by), Fraction(1)])
            held[leaving] = entering

    def _violated(self, corner: _Whole) -> Condition | None:
        """A condition that a corner violates: one of the model, one met before, or a new one."""
        for each in chain(self.own, self.cuts):
            if _beyond(each, corner):
                return each
        near, _, below = corner
        found = self.rule.violated_by(*self.rule.family.over(near, below))
        if found is None:
            met = self.rule.met(_over(near, below))
            found = next((each for each in met if _beyond(each, corner)), None)
        if found is not None:
            self.cuts.append(found)
        return found


def _beyond(condition: Condition, corner: _Whole) -> bool:
    """Whether a corner violates a condition; an open end is one e further in."""
    near, way, below = corner
    excess: int = sum(map(mul, condition.coefficients, near)) - condition.bound * below
    if not excess:
        excess = sum(map(mul, condition.coefficients, way)) + below * condition.strict
    return excess > 0


def _corner(held: Sequence[Condition], basis: Basis) -> _Whole:
    """The point where all conditions hold with equality, and the way that e moves it."""
    near, below = basis.whole_corner([each.bound for each in held])
    way, _ = basis.whole_corner([-int(each.strict) for each in held])
    return near, way, below


def _over(above: Sequence[int], below: int) -> Point:
    return tuple(Fraction(each, below) for each in above)


def _proof(conditions: Sequence[Condition], multipliers: Sequence[Fraction]) -> Proof:
    """The proof by the conditions that take part in it."""
    pairs = [each for each in zip(conditions, multipliers, strict=True) if each[1]]
    whole = scale_to_whole([by for _, by in pairs])
    return Proof(tuple(condition for condition, _ in pairs), tuple(whole))
