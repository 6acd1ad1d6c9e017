"""Laws on a function of (total, weights) that a user wrote: one call for each law and case."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import gcd
from operator import itemgetter
from typing import Any

from costshare.amounts import exact_decimal, plain, read_amount
from costshare.testing._assertions import missed, nothing_for_nothing, within_quota
from costshare.testing._case import Case, callable_as
from costshare.testing._ties import is_tie


def assert_sums(function: Callable[..., Any], total: Any, weights: Any, *, unit: Any = 1) -> None:
    """Assert that the parts are whole units and sum to the total.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``. It gets a list, and returns a part for each weight:
        a list, tuple, array or Series. A Series with the labels 0, 1, 2 … is read by label.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by.
    unit : positive number, default 1
        The smallest amount of a part.

    Raises
    ------
    AssertionError
        With the total, the weights and the parts; also if the function raises, or does not
        return a part for each weight.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> def rounded(total, weights):
    ...     return [round(total * weight / sum(weights)) for weight in weights]
    >>> assert_sums(rounded, 100, [2, 3])
    >>> assert_sums(rounded, 100, [1, 1, 1])
    Traceback (most recent call last):
    AssertionError: assert_sums fails: parts sum to 99, not to the total 100: 1 too little
        total    100
        weights  [1, 1, 1]
        parts    [33, 33, 33]
        repeat   assert_sums(rounded, 100, [1, 1, 1])
    """
    __tracebackhide__ = True
    _sums(Case.read("sums", function, total, weights, unit=unit))


def assert_credit_mirrors_charge(function: Callable[..., Any], total: Any, weights: Any) -> None:
    """Assert that the parts of the credit, -total, are the negated parts of the total.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share, of either sign.
    weights : sequence of numbers
        What to share it by.

    Raises
    ------
    AssertionError
        Naming the part that is not mirrored.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_credit_mirrors_charge(cs.apportion, 100, [1, 1, 1])
    """
    __tracebackhide__ = True
    _credit_mirrors_charge(Case.read("credit_mirrors_charge", function, total, weights))


def assert_order_free(
    function: Callable[..., Any], total: Any, weights: Any, *, unit: Any = 1
) -> None:
    """Assert that members in another order get the same parts, apart from ties.

    The order may decide a tie alone: who of members with equal weights gets a unit more, or who of
    members whose quotas have equal remainders, or equal claims by a divisor method. It may
    move one unit for each of them.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by; tried reversed, moved on by one, and in order of size.
    unit : positive number, default 1
        The smallest amount of a part.

    Raises
    ------
    AssertionError
        Naming the part that depends on the order.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_order_free(cs.apportion, 100, [1, 1, 1])
    """
    __tracebackhide__ = True
    _order_free(Case.read("order_free", function, total, weights, unit=unit))


def assert_scale_free(function: Callable[..., Any], total: Any, weights: Any) -> None:
    """Assert that a multiple of all weights gives the same parts.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by. Ints stay ints; floats are multiplied by powers of 2 where that is
        exact.

    Raises
    ------
    AssertionError
        Naming the part that depends on the scale.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_scale_free(cs.apportion, 100, [1, 2, "0.5"])
    """
    __tracebackhide__ = True
    _scale_free(Case.read("scale_free", function, total, weights))


def assert_monotone(function: Callable[..., Any], total: Any, weights: Any) -> None:
    """Assert that a larger weight never gets a smaller part, or less of a credit.

    Cumulative rounding does not promise this.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by.

    Raises
    ------
    AssertionError
        Naming the two members.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_monotone(cs.apportion, 100, [1, 2, 3])
    """
    __tracebackhide__ = True
    _monotone(Case.read("monotone", function, total, weights))


def assert_repeatable(function: Callable[..., Any], total: Any, weights: Any) -> None:
    """Assert that a second call gives the same parts, and that the weights are left as they were.

    Chance, what a function remembers of other calls, and a list that it sorts in place break this.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by.

    Raises
    ------
    AssertionError
        Naming the part that differs, or with the changed weights.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_repeatable(cs.apportion, 100, [1, 2, 3])
    """
    __tracebackhide__ = True
    _repeatable(Case.read("repeatable", function, total, weights))


def assert_same_as(
    function: Callable[..., Any], reference: Callable[..., Any], total: Any, weights: Any
) -> None:
    """Assert that a function gives the parts of a reference, such as the script it replaces.

    Parameters
    ----------
    function, reference : callable
        ``function(total, weights) -> parts``, as in `assert_sums`.
    total : number
        What to share.
    weights : sequence of numbers
        What to share it by.

    Raises
    ------
    AssertionError
        Naming the part that differs.
    CostshareError
        If a number cannot be read, or the weights are negative or all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> def split(total, weights):
    ...     return cs.apportion(total, weights, method="webster")
    >>> assert_same_as(split, cs.apportion, 100, [1, 2, 3])
    """
    __tracebackhide__ = True
    callable_as(reference, "reference")
    _same_as(Case.read("same_as", function, total, weights, reference=reference))


def _sums(case: Case) -> None:
    __tracebackhide__ = True
    parts = case.parts()
    wrong = missed("parts", parts, case.exact_total, "the total")
    for place, part in enumerate(parts):
        if not wrong and (part / case.unit.size).denominator != 1:
            wrong = f"part {place} is {plain(part)}, not a whole number of units of {case.unit}"
    if wrong:
        raise case.failure(wrong, parts=parts)


def _credit_mirrors_charge(case: Case) -> None:
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


def _order_free(case: Case) -> None:
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


def _scale_free(case: Case) -> None:
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


def _monotone(case: Case) -> None:
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


def _repeatable(case: Case) -> None:
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


def _same_as(case: Case) -> None:
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
    "sums": _sums,
    "nothing_for_nothing": nothing_for_nothing,
    "repeatable": _repeatable,
    CREDIT: _credit_mirrors_charge,
    "within_quota": within_quota,
    "monotone": _monotone,
    "order_free": _order_free,
    "scale_free": _scale_free,
    SAME_AS: _same_as,
}

LAWS: frozenset[str] = frozenset(EVERY_LAW) - {SAME_AS}
"""Names of the laws that `check_allocator` tries where it is not given others."""
