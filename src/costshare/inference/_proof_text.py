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

# Decimals of a number in a sentence; where digits are left out it says so (≈).
_PLACES = 5


def share_proof(problem: Problem, proof: Proof, fixed: str | None) -> str:
    """Say which flat shares exclude each other; `fixed` is what the model states of its own."""
    # What the model states comes last.
    order = sorted(proof.conditions, key=lambda each: not each.members)
    return " ".join(_share(problem, each, fixed) for each in order)


def _share(problem: Problem, condition: Condition, fixed: str | None) -> str:
    """One condition on the flat share as a sentence."""
    who, (slope,) = _who(problem, condition), condition.coefficients
    if not slope:
        return f"{who}: with every flat share, {_else(problem, condition)}."
    if slope < 0:
        end, beyond = "above" if condition.strict else "of at least", "lower"
    else:
        end, beyond = "below" if condition.strict else "of at most", "higher"
    share = percent(condition.end, _PLACES - 2)
    if not condition.members:
        return fixed or f"A flat share is at {end.removeprefix('of at ')} {share}."
    needs = "need" if len(condition.members) > 1 else "needs"
    text = f"{who} {needs} a flat share {end} {share}: with a {beyond} one, "
    return f"{text}{_else(problem, condition)}."


def _who(problem: Problem, condition: Condition) -> str:
    """The members of a condition with their fees."""
    fees = [problem.units[at] for at in condition.members]
    if problem.method == "cumulative":
        count, paid = len(fees), _amount(problem, sum(fees))
        return (
            f"The first {count} fees ({paid} together)" if count > 1 else f"The first fee ({paid})"
        )
    names = [problem.members[at] for at in condition.members]
    return " and ".join(
        f"{name} ({_amount(problem, fee)})" for name, fee in zip(names, fees, strict=True)
    )


def _else(problem: Problem, condition: Condition) -> str:
    """What happens where a condition is violated."""
    names = [problem.members[at] for at in condition.members]
    unit = _amount(problem, 1)
    if problem.method == "cumulative":
        return f"{'it' if len(names) == 1 else 'their sum'} would be rounded to another amount"
    if len(names) == 2:
        return f"{names[0]} would get the last {unit} that {names[1]} has"
    if problem.method == "largest_remainder":
        return f"the fee would lie {unit} or more from the quota"
    fee = problem.units[condition.members[0]]
    return "the quota would be zero, but the fee is not" if fee else "the fee would not be zero"


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
    sums = "; ".join(
        _inequality(problem, *each) for each in zip(proof.conditions, shown, strict=True)
    )
    by = listed([number(each) for each in multipliers])
    false = f"0 {sign} {number(left, _PLACES)}"
    return f"{sums}. Multiplied by {by}, these add up to {false}, which is false."


def _inequality(problem: Problem, condition: Condition, size: Fraction) -> str:
    """An inequality of base and rate in the currency, or of the shares of two drivers."""
    # What comes to at least something reads better than its negative at most.
    turned = all(each <= 0 for each in condition.coefficients)
    if turned:
        size = -size
    order = (">" if turned else "<") + ("" if condition.strict else "=")
    values = [size * each for each in condition.coefficients]
    left = " + ".join(_terms(problem.parameters, values)) or "0"
    who = f"{_who(problem, condition)}: " if condition.members else ""
    return f"{who}{left} {order} {number(size * condition.bound, _PLACES)}"


def _terms(names: list[str], values: list[Fraction]) -> Iterator[str]:
    for name, value in zip(names, values, strict=True):
        if value:
            yield name if value == 1 else f"{number(value, _PLACES)} × {name}"


def _amount(problem: Problem, units: int) -> str:
    return number(problem.unit.decimal(units))
