"""Bounded: any model, with a least and a most that members pay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from costshare.amounts import Amount, AmountByName
from costshare.errors import CostshareError, quoted
from costshare.fields import NonNegative, NumberOr, OneOf, ShareOfOne, SomeByName
from costshare.models._bounds import Bound, FixedPart
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._member_names import (
    SomeNames,
    by_group,
    check_names,
    expanded,
    of_group,
    refuse_both,
)
from costshare.models._model import ModelLike, RuleModel
from costshare.models._term import exactly
from costshare.models._within_bounds import WithinBounds
from costshare.words import say

On = Literal["fee", "quota"]

AmountBound = Annotated[Fraction | dict[str, Fraction], NumberOr(SomeByName[NonNegative])]
ShareBound = Annotated[Fraction | dict[str, Fraction], NumberOr(SomeByName[ShareOfOne], ShareOfOne)]

_Bound = Fraction | dict[str, Fraction] | None


def _read_prorated(value: object) -> bool:
    """Read whether bounds are prorated."""
    if isinstance(value, bool):
        return value
    msg = f"{quoted(value)} is not True or False; pass one of them"
    raise CostshareError(msg)


class Bounded(WithinBounds):
    """Keep the quotas of another model within caps and floors, or fix those of some members.

    What a bound cuts off is shared by the others in the model's own proportions, until every quota
    is within its bounds: each quota is clamp(λ × the model's quota), with the one λ that gives the
    total. A member that the model charges nothing pays nothing, unless it has a minimum. Without a
    total each quota is clamped on its own, and the total follows.

    A bound is one number for all members, or a mapping by member or group, in which a member that
    is not named has no bound. All bounds that are given apply, and so do those of a model of bounds
    inside. They apply to fees too: rounding never takes a fee past a bound. If no multiple of the
    unit is within the bounds of a member, its fee is one of the two neighbouring multiples. In a
    `Blend` they bound the quotas of that part.

    What is fixed is taken off the total first, and the others share the rest by the model, as if
    they were all members. The bounds beside it are for the others, and their shares are of the
    whole total: a ceiling *after* the fixed share. In a `Bounded` inside, shares are of the rest: a
    ceiling *before* the fixed share.

    Parameters
    ----------
    model : model
        Model whose quotas are bounded.
    minimum, maximum : number or mapping of member or group to number, optional
        Floor and cap: least and most that a member pays. Bounds are on sizes: a credit, with a
        total below zero, mirrors the charge.
    minimum_share, maximum_share : number from 0 to 1, or mapping to such, optional
        Floor and cap as a share of the total, also in per cent: ``"20%"``.
    minimum_per, maximum_per : mapping of driver to number, optional
        Floor and cap for each of a driver: ``{"population": 55}`` is 55 per inhabitant.
    fixed_amount : mapping of member or group to number, optional
        Amount that a member pays. It needs no driver.
    fixed_share : mapping of member or group to number from 0 to 1, optional
        The same as a share of the total: ``{"European Union": "2.5%"}``.
    except_for : list of member or group, optional
        Members for whom one number for all, and bounds by a driver, do not apply.
    groups : mapping of group to list of members, optional
        Groups that mappings and `except_for` name; each member of a group has its bound.
    prorated : bool, optional
        Whether what is bounded or fixed here is for the whole period, so that a member for a part
        of it has that part of each bound, by days. It is the same for all members if not given.
    on : {"fee", "quota"}, optional
        What is bounded: the fee, if not given, or the exact quota alone. The rounding of a quota at
        a bound of 1 407.8652 may then give 1 408.

    Raises
    ------
    CostshareError
        If no bound is given and nothing is fixed, a member is fixed twice or also bounded by name,
        or a group or an exception has no effect.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 1}, "B": {"population": 3}, "C": {"population": 6}}
    >>> Bounded(model=PerCapita(), maximum=50).quotas(members, 100)
    {'A': Fraction(25, 2), 'B': Fraction(75, 2), 'C': Fraction(50, 1)}
    >>> Bounded(model=PerCapita(), fixed_share={"C": "20%"}).quotas(members, 100)
    {'A': Fraction(20, 1), 'B': Fraction(60, 1), 'C': Fraction(20, 1)}
    """

    kind: Literal["bounded"] = "bounded"
    minimum: AmountBound | None = None
    maximum: AmountBound | None = None
    minimum_share: ShareBound | None = None
    maximum_share: ShareBound | None = None
    minimum_per: SomeByName[NonNegative] | None = None
    maximum_per: SomeByName[NonNegative] | None = None
    fixed_amount: SomeByName[NonNegative] | None = None
    fixed_share: SomeByName[ShareOfOne] | None = None
    except_for: SomeNames | None = None
    groups: SomeByName[SomeNames] | None = None
    prorated: (
        Annotated[bool, PlainValidator(_read_prorated), WithJsonSchema({"type": "boolean"})] | None
    ) = None
    on: Annotated[On, OneOf("word for what is bounded", On)] | None = None

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
        fixed_amount: AmountByName | None = None,
        fixed_share: AmountByName | None = None,
        except_for: Iterable[str] | None = None,
        groups: Mapping[str, Iterable[str]] | None = None,
        prorated: bool | None = None,
        on: On | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        """Raise if nothing is bounded or fixed, or if a name or a group has no effect."""
        bounds = [bound for side in self._sides.values() for bound in side if bound is not None]
        if not bounds and self.fixed_amount is None and self.fixed_share is None:
            msg = "no bound is given; give minimum, maximum, minimum_share, maximum_share, "
            msg += "minimum_per, maximum_per, fixed_amount or fixed_share, or use the model alone"
            raise CostshareError(msg)
        check_names(
            by_name={
                field: table
                for side, (amount, share, _) in self._sides.items()
                for field, table in ((side, amount), (f"{side}_share", share))
                if isinstance(table, dict)
            },
            fixed={"fixed_amount": self.fixed_amount or {}, "fixed_share": self.fixed_share or {}},
            for_all=self.minimum_per is not None
            or self.maximum_per is not None
            or any(isinstance(bound, Fraction) for bound in bounds),
            except_for=self.except_for,
            groups=self.groups or {},
        )
        return self

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw bounds that the total fits, in whole units too."""
        if draw.is_inside:
            return None
        if draw.total is not None and len(draw.members) > 1 and not draw.whole(0, 3):
            return cls._drawn_fixed(draw)
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
        # A smaller minimum fits as well.
        prorated = bool(draw.whole(0, 1)) if kept == ("minimum",) else None
        return cls(model=model, prorated=prorated, **{name: bounds[name] for name in kept})

    @classmethod
    def _drawn_fixed(cls, draw: Draw) -> Self:
        """Draw a fixed share for one member, and a model by which the others share the rest."""
        name, share = draw.one_of(draw.members), draw.share()
        others = [each for each in draw.members if each != name]
        drivers = {
            driver: values
            for driver, values in draw.drivers.items()
            if any(values[each] for each in others)
        }
        its = replace(draw, members=others, drivers=drivers)
        model: RuleModel = its.inside(1 - Fraction(share))
        return cls(model=model, fixed_share={name: share})

    @property
    def _sides(self) -> dict[str, tuple[_Bound, _Bound, dict[str, Fraction] | None]]:
        """The fields of each side: amount, share, by driver."""
        return {
            "minimum": (self.minimum, self.minimum_share, self.minimum_per),
            "maximum": (self.maximum, self.maximum_share, self.maximum_per),
        }

    def own_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return a bound for each field, and for each group and each driver of a field."""
        bounds = [bound for side in self._sides for bound in self._bounds_of(side, facts, total)]
        if self.prorated:
            bounds = [bound.by_days(facts.proration) for bound in bounds]
        return bounds if self.on != "quota" else [replace(b, is_of_fees=False) for b in bounds]

    def own_fixed(self, facts: Facts, total: Fraction | None) -> list[FixedPart]:
        """Return what is fixed by amount, and by share; each group on its own."""
        parts = []
        for field, table, label in (
            ("fixed_amount", self.fixed_amount, say("fixed amount")),
            ("fixed_share", self.fixed_share, say("fixed share of the total")),
        ):
            if table is not None:
                rate = Fraction(1) if field == "fixed_amount" else _whole(field, total)
                parts += [
                    self._fixed_part(of_group(label, group), its, rate, facts)
                    for group, its in self._by_member(field, table, facts)
                    if its  # nobody of it may take part in the period
                ]
        return parts

    def _fixed_part(
        self, label: str, its: Mapping[str, Fraction], rate: Fraction, facts: Facts
    ) -> FixedPart:
        """Fix amounts or shares, for the days of each member where they are prorated."""
        part = FixedPart(label, its, rate, self.on != "quota")
        return part.by_days(facts.proration) if self.prorated else part

    def _bounds_of(self, side: str, facts: Facts, total: Fraction | None) -> Iterator[Bound]:
        """Yield the bounds of one side."""
        is_maximum = side == "maximum"
        amount, share, per = self._sides[side]
        if amount is not None:
            label = say("maximum") if is_maximum else say("minimum")
            for group, its in self._by_member(side, amount, facts):
                yield Bound(of_group(label, group), is_maximum, its)
        if share is not None:
            whole = _whole(f"{side}_share", total)
            label = (
                say("maximum share of the total")
                if is_maximum
                else say("minimum share of the total")
            )
            for group, shares in self._by_member(f"{side}_share", share, facts):
                of_total = {name: each * whole for name, each in shares.items()}
                yield Bound(of_group(label, group), is_maximum, of_total)
        for driver, rate in (per or {}).items():
            weights = facts.read(driver)
            amounts = {name: rate * weights[name] for name in self._not_excepted(facts)}
            said = {"rate": exactly(rate), "driver": facts.label(driver)}
            label = (
                say("maximum {rate} per {driver}", **said)
                if is_maximum
                else say("minimum {rate} per {driver}", **said)
            )
            yield Bound(label, is_maximum, amounts, driver, rate, weights)

    def _not_excepted(self, facts: Facts) -> list[str]:
        """Name the members for whom one number for all applies."""
        out = {
            name
            for name in expanded(self.except_for or (), self.groups or {})
            if name not in facts.aside and facts.takes_part(name, "member in except_for")
        }
        return [name for name in facts.names if name not in out]

    def _by_member(
        self, field: str, bound: Fraction | Mapping[str, Fraction], facts: Facts
    ) -> Iterator[tuple[str | None, dict[str, Fraction]]]:
        """Yield each group's name and its bounds by member; None for those without a group."""
        groups = self.groups or {}
        if isinstance(bound, Mapping):
            yield from by_group(field, bound, groups, facts)
            return
        refuse_both(groups, facts)
        yield None, dict.fromkeys(self._not_excepted(facts), bound)

    def times(self, factor: Fraction) -> Self:
        """Return the same with the amounts of the model and of the bounds multiplied."""
        amounts = ("minimum", "maximum", "minimum_per", "maximum_per", "fixed_amount")
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


def _whole(field: str, total: Fraction | None) -> Fraction:
    """Return the total that a field is a share of, or raise."""
    if total is None:
        msg = f"{field} is a share of the total, and none is given; pass total=…"
        raise CostshareError(msg)
    return total


def _times(bound: _Bound, factor: Fraction) -> _Bound:
    """Multiply a bound for all, or by member."""
    if isinstance(bound, dict):
        return {name: amount * factor for name, amount in bound.items()}
    return None if bound is None else bound * factor
