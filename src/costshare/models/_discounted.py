"""Discounted: any model, with discounts for members from so many of a driver on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from costshare.amounts import Amount, plain, read_amount
from costshare.errors import CostshareError, some_of
from costshare.fields import Name, NonNegative, OneOf, ReadOnly, ShareOfOne, each_once, has_names
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._flat import Flat
from costshare.models._model import AroundModel, ModelLike, RuleModel, add_terms, terms_of
from costshare.models._price import TierMode
from costshare.models._quantity import Counts, Quantity
from costshare.models._tariff import Tariff
from costshare.models._term import Term, exactly
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
    """Give members a discount from so many of a driver on, or charge small ones nothing.

    With a total, the members without a discount take over what the discounts take off, in the
    proportions of the model. Without a total, the total follows. Thresholds go by the driver as
    it is, also for a member for a part of the period. Bounds inside bound what the model charges
    before discounts; put a `Bounded` around to bound fees.

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

    Raises
    ------
    CostshareError
        If neither `nothing_below` nor `discounts` is given, or a threshold is not above zero.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 40}, "B": {"population": 60}, "C": {"population": 100}}
    >>> discounted = Discounted(model=PerCapita(), discounts={50: "10%", 100: "20%"}, mode="volume")
    >>> discounted.quotas(members, 200)
    {'A': Fraction(66, 1), 'B': Fraction(54, 1), 'C': Fraction(80, 1)}
    >>> Discounted(model=PerCapita(), nothing_below=50).quotas(members, 200)
    {'A': Fraction(0, 1), 'B': Fraction(75, 1), 'C': Fraction(125, 1)}
    """

    kind: Literal["discounted"] = "discounted"
    driver: Name = "population"
    nothing_below: NonNegative | None = None
    mode: Annotated[TierMode, OneOf("mode of discounts", TierMode)] | None = None
    discounts: ByThreshold | None = None

    def __init__(
        self,
        *,
        model: ModelLike,
        driver: str = "population",
        nothing_below: Amount | None = None,
        discounts: Mapping[Any, Amount] | None = None,
        mode: Literal["graduated", "volume"] | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _discounts_something(self) -> Self:
        """Raise unless a threshold is given, above zero, and the mode has an effect."""
        if self.nothing_below is None and self.discounts is None:
            msg = "give nothing_below or discounts, or both; neither is given"
            raise CostshareError(msg)
        if self.discounts is None and self.mode is not None:
            msg = f"mode {self.mode!r} is of discounts, and none is given; remove it"
            raise CostshareError(msg)
        for threshold in (*self._thresholds, self.nothing_below):
            if threshold is not None and threshold <= 0:
                msg = f"threshold {plain(threshold)} is not above zero; every member reaches it, "
                raise CostshareError(msg + "so remove it, or correct it")
        return self

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
        has = facts.read(self.driver)
        changes = dict.fromkeys(sizes, Fraction(0))
        terms: list[Term] = []
        for label, quantity in self._taken_off(has, facts.label(self.driver)):
            shares = quantity.weights(has)
            quotas = {name: -sign * share * sizes[name] for name, share in shares.items()}
            for name, quota in quotas.items():
                changes[name] += quota
            amount = sum(quotas.values(), Fraction(0))
            term = Term("discount", label, self.driver, amount, shares, None, quotas, use=has)
            terms.append(replace(term, quantity=quantity))
        if total is None:
            return (*inner, *terms)
        lack = abs(sum(changes.values(), Fraction(0)))
        others = {name: Fraction(0) if changes[name] else size for name, size in sizes.items()}
        whole = sum(others.values(), Fraction(0))
        if lack and not whole:
            charged = some_of([name for name, size in sizes.items() if size])
            msg = f"every member that is charged has a discount ({charged}), so nobody can pay "
            msg += "what the discounts take off; raise a threshold, or use a Price with "
            raise CostshareError(msg + "tiers, where one factor for all gives the total")
        for name, size in others.items():
            changes[name] += sign * size * lack / (whole or 1)
        return (*inner, *terms, *taken_over(others, changes, sign))

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
