"""Put rules for one claims problem side by side."""

from collections.abc import Iterable

from costshare.amounts import (
    Amount,
    Unit,
    each_once,
    read_amount,
    read_word,
)
from costshare.errors import CostshareError, UnsolvedError
from costshare.fairness._coalitions import in_order
from costshare.fairness.claims._comparison import ClaimsComparison
from costshare.fairness.claims._problem import read_claims
from costshare.fairness.claims._rules import RULES, RuleName
from costshare.fields import AmountsLike, read_currency

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
    claims: AmountsLike,
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
    claims : mapping of str to amount, Series, or frame
        Claim of each claimant, zero or more; of a frame the one column beside the names.
    rules : iterable of str
        Names of the rules, each a function of `costshare.fairness.claims`. One that takes too long
        for so many claims is left out, and named in `left_out` with the reason.
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
        if every rule takes too long, and if the currency is not a code.

    Examples
    --------
    >>> import costshare as cs
    >>> compared = cs.fairness.claims.compare(200, {"A": 100, "B": 200, "C": 300})
    >>> compared.amounts["talmud"]["A"], compared.awards["random_arrival"]["A"]
    (Decimal('50'), Fraction(100, 3))
    """
    by_name = read_claims(claims)
    if not by_name:
        msg = "claims are empty; pass one claim or more"
        raise CostshareError(msg)
    names = [read_word(each, "rule", RuleName) for each in in_order(rules, "rules", "names")]
    if not names:
        msg = "rules are empty; name one rule or more, such as 'cea'"
        raise CostshareError(msg)
    each_once("rule", names)
    amount, size, code = read_amount(estate, "estate"), Unit.read(unit), read_currency(currency)
    read = {name: read_amount(each, f"claim of {name}") for name, each in by_name.items()}
    left_out: dict[str, str] = {}
    for rule in names:
        try:
            RULES[rule](amount, read)
        except UnsolvedError as error:
            left_out[rule] = str(error)
    if len(left_out) == len(names):
        raise UnsolvedError(left_out[names[0]])
    compared = ClaimsComparison(
        estate=amount,
        claims=read,
        rules=tuple(rule for rule in names if rule not in left_out),
        unit=size,
        currency=code,
        left_out=left_out,
    )
    compared.check()
    return compared
