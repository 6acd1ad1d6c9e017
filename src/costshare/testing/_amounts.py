"""Strategies for the numbers of cost sharing: units, totals and weights."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from costshare.amounts import Amount, Unit
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as, given_list
from costshare.testing._whole import FEW, Sizes, spread

_COMMON_WHOLE = (1, 100, 10, 1000, 1200, 5, 50)
_COMMON_PARTS = (Decimal("0.01"), Decimal("0.5"), Decimal("0.1"), Decimal("0.25"), Decimal("0.05"))

_LARGE = 10**6

KINDS = ("int", "decimal", "fraction", "float", "str")


def units(*, whole: bool = False) -> SearchStrategy[int | Decimal]:
    """Generate units: the smallest amounts of a fee, such as 1, 100, 1200 and 0.01.

    Parameters
    ----------
    whole : bool, default False
        Whether to generate whole units alone, as ints.

    Returns
    -------
    SearchStrategy
        Of ints for whole units and Decimals for others.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(units(whole=True))
    ... def law(unit):
    ...     assert isinstance(unit, int) and unit > 0
    >>> law()
    """
    some: SearchStrategy[int | Decimal] = st.sampled_from(_COMMON_WHOLE) | st.integers(1, 10**6)
    if given_as(bool, whole, "whole", "True or False"):
        return some
    odd = st.builds(
        lambda digits, places: Decimal(f"{digits}E-{places}"),
        st.integers(1, 9_999),
        st.integers(1, 4),
    )
    return some | st.sampled_from(_COMMON_PARTS) | odd


def totals(
    *, unit: Amount = 1, min_units: int | None = -(10**12), max_units: int | None = 10**12
) -> SearchStrategy[int | Decimal]:
    """Generate totals: whole multiples of a unit, of either sign.

    Parameters
    ----------
    unit : positive number, default 1
        The smallest amount of a fee.
    min_units, max_units : int or None
        Bounds, in units; None for no bound. ``min_units=0`` leaves credits out, and
        ``max_units=10**18`` finds what is lost beyond the digits of a float.

    Returns
    -------
    SearchStrategy
        Of ints where the unit is whole, else of Decimals.

    Raises
    ------
    CostshareError
        If the unit cannot be read.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(totals(unit="0.01"))
    ... def law(total):
    ...     assert sum(cs.apportion(total, [1, 2, 3], unit="0.01")) == total
    >>> law()
    """
    step = Unit.read(unit)
    for name, bound in (("min_units", min_units), ("max_units", max_units)):
        if bound is not None:
            given_as(int, bound, name, "a whole number, or None")
    # Small ones first: they shrink well, and hold the ties and the units too few for everyone.
    few = st.integers(
        -20 if min_units is None else min(max(-20, min_units), max_units or 20),
        20 if max_units is None else max(min(20, max_units), min_units or -20),
    )
    counts = few | st.integers(min_units, max_units)
    # Large ones of their own: in a wide range Hypothesis draws mostly small numbers.
    if max_units is not None and max_units >= _LARGE:
        counts |= spread(max(max_units // 10, min_units or 0), max_units)
    if min_units is not None and min_units <= -_LARGE:
        counts |= spread(min(-(-min_units // 10), max_units or 0), min_units)
    return amounts_of(counts, step)


def amounts_of(counts: SearchStrategy[int], unit: Unit) -> SearchStrategy[int | Decimal]:
    """Generate so many units: ints where the unit is whole, else Decimals."""
    if unit.is_whole:
        return counts.map(lambda count: count * unit.size.numerator)
    return counts.map(unit.decimal)


def weights(
    *,
    min_size: int = 1,
    max_size: int = 12,
    max_weight: int = 10**6,
    allow_zero: bool = True,
    kinds: Sequence[str] = ("int",),
    places: int = 2,
) -> SearchStrategy[list[Any]]:
    """Generate weights to share by: none negative, one or more positive, equal ones often.

    Some lists are of small weights, some of any, and some mix small ones with the largest.

    Parameters
    ----------
    min_size, max_size : int
        How many; thousands are quick.
    max_weight : int, default 10**6
        The largest.
    allow_zero : bool, default True
        Whether some may be zero.
    kinds : sequence of {"int", "decimal", "fraction", "float", "str"}, default ("int",)
        The types to generate; one list has one of them.
    places : int, default 2
        Decimal places of Decimals, floats and texts.

    Returns
    -------
    SearchStrategy
        Of lists.

    Raises
    ------
    CostshareError
        If the kind is unknown, or a number is not a whole number or does not fit the others.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(weights(kinds=["int", "decimal"]))
    ... def law(weights):
    ...     parts = cs.apportion(1000, weights)
    ...     assert sum(parts) == 1000
    >>> law()
    """
    least = 0 if given_as(bool, allow_zero, "allow_zero", "True or False") else 1
    if given_as(int, max_weight, "max_weight", "a whole number") < 1:
        msg = f"max_weight {quoted(max_weight)} is below 1; weights cannot all be zero"
        raise CostshareError(msg)
    if not 0 <= given_as(int, places, "places", "a whole number") <= _MOST_PLACES:
        msg = f"places {quoted(places)} are not from 0 to {_MOST_PLACES}"
        raise CostshareError(msg)
    known = given_list(str, kinds, "kinds", "words")
    size = Sizes(min_size, max_size, "min_size and max_size")
    some = [_kind_of_weight(kind, least, max_weight, places) for kind in known]
    return st.one_of([_weights(*each, size.least, size.most) for each in some])


_MOST_PLACES = 12
_SEEDS = st.integers(0, 2**32 - 1)


def _weights(
    low: int, high: int, write: Callable[[int], Any], min_size: int, max_size: int
) -> SearchStrategy[list[Any]]:
    """Generate weights that are counted from a lowest to a highest number."""
    small = min(low + 3, high)
    regimes = [
        st.integers(low, small),
        st.integers(low, high),
        st.integers(low, small) | st.integers(max(low, high - 3), high),
    ]

    counts: SearchStrategy[list[int]] = st.nothing()
    if min_size <= FEW:
        few = min(max_size, FEW)
        counts |= st.one_of([st.lists(each, min_size=min_size, max_size=few) for each in regimes])
    if max_size > FEW:
        many = st.integers(max(min_size, 1), max_size)
        counts |= st.builds(_many, many, st.just(low), _SEEDS, st.sampled_from((small, high)))
    return counts.map(lambda values: [write(each) for each in _not_all_zero(values)])


def _many(size: int, low: int, seed: int, high: int) -> list[int]:
    """Make very many numbers of one seed; fewer of them begin in the same way."""
    whole = Random(seed).randint  # noqa: S311 - cases for tests, not secrets
    return [whole(low, high) for _ in range(size)]


def _not_all_zero(values: list[int]) -> list[int]:
    """Put a one first where all are zero."""
    return values if any(values) else [1, *values[1:]]


def _kind_of_weight(
    kind: str, least: int, most: int, places: int
) -> tuple[int, int, Callable[[int], Any]]:
    """Return how weights of a kind are counted: from, to, and what a count is."""
    if kind == "int":
        return least, most, int
    if kind == "fraction":
        return least, most, lambda count: Fraction(count, 1 + count % 997)
    scale = 10**places
    decimal = Unit(Fraction(1, scale)).decimal
    if kind == "decimal":
        return least * scale, most * scale, decimal
    if kind == "float":
        return least * scale, most * scale, lambda count: float(Fraction(count, scale))
    if kind == "str":
        return least * scale, most * scale, lambda count: str(decimal(count))
    raise unknown_name("kind of weight", kind, KINDS)
