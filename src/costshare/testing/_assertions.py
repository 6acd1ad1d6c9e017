"""Assertions on shared amounts: exact, and with the difference in the message."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor
from typing import Any, overload

from costshare.agreement import Allocation
from costshare.amounts import Unit, plain, read_amount
from costshare.errors import CostshareError, shown
from costshare.fields import given_as
from costshare.testing._case import Case
from costshare.testing._figures import Figures, off, paired, read_figures, refuse_below_zero


def assert_sums_exactly(parts: Any, total: Any) -> None:
    """Assert that parts sum to a total, to the last unit.

    Parameters
    ----------
    parts : mapping, sequence, Series, array or frame of numbers
        Each an int, Decimal, Fraction, decimal string, or a float that means what it prints.
        Missing parts (None, ``<NA>``) are left out; NaN is an error. Every part counts: also
        where labels are repeated, and in every column of a frame.
    total : number
        What they should sum to.

    Raises
    ------
    AssertionError
        With both sums, the difference and the parts.
    CostshareError
        If a part or total is not a finite number, or the parts are not a kind that has parts,
        such as text, a set or a whole `Allocation`.

    Examples
    --------
    >>> assert_sums_exactly([34, 33, 33], 100)
    >>> assert_sums_exactly({"A": "33.33", "B": "33.33", "C": "33.33"}, 100)
    Traceback (most recent call last):
    AssertionError: parts sum to 99.99, not to the total 100: 0.01 too little
        parts  [A 33.33, B 33.33, C 33.33]
    """
    __tracebackhide__ = True
    given = read_figures(parts, "part")
    wrong = missed("parts", given.values, read_amount(total, "total"), "the total")
    if wrong:
        raise AssertionError(_with_parts(wrong, given))


@overload
def assert_within_quota(
    parts: Callable[..., Any], total: Any, weights: Any, *, unit: Any = 1
) -> None: ...
@overload
def assert_within_quota(parts: Any, total: Any, weights: Any, *, unit: Any = 1) -> None: ...
def assert_within_quota(parts: Any, total: Any, weights: Any, *, unit: Any = 1) -> None:
    """Assert that every part is its exact quota, rounded down or up to a whole unit.

    Largest remainder and cumulative rounding promise this; divisor methods do not.

    Parameters
    ----------
    parts : mapping, sequence, Series, array or frame of one column, or a function
        The amounts given. Of a function of (total, weights), the parts that it returns.
    total : number
        The amount shared.
    weights : the same kind as `parts`, with the same labels
        What it was shared by. A function gets a list.
    unit : positive number, default 1
        The smallest amount of a part.

    Raises
    ------
    AssertionError
        Naming the part, its quota, and how far off it lies.
    CostshareError
        If a number cannot be read, labels differ or are repeated, or the weights are negative or
        all zero.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_within_quota([34, 33, 33], 100, [1, 1, 1])
    >>> assert_within_quota(cs.apportion, 100, [1, 1, 1])
    >>> assert_within_quota([35, 33, 32], 100, [1, 1, 1])
    Traceback (most recent call last):
    AssertionError: part 0 is 35, 5/3 off its quota 100/3; the unit 1 allows 33 or 34
        parts  [35, 33, 32]
    """
    __tracebackhide__ = True
    if callable(parts):
        within_quota(Case.read("within_quota", parts, total, weights, unit=unit))
        return
    pairs, whole = list(paired(parts, weights)), read_amount(total, "total")
    refuse_below_zero((name, weight) for name, _, weight in pairs)
    if not any(weight for _, _, weight in pairs):
        msg = "weights are all zero, so there are no quotas; pass the real weights"
        raise CostshareError(msg)
    wrong = _off_quota(pairs, whole, Unit.read(unit))
    if wrong:
        raise AssertionError(_with_parts(wrong, read_figures(parts, "part")))


def within_quota(case: Case) -> None:
    """Require that a function gives each its quota, rounded down or up."""
    __tracebackhide__ = True
    wrong = _off_quota(case.numbered(case.parts()), case.exact_total, case.unit)
    if wrong:
        raise case.failure(wrong, parts=case.parts())


@overload
def assert_nothing_for_nothing(parts: Callable[..., Any], total: Any, weights: Any) -> None: ...
@overload
def assert_nothing_for_nothing(parts: Any, weights: Any, /) -> None: ...
@overload
def assert_nothing_for_nothing(parts: Any, *, weights: Any) -> None: ...
def assert_nothing_for_nothing(parts: Any, total: Any = None, weights: Any = None) -> None:
    """Assert that a zero weight gets zero: ``(parts, weights)`` or ``(function, total, weights)``.

    Parameters
    ----------
    parts : mapping, sequence, Series, array or frame of one column, or a function
        Amounts given. Of a function of (total, weights), the parts that it returns.
    total : number
        The amount that a function shares; left out beside parts.
    weights : the same kind as `parts`, with the same labels
        What they were shared by. A function gets a list.

    Raises
    ------
    AssertionError
        Naming who got what for nothing.
    CostshareError
        If a number cannot be read, or labels differ or are repeated.

    Examples
    --------
    >>> import costshare as cs
    >>> assert_nothing_for_nothing({"A": 100, "B": 0}, {"A": 5, "B": 0})
    >>> assert_nothing_for_nothing(cs.apportion, 100, [5, 0])
    >>> assert_nothing_for_nothing([99, 1], [5, 0])
    Traceback (most recent call last):
    AssertionError: part 1 is 1, but its weight is zero
        parts  [99, 1]
    """
    __tracebackhide__ = True
    if callable(parts):
        nothing_for_nothing(Case.read("nothing_for_nothing", parts, total, weights))
        return
    if total is not None and weights is not None:
        msg = "parts with a total and weights; pass parts and weights, or a function with the three"
        raise CostshareError(msg)
    wrong = _for_nothing(paired(parts, total if weights is None else weights))
    if wrong:
        raise AssertionError(_with_parts(wrong, read_figures(parts, "part")))


def nothing_for_nothing(case: Case) -> None:
    """Require that a function gives a zero weight zero."""
    __tracebackhide__ = True
    wrong = _for_nothing(case.numbered(case.parts()))
    if wrong:
        raise case.failure(wrong, parts=case.parts())


def assert_allocation_sums(allocation: Allocation) -> None:
    """Assert that the fees of an allocation sum both ways: by pool and by member.

    Every sum is worked out again from the single fees.

    Parameters
    ----------
    allocation : Allocation
        The result to check.

    Raises
    ------
    AssertionError
        Naming the pool or member, both sums and the difference.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 1}, "B": {"population": 2}}
    >>> assert_allocation_sums(cs.allocate(100, cs.PerCapita(), members))
    """
    __tracebackhide__ = True
    given_as(Allocation, allocation, "allocation", "an Allocation")
    everything = Fraction(allocation.total)
    for pool in allocation.pools:
        fees = {member: allocation.fee(member, pool.name) for member in allocation.members}
        due = pool.total + (pool.rounding_difference if pool.method == "each" else 0)
        _same_sum(f"fees of pool {pool.name}", fees, due, "its total")
        listed = Fraction(allocation.pool_totals[pool.name])
        _same_sum(f"fees of pool {pool.name}", fees, listed, "its entry in pool_totals")
    by_member = allocation.member_totals
    taken = {
        pool.name: sum(map(Fraction, pool.taken_over.values()), Fraction(0))
        for pool in allocation.pools
        if pool.taken_over
    }
    for member in allocation.members:
        row = {pool.name: allocation.fee(member, pool.name) for pool in allocation.pools}
        due = Fraction(by_member[member]) + taken.get(member, 0)
        whole = "what its pool takes over" if member in taken else "its total"
        _same_sum(f"fees of member {member}", row, due, whole)
    paid_in = {
        pool.name: Fraction(pool.amount) - taken.get(pool.name, 0) for pool in allocation.pools
    }
    _same_sum("pool totals", paid_in, everything, "the total")
    _same_sum("member totals", by_member, everything, "the total")


def missed(what: str, parts: Iterable[Fraction], total: Fraction, whole: str) -> str | None:
    """State by how much parts miss their total; None where they sum to it."""
    amount = sum(parts, Fraction(0))
    if amount == total:
        return None
    return f"{what} sum to {plain(amount)}, not to {whole} {plain(total)}: {off(amount, total)}"


def _same_sum(what: str, parts: Any, total: Fraction, whole: str) -> None:
    """Raise where the parts of a result miss their total."""
    __tracebackhide__ = True
    given = read_figures(parts, "fee")
    wrong = missed(what, given.values, total, whole)
    if wrong:
        raise AssertionError(_with_parts(wrong, given))


def _off_quota(
    pairs: Iterable[tuple[str, Fraction, Fraction]], total: Fraction, unit: Unit
) -> str | None:
    """State which part is not its quota rounded down or up; None where each is."""
    listed, size = list(pairs), unit.size
    sum_of_weights = sum((weight for _, _, weight in listed), Fraction(0))
    for name, part, weight in listed:
        quota = total * weight / sum_of_weights
        allowed = floor(quota / size) * size, ceil(quota / size) * size
        if part == quota and part not in allowed:
            return f"part {name} is {plain(part)}, not a multiple of the unit {shown(plain(size))}"
        if part not in allowed:
            return (
                f"part {name} is {plain(part)}, {plain(abs(part - quota))} off its quota "
                f"{plain(quota)}; the unit {plain(size)} allows "
                + " or ".join(map(plain, dict.fromkeys(allowed)))
            )
    return None


def _for_nothing(pairs: Iterable[tuple[str, Fraction, Fraction]]) -> str | None:
    """State who got what for a zero weight; None where nobody did."""
    for name, part, weight in pairs:
        if part and not weight:
            return f"part {name} is {plain(part)}, but its weight is zero"
    return None


def _with_parts(wrong: str, parts: Figures) -> str:
    """Write what is wrong, with the parts below it."""
    return f"{wrong}\n    parts  {parts}"
