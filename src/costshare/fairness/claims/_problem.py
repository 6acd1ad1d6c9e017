"""A claims problem in whole numbers: an amount, and claims that sum to more than it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from costshare.amounts import is_any_frame, plain, read_amount, refuse_computed
from costshare.apportionment import names_and_values
from costshare.errors import CostshareError, shown
from costshare.fields import AmountsLike, read_amounts_by_name, refuse_missing_label

_NAME = "name in claims"

# No amount that is read has more digits; 10 ** 1000 has 3322 bits.
_MOST_BITS = 3_322


@dataclass(frozen=True, slots=True)
class Problem:
    """An estate and claims on it, times their common denominator.

    Attributes
    ----------
    names : list or None
        Name of each claimant; None if the claims are a list.
    estate : int
        Amount to share, times the scale.
    claims : list of int
        Claims times the scale, by position.
    scale : int
        Common denominator of all amounts.
    """

    names: list[Any] | None
    estate: int
    claims: list[int]
    scale: int


def read_problem(estate: Any, claims: Any) -> Problem:
    """Read an estate and claims exactly; refuse what is not a claims problem.

    Raises
    ------
    CostshareError
        If an amount is not a number, is below zero, or has too many digits over the common
        denominator; and if the estate is more than the sum of the claims.
    """
    if is_any_frame(claims):
        claims = read_claims(claims)
    names, values = names_and_values(claims, "claims")
    for name in names or ():
        refuse_missing_label(name, _NAME)
    total = _read(estate, "estate")
    if total < 0:
        msg = f"estate {plain(total)} is below zero; pass a deficit as a positive amount"
        raise CostshareError(msg)
    problem = _scaled(names, total, values)
    if problem.claims and min(problem.claims) < 0:
        place = next(place for place, claim in enumerate(problem.claims) if claim < 0)
        claim = plain(read_amount(values[place], "claim"))
        msg = f"{_label(names, place)} is {claim}, below zero; a claim is zero or more"
        raise CostshareError(msg)
    if problem.estate > (claimed := sum(problem.claims)):
        msg = (
            f"estate {plain(total)} is more than the sum of the claims, "
            f"{plain(Fraction(claimed, problem.scale))}; every claim is met in full, so share that "
            "sum, and decide separately on what is left"
        )
        raise CostshareError(msg)
    return problem


def read_claims(given: AmountsLike) -> dict[str, Any]:
    """Read claims by name, of a frame the one column beside the names."""
    return read_amounts_by_name(given, "claims", name=_NAME)


def _scaled(names: list[Any] | None, estate: Fraction, values: Sequence[Any]) -> Problem:
    """Put all amounts over one denominator; plain ints are left as they are."""
    if estate.denominator == 1 and set(map(type, values)) <= {int}:
        whole = list(values)
        if not whole or max(map(abs, whole)).bit_length() <= _MOST_BITS:
            return Problem(names, estate.numerator, whole, 1)
    exact = _exact(names, values)
    scale = estate.denominator
    for denominator in {each.denominator for each in exact}:
        scale = lcm(scale, denominator)
        if scale.bit_length() > _MOST_BITS:
            msg = "claims have a common denominator of more than 1000 digits; round them to "
            raise CostshareError(msg + "the decimals of the currency first")
    whole = [each.numerator * (scale // each.denominator) for each in exact]
    return Problem(names, estate.numerator * (scale // estate.denominator), whole, scale)


def _exact(names: list[Any] | None, values: Sequence[Any]) -> list[Fraction]:
    """Read each claim; its label is written only where it cannot be read."""
    try:
        return [_read(value, "claim") for value in values]
    except CostshareError:
        return [_read(value, _label(names, place)) for place, value in enumerate(values)]


def _read(value: Any, name: str) -> Fraction:
    """Read an amount; refuse one with the last digits of float arithmetic, which nobody states."""
    read = read_amount(value, name)
    refuse_computed(value, read, name, like="amount")
    return read


def _label(names: list[Any] | None, place: int) -> str:
    """Name a claim for a message."""
    return f"claim {place}" if names is None else f"claim of {shown(names[place])}"
