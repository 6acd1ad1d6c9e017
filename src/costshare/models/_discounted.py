"""Discounted: any model, with discounts by name, or from so many of a driver on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from costshare.amounts import Amount, AmountByName, plain, read_amount
from costshare.errors import CostshareError, some_of
from costshare.fields import (
    Name,
    NonNegative,
    OneOf,
    ReadOnly,
    ShareOfOne,
    SomeByName,
    each_once,
    has_names,
)
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._flat import Flat
from costshare.models._member_names import (
    SomeNames,
    by_group,
    check_groups,
    expanded,
    of_group,
    refuse_both,
)
from costshare.models._model import AroundModel, ModelLike, RuleModel, add_terms, terms_of
from costshare.models._price import TierMode
from costshare.models._quantity import Counts, Quantity
from costshare.models._tariff import Tariff
from costshare.models._term import Term, exactly, share_words
from costshare.models._within_bounds import sizes_of, taken_over
from costshare.words import say


def _each_threshold(value: object) -> object:
    """Write each threshold as a plain number, so that 10000 and "10000.0" are the same."""
    if not has_names(value):
        return value
    found = [(plain(read_amount(key, "threshold")), share) for key, share in value.items()]
    each_once("threshold", [key for key, _ in found])
    return dict(found)


ByThreshold = Annotated[
    dict[Name, ShareOfOne],
    Field(min_length=1),
    BeforeValidator(_each_threshold),
    AfterValidator(ReadOnly),
]


class Discounted(AroundModel):
    """Give members a discount, by name or from so many of a driver on, or charge them nothing.

    With a total, the members without a discount, or those that are named, take over what the
    discounts take off, in the proportions of the model. Without a total, the total follows.
    Thresholds go by the driver as it is, also for a member for a part of the period. Bounds inside
    bound what the model charges before discounts; put a `Bounded` around to bound fees.

    Parameters
    ----------
    model : model
        Model whose quotas are discounted.
    driver : str, default "population"
        Driver that the thresholds are of.
    nothing_below : number, optional
        A member that has less of the driver pays nothing.
    discounts : mapping of number to share, optional
        Discount, such as ``"20%"``, by the threshold that it begins at, itself included.
    mode : {"graduated", "volume"}, optional
        A graduated discount, the default, is on the part of the fee that goes with what a member
        has of the driver above the threshold; a volume discount, of the last threshold that is
        reached, is on the whole fee.
    member_discounts : mapping of member or group to share, optional
        Discount on the whole fee by name: ``{"level D": "20%"}``.
    taken_over_by : list of member or group, optional
        Members who take over what the discounts take off; all without a discount if not given.
        There must be a total.
    groups : mapping of group to list of members, optional
        Groups that `member_discounts` and `taken_over_by` name.

    Raises
    ------
    CostshareError
        If no discount is given, a threshold is not above zero, a group or a name has no effect, or
        a member has two discounts, or has one and is to take over what it takes off.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 40}, "B": {"population": 60}, "C": {"population": 100}}
    >>> discounted = Discounted(model=PerCapita(), discounts={50: "10%", 100: "20%"}, mode="volume")
    >>> discounted.quotas(members, 200)
    {'A': Fraction(66, 1), 'B': Fraction(54, 1), 'C': Fraction(80, 1)}
    >>> Discounted(model=PerCapita(), nothing_below=50).quotas(members, 200)
    {'A': Fraction(0, 1), 'B': Fraction(75, 1), 'C': Fraction(125, 1)}
    >>> by_name = Discounted(
    ...     model=PerCapita(), member_discounts={"A": "50%"}, taken_over_by=["C"]
    ... )
    >>> by_name.quotas(members, 200)
    {'A': Fraction(20, 1), 'B': Fraction(60, 1), 'C': Fraction(120, 1)}
    """

    kind: Literal["discounted"] = "discounted"
    driver: Name = "population"
    nothing_below: NonNegative | None = None
    mode: Annotated[TierMode, OneOf("mode of discounts", TierMode)] | None = None
    discounts: ByThreshold | None = None
    member_discounts: SomeByName[ShareOfOne] | None = None
    taken_over_by: SomeNames | None = None
    groups: SomeByName[SomeNames] | None = None

    def __init__(
        self,
        *,
        model: ModelLike,
        driver: str = "population",
        nothing_below: Amount | None = None,
        discounts: Mapping[Any, Amount] | None = None,
        mode: Literal["graduated", "volume"] | None = None,
        member_discounts: AmountByName | None = None,
        taken_over_by: Iterable[str] | None = None,
        groups: Mapping[str, Iterable[str]] | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _discounts_something(self) -> Self:
        """Raise unless a discount is given, thresholds are above zero, and all has an effect."""
        if self.nothing_below is None and self.discounts is None and not self.member_discounts:
            msg = "give nothing_below, discounts or member_discounts; none of them is given"
            raise CostshareError(msg)
        if self.discounts is None and self.mode is not None:
            msg = f"mode {self.mode!r} is of discounts, and none is given; remove it"
            raise CostshareError(msg)
        for threshold in (*self._thresholds, self.nothing_below):
            if threshold is not None and threshold <= 0:
                msg = f"threshold {plain(threshold)} is not above zero; every member reaches it, "
                raise CostshareError(msg + "so remove it, or correct it")
        self._check_names()
        return self

    def _check_names(self) -> None:
        """Raise if a group has no effect, or a member has a discount and takes over."""
        named, groups = (*(self.member_discounts or ()), *(self.taken_over_by or ())), self.groups
        way = "name it in member_discounts or taken_over_by"
        check_groups(groups or {}, named, "discount", way)
        for name, times in Counter(expanded(named, groups or {})).items():
            if times > 1:
                msg = f"{name} is named more than once in member_discounts and taken_over_by, by "
                raise CostshareError(msg + "itself or in a group; a member has one of them")

    @property
    def _thresholds(self) -> dict[Fraction, Fraction]:
        """The discounts by threshold, in rising order."""
        return dict(
            sorted((Fraction(each), share) for each, share in (self.discounts or {}).items())
        )

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw discounts for all but the member with the least of a driver."""
        if draw.is_inside or not draw.drivers:
            return None
        driver = draw.driver()
        model: RuleModel = draw.inside()
        least = min(draw.drivers[driver].values())
        quotas = model.quotas(Facts(draw.facts, period=draw.period), draw.total)
        charged = [name for name, quota in quotas.items() if quota]
        if len(charged) > 1 and draw.whole(0, 2) == 2:
            taken_over_by = None if draw.total is None else charged[:1]
            off = {charged[-1]: draw.share()}
            return cls(model=model, member_discounts=off, taken_over_by=taken_over_by)
        smallest = [name for name, has in draw.drivers[driver].items() if has == least]
        if any(quotas.values()) and not any(quotas[name] for name in smallest):
            # Those without a discount must pay, to take over what the others do not.
            model = Flat() if draw.total is not None else Tariff(base=draw.price())
        steps = draw.rising(2, 10**6) or [1]
        discounts = {plain(least + step): draw.share() for step in steps}
        modes: tuple[TierMode, ...] = ("graduated", "volume")
        return cls(model=model, driver=driver, discounts=discounts, mode=draw.one_of(modes))

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the model's terms, one for each threshold, and what the others take over."""
        inner = terms_of(self.model, facts, total)
        sign, sizes = sizes_of(add_terms(facts, inner))
        changes = dict.fromkeys(sizes, Fraction(0))
        terms: list[Term] = []
        for term in (*self._by_threshold(facts), *self._by_name(facts)):
            quotas = {name: -sign * share * sizes[name] for name, share in term.weights.items()}
            for name, quota in quotas.items():
                if quota and changes[name] and term.driver is None:
                    msg = f"{name} has a discount by name and one by a threshold; remove one of "
                    raise CostshareError(msg + "them, or put one Discounted around another")
                changes[name] += quota
            terms.append(replace(term, quotas=quotas, amount=sum(quotas.values(), Fraction(0))))
        taking = self._who_takes_over(facts, changes)
        if total is None:
            if self.taken_over_by is not None:
                msg = "taken_over_by shares what the discounts take off a total, and none is given"
                raise CostshareError(f"{msg}; pass total=…, or remove taken_over_by")
            return (*inner, *terms)
        lack = abs(sum(changes.values(), Fraction(0)))
        others = {name: size if name in taking else Fraction(0) for name, size in sizes.items()}
        whole = sum(others.values(), Fraction(0))
        if lack and not whole:
            raise CostshareError(self._nobody(taking, sizes))
        for name, size in others.items():
            changes[name] += sign * size * lack / (whole or 1)
        return (*inner, *terms, *taken_over(others, changes, sign))

    def _by_threshold(self, facts: Facts) -> Iterator[Term]:
        """Yield a term for each threshold, without its quotas."""
        if self._thresholds or self.nothing_below is not None:
            has = facts.read(self.driver)
            for label, quantity in self._taken_off(has, facts.label(self.driver)):
                shares = quantity.weights(has)
                term = Term("discount", label, self.driver, Fraction(0), shares, None, {}, use=has)
                yield replace(term, quantity=quantity)

    def _by_name(self, facts: Facts) -> Iterator[Term]:
        """Yield a term for each group that has a discount, and for those without a group."""
        table, groups = self.member_discounts or {}, self.groups or {}
        for group, shares in by_group("discount", table, groups, facts):
            if shares:  # nobody of a group may take part in the period
                weights = {name: shares.get(name, Fraction(0)) for name in facts.names}
                off = say("{share} off", share=share_words(table[group])) if group else ""
                label = of_group(off or say("discount"), group)
                yield Term("discount", label, None, Fraction(0), weights, None, {})

    def _who_takes_over(self, facts: Facts, changes: Mapping[str, Fraction]) -> set[str]:
        """Name those who take over what is taken off; raise if one of them has a discount."""
        if self.taken_over_by is None:
            return {name for name, change in changes.items() if not change}
        refuse_both(self.groups or {}, facts)
        taking = {
            name
            for name in expanded(self.taken_over_by, self.groups or {})
            if facts.takes_part(name, "member in taken_over_by")
        }
        if both := next((name for name in taking if changes[name]), None):
            msg = f"{both} has a discount and is named in taken_over_by, so it would take over its "
            raise CostshareError(msg + "own; remove it there, or its discount")
        return taking

    def _nobody(self, taking: set[str], sizes: Mapping[str, Fraction]) -> str:
        """Say that nobody can pay what the discounts take off."""
        if self.taken_over_by is not None:
            why = f"by the model {some_of(sorted(taking))} pays nothing"
            why = why if taking else "nobody of them is a member in the period"
            msg = f"those named in taken_over_by cannot pay what the discounts take off, for {why}"
            return f"{msg}; name others"
        charged = some_of([name for name, size in sizes.items() if size])
        msg = f"every member that is charged has a discount ({charged}), so nobody can pay "
        msg += "what the discounts take off; raise a threshold, or use a Price with "
        return msg + "tiers, where one factor for all gives the total"

    def _taken_off(
        self, has: Mapping[str, Fraction], driver: str
    ) -> Iterator[tuple[str, Quantity]]:
        """Yield for each threshold its label, and the quantity that its discounts follow from."""
        least = self.nothing_below or Fraction(0)
        if least:
            label = say("nothing below {number} {driver}", number=exactly(least), driver=driver)
            yield label, Quantity("from", has, up_to=dict.fromkeys(has, least))
        counted = {name: own for name, own in has.items() if own >= least}
        is_volume = self.mode == "volume"
        ends = [*self._thresholds, None][1:]
        for (begin, share), end in zip(self._thresholds.items(), ends, strict=True):
            its = {
                "share": say("{number} %", number=exactly(share * 100)),
                "number": exactly(begin),
                "driver": driver,
            }
            label = (
                say("{share} off from {number} {driver} on", **its)
                if is_volume
                else say("{share} off above {number} {driver}", **its)
            )
            above = dict.fromkeys(counted, begin)
            up_to = None if end is None else dict.fromkeys(counted, end)
            counts: Counts = "from" if is_volume else "part"
            yield label, Quantity(counts, counted, above, up_to, share=share)
