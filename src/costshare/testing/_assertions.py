"""Assertions on shared amounts: exact, and with the difference in the message."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from costshare.agreement import Allocation
from costshare.amounts import Unit, plain, read_amount
from costshare.errors import CostshareError


def assert_sums_exactly(parts: Any, total: Any) -> None:
    """Assert that parts sum to a total, to the last unit.

    Parameters
    ----------
    parts : mapping, sequence, Series or array of numbers
        Each an int, Decimal, Fraction, decimal string, or a float that means what it prints.
        Missing parts (None, ``<NA>``) are no parts; NaN is an error.
    total : number
        What they should sum to.

    Raises
    ------
    AssertionError
        With both sums and the difference.
    CostshareError
        On a part or total that is no finite number.

    Examples
    --------
    >>> assert_sums_exactly([34, 33, 33], 100)
    >>> assert_sums_exactly({"A": "33.33", "B": "33.33", "C": "33.33"}, 100)
    Traceback (most recent call last):
    AssertionError: parts sum to 99.99, not to the total 100: 0.01 too little
    """
    _same_sum("parts", _exact(parts, "part").values(), read_amount(total, "total"), "the total")


def assert_within_quota(parts: Any, total: Any, weights: Any, *, unit: Any = 1) -> None:
    """Assert that every part is its exact quota, rounded down or up to a whole unit.

    Largest remainder and cumulative rounding promise this; divisor methods do not.

    Parameters
    ----------
    parts : mapping, sequence, Series or array of numbers
        The amounts given.
    total : number
        The amount shared.
    weights : the same kind as `parts`, with the same names
        What it was shared by.
    unit : positive number, default 1
        The smallest step of a part.

    Raises
    ------
    AssertionError
        Naming the part, its quota, and how far off it lies.
    CostshareError
        On numbers that cannot be read, names that differ, and weights that are all zero.

    Examples
    --------
    >>> assert_within_quota([34, 33, 33], 100, [1, 1, 1])
    >>> assert_within_quota([35, 33, 32], 100, [1, 1, 1])
    Traceback (most recent call last):
    AssertionError: part 0 is 35, 5/3 off its quota 100/3; the unit 1 allows 33 or 34
    """
    given, whole = _exact(parts, "part"), read_amount(total, "total")
    by = _alike(given, _exact(weights, "weight"))
    size = Unit.read(unit).size
    sum_of_weights = sum(by.values(), Fraction(0))
    if not sum_of_weights:
        raise CostshareError("weights are all zero, so there are no quotas; pass the real weights")
    for name, part in given.items():
        quota = whole * by[name] / sum_of_weights
        allowed = floor(quota / size) * size, ceil(quota / size) * size
        if part not in allowed:
            raise AssertionError(
                f"part {name} is {plain(part)}, {plain(abs(part - quota))} off its quota "
                f"{plain(quota)}; the unit {plain(size)} allows "
                + " or ".join(map(plain, dict.fromkeys(allowed)))
            )


def assert_nothing_for_nothing(parts: Any, weights: Any) -> None:
    """Assert that whoever has a zero weight gets zero.

    Parameters
    ----------
    parts, weights : mapping, sequence, Series or array of numbers
        Amounts given, and what they were shared by, with the same names.

    Raises
    ------
    AssertionError
        Naming who got what for nothing.
    CostshareError
        On numbers that cannot be read, and names that differ.

    Examples
    --------
    >>> assert_nothing_for_nothing({"A": 100, "B": 0}, {"A": 5, "B": 0})
    >>> assert_nothing_for_nothing([99, 1], [5, 0])
    Traceback (most recent call last):
    AssertionError: part 1 is 1, but its weight is zero
    """
    given = _exact(parts, "part")
    for name, weight in _alike(given, _exact(weights, "weight")).items():
        if not weight and given[name]:
            raise AssertionError(f"part {name} is {plain(given[name])}, but its weight is zero")


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
    everything = Fraction(allocation.total)
    for pool in allocation.pools:
        fees = [allocation.fee(member, pool.name) for member in allocation.members]
        exact = _exact(fees, "fee").values()
        due = pool.total + (pool.rounding_difference if pool.method == "each" else 0)
        _same_sum(f"fees of pool {pool.name}", exact, due, "its total")
        shown = Fraction(allocation.pool_totals[pool.name])
        _same_sum(f"fees of pool {pool.name}", exact, shown, "its entry in pool_totals")
    by_member = allocation.member_totals
    for member in allocation.members:
        row = [allocation.fee(member, pool.name) for pool in allocation.pools]
        paid = Fraction(by_member[member])
        _same_sum(f"fees of member {member}", _exact(row, "fee").values(), paid, "its total")
    paid_in = [Fraction(pool.amount) for pool in allocation.pools]
    _same_sum("pool totals", paid_in, everything, "the total")
    _same_sum("member totals", map(Fraction, by_member.values()), everything, "the total")


def _same_sum(what: str, parts: Iterable[Fraction], total: Fraction, whole: str) -> None:
    amount = sum(parts, Fraction(0))
    if amount != total:
        much = "much" if amount > total else "little"
        raise AssertionError(
            f"{what} sum to {plain(amount)}, not to {whole} {plain(total)}: "
            f"{plain(abs(amount - total))} too {much}"
        )


def _exact(numbers: Any, what: str) -> dict[Hashable, Fraction]:
    """Read numbers by name, or by position where they have none; leave missing ones out."""
    named = isinstance(numbers, Mapping) or hasattr(numbers, "items")
    pairs = numbers.items() if named else enumerate(numbers)
    return {
        name: read_amount(number, f"{what} {name}")
        for name, number in pairs
        if number is not None and type(number).__name__ != "NAType"
    }


def _alike(
    parts: Mapping[Hashable, Fraction], weights: Mapping[Hashable, Fraction]
) -> Mapping[Hashable, Fraction]:
    """Return the weights, or raise where they are not for the same names as the parts."""
    for name in (*parts, *weights):
        if name not in weights or name not in parts:
            missing = "weight" if name not in weights else "part"
            raise CostshareError(f"{name} has no {missing}; pass parts and weights of the same")
    return weights
