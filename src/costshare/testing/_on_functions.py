"""Assertions on a function of (total, weights) that a user wrote: one call for a law and case."""

from collections.abc import Callable
from typing import Any

from costshare.testing._case import Case, callable_as
from costshare.testing._laws import (
    credit_mirrors_charge,
    monotone,
    order_free,
    repeatable,
    same_as,
    scale_free,
    sums,
)


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
    sums(Case.read("sums", function, total, weights, unit=unit))


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
    credit_mirrors_charge(Case.read("credit_mirrors_charge", function, total, weights))


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
    order_free(Case.read("order_free", function, total, weights, unit=unit))


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
    scale_free(Case.read("scale_free", function, total, weights))


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
    monotone(Case.read("monotone", function, total, weights))


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
    repeatable(Case.read("repeatable", function, total, weights))


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
    same_as(Case.read("same_as", function, total, weights, reference=reference))
