"""A contradiction in words, with the numbers that a reader can check."""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from costshare.apportionment import scale_to_whole
from costshare.inference._condition import Condition
from costshare.inference._problem import Problem
from costshare.inference._proof import Proof
from costshare.inference._words import listed
from costshare.results import number, percent
from costshare.words import Figure, join, say, say_count

# Decimals of a number in a sentence; where digits are left out it says so (≈).
_PLACES = 5


def share_proof(problem: Problem, proof: Proof, fixed: str | None) -> str:
    """Say which flat shares exclude each other; `fixed` is what the model states of its own."""
    # What the model states comes last.
    order = sorted(proof.conditions, key=lambda each: not each.members)
    return join(" ", [_share(problem, each, fixed) for each in order])


def _share(problem: Problem, condition: Condition, fixed: str | None) -> str:
    """One condition on the flat share as a sentence."""
    (slope,) = condition.coefficients
    if not condition.members:
        return fixed or _end(condition, slope)
    who, otherwise = _who(problem, condition), _else(problem, condition)
    if problem.method == "huntington_hill":
        return say("{who}: {otherwise}.", who=who, otherwise=otherwise)
    if not slope:
        return say("{who}: with every flat share, {otherwise}.", who=who, otherwise=otherwise)
    return _needs(condition, slope, {"who": who, "otherwise": otherwise})


def _end(condition: Condition, slope: int) -> str:
    """The lowest or the highest share that a model may have."""
    share = percent(condition.end, _PLACES - 2)
    if slope < 0:
        return say("A flat share is at least {share}.", share=share)
    return say("A flat share is at most {share}.", share=share)


def _needs(condition: Condition, slope: int, who: dict[str, str]) -> str:
    """The shares that some fees need, and what happens beyond."""
    values = {**who, "share": percent(condition.end, _PLACES - 2)}
    several = len(condition.members)
    if slope < 0 and condition.strict:
        return say_count(
            several,
            "{who} needs a flat share above {share}: with a lower one, {otherwise}.",
            "{who} need a flat share above {share}: with a lower one, {otherwise}.",
            **values,
        )
    if slope < 0:
        return say_count(
            several,
            "{who} needs a flat share of at least {share}: with a lower one, {otherwise}.",
            "{who} need a flat share of at least {share}: with a lower one, {otherwise}.",
            **values,
        )
    if condition.strict:
        return say_count(
            several,
            "{who} needs a flat share below {share}: with a higher one, {otherwise}.",
            "{who} need a flat share below {share}: with a higher one, {otherwise}.",
            **values,
        )
    return say_count(
        several,
        "{who} needs a flat share of at most {share}: with a higher one, {otherwise}.",
        "{who} need a flat share of at most {share}: with a higher one, {otherwise}.",
        **values,
    )


def _who(problem: Problem, condition: Condition) -> str:
    """The members of a condition with their fees."""
    fees = [problem.units[at] for at in condition.members]
    if problem.method == "cumulative":
        return say_count(
            len(fees),
            "The first fee ({paid})",
            "The first {count} fees ({paid} together)",
            paid=_amount(problem, sum(fees)),
        )
    names = [problem.members[at] for at in condition.members]
    return listed(
        [
            say("{member} ({fee})", member=name, fee=_amount(problem, fee))
            for name, fee in zip(names, fees, strict=True)
        ]
    )


def _else(problem: Problem, condition: Condition) -> str:
    """What happens where a condition is violated."""
    names = [problem.members[at] for at in condition.members]
    unit = _amount(problem, 1)
    if problem.method in {"cumulative", None}:
        return say_count(
            len(names),
            "it would be rounded to another amount",
            "their sum would be rounded to another amount",
        )
    if len(names) == 2:
        return say(
            "{member} would get the last {unit} that {other} has",
            member=names[0],
            unit=unit,
            other=names[1],
        )
    if problem.method == "largest_remainder":
        return say("the fee would lie {unit} or more from the quota", unit=unit)
    if problem.units[condition.members[0]]:
        return say("the quota would be zero, but the fee is not")
    return say("the fee would not be zero")


def plane_proof(problem: Problem, proof: Proof, size: Fraction) -> str:
    """Say which inequalities of two parameters exclude each other; fees are shown times `size`."""
    shown = [(size if each.members else 1) / Fraction(each.scale) for each in proof.conditions]
    # The inequalities are shown in the currency, and the proof counts in whole numbers.
    whole = scale_to_whole([by / each for by, each in zip(proof.multipliers, shown, strict=True)])
    multipliers = [each // gcd(*whole) for each in whole]
    left = sum(
        by * each * condition.bound
        for by, each, condition in zip(multipliers, shown, proof.conditions, strict=True)
    )
    sign = "<" if any(each.strict for each in proof.conditions) else "<="
    sums = [_inequality(problem, *each) for each in zip(proof.conditions, shown, strict=True)]
    return say(
        "{inequalities}. Multiplied by {multipliers}, these add up to {sum}, which is false.",
        inequalities=join("; ", sums),
        multipliers=listed([number(each) for each in multipliers]),
        sum=join(f" {sign} ", [Figure(0), number(left, _PLACES)]),
    )


def _inequality(problem: Problem, condition: Condition, size: Fraction) -> str:
    """An inequality of base and rate in the currency, or of the shares of two drivers."""
    # What comes to at least something reads better than its negative at most.
    turned = all(each <= 0 for each in condition.coefficients)
    if turned:
        size = -size
    order = (">" if turned else "<") + ("" if condition.strict else "=")
    values = [size * each for each in condition.coefficients]
    left = join(" + ", [*_terms(problem.parameters, values)] or [Figure(0)])
    stated = join(f" {order} ", [left, number(size * condition.bound, _PLACES)])
    return join(": ", [_who(problem, condition), stated]) if condition.members else stated


def _terms(names: list[str], values: list[Fraction]) -> Iterator[str]:
    for name, value in zip(names, values, strict=True):
        if value:
            yield name if value == 1 else join(" × ", [number(value, _PLACES), name])


def _amount(problem: Problem, units: int) -> str:
    return number(problem.unit.decimal(units))
