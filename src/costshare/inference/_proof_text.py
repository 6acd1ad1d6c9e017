"""A contradiction in words, with the numbers that a reader can check."""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from costshare.apportionment import scale_to_whole
from costshare.inference._condition import Condition
from costshare.inference._contradiction import Proof
from costshare.inference._question import Question
from costshare.results import number

# Decimals of a share in a sentence; where digits are left out it says so (≈).
PLACES = 5

_KINDS = {
    "flat": "here all of the total is flat",
    "proportional": "here nothing is flat",
    "per_capita": "here nothing is flat",
}


def proof_text(question: Question, proof: Proof) -> str:
    """Say which conditions exclude each other, and why each has to hold."""
    if len(proof.conditions[0].coefficients) == 1:
        # What the model says of itself comes last.
        order = sorted(proof.conditions, key=lambda each: not each.members)
        lines = [_of_share(question, each) for each in order]
        return "; ".join(lines) + "."
    sums = "; ".join(_of_two(question, each) for each in proof.conditions)
    # The inequalities are shown in the currency, and the proof counts in whole numbers.
    sizes = [_shown(question, each) for each in proof.conditions]
    multipliers = [by / size for by, size in zip(proof.multipliers, sizes, strict=True)]
    whole = scale_to_whole(multipliers)
    multipliers = [Fraction(each, gcd(*whole)) for each in whole]
    by = " and ".join(map(number, multipliers))
    left = sum(
        by * size * each.bound
        for by, size, each in zip(multipliers, sizes, proof.conditions, strict=True)
    )
    sign = "<" if any(each.strict for each in proof.conditions) else "<="
    return f"{sums}. Times {by} these add up to 0 {sign} {number(left, PLACES)}."


def _of_share(question: Question, condition: Condition) -> str:
    slope = condition.coefficients[0]
    if not slope:
        return f"{_who(question, condition)}, whatever the flat share: {_why(question, condition)}"
    value = condition.end
    if slope < 0:
        end = "above" if condition.strict else "at least"
    else:
        end = "below" if condition.strict else "at most"
    share = f"a flat share {end} {number(value, PLACES)}"
    if not condition.members:
        return f"but {_KINDS.get(question.kind, f'a flat share is {end} {number(value, PLACES)}')}"
    needs = "needs" if len(condition.members) == 1 else "need"
    return f"{_who(question, condition)} {needs} {share}, or {_why(question, condition)}"


def _who(question: Question, condition: Condition) -> str:
    members, fees = question.members, question.units
    if question.method == "cumulative":
        count = len(condition.members)
        paid = _amount(question, sum(fees[at] for at in condition.members))
        return (
            f"the first {count} fees, together {paid}," if count > 1 else f"the first fee, {paid},"
        )
    return " and ".join(
        f"{members[at]} ({_amount(question, fees[at])})" for at in condition.members
    )


def _why(question: Question, condition: Condition) -> str:
    names = [question.members[at] for at in condition.members]
    if question.method == "cumulative":
        return "their running sum is rounded to another"
    if len(names) == 1:
        step = _amount(question, 1)
        if question.method == "largest_remainder":
            return f"the fee of {names[0]} lies {step} or more from its quota"
        return f"{names[0]} has a quota and no unit, or a unit and no quota"
    return (
        f"{names[0]} has a better claim to {_amount(question, 1)} more than {names[1]} to its last"
    )


def _of_two(question: Question, condition: Condition) -> str:
    """An inequality of base and rate in the currency, or of the shares of two drivers."""
    names = ["base", "rate"] if question.kind == "tariff" else list(question.drivers)
    size = _shown(question, condition)
    # What comes to at least something reads better than its negative at most.
    turned = all(each <= 0 for each in condition.coefficients)
    sign = -1 if turned else 1
    order = (">" if turned else "<") + ("" if condition.strict else "=")
    terms = list(_terms(names, [sign * size * each for each in condition.coefficients]))
    left = " + ".join(terms) or "0"
    who = f"{_who(question, condition)}: " if condition.members else ""
    return f"{who}{left} {order} {number(sign * size * condition.bound, PLACES)}"


def _terms(names: list[str], values: list[Fraction]) -> Iterator[str]:
    for name, value in zip(names, values, strict=True):
        if value:
            yield name if value == 1 else f"{number(value, PLACES)} × {name}"


def _shown(question: Question, condition: Condition) -> Fraction:
    """What a condition is multiplied by to be shown: in the currency, or in units."""
    if question.kind == "tariff" and condition.members:
        return question.unit.size / condition.scale
    return Fraction(1, condition.scale)


def _amount(question: Question, units: int) -> str:
    return number(question.unit.decimal(units))
