"""Parameters from which one fee fewer differs, where one of those that differ is off by a unit.

A misprint leaves room for the parameters, and not all of them leave the other fees as they are: a
unit may move between a fee that is right and one that is wrong. So it is moved back, and the fees
are solved again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from costshare.inference._least_change import Nearest
from costshare.inference._problem import MOST_WRONG, Problem

# Where more fees differ they are not told from each other.
_MOST = max(MOST_WRONG.values()) + 1


def nearer(problem: Problem, near: Nearest | None) -> Nearest | None:
    """Parameters from which fewer fees differ than from the nearest ones found, where known."""
    while near is not None and 1 < near.changed <= _MOST:
        found = next(_with_one_fewer(problem, near), None)
        if found is None:
            break
        near = found
    return near


def fits_but(problem: Problem, left_out: Sequence[int]) -> bool:
    """Whether the model gives all but some of the fees, or no more others than these."""
    if problem.fits_without(left_out):
        return True
    near = nearer(problem, problem.near_without(left_out)) if problem.shares_total else None
    return near is not None and near.changed <= len(left_out)


def _with_one_fewer(problem: Problem, near: Nearest) -> Iterator[Nearest]:
    """The same with one fee as published, and with what it differs by at another wrong one."""
    off = [one - fee for one, fee in zip(near.fees, problem.sizes, strict=True)]
    wrong = [at for at, by in enumerate(off) if by]
    for at in (at for at in wrong if abs(off[at]) == 1):
        for other in wrong:
            fees = list(near.fees)
            fees[at] -= off[at]
            fees[other] += off[at]
            if other == at or fees[other] < 0:
                continue
            rule = replace(problem.rule, fees=tuple(fees))
            point = problem.point_for(rule)
            if point is not None and rule.reproduces(point):
                yield Nearest.of(point, fees, problem.sizes, near.at_least)
