"""Bounds on a total that is shared: the others share what the members at a bound leave.

The rule of the others is solved on their fees alone. Then the model within the bounds shares the
whole total, and counts only where it gives every fee.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from costshare.errors import CostshareError
from costshare.fields import ReadOnly
from costshare.inference._bounds import bounded, find_bounds
from costshare.inference._evidence import LeastChange
from costshare.inference._inference import Inference
from costshare.inference._interval import Interval
from costshare.inference._problem import MOST_WRONG, Problem
from costshare.inference._proof import Proof
from costshare.inference._simplest import shortest_decimal, simplest_fraction
from costshare.inference._words import fees_text
from costshare.results import number
from costshare.words import say


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
    (column,) = problem.drivers.values()
    names = set(others.problem.members)
    free = [at for at, name in enumerate(problem.members) if name in names]
    share = _flat_share(problem, others, column, free)
    if share is None:
        return None
    total, members = sum(column), len(column)
    weights = [share / members + (1 - share) * value / total for value in column]
    rate = others.problem.total / sum(weights[at] for at in free)
    changes = {}
    for at, name in enumerate(problem.members):
        fee, quota = problem.units[at], rate * weights[at]
        if name in names:
            continue
        if fee == quota:
            return None
        # Beside the fee, also where the quota lies within a unit of it.
        given = ceil(quota) if fee < quota else floor(quota)
        changes[name] = (problem.unit.decimal(fee), problem.unit.decimal(given))
    by_size = sorted(changes.items(), key=lambda each: -abs(each[1][0] - each[1][1]))
    point = (share,)
    text = say(
        "With {model}, {right} of {fees} agree; the others share the rest of the total.",
        model=problem.in_words(point),
        right=number(len(free)),
        fees=fees_text(members),
    )
    # Sets of more than so many fees are looked at only where no smaller one was found.
    proven = len(changes) if problem.settled else min(len(changes), MOST_WRONG[2] + 1)
    least = LeastChange(problem.model(point), ReadOnly(by_size), proven, text)
    try:
        model = bounded(least.model, find_bounds(problem, least, alone=True))
        shared = problem.allocate(model).member_totals
    except CostshareError:
        # Bounds that the total does not fit, or a tie that the model refuses.
        return None
    fees = map(problem.unit.decimal, problem.units)
    return least if shared == dict(zip(problem.members, fees, strict=True)) else None


def _flat_share(
    problem: Problem, others: Inference, column: Sequence[Fraction], free: Sequence[int]
) -> Fraction | None:
    """The flat share of the whole total, from that of what the others share."""
    if isinstance(others.solution, Proof):
        return None
    if problem.settled:
        return Fraction(0)
    found = others.solution
    if not isinstance(found, Interval):
        return None
    flat = Fraction(len(free), len(column))
    by_driver = sum((column[at] for at in free), Fraction(0)) / sum(column)

    def whole(share: Fraction) -> Fraction:
        """What flat share of all gives that flat share of the others."""
        return share * by_driver / ((1 - share) * flat + share * by_driver)

    span = Interval(whole(found.low), whole(found.high), found.closed)
    shortest = shortest_decimal(span)
    return simplest_fraction(span) if shortest is None else shortest
