"""Bounds on a total that is shared: the others share what the members at a bound leave.

The rule of the others is solved on their fees alone. Then the model within the bounds shares the
whole total, and counts only where it gives every fee.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from costshare.errors import CostshareError
from costshare.fields import ReadOnly
from costshare.inference._bounds import bounded, find_bounds
from costshare.inference._evidence import LeastChange
from costshare.inference._family import Point
from costshare.inference._inference import Inference
from costshare.inference._interval import Interval
from costshare.inference._plainest import plain_share
from costshare.inference._problem import MOST_WRONG, Problem
from costshare.inference._proof import Proof
from costshare.inference._words import fees_text
from costshare.results import number, rounded
from costshare.words import say

# Several shares are rounded to so many decimals first, where they give the fees then.
_PLACES = range(1, 7)


def others_of(problem: Problem, held: Sequence[int]) -> Problem | None:
    """The problem of the members that no bound holds; None where they share nothing."""
    kept = [at for at in range(len(problem.members)) if at not in held]
    drivers = {name: tuple(column[at] for at in kept) for name, column in problem.drivers.items()}
    left = problem.total - sum(problem.units[at] for at in held)
    if problem.misprints or left <= 0 or not all(map(any, drivers.values())):
        return None
    names = tuple(problem.members[at] for at in held)
    return replace(
        problem,
        members=tuple(problem.members[at] for at in kept),
        left_out=(*problem.left_out, *names),
        units=tuple(problem.units[at] for at in kept),
        drivers=drivers,
        stated_total=left,
    )


def change_within(problem: Problem, others: Inference) -> LeastChange | None:
    """Compare members at a bound with the rule of the others; None where bounds miss a fee."""
    names = set(others.problem.members)
    free = [at for at, name in enumerate(problem.members) if name in names]
    found = (_change_at(problem, others, free, point) for point in _points(problem, others, free))
    return next(filter(None, found), None)


def _change_at(
    problem: Problem, others: Inference, free: Sequence[int], point: Point
) -> LeastChange | None:
    """The same at a point of the parameters."""
    shares = zip(_shares(problem, point), _columns(problem), strict=True)
    parts = [(share / sum(column), column) for share, column in shares]
    weights = [
        sum((by * column[at] for by, column in parts), Fraction(0))
        for at in range(len(problem.members))
    ]
    rate = others.problem.total / sum(weights[at] for at in free)
    changes = {}
    for at in sorted({*range(len(problem.members))} - {*free}):
        fee, quota = problem.units[at], rate * weights[at]
        if fee == quota:
            return None
        # Beside the fee, also where the quota lies within a unit of it.
        given = ceil(quota) if fee < quota else floor(quota)
        changes[problem.members[at]] = (problem.unit.decimal(fee), problem.unit.decimal(given))
    by_size = sorted(changes.items(), key=lambda each: -abs(each[1][0] - each[1][1]))
    text = say(
        "With {model}, {right} of {fees} agree; the others share the rest of the total.",
        model=problem.in_words(point),
        right=number(len(free)),
        fees=fees_text(len(problem.members)),
    )
    # Sets of more than so many fees are looked at only where no smaller one was found.
    most = len(changes) if problem.settled else MOST_WRONG[len(parts)] + 1
    least = LeastChange(problem.model(point), ReadOnly(by_size), min(len(changes), most), text)
    try:
        model = bounded(least.model, find_bounds(problem, least, alone=True))
        shared = problem.allocate(model).member_totals
    except CostshareError:
        # Bounds that the total does not fit, or a tie that the model refuses.
        return None
    fees = map(problem.unit.decimal, problem.units)
    return least if shared == dict(zip(problem.members, fees, strict=True)) else None


def _columns(problem: Problem) -> list[Sequence[Fraction]]:
    """The drivers, and equal parts where some of each fee may be flat."""
    return [*problem.drivers.values(), *[[Fraction(1)] * len(problem.members)] * problem.has_base]


def _shares(problem: Problem, point: Point) -> list[Fraction]:
    """The shares of the total by these columns."""
    if problem.settled:
        return [Fraction(1)]
    if problem.has_flat_share:
        return [1 - point[0], point[0]]
    return [*point, 1 - sum(point, Fraction(0))]


def _points(problem: Problem, others: Inference, free: Sequence[int]) -> Iterator[Point]:
    """Shares of the whole total, from those of what the others share; the simplest first."""
    if isinstance(others.solution, Proof):
        return
    if problem.settled:
        yield (Fraction(0),)
        return
    grown = [
        sum(column, Fraction(0)) / sum(column[at] for at in free) for column in _columns(problem)
    ]

    def whole(own: Point) -> Point:
        """What shares of all give these shares of the others."""
        by = [a * b for a, b in zip(_shares(problem, own), grown, strict=True)]
        shares = [each / sum(by) for each in by]
        return (shares[-1],) if problem.has_flat_share else tuple(shares[:-1])

    found = others.solution
    if isinstance(found, Interval):
        low, high = (whole((end,))[0] for end in (found.low, found.high))
        span = Interval(low, high, found.closed)
        yield (plain_share(span),)
    elif others.parameters is not None:
        exact = whole(others.parameters)
        short = (tuple(Fraction(rounded(each, places)) for each in exact) for places in _PLACES)
        yield from filter(problem.allows, (*short, exact))
