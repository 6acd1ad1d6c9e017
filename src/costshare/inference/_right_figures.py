"""The right figures of misprints: all that the other fees leave possible, by any parameters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from costshare.apportionment import RoundingRule, round_units
from costshare.inference._deduced_total import with_totals
from costshare.inference._price_list import PricesProblem
from costshare.inference._problem import NO_MISPRINTS, How, Problem
from costshare.inference._region import Corner, corners_of_sum

# So many combinations of figures are tried for a way of rounding.
_MOST_TRIED = 100

# The least and the greatest figure of each misprint, in units, by the position of the member.
Figures = Mapping[int, tuple[int, int]]


def right_figures(
    problem: Problem, given: Mapping[int, int], ways: Sequence[How], *, deduced: bool
) -> Figures:
    """Find the range of each figure over all parameters that give all other fees, by any rounding.

    Parameters
    ----------
    problem : Problem
        The fees, with the total that was shared.
    given : mapping of int to int
        What the nearest model gives the members whose fees are misprints.
    ways : sequence of str
        The ways to round.
    deduced : bool
        Whether the total was deduced, so that other totals may do as well.
    """
    found = {at: {fee} for at, fee in given.items()}
    starts = [given]
    if deduced:
        own = replace(problem, stated_total=None, misprints=NO_MISPRINTS)
        first, right = next(iter(given)), sum({**dict(enumerate(own.units)), **given}.values())
        # The first figure takes what another total has more.
        starts += [
            {**given, first: given[first] + int(each.total) - right}
            for each in with_totals(own, tuple(given), len(given))
        ]
    for how in ways:
        way = problem.rounded_by(how)
        if isinstance(way, PricesProblem):
            sets = _by_prices(way, tuple(given))
        else:
            moves = not deduced and way.method is not None
            sets = _by_total(way, starts, _steps([*given], moves=moves))
        for figures in sets:
            for at, fee in figures.items():
                found[at].add(fee)
    return {at: (min(fees), max(fees)) for at, fees in found.items()}


def _by_prices(problem: PricesProblem, misprints: tuple[int, ...]) -> Iterator[Mapping[int, int]]:
    """The least and the greatest figures of a price list."""
    rule, sign = problem.rule, -1 if problem.total < 0 else 1
    some = rule.only([at for at in range(len(problem.members)) if at not in misprints])
    for at in misprints:
        corners = corners_of_sum(some, (), rule.family.slopes[at], some.ceiling)
        for corner in corners or ():
            quota = Fraction(_sum(rule.family.slopes[at], corner, 0), rule.family.denominator)
            yield {
                at: sign * _rounded(quota, _sum(rule.family.slopes[at], corner, 1), rule.rounding)
            }


def _sum(factors: Sequence[int], corner: Corner, part: int) -> Fraction:
    return sum(map(Fraction.__mul__, map(Fraction, factors), corner[part]), Fraction(0))


def _rounded(quota: Fraction, way: Fraction, rounding: RoundingRule) -> int:
    """Round a quota, or what is endlessly near to it on the side of an open end."""
    # Quotas are rounded to other units at multiples of a half alone.
    near = Fraction((way > 0) - (way < 0), 4 * quota.denominator)
    return round_units(quota + near, rounding)


def _steps(places: Sequence[int], *, moves: bool) -> list[Mapping[int, int]]:
    """From some figures to those beside them: a unit that is moved, or a unit more or less."""
    if moves:
        return [{one: 1, other: -1} for one, other in permutations(places, 2)]
    return [{at: by} for at in places for by in (1, -1)]


def _by_total(
    problem: Problem, starts: Sequence[Mapping[int, int]], steps: Sequence[Mapping[int, int]]
) -> Iterator[Mapping[int, int]]:
    """The figures with which some parameters give all fees, from likely ones on.

    All parameters that do are a convex set, and so those of one misprint have no gap.
    """
    waiting, tried = [*starts], list[Mapping[int, int]]()
    while waiting and len(tried) < _MOST_TRIED:
        figures = waiting.pop(0)
        if figures in tried:
            continue
        tried.append(figures)
        units = tuple(figures.get(at, fee) for at, fee in enumerate(problem.units))
        # Parts that were each rounded on their own need not sum to the total.
        total = problem.stated_total if problem.method is None else sum(units)
        fees = replace(problem, units=units, stated_total=total, misprints=NO_MISPRINTS)
        if min(units) * max(units) >= 0 and fees.fits():
            yield figures
            waiting += [
                {at: fee + step.get(at, 0) for at, fee in figures.items()} for step in steps
            ]
