"""The total that was shared, deduced where a misprint keeps the fees from summing to it.

Each fee lies within a unit of its quota, and all of them together sum to what the quotas sum to. So
the fees that are right lie within as many units of their quotas, together, as fees are wrong. What
that leaves is a short range of totals, and each whole total in it is tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import ceil, floor

from costshare.inference._condition import Condition
from costshare.inference._family import Family
from costshare.inference._problem import Problem
from costshare.inference._region import range_of_sum, simple_point
from costshare.inference._rounded import Rounded

# So many totals are tried, and so many sets of wrong fees.
_MOST_TOTALS = 40
MOST_SETS = 3


def deduce_total(problem: Problem, sets: Sequence[tuple[int, ...]]) -> Problem | None:
    """Find a total with which no other fees differ than those of one of the sets."""
    for left_out in sets[:MOST_SETS]:
        for known in with_totals(problem, left_out, len(left_out)):
            nearest = known.near_without(left_out)
            if nearest is not None and nearest.changed <= len(left_out):
                return known
    return None


def with_totals(
    problem: Problem, left_out: tuple[int, ...], wrong: int, off: int = 0
) -> Iterator[Problem]:
    """The problem with each total that is possible where so many fees are wrong, some among them.

    Those that are wrong beside these are so by no more units than `off`.
    """
    if len({problem.units[at] for at in left_out}) < len(left_out):
        # Equal fees are a bound rather than misprints.
        return
    for total in islice(_totals(problem, left_out, wrong, off), _MOST_TOTALS):
        yield problem.with_total(-total if problem.total < 0 else total)


def _totals(problem: Problem, left_out: tuple[int, ...], wrong: int, off: int) -> Iterator[int]:
    """The totals that the fees but some allow, those in the middle first."""
    kept = [at for at in range(len(problem.members)) if at not in left_out]
    rule, family = replace(problem.relaxed.only(kept), units=1 + off), problem.price_list
    below, fees = family.denominator, sum(rule.fees)
    wrong += off * (wrong - len(left_out))
    sums = _sums(rule.family)
    own = (
        Condition(sums, below * (fees + wrong)),
        Condition(tuple(-each for each in sums), below * (wrong - fees)),
    )
    ends = range_of_sum(rule, own, _sums(family), own[0])
    if ends is not None:
        low, high = (end / below for end in ends)
        middle = (low + high) / 2
        totals = range(max(ceil(low), 1), floor(high) + 1)
        if totals.stop - totals.start <= _MOST_TOTALS:
            likely = _by_simple_prices(problem, kept)
            yield from sorted(totals, key=lambda total: (total != likely, abs(total - middle)))


def _by_simple_prices(problem: Problem, kept: Sequence[int]) -> int | None:
    """The total where each wrong fee is what the simplest prices of the others give."""
    rule = Rounded(problem.price_list, problem.sizes, "half_up")
    some = rule.only(kept)
    point = simple_point(some, (), some.ceiling) if all(some.ceiling.coefficients) else None
    if point is None:
        return None
    return sum(rule.parts(point))


def _sums(family: Family) -> tuple[int, ...]:
    """What the quotas sum to, by parameter."""
    return tuple(sum(column) for column in zip(*family.slopes, strict=True))
