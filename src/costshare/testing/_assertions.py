"""Assertions on shared amounts: exact, and with the difference in the message."""

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from costshare.agreement import Allocation
from costshare.amounts import Unit, each_once, plain, read_amount, take_items
from costshare.apportionment import labelled_pairs, places_of
from costshare.errors import CostshareError, shown
from costshare.fields import given_as


def assert_sums_exactly(parts: Any, total: Any) -> None:
    """Assert that parts sum to a total, to the last unit.

    Parameters
    ----------
    parts : mapping, sequence, Series or array of numbers
        Each an int, Decimal, Fraction, decimal string, or a float that means what it prints.
        Missing parts (None, ``<NA>``) are left out; NaN is an error. Every part counts, also
        where labels are repeated.
    total : number
        What they should sum to.

    Raises
    ------
    AssertionError
        With both sums and the difference.
    CostshareError
        If a part or total is not a finite number.

    Examples
    --------
    >>> assert_sums_exactly([34, 33, 33], 100)
    >>> assert_sums_exactly({"A": "33.33", "B": "33.33", "C": "33.33"}, 100)
    Traceback (most recent call last):
    AssertionError: parts sum to 99.99, not to the total 100: 0.01 too little
    """
    _same_sum("parts", _exact(parts, "part").values, read_amount(total, "total"), "the total")


def assert_within_quota(parts: Any, total: Any, weights: Any, *, unit: Any = 1) -> None:
    """Assert that every part is its exact quota, rounded down or up to a whole unit.

    Largest remainder and cumulative rounding promise this; divisor methods do not.

    Parameters
    ----------
    parts : mapping, sequence, Series or array of numbers
        The amounts given.
    total : number
        The amount shared.
    weights : the same kind as `parts`, with the same labels
        What it was shared by.
    unit : positive number, default 1
        The smallest amount of a part.

    Raises
    ------
    AssertionError
        Naming the part, its quota, and how far off it lies.
    CostshareError
        If a number cannot be read, labels differ or are repeated, or the weights are all zero.

    Examples
    --------
    >>> assert_within_quota([34, 33, 33], 100, [1, 1, 1])
    >>> assert_within_quota([35, 33, 32], 100, [1, 1, 1])
    Traceback (most recent call last):
    AssertionError: part 0 is 35, 5/3 off its quota 100/3; the unit 1 allows 33 or 34
    """
    pairs, whole = list(_paired(parts, weights)), read_amount(total, "total")
    size = Unit.read(unit).size
    sum_of_weights = sum((weight for _, _, weight in pairs), Fraction(0))
    if not sum_of_weights:
        msg = "weights are all zero, so there are no quotas; pass the real weights"
        raise CostshareError(msg)
    for name, part, weight in pairs:
        quota = whole * weight / sum_of_weights
        allowed = floor(quota / size) * size, ceil(quota / size) * size
        if part not in allowed:
            raise AssertionError(
                f"part {name} is {plain(part)}, {plain(abs(part - quota))} off its quota "
                f"{plain(quota)}; the unit {plain(size)} allows "
                + " or ".join(map(plain, dict.fromkeys(allowed)))
            )


def assert_nothing_for_nothing(parts: Any, weights: Any) -> None:
    """Assert that a zero weight gets zero.

    Parameters
    ----------
    parts, weights : mapping, sequence, Series or array of numbers
        Amounts given, and what they were shared by, with the same labels.

    Raises
    ------
    AssertionError
        Naming who got what for nothing.
    CostshareError
        If a number cannot be read, or labels differ or are repeated.

    Examples
    --------
    >>> assert_nothing_for_nothing({"A": 100, "B": 0}, {"A": 5, "B": 0})
    >>> assert_nothing_for_nothing([99, 1], [5, 0])
    Traceback (most recent call last):
    AssertionError: part 1 is 1, but its weight is zero
    """
    for name, part, weight in _paired(parts, weights):
        if part and not weight:
            raise AssertionError(f"part {name} is {plain(part)}, but its weight is zero")


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
    given_as(Allocation, allocation, "allocation", "an Allocation")
    everything = Fraction(allocation.total)
    for pool in allocation.pools:
        fees = [allocation.fee(member, pool.name) for member in allocation.members]
        exact = _exact(fees, "fee").values
        due = pool.total + (pool.rounding_difference if pool.method == "each" else 0)
        _same_sum(f"fees of pool {pool.name}", exact, due, "its total")
        shown = Fraction(allocation.pool_totals[pool.name])
        _same_sum(f"fees of pool {pool.name}", exact, shown, "its entry in pool_totals")
    by_member = allocation.member_totals
    for member in allocation.members:
        row = [allocation.fee(member, pool.name) for pool in allocation.pools]
        paid = Fraction(by_member[member])
        _same_sum(f"fees of member {member}", _exact(row, "fee").values, paid, "its total")
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


class _Numbers(NamedTuple):
    """Numbers with their labels, or with their positions where they have none."""

    labels: list[Hashable]
    values: list[Fraction]
    labelled: bool


def _exact(numbers: Any, what: str) -> _Numbers:
    """Read numbers exactly; leave missing ones out."""
    named = labelled_pairs(numbers)
    pairs = list(enumerate(take_items(numbers, f"{what}s"))) if named is None else named
    there = [
        (label, number)
        for label, number in pairs
        if number is not None and type(number).__name__ != "NAType"
    ]
    values = [read_amount(number, f"{what} {shown(label)}") for label, number in there]
    return _Numbers([label for label, _ in there], values, named is not None)


def _paired(parts: Any, weights: Any) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Yield every part with its weight, by label; in order where neither has labels."""
    given, by = _exact(parts, "part"), _exact(weights, "weight")
    for one, other, what in ((given, by, "weights"), (by, given, "parts")):
        # The positions 0, 1, 2 … of a Series without an index of its own are those of a list.
        if one.labelled and not other.labelled and one.labels != other.labels:
            msg = f"{what} have no labels, and the other numbers have; give labels to both"
            raise CostshareError(msg)
    each_once("parts:", given.labels)
    places = places_of(given.labels, by.labels, "weight", "weights")
    for label, part, place in zip(given.labels, given.values, places, strict=True):
        yield shown(label), part, by.values[place]
