"""Mixed: a flat part for everyone, the rest by a driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from costshare.amounts import Amount, plain
from costshare.errors import CostshareError
from costshare.fields import Name, NonNegative, ShareOfOne
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel, needed
from costshare.models._term import Term, shared
from costshare.words import say


class Mixed(RuleModel):
    """Share one part of the total equally and the rest by a driver.

    Parameters
    ----------
    flat_share : number from 0 to 1, or per cent, optional
        Part of the total that is shared equally: ``"0.4"`` or ``"40%"``.
    flat_amount : number, optional
        Amount that each member pays before the rest is shared, prorated by days; give this or
        `flat_share`.
    driver : str, default "population"
        Driver that the rest is shared by.

    Raises
    ------
    CostshareError
        If neither or both of `flat_share` and `flat_amount` are given.

    Examples
    --------
    >>> members = {"A": {"population": 1}, "B": {"population": 3}}
    >>> Mixed(flat_share="0.4").quotas(members, 100)
    {'A': Fraction(35, 1), 'B': Fraction(65, 1)}
    >>> Mixed(flat_amount=10).quotas(members, 100)
    {'A': Fraction(30, 1), 'B': Fraction(70, 1)}
    """

    kind: Literal["mixed"] = "mixed"
    flat_share: ShareOfOne | None = None
    flat_amount: NonNegative | None = None
    driver: Name = "population"

    def __init__(
        self,
        *,
        flat_share: Amount | None = None,
        flat_amount: Amount | None = None,
        driver: str = "population",
    ) -> None: ...

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        """Raise unless one of the two is given."""
        if (self.flat_share is None) == (self.flat_amount is None):
            given = "neither is" if self.flat_share is None else "both are"
            msg = f"give flat_share or flat_amount; {given} given"
            raise CostshareError(msg)
        return self

    def times(self, factor: Fraction) -> Self:
        """Return the same with the flat amount multiplied; a flat share has no amount."""
        flat = self.flat_amount
        return self if flat is None else self.replace(flat_amount=flat * factor)

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw a flat share, or a flat amount that leaves something to share."""
        if draw.total is None:
            return None
        if not draw.drivers:
            return cls(flat_share=1)
        if draw.whole(0, 1):
            return cls(flat_share=draw.share(), driver=draw.driver())
        most = abs(draw.total) / len(draw.members)
        return cls(flat_amount=Fraction(draw.share()) * most, driver=draw.driver())

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return a flat term and one by the driver, without a part whose share is 0."""
        amount = needed(total, "Mixed")
        flat = self._flat_part(amount, facts.proration)
        terms = []
        if self.flat_share != 0:
            term = shared(say("flat"), None, flat, facts.ones, facts.proration)
            terms.append(term if self.flat_amount is None else replace(term, role="charge"))
        if self.flat_share != 1:
            drivers = facts.read(self.driver)
            label = say("by {driver}", driver=facts.label(self.driver))
            terms.append(shared(label, self.driver, amount - flat, drivers, facts.proration))
        return tuple(terms)

    def _flat_part(self, total: Fraction, proration: Mapping[str, Fraction]) -> Fraction:
        """Compute what the flat part charges in all."""
        if self.flat_share is not None:
            return self.flat_share * total
        each = self.flat_amount or Fraction(0)
        members = sum(proration.values(), Fraction(0))
        if each * members > abs(total):
            by = "" if members == len(proration) else " by days"
            msg = (
                f"flat_amount {plain(each)} × {plain(members)} members{by} is "
                f"{plain(each * members)}, more than the total {plain(total)}; lower it, or raise "
                "the total"
            )
            raise CostshareError(msg)
        # A credit takes the flat part back with the rest.
        return each * members if total >= 0 else -each * members
