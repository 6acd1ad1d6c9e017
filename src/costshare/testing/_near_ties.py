"""Strategies for totals and weights whose remainders tie, or differ by the least possible."""

from decimal import Decimal
from math import gcd

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.amounts import Amount, Unit
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as
from costshare.testing._whole import spread

_Case = tuple[int | Decimal, list[int]]


def ties(
    *, max_size: int = 8, unit: Amount = 1, max_units: int = 10**12, max_weight: int = 10**6
) -> SearchStrategy[_Case]:
    """Generate a total and weights whose last units must go by a rule for ties.

    By largest remainder, two or more members have exactly the same remainder, and fewer units are
    left than these members. Their weights need not be equal. Others may have no remainder.

    Parameters
    ----------
    max_size : int, default 8
        The most weights; two or more.
    unit : positive number, default 1
        The smallest amount of a fee.
    max_units : int, default 10**12
        The largest total, in units. Credits occur as often as charges.
    max_weight : int, default 10**6
        The largest weight.

    Returns
    -------
    SearchStrategy
        Of pairs of a total and a list of weights.

    Raises
    ------
    CostshareError
        If a number is too small for a tie, or the unit cannot be read.

    Examples
    --------
    >>> from hypothesis import given
    >>> import pytest
    >>> import costshare as cs
    >>> @given(ties())
    ... def law(case):
    ...     total, weights = case
    ...     with pytest.raises(cs.TieError):
    ...         cs.apportion(total, weights, ties="error")
    >>> law()
    """
    limits = _limits(max_size, max_units, max_weight)
    return _cases(_tie_counts(limits), Unit.read(unit))


def near_ties(
    *, max_size: int = 8, unit: Amount = 1, max_units: int = 10**12, max_weight: int = 10**12
) -> SearchStrategy[_Case]:
    """Generate a total and weights of which two have remainders that differ by the least possible.

    By largest remainder one unit is left, and the greater of the two remainders gets it; no rule
    for ties is needed. The remainders differ by as little as 1e-12 of a unit by the default of
    `max_weight`; floats of quotas see no difference then.

    Parameters
    ----------
    max_size, unit, max_units
        As for `ties`.
    max_weight : int, default 10**12
        The largest weight.

    Returns
    -------
    SearchStrategy
        Of pairs of a total and a list of weights.

    Raises
    ------
    CostshareError
        As for `ties`.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(near_ties())
    ... def law(case):
    ...     total, weights = case
    ...     assert sum(cs.apportion(total, weights, ties="error")) == total
    >>> law()
    """
    limits = _limits(max_size, max_units, max_weight)
    return _cases(_near_tie_counts(limits), Unit.read(unit))


def _limits(max_size: int, max_units: int, max_weight: int) -> tuple[int, int, int]:
    """Read the limits; the smallest cases are 1 unit for two, and weights of 1 and 2."""
    named = {"max_size": (max_size, 2), "max_units": (max_units, 1), "max_weight": (max_weight, 2)}
    for name, (value, least) in named.items():
        if given_as(int, value, name, "a whole number") < least:
            msg = f"{name} {quoted(value)} is too small for a tie; pass {least} or more"
            raise CostshareError(msg)
    return max_size, max_units, max_weight


def _up_to(most: int) -> SearchStrategy[int]:
    """Generate any number, and large ones often: Hypothesis draws mostly small ones."""
    return st.integers(0, most) | spread(most // 2, most)


@st.composite
def _tie_counts(draw: DrawFn, limits: tuple[int, int, int]) -> tuple[int, list[int]]:
    """Draw units and weights that tie.

    The tied weights leave the same remainder by a divisor of their sum, and so do their quotas if
    the total is the sum over that divisor; a total that is larger by a multiple of it ties too.
    """
    max_size, max_units, max_weight = limits
    tied = 2 + draw(st.integers(0, max_size - 2))
    left = 1 + draw(st.integers(0, tied - 2))
    rest, divisor = left // gcd(left, tied), tied // gcd(left, tied)
    if rest > max_weight:
        tied, rest, divisor = 2, 1, 2
    more = st.integers(0, (max_weight - rest) // divisor)
    weights = [rest + divisor * draw(more) for _ in range(tied)]
    others = draw(st.integers(0, max_size - tied))
    weights += [divisor * draw(st.integers(0, max_weight // divisor)) for _ in range(others)]
    least = sum(weights) // divisor
    if least > max_units:
        return 1, [1, 1]
    times = draw(_up_to((max_units // least - 1) // divisor))
    return least * (1 + divisor * times), weights


@st.composite
def _near_tie_counts(draw: DrawFn, limits: tuple[int, int, int]) -> tuple[int, list[int]]:
    """Draw units and weights that nearly tie.

    Of an odd number of parts, one remainder has one part more than the other. The weight that
    leaves this remainder follows from the inverse of the units; the other one is the rest.
    """
    max_size, max_units, max_weight = limits
    parts = 3 + 2 * draw(_up_to((max_weight - 2) // 2))
    others = draw(st.integers(0, max_size - 2))
    blocks = [draw(st.integers(0, max_weight // parts)) for _ in range(others)]
    higher = max(0, (max_weight - parts + 1) // parts)
    more = draw(st.integers(0, higher)), draw(st.integers(0, higher))
    whole = 1 + sum(blocks) + sum(more)
    if whole > max_units:
        blocks, more, whole = [], (0, 0), 1
    units = 1 + draw(_up_to(max_units // whole - 1))
    while gcd(units, parts) != 1:
        units -= 1
    first = (parts + 1) // 2 * pow(units, -1, parts) % parts
    pair = [first + parts * more[0], parts - first + parts * more[1]]
    return units * whole, [*pair, *(parts * each for each in blocks)]


@st.composite
def _cases(draw: DrawFn, counts: SearchStrategy[tuple[int, list[int]]], unit: Unit) -> _Case:
    """Draw a case as a charge or a credit, with the weights from any place on."""
    units, weights = draw(counts)
    first = draw(st.integers(0, len(weights) - 1))
    sign = draw(st.sampled_from((1, -1)))
    total = sign * units * unit.size
    return (int(total) if unit.is_whole else unit.decimal(sign * units)), [
        *weights[first:],
        *weights[:first],
    ]
