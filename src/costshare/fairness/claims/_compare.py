"""Put rules for one claims problem side by side."""

from collections.abc import Iterable
from typing import Any

from costshare.amounts import (
    Amount,
    AmountByName,
    Unit,
    each_once,
    read_amount,
    read_word,
    take_items,
)
from costshare.errors import CostshareError
from costshare.fairness.claims._comparison import ClaimsComparison
from costshare.fairness.claims._rules import RuleName
from costshare.fields import read_by_name, read_currency

_USUAL = (
    "proportional",
    "cea",
    "cel",
    "talmud",
    "random_arrival",
    "minimal_overlap",
)


def compare(
    estate: Amount,
    claims: AmountByName,
    *,
    rules: Iterable[str] = _USUAL,
    unit: Amount = 1,
    currency: str | None = None,
) -> ClaimsComparison:
    """Share an estate among claims by several rules, side by side.

    Parameters
    ----------
    estate : amount
        What there is to share, zero or more and at most the sum of the claims.
    claims : mapping of str to amount, or Series
        Claim of each claimant, zero or more.
    rules : iterable of str
        Names of the rules, each a function of `costshare.fairness.claims`.
    unit : amount, default 1
        Smallest amount that awards move by.
    currency : str, optional
        Currency of every amount, as an ISO 4217 code.

    Returns
    -------
    ClaimsComparison
        Awards by rule and claimant, exact and in whole units.

    Raises
    ------
    CostshareError
        As the rules raise it; if there are no claims or no rules, if a rule is unknown or repeated,
        and if the currency is not a code.

    Examples
    --------
    >>> import costshare as cs
    >>> compared = cs.fairness.claims.compare(200, {"A": 100, "B": 200, "C": 300})
    >>> compared.amounts["talmud"]["A"], compared.awards["random_arrival"]["A"]
    (Decimal('50'), Fraction(100, 3))
    """
    by_name: dict[str, Any] = read_by_name(claims, "claims")
    if not by_name:
        msg = "claims are empty; pass one claim or more"
        raise CostshareError(msg)
    names = tuple(read_word(each, "rule", RuleName) for each in take_items(rules, "rules", "names"))
    if not names:
        msg = "rules are empty; name one rule or more, such as 'cea'"
        raise CostshareError(msg)
    each_once("rule", names)
    compared = ClaimsComparison(
        estate=read_amount(estate, "estate"),
        claims={name: read_amount(each, f"claim of {name}") for name, each in by_name.items()},
        rules=names,
        unit=Unit.read(unit),
        currency=read_currency(currency),
    )
    compared.check()
    return compared
