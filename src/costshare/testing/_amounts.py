"""Strategies for the numbers of cost sharing: units, totals and weights."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from costshare.amounts import Amount, Unit, exact_decimal
from costshare.errors import unknown_name
from costshare.fields import given_as, given_list

_COMMON_WHOLE = (1, 100, 10, 1000, 1200, 5, 50)
_COMMON_PARTS = (Decimal("0.01"), Decimal("0.5"), Decimal("0.1"), Decimal("0.25"), Decimal("0.05"))

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
        Bounds, in units; None for no bound. ``min_units=0`` leaves credits out.

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
    if step.is_whole:
        return counts.map(lambda count: count * step.size.numerator)
    return counts.map(step.decimal)


def weights(
    *,
    min_size: int = 1,
    max_size: int = 12,
    max_weight: int = 10**6,
    allow_zero: bool = True,
    kinds: Sequence[str] = ("int",),
) -> SearchStrategy[list[Any]]:
    """Generate weights to share by: none negative, one or more positive, equal ones often.

    Parameters
    ----------
    min_size, max_size : int
        How many.
    max_weight : int, default 10**6
        The largest.
    allow_zero : bool, default True
        Whether some may be zero.
    kinds : sequence of {"int", "decimal", "fraction", "float", "str"}, default ("int",)
        The types to generate; one list has one of them.

    Returns
    -------
    SearchStrategy
        Of lists.

    Raises
    ------
    CostshareError
        If the kind is unknown.

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
    given_as(int, max_weight, "max_weight", "a whole number")
    known = given_list(str, kinds, "kinds", "words")

    def lists(kind: str, most: int) -> SearchStrategy[list[Any]]:
        return st.lists(_weight(kind, least, most), min_size=min_size, max_size=max_size)

    some = [lists(kind, most) for kind in known for most in (min(3, max_weight), max_weight)]
    return st.one_of(some).filter(lambda values: any(map(float, values)))


def _weight(kind: str, least: int, most: int) -> SearchStrategy[Any]:
    if kind == "int":
        return st.integers(least, most)
    if kind == "fraction":
        return st.fractions(least, most, max_denominator=1_000)
    hundredths = st.integers(least, 100 * most).map(lambda count: Fraction(count, 100))
    if kind == "decimal":
        return hundredths.map(lambda value: exact_decimal(value, "weight"))
    if kind == "float":
        return hundredths.map(float)
    if kind == "str":
        return hundredths.map(lambda value: str(exact_decimal(value, "weight")))
    raise unknown_name("kind of weight", kind, KINDS)
