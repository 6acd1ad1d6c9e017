"""What a method passes on, round by round; the methods other than repeated have one round."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

from costshare.errors import CostshareError
from costshare.fields import OrderRule
from costshare.overhead._passes import (
    Part,
    Pass,
    direct,
    last_round,
    reciprocal,
    rounds,
    step_down,
)
from costshare.overhead._read import ByDepartment, Services
from costshare.results import about

Method: TypeAlias = Literal["direct", "step_down", "reciprocal", "repeated"]

MOST_ROUNDS = 100
"""Rounds that repeated distribution may take."""


def parts_of(
    costs: ByDepartment,
    services: Services,
    fixed: ByDepartment | None,
    capacity: Services | None,
) -> list[Part]:
    """Part costs into fixed ones by capacity and variable ones by use, if both are stated."""
    if fixed is None or capacity is None:
        return [Part.of(None, costs, services)]
    variable = {giver: costs[giver] - part for giver, part in fixed.items()}
    return [Part.of("fixed", fixed, capacity), Part.of("variable", variable, services)]


def order_by(rule: OrderRule, costs: ByDepartment, services: Services) -> tuple[str, ...]:
    """Order support departments by a rule; those that are equal by it stay as they are listed.

    By most service: those that serve other support departments the largest share of their service
    come first, and of equal ones that with the larger costs. Credits count by their size, so that
    negated costs are passed on in the same order.
    """
    use = Part.of(None, costs, services).use

    def share(giver: str) -> Fraction:
        to_support = sum(each for name, each in use[giver].items() if name in use)
        return Fraction(to_support, sum(use[giver].values()) or 1)

    if rule == "largest_costs":
        return tuple(sorted(use, key=lambda giver: -abs(costs[giver])))
    return tuple(sorted(use, key=lambda giver: (-share(giver), -abs(costs[giver]))))


def pass_on(
    method: Method,
    parts: Sequence[Part],
    *,
    order: Sequence[str] | None,
    until: Fraction | None,
    most_rounds: int | None,
) -> list[list[Pass]]:
    """Pass all costs on by a method."""
    if method == "direct":
        return [[each for part in parts for each in direct(part)]]
    if method == "reciprocal":
        return [[each for part in parts for each in reciprocal(part)]]
    if method == "step_down":
        return [[each for part in parts for each in step_down(part, order or ())]]
    return _repeated(parts, until, most_rounds)


def _repeated(
    parts: Sequence[Part], until: Fraction | None, most_rounds: int | None
) -> list[list[Pass]]:
    """Pass on in rounds until little is left or the rounds are made, and then what is left."""
    runs = [rounds(part) for part in parts]
    done: list[list[Pass]] = []
    while True:
        current = [next(run) for run in runs]
        done.append([each for one in current for each in one.passes])
        left = sum(abs(each) for one in current for each in one.left.values())
        if not left or len(done) == most_rounds or (until is not None and left < until):
            break
        if len(done) == MOST_ROUNDS:
            msg = f"after {MOST_ROUNDS} rounds {about(left, 2)} is left with support departments;"
            raise CostshareError(
                f"{msg} pass a larger until, a number of rounds, or use reciprocal, which is exact"
            )
    if left:
        last = zip(parts, current, strict=True)
        done.append([each for part, one in last for each in last_round(part, one.left)])
    return done
