"""Tariff: a published price list."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from costshare.amounts import Amount, AmountByName
from costshare.errors import CostshareError
from costshare.fields import NOTHING_BY_NAME, ByName, NonNegative, ReadOnly
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel
from costshare.models._term import BASE, Term, charged, scaled_to
from costshare.words import say


class Tariff(RuleModel):
    """Charge a base and a rate for each of some drivers.

    Without a total each fee is rounded on its own by the pool's `rounding`, and the total
    follows. With a total, all charges are multiplied by one factor so that they sum to it. Prices
    are for the whole period; a member for a part of it is prorated by days.

    Parameters
    ----------
    base : number, default 0
        Amount that is the same for every member.
    rates : mapping of str to number
        Price for one of each driver.

    Raises
    ------
    CostshareError
        If there is neither a base nor a rate.

    Examples
    --------
    >>> tariff = Tariff(base=35_050, rates={"population": "1.785"})
    >>> tariff.quotas({"Kiruna": {"population": 22_867}})
    {'Kiruna': Fraction(15173519, 200)}
    """

    kind: Literal["tariff"] = "tariff"
    base: NonNegative = Fraction(0)
    rates: ByName[NonNegative] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        base: Amount = 0,
        rates: AmountByName = NOTHING_BY_NAME,
    ) -> None: ...

    @model_validator(mode="after")
    def _charges_something(self) -> Self:
        """Raise if there is neither a base nor a rate."""
        if not self.base and not self.rates:
            msg = "a tariff needs a base, rates, or both"
            raise CostshareError(msg)
        return self

    def times(self, factor: Fraction) -> Self:
        """Return the price list with every price multiplied by the factor."""
        rates = {driver: rate * factor for driver, rate in self.rates.items()}
        return self.replace(base=self.base * factor, rates=rates)

    @classmethod
    def _drawn(cls, draw: Draw) -> Self:
        """Draw a base and rates."""
        return cls(base=draw.price(), rates=draw.prices())

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the base, and a term for each rate."""
        proration = facts.proration
        base = replace(charged(say("base"), None, self.base, facts.ones, proration), line=BASE)
        terms = [base] if self.base else []
        terms += [
            charged(facts.label(driver), driver, rate, facts.read(driver), proration)
            for driver, rate in self.rates.items()
        ]
        return tuple(scaled_to(terms, total, self.rates))
