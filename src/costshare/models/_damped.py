"""Damped: any model, with fees that change by so much a year at most."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from costshare.amounts import Amount, AmountByName
from costshare.apportionment import round_units
from costshare.errors import CostshareError
from costshare.fields import NonNegative, Percent, SomeByName, percent_text
from costshare.models._bounds import Bound
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._member_names import by_member
from costshare.models._model import ModelLike, RuleModel
from costshare.models._term import exactly
from costshare.models._within_bounds import WithinBounds
from costshare.words import say


class Damped(WithinBounds):
    """Keep the quotas of another model near last year's fees.

    The bounds of `Bounded` here follow from the previous fees: what they cut off is shared by the
    others in the model's own proportions.

    Parameters
    ----------
    model : model
        Model whose quotas are bounded.
    previous : mapping of member to number
        Fees to start from. A member that is not named, because it is new, has no bounds; a name
        that takes no part in the pool is an error. They are not prorated for a member for a part
        of the period.
    max_increase, max_decrease : per cent, optional
        Most that a fee rises or falls from the previous one: ``"5%"``, or as a share, ``"0.05"``.
        Give one or both.

    Raises
    ------
    CostshareError
        If neither is given, or a fee could fall by more than all of it.

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
        """Raise if neither change is given, or a fee could fall below zero."""
        if self.max_increase is None and self.max_decrease is None:
            msg = "give max_increase or max_decrease, or both; neither is given"
            raise CostshareError(msg)
        if self.max_decrease is not None and self.max_decrease > 1:
            msg = f"max_decrease {percent_text(self.max_decrease)} is more than all; a fee can "
            raise CostshareError(msg + "fall by '100%' at most")
        return self

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw the fees of last year, without one for a member that pays."""
        if draw.is_inside or len(draw.members) == 1:
            return None
        model: RuleModel = draw.inside()
        quotas = model.quotas(Facts(draw.facts, period=draw.period), draw.total)
        new = max(quotas, key=lambda name: abs(quotas[name]))
        previous = {name: draw.price() for name in quotas if name != new}
        return cls(model=model, previous=previous, max_increase=draw.one_of(("0%", "5%")))

    def own_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return the floor and the cap, each from the previous fees."""
        fees = {name: fee for name, fee in self.previous.items() if name not in facts.aside}
        previous = by_member("previous fee", fees, facts)
        bounds = []
        for is_maximum, change in ((False, self.max_decrease), (True, self.max_increase)):
            if change is not None:
                factor = 1 + change if is_maximum else 1 - change
                per_cent = exactly(change * 100)
                label = (
                    say("previous fee + {change} %", change=per_cent)
                    if is_maximum
                    else say("previous fee - {change} %", change=per_cent)
                )
                amounts = {name: factor * fee for name, fee in previous.items()}
                bounds.append(Bound(label, is_maximum, amounts))
        return bounds

    def way_out(self, sizes: Mapping[str, Fraction], total: Fraction, *, is_maximum: bool) -> str:
        """Propose the change that is enough, where the previous fees alone decide it."""
        field = "max_increase" if is_maximum else "max_decrease"
        fees = {} if isinstance(self.model, WithinBounds) else self.previous
        # Of those who are absent in the period there is no size.
        present = {name: fee for name, fee in fees.items() if name in sizes}
        counted = (fee for name, fee in present.items() if sizes[name] or not is_maximum)
        before = sum(counted, Fraction(0))
        if not before:
            return f"change a bound, such as {field}, or the total"
        # In hundredths of a per cent, up to where exact quotas fit; whole units may need more.
        change = Fraction(round_units(abs(total / before - 1) * 10_000, "up"), 10_000)
        needed = f"{field}='{percent_text(change)}'"
        return f"{needed} is enough, or a little more where whole units need it"
