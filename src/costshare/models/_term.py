"""A term: one part of a pool with a rule of its own. A model is one term or several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from costshare.errors import CostshareError
from costshare.fields import NO_OTHER_FIELDS, Exact, Value

# The line of the bases of price lists: no resource has this name, since none is empty.
BASE = ""


@dataclass(frozen=True, slots=True)
class Term(Value):
    """An amount shared in proportion to weights, or weights times a rate.

    Parameters
    ----------
    label : str
        What the term is, for people: ``"flat"``, ``"by population"``.
    driver : str or None
        The driver that the weights are, where they are one.
    amount : Fraction
        What the term charges in all; the sum of its quotas.
    weights : mapping of str to Fraction
        By member.
    rate : Fraction or None
        The price of one of the driver; None where the amount is shared in proportion.
    quotas : mapping of str to Fraction
        By member, exact.
    by_days : bool
        Whether a member's weight counts for the part of the period that it is a member.
    use : mapping of str to Fraction or None
        By member, the whole driver that the weights are a part of: a tier, a free allowance. None
        where the weights are all of it.
    held : mapping of str to Fraction, optional
        By member that a bound holds, the bound; None where the term is no bound. The quotas are
        then the steps from what the model charges to the bound.
    line : str, optional
        The resource or driver that the term is charged for, where each line of a fee is rounded on
        its own: terms of the same one are parts of one line. Empty text for the base of a price
        list, None for a line by itself.
    factor : Fraction, optional
        What a listed price was multiplied by so that the charges sum to the total; None where they
        stand as listed. `rate` and `amount` are those after it.
    is_taken : bool
        Whether the term is what those who are not held take over, or are relieved of.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    label: str
    driver: str | None
    amount: Exact
    weights: Mapping[str, Exact]
    rate: Exact | None
    quotas: Mapping[str, Exact]
    by_days: bool = False
    use: Mapping[str, Exact] | None = None
    held: Mapping[str, Exact] | None = None
    line: str | None = None
    factor: Exact | None = None
    is_taken: bool = False

    @property
    def driver_values(self) -> Mapping[str, Fraction]:
        """By member, the whole driver, also where the weights are a part of it."""
        return self.weights if self.use is None else self.use

    def scaled(self, share: Fraction, label: str) -> "Term":
        """The same term at a share of its amounts."""
        return replace(
            self,
            label=label,
            amount=self.amount * share,
            rate=None if self.rate is None else self.rate * share,
            quotas=_times(self.quotas, share),
            held=None if self.held is None else _times(self.held, share),
        )


def _times(amounts: Mapping[str, Fraction], share: Fraction) -> Mapping[str, Fraction]:
    return {name: amount * share for name, amount in amounts.items()}


def shared(
    label: str,
    driver: str | None,
    amount: Fraction,
    weights: Mapping[str, Fraction],
    presence: Mapping[str, Fraction] | None = None,
) -> Term:
    """Share an amount in proportion to weights; where presence is given, by weight × presence."""
    counted = _by_presence(weights, presence)
    whole = sum(counted.values())
    if not whole and amount:
        msg = (
            f"driver {driver!r} is zero for all members, so nobody can be charged by it; "
            "check the figures, or use Flat()"
        )
        raise CostshareError(msg)
    # Of nothing everybody gets nothing, also where nobody has a weight.
    quotas = {name: amount * weight / (whole or 1) for name, weight in counted.items()}
    return Term(label, driver, amount, weights, None, quotas, by_days=presence is not None)


def charged(
    label: str,
    driver: str | None,
    rate: Fraction,
    weights: Mapping[str, Fraction],
    presence: Mapping[str, Fraction] | None = None,
) -> Term:
    """Charge a rate for each of a driver; where presence is given, for that part of the period."""
    quotas = {name: rate * weight for name, weight in _by_presence(weights, presence).items()}
    amount = sum(quotas.values(), Fraction(0))
    by_days = presence is not None
    return Term(label, driver, amount, weights, rate, quotas, by_days, line=driver)


def _by_presence(
    weights: Mapping[str, Fraction], presence: Mapping[str, Fraction] | None
) -> Mapping[str, Fraction]:
    if presence is None:
        return weights
    return {name: weight * presence[name] for name, weight in weights.items()}


def scaled_to(
    terms: Sequence[Term], total: Fraction | None, drivers: Iterable[str]
) -> Sequence[Term]:
    """Share a total in proportion to what the terms charge; without one they stand as they are.

    Raises
    ------
    CostshareError
        Where they charge nothing; the message names the drivers.
    """
    whole = sum((term.amount for term in terms), Fraction(0))
    if total is None or total == whole == 0:
        return terms
    if not whole:
        names = ", ".join(drivers)
        msg = f"{names} times their prices come to zero, so the total has nobody to go to"
        raise CostshareError(f"{msg}; check use and prices, or leave the total out")
    factor = total / whole
    return [replace(term.scaled(factor, term.label), factor=factor) for term in terms]
