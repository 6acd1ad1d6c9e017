"""Damped: any model, with a fee that changes by so much a year at most."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from costshare.amounts import Amount, AmountByName
from costshare.apportionment import round_units
from costshare.errors import CostshareError
from costshare.fields import NonNegative, Percent, SomeByName, percent_text
from costshare.models._bounded import by_member
from costshare.models._bounds import Limit
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._limited import Limited
from costshare.models._model import ModelLike


class Damped(Limited):
    """Hold the quotas of another model near last year's fees.

    Like `Bounded`, with bounds that follow from the previous fees: what is cut off is shared by
    the others in the model's own proportions.

    Parameters
    ----------
    model : model
        Whose quotas.
    previous : mapping of member to number
        The fees to start from. A member that is not named, because it is new, has no bounds; a
        name that takes no part in the pool is an error. They count as they stand, also for who is
        a member for a part of the period.
    max_increase, max_decrease : per cent, optional
        How much more or less than before a member pays at most: ``"5%"``, or as a share,
        ``"0.05"``. Give one or both.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 1}, "B": {"population": 3}, "C": {"population": 6}}
    >>> last_year = {"A": 20, "B": 30, "C": 50}
    >>> Damped(model=PerCapita(), previous=last_year, max_increase="5%").quotas(members, 100)
    {'A': Fraction(16, 1), 'B': Fraction(63, 2), 'C': Fraction(105, 2)}
    """

    kind: Literal["damped"] = "damped"
    max_increase: Percent | None = None
    max_decrease: Percent | None = None
    previous: SomeByName[NonNegative]

    def __init__(
        self,
        *,
        model: ModelLike,
        max_increase: Amount | None = None,
        max_decrease: Amount | None = None,
        previous: AmountByName,
    ) -> None: ...

    @model_validator(mode="after")
    def _damps_something(self) -> Self:
        if self.max_increase is None and self.max_decrease is None:
            msg = "give max_increase or max_decrease, or both; neither is given"
            raise CostshareError(msg)
        if self.max_decrease is not None and self.max_decrease > 1:
            msg = f"max_decrease {percent_text(self.max_decrease)} is more than all; a fee can "
            raise CostshareError(msg + "fall by '100%' at most")
        return self

    @classmethod
    def drawn(cls, draw: Draw) -> Self | None:
        """Draw the fees of last year, without one for a member that pays."""
        if draw.is_inside or len(draw.members) == 1:
            return None
        model = draw.inside()
        quotas = model.quotas(Facts(draw.facts, period=draw.period), draw.total)
        new = max(quotas, key=lambda name: abs(quotas[name]))
        previous = {name: draw.price() for name in quotas if name != new}
        return cls(model=model, previous=previous, max_increase=draw.one_of(("0%", "5%")))

    def own_limits(self, facts: Facts, total: Fraction | None) -> list[Limit]:
        """The most and the least, each from the previous fees."""
        previous = by_member("previous fee", self.previous, facts)
        limits = []
        for is_maximum, change in ((False, self.max_decrease), (True, self.max_increase)):
            if change is not None:
                factor = 1 + change if is_maximum else 1 - change
                label = f"previous fee {'+' if is_maximum else '-'} {percent_text(change)}"
                amounts = {name: factor * fee for name, fee in previous.items()}
                limits.append(Limit(label, is_maximum, amounts))
        return limits

    def way_out(self, sizes: Mapping[str, Fraction], total: Fraction, *, is_maximum: bool) -> str:
        """Say which change would do, where it can be told from the previous fees alone."""
        field = "max_increase" if is_maximum else "max_decrease"
        fees = {name: fee for name, fee in self.previous.items() if sizes[name] or not is_maximum}
        before = sum(fees.values(), Fraction(0))
        if isinstance(self.model, Limited) or not before:
            return f"change a bound, such as {field}, or the total"
        # In hundredths of a per cent, up to where exact quotas fit; whole units may ask for more.
        change = Fraction(round_units(abs(total / before - 1) * 10_000, "up"), 10_000)
        needed = f"{field}='{percent_text(change)}'"
        return f"{needed} would do, or a little more where whole units ask for it"
