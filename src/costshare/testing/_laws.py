"""Laws on a case: a function that a user wrote, with a total and weights."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import gcd
from operator import itemgetter
from typing import Any

from costshare.amounts import exact_decimal, plain, read_amount
from costshare.testing._assertions import missed, nothing_for_nothing, within_quota
from costshare.testing._case import Case
from costshare.testing._ties import is_tie


def sums(case: Case) -> None:
    """Require whole units that sum to the total."""
    __tracebackhide__ = True
    parts = case.parts()
    wrong = missed("parts", parts, case.exact_total, "the total")
    for place, part in enumerate(parts):
        if not wrong and (part / case.unit.size).denominator != 1:
            wrong = f"part {place} is {plain(part)}, not a multiple of the unit {case.unit}"
    if wrong:
        raise case.failure(wrong, parts=parts)


def credit_mirrors_charge(case: Case) -> None:
    """Require that the credit is the negated charge."""
    __tracebackhide__ = True
    charge, credit = case.parts(), case.parts(total=case.credit)
    for place, (one, other) in enumerate(zip(charge, credit, strict=True)):
        if other != -one:
            wrong = f"part {place} of the credit is {plain(other)}, and of the charge {plain(one)}"
            if case.exact_total < 0:
                wrong = (
                    f"part {place} of the credit is {plain(one)}, and of the charge {plain(other)}"
                )
                charge, credit = credit, charge
            raise case.failure(wrong, parts_of_charge=charge, parts_of_credit=credit)


def order_free(case: Case) -> None:
    """Require that the order decides ties alone."""
    __tracebackhide__ = True
    parts = case.parts()
    for order in _orders(case.exact_weights):
        given = [case.weights[place] for place in order]
        moved = case.parts(given)
        back = [part for _, part in sorted(zip(order, moved, strict=True))]
        differ = [place for place, part in enumerate(parts) if part != back[place]]
        if differ and not is_tie(case, parts, back, differ):
            at = differ[0]
            wrong = (
                f"part {at}, of weight {plain(case.exact_weights[at])}, is {plain(parts[at])}, and "
                f"{plain(back[at])} in another order, which is not a tie"
            )
            raise case.failure(wrong, parts=parts, other_order=given, its_parts=moved)


def _orders(weights: list[Fraction]) -> list[list[int]]:
    """Return orders to try: reversed, moved on by one, smallest first."""
    places = list(range(len(weights)))
    orders = [places[::-1], places[1:] + places[:1], sorted(places, key=weights.__getitem__)]
    return [each for at, each in enumerate(orders) if each != places and each not in orders[:at]]


def scale_free(case: Case) -> None:
    """Require the same parts by a multiple of the weights."""
    __tracebackhide__ = True
    parts = case.parts()
    for scaled in _scaled(case):
        others = case.parts(scaled)
        for place, (one, other) in enumerate(zip(parts, others, strict=True)):
            if one != other:
                wrong = (
                    f"part {place} is {plain(one)}, and {plain(other)} by a multiple of the weights"
                )
                raise case.failure(wrong, parts=parts, other_weights=scaled, their_parts=others)


def _scaled(case: Case) -> list[list[Any]]:
    """Return multiples of the weights that are exact."""
    weights: list[Any] = case.weights
    factors: list[Any] = [2, 3, 10, 1_000_003]
    lists = []
    if all(isinstance(each, int) for each in weights):
        common = gcd(*weights)
        lists = [[each // common for each in weights]] if common > 1 else []
    elif any(isinstance(each, float) for each in weights):
        factors = [2, 1024, 1 / 8, 1 / 1024]
    for factor in factors:
        scaled = [_times(weight, factor) for weight in weights]
        # A float may print other digits than its multiple has.
        exact = [each * Fraction(factor) for each in case.exact_weights]
        if [read_amount(each, "weight") for each in scaled] == exact:
            lists.append(scaled)
    return lists


def _times(weight: Any, factor: Any) -> Any:
    """Multiply a weight of any kind."""
    if not isinstance(weight, Decimal | str):
        return weight * factor
    product = read_amount(weight, "weight") * Fraction(factor)
    return plain(product) if isinstance(weight, str) else exact_decimal(product, "weight")


def monotone(case: Case) -> None:
    """Require that a larger weight gets no less."""
    __tracebackhide__ = True
    parts, sign = case.parts(), -1 if case.exact_total < 0 else 1
    ranked = sorted(
        (weight, sign * part, place)
        for place, (weight, part) in enumerate(zip(case.exact_weights, parts, strict=True))
    )
    largest: tuple[Fraction, int] | None = None
    for weight, group in groupby(ranked, key=itemgetter(0)):
        members = [(part, place) for _, part, place in group]
        least, at = members[0]
        if largest and largest[0] > least:
            smaller = largest[1]
            wrong = (
                f"part {at}, of weight {plain(weight)}, is {plain(parts[at])}, and part {smaller}, "
                f"of the smaller weight {plain(case.exact_weights[smaller])}, is "
                f"{plain(parts[smaller])}"
            )
            raise case.failure(wrong, parts=parts)
        largest = max(members[-1], largest or members[-1])


def repeatable(case: Case) -> None:
    """Require the same parts again, and weights left alone."""
    __tracebackhide__ = True
    given = list(case.weights)
    first = case.answer(given=given)
    if given != case.weights or list(map(type, given)) != list(map(type, case.weights)):
        wrong = "the function changed the list of weights that it was given"
        raise case.failure(wrong, changed_to=given)
    for between in (case.weights[::-1], None, None):
        if between is not None:
            case.answer(between)
        again = case.answer()
        for place, (one, other) in enumerate(zip(first, again, strict=True)):
            if one != other:
                wrong = f"part {place} is {plain(one)}, and {plain(other)} when it is called again"
                raise case.failure(wrong, parts=first, parts_later=again)


def same_as(case: Case) -> None:
    """Require the parts of the reference."""
    __tracebackhide__ = True
    parts, others = case.parts(), case.answer(of="reference")
    for place, (one, other) in enumerate(zip(parts, others, strict=True)):
        if one != other:
            wrong = f"part {place} is {plain(one)}, and {plain(other)} by the reference"
            raise case.failure(wrong, parts=parts, reference=others)


SAME_AS = "same_as"
CREDIT = "credit_mirrors_charge"

# In the order in which they are tried: the first that fails is named.
EVERY_LAW: dict[str, Callable[[Case], None]] = {
    "sums": sums,
    "nothing_for_nothing": nothing_for_nothing,
    "repeatable": repeatable,
    CREDIT: credit_mirrors_charge,
    "within_quota": within_quota,
    "monotone": monotone,
    "order_free": order_free,
    "scale_free": scale_free,
    SAME_AS: same_as,
}

LAWS: frozenset[str] = frozenset(EVERY_LAW) - {SAME_AS}
"""Names of the laws that `check_allocator` tries where it is not given others."""
