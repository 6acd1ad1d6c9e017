"""Bounded: any model, with a least and a most that members pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from costshare.amounts import Amount, AmountByName
from costshare.errors import CostshareError
from costshare.fields import NonNegative, NumberOr, ShareOfOne, SomeByName
from costshare.models._bounds import Bound
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import ModelLike, RuleModel
from costshare.models._term import exactly
from costshare.models._within_bounds import WithinBounds
from costshare.words import say

AmountBound = Annotated[Fraction | dict[str, Fraction], NumberOr(SomeByName[NonNegative])]
ShareBound = Annotated[Fraction | dict[str, Fraction], NumberOr(SomeByName[ShareOfOne], ShareOfOne)]

_Bound = Fraction | dict[str, Fraction] | None


class Bounded(WithinBounds):
    """Keep the quotas of another model within caps and floors.

    What a bound cuts off is shared by the others in the model's own proportions, until every quota
    is within its bounds: each quota is clamp(λ × the model's quota), with the one λ that gives the
    total. A member that the model charges nothing pays nothing, unless it has a minimum. Without a
    total each quota is clamped on its own, and the total follows.

    A bound is one number for all members, or a mapping by member, in which a member that is not
    named has no bound. All bounds that are given apply, and so do those of a model of bounds
    inside. They apply to fees too: rounding never takes a fee past a bound. If no multiple of the
    unit is within the bounds of a member, its fee is one of the two neighbouring multiples. In a
    `Blend` they bound the quotas of that part.

    Parameters
    ----------
    model : model
        Model whose quotas are bounded.
    minimum, maximum : number or mapping of member to number, optional
        Floor and cap: least and most that a member pays. Bounds are on sizes: a credit, with a
        total below zero, mirrors the charge. They are not prorated for a member for a part of the
        period.
    minimum_share, maximum_share : number from 0 to 1, or mapping of member to such, optional
        Floor and cap as a share of the total, also in per cent: ``"20%"``.
    minimum_per, maximum_per : mapping of driver to number, optional
        Floor and cap for each of a driver: ``{"population": 55}`` is 55 per inhabitant.

    Raises
    ------
    CostshareError
        If no bound is given.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 1}, "B": {"population": 3}, "C": {"population": 6}}
    >>> Bounded(model=PerCapita(), maximum=50).quotas(members, 100)
    {'A': Fraction(25, 2), 'B': Fraction(75, 2), 'C': Fraction(50, 1)}
    """

    kind: Literal["bounded"] = "bounded"
    minimum: AmountBound | None = None
    maximum: AmountBound | None = None
    minimum_share: ShareBound | None = None
    maximum_share: ShareBound | None = None
    minimum_per: SomeByName[NonNegative] | None = None
    maximum_per: SomeByName[NonNegative] | None = None

    def __init__(
        self,
        *,
        model: ModelLike,
        minimum: Amount | AmountByName | None = None,
        maximum: Amount | AmountByName | None = None,
        minimum_share: Amount | AmountByName | None = None,
        maximum_share: Amount | AmountByName | None = None,
        minimum_per: AmountByName | None = None,
        maximum_per: AmountByName | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        """Raise if no bound is given."""
        if all(bound is None for side in self._sides.values() for bound in side):
            msg = "no bound is given; give minimum, maximum, minimum_share, maximum_share, "
            raise CostshareError(msg + "minimum_per or maximum_per, or use the model alone")
        return self

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw bounds that the total fits, in whole units too."""
        if draw.is_inside:
            return None
        model: RuleModel = draw.inside()
        if draw.total is None:
            low, high = sorted((draw.whole(0, 10**6), draw.whole(0, 10**6)))
        else:
            # Everyone can pay an equal part, and those with a quota can pay the total.
            units = int(abs(draw.total) / draw.unit)
            facts = Facts(draw.facts, period=draw.period)
            charged = len([quota for quota in model.quotas(facts, draw.total).values() if quota])
            low = units // len(draw.members) - draw.whole(0, 100)
            high = -(-units // (charged or 1)) + draw.whole(0, 100)
        part = Fraction(draw.whole(0, 1), 2)  # of a unit: bounds need not be multiples of it
        least, most = max((low - part) * draw.unit, Fraction(0)), (high + part) * draw.unit
        bounds: dict[str, Any] = {"minimum": least, "maximum": most}
        kept = draw.one_of((("minimum", "maximum"), ("minimum",), ("maximum",)))
        return cls(model=model, **{name: bounds[name] for name in kept})

    @property
    def _sides(self) -> dict[str, tuple[_Bound, _Bound, dict[str, Fraction] | None]]:
        """The fields of each side: amount, share, by driver."""
        return {
            "minimum": (self.minimum, self.minimum_share, self.minimum_per),
            "maximum": (self.maximum, self.maximum_share, self.maximum_per),
        }

    def own_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return a bound for each field, and for each driver of a field."""
        return [bound for side in self._sides for bound in self._bounds_of(side, facts, total)]

    def _bounds_of(self, side: str, facts: Facts, total: Fraction | None) -> Iterator[Bound]:
        """Yield the bounds of one side."""
        is_maximum = side == "maximum"
        amount, share, per = self._sides[side]
        if amount is not None:
            label = say("maximum") if is_maximum else say("minimum")
            yield Bound(label, is_maximum, by_member(side, amount, facts))
        if share is not None:
            if total is None:
                msg = f"{side}_share is a share of the total, and none is given; pass total=…"
                raise CostshareError(msg)
            shares = by_member(f"{side}_share", share, facts)
            of_total = {name: each * total for name, each in shares.items()}
            label = (
                say("maximum share of the total")
                if is_maximum
                else say("minimum share of the total")
            )
            yield Bound(label, is_maximum, of_total)
        for driver, rate in (per or {}).items():
            weights = facts.read(driver)
            amounts = {name: rate * weight for name, weight in weights.items()}
            its = {"rate": exactly(rate), "driver": facts.label(driver)}
            label = (
                say("maximum {rate} per {driver}", **its)
                if is_maximum
                else say("minimum {rate} per {driver}", **its)
            )
            yield Bound(label, is_maximum, amounts, driver, rate, weights)

    def times(self, factor: Fraction) -> Self:
        """Return the same with the amounts of the model and of the bounds multiplied."""
        amounts = ("minimum", "maximum", "minimum_per", "maximum_per")
        changes = {field: _times(getattr(self, field), factor) for field in amounts}
        return super().times(factor).replace(**changes)

    def way_out(
        self,
        sizes: Mapping[str, Fraction],
        total: Fraction,
        *,
        is_maximum: bool,
    ) -> str:
        """Propose another bound or total."""
        if is_maximum:
            return "raise a maximum, or lower the total"
        return "lower a minimum, or raise the total"


def _times(bound: _Bound, factor: Fraction) -> _Bound:
    """Multiply a bound for all, or by member."""
    if isinstance(bound, dict):
        return {name: amount * factor for name, amount in bound.items()}
    return None if bound is None else bound * factor


def by_member(
    what: str, bound: Fraction | Mapping[str, Fraction], facts: Facts
) -> dict[str, Fraction]:
    """Return a bound by member, without those who are absent in the period."""
    if not isinstance(bound, Mapping):
        return dict.fromkeys(facts.names, bound)
    for name in bound:
        facts.takes_part(name, f"member with a {what}")
    known = set(facts.names)
    return {name: each for name, each in bound.items() if name in known}
