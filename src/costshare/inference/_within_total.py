"""Bounds on a total that is shared: the others share what the members at a bound leave.

The rule of the others is solved on their fees alone, of which a few may be misprints. Then the
model within the bounds shares the whole total, and counts only where it gives every other fee.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from costshare.errors import CostshareError
from costshare.fields import ReadOnly
from costshare.inference._bounds import Bound, bounded, find_bounds
from costshare.inference._evidence import LeastChange
from costshare.inference._family import Point
from costshare.inference._inference import Inference
from costshare.inference._interval import Interval
from costshare.inference._nearer import nearer
from costshare.inference._plainest import plain_share
from costshare.inference._problem import MOST_WRONG, NO_MISPRINTS, Problem
from costshare.inference._proof import Proof
from costshare.inference._region import feasible
from costshare.inference._shares_read import SharesReadProblem
from costshare.inference._words import fees_text
from costshare.models import RoundedShares
from costshare.results import number, rounded
from costshare.words import say

# Several shares are rounded to so many decimals first, where they give the fees then.
_PLACES = range(1, 7)

# So many misprints at the bound of others are told from each other.
_MOST_HIDDEN = 3


def fees_at_bounds(problem: Problem, held: Sequence[int]) -> Iterator[Mapping[int, int]]:
    """Which of some members may be at a bound, with the fee that it sets; the likely ones first.

    Those who pay the same are; one alone is where nobody passes its fee, and all are where the
    fees sum to the total. The fees of the others of them are misprints.
    """
    kept = [at for at in range(len(problem.members)) if at not in held]
    corner = feasible(problem.relaxed.only(kept), ()) if kept else None
    if corner is None or isinstance(corner, Proof):
        return
    values, below = problem.relaxed.family.at(corner[0])
    quotas = [Fraction(value, below) for value in values]
    own = {at: problem.units[at] for at in held if at not in problem.misprints}
    several = {fee for fee, times in Counter(own.values()).items() if times > 1}
    together = {at: fee for at, fee in own.items() if fee in several}
    alone = {at: fee for at, fee in own.items() if at not in together}
    span = [problem.units[at] for at in (*kept, *together)]
    low, high = min(span), max(span)
    # A misprint hides a cap, or a floor, that nobody passes.
    caps = {fee for at, fee in together.items() if fee == high and quotas[at] > fee}
    floors = {fee for at, fee in together.items() if fee == low and fee > 0 and quotas[at] < fee}
    hidden = {
        at: fee
        for at in held
        if at not in together
        for fee in (*caps, *floors)
        if (quotas[at] > fee if fee in caps else quotas[at] < fee)
    }
    sure = {at: fee for at, fee in alone.items() if not fee or not quotas[at]}
    ends = {
        at: fee
        for at, fee in alone.items()
        if (fee >= high if fee < quotas[at] else fee <= low) and at not in hidden
    }
    found = [{**together, **sure, **ends, **hidden}, {**together, **sure, **hidden}]
    if not problem.misprints:
        found.insert(0 if problem.stated_total is not None else len(found), own)
    # Rounding may take a quota that lies near a bound to it.
    equal = {at: fee for at, fee in enumerate(problem.units) if fee in caps | floors}
    found += [equal | each for each in found]
    known: list[Mapping[int, int]] = []
    for each in found:
        if each and each not in known:
            known.append(each)
            yield each


def others_of(problem: Problem, held: Mapping[int, int]) -> Problem | None:
    """The problem of the members that no bound holds; None where they share nothing."""
    kept = [at for at in range(len(problem.members)) if at not in held]
    drivers = {name: tuple(column[at] for at in kept) for name, column in problem.drivers.items()}
    units = tuple(problem.units[at] for at in kept)
    total = problem.stated_total
    left = sum(units) if total is None else total - sum(held.values())
    if left <= 0 or not all(map(any, drivers.values())):
        return None
    return replace(
        problem,
        members=tuple(problem.members[at] for at in kept),
        units=units,
        drivers=drivers,
        stated_total=None if total is None else left,
        misprints=NO_MISPRINTS,
    )


# The fees that differ, and the bounds among them; the others are misprints.
Within = tuple[LeastChange, tuple[Bound, ...]]


def change_within(problem: Problem, others: Inference) -> Within | None:
    """Compare all members with bounds and the rule of the others; None where they miss a fee."""
    if isinstance(problem, SharesReadProblem):
        found = change_within(problem.shares, others)
        return None if found is None else _of_fees(problem, *found)
    names = set(others.problem.members)
    free = [at for at, name in enumerate(problem.members) if name in names]
    right = _corrected(others)
    if right is None:
        return None
    units = dict(enumerate(problem.units))
    units.update(zip(free, right.problem.units, strict=True))
    points = [*_points(problem, right, free)]
    for hidden in _hidden(problem, others, free):
        fees = tuple({**units, **hidden}.values())
        corrected = replace(problem, units=fees, misprints=NO_MISPRINTS)
        held = [at for at in units if at not in free and at not in hidden]
        for point in points:
            found = _change_at(problem, corrected, held, free, point)
            if found is not None:
                return found
    return None


def _of_fees(
    problem: SharesReadProblem, shares: LeastChange, bounds: tuple[Bound, ...]
) -> Within | None:
    """The same of fees, from that of their shares; None where the shares miss a fee."""
    bounds = tuple(replace(each, in_shares=True) for each in bounds)
    rule = RoundedShares(model=shares.model, places=problem.places, method=problem.share_method)
    if {*shares.changes} != {name for each in bounds for name in each.members}:
        return None
    try:
        given = problem.allocate(bounded(rule, bounds)).member_totals
    except CostshareError:
        # Rounding that the bounds of fees do not allow, or a tie that the model refuses.
        return None
    published, unit = problem.published, problem.unit
    if given != published:
        return None
    by = Fraction(problem.total, 100)
    changes = {
        name: (published[name], unit.decimal(round(Fraction(share) * by)))
        for name, (_, share) in shares.changes.items()
    }
    by_size = sorted(changes.items(), key=lambda each: -abs(each[1][0] - each[1][1]))
    text = say(
        "With {model}, {right} of {fees} agree; the others share the rest of the total.",
        model=problem.headline,
        right=number(len(published) - len(changes)),
        fees=fees_text(len(published)),
    )
    return LeastChange(rule, ReadOnly(by_size), shares.at_least, text), bounds


def _corrected(others: Inference) -> Inference | None:
    """The others with the right fees, where some are misprints."""
    if others.exact:
        return others
    near = nearer(others.problem, others.problem.closest)
    if near is None:
        return None
    problem = replace(others.problem, units=near.fees)
    return Inference(problem, problem.solve())


def _hidden(
    problem: Problem, others: Inference, free: Sequence[int]
) -> Iterator[Mapping[int, int]]:
    """Members at the bound of others whose own fee is a misprint, with the fee of the bound.

    What they pay together is what all others leave of the total.
    """
    held = {at: fee for at, fee in enumerate(problem.units) if at not in free}
    off = problem.total - others.problem.total - sum(held.values())
    if not off:
        yield {}
        return
    several = {fee for fee, times in Counter(held.values()).items() if times > 1}
    alone = [at for at, fee in held.items() if fee not in several]
    for count in range(1, _MOST_HIDDEN + 1):
        for some in combinations(alone, count):
            fee = Fraction(off + sum(held[at] for at in some), count)
            if fee in several:
                yield dict.fromkeys(some, int(fee))


def _change_at(
    problem: Problem,
    corrected: Problem,
    held: Sequence[int],
    free: Sequence[int],
    point: Point,
) -> Within | None:
    """The same at a point of the parameters, with the fees of which misprints are corrected."""
    shares = zip(_shares(problem, point), _columns(problem), strict=True)
    parts = [(share / sum(column), column) for share, column in shares]
    weights = [
        sum((by * column[at] for by, column in parts), Fraction(0))
        for at in range(len(problem.members))
    ]
    left = sum(corrected.units[at] for at in free)
    rate, decimal = left / sum(weights[at] for at in free), problem.unit.decimal
    changes = {}
    for at in held:
        fee, quota = problem.units[at], rate * weights[at]
        if fee == quota:
            return None
        # Beside the fee, also where the quota lies within a unit of it.
        given = ceil(quota) if fee < quota else floor(quota)
        changes[problem.members[at]] = (decimal(fee), decimal(given))
    try:
        own = LeastChange(problem.model(point), ReadOnly(changes), 0, "")
        bounds = find_bounds(corrected, own, alone=True)
        shared = corrected.allocate(bounded(own.model, bounds)).member_totals
    except CostshareError:
        # Bounds that the total does not fit, or a tie that the model refuses.
        return None
    right = corrected.published
    if shared != right:
        return None
    wrong = {name: (fee, right[name]) for name, fee in problem.published.items()}
    changes |= {name: both for name, both in wrong.items() if both[0] != both[1]}
    by_size = sorted(changes.items(), key=lambda each: -abs(each[1][0] - each[1][1]))
    text = say(
        "With {model}, {right} of {fees} agree; the others share the rest of the total.",
        model=problem.in_words(point),
        right=number(len(problem.members) - len(changes)),
        fees=fees_text(len(problem.members)),
    )
    # Sets of more than so many fees are looked at only where no smaller one was found.
    most = len(changes) if problem.settled else MOST_WRONG[len(parts)] + 1
    # A fee within a unit of its quota is not known to differ.
    far = sum(
        abs(problem.units[at] - rate * weights[at]) > 1
        for at, name in enumerate(problem.members)
        if name in changes
    )
    rule = problem.in_words(point) if problem.free else ""
    return LeastChange(own.model, ReadOnly(by_size), min(far, most), text, rule), bounds


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
