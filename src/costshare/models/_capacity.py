"""Capacity: metered use at a price for each resource, and the capacity that is idle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import model_validator

from costshare.amounts import Amount
from costshare.errors import CostshareError, unknown_name
from costshare.fields import Name, NonNegative, OneOf, SomeByName
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._idle import IdleRule, idle_terms
from costshare.models._metered import metered
from costshare.models._model import RuleModel
from costshare.models._price import Price, PriceByDay, PriceLike, TierMode, drawn_tiers, price_times
from costshare.models._term import Term, scaled_to
from costshare.periods import Bands, ByDayLike, OrByDay, in_force
from costshare.words import say

T = TypeVar("T")


class Capacity(RuleModel):
    """Charge metered use: quantity times price, summed over the resources.

    Where the pool has a total (the supplier's invoice), all charges for use, and for idle capacity
    where `provided` is given, are multiplied by one factor so that they sum to it. Where it has no
    total, the charges are the quotas and the total follows. Prices are for the pool's period. Use
    is not prorated: it is what a member used. The quantities and the minimum of a `Price`, and idle
    capacity that is shared equally or by population, are prorated by days.

    Parameters
    ----------
    prices : mapping of str to number or Price
        Price of each resource; the resource is a driver of the members. A price that changes is
        a mapping of dates to prices, each of which applies from its date until the next.
    provided : mapping of str to number, optional
        Quantity of each resource that could be used. What is left of it is idle, and valued at the
        price of the first unit. A quantity that changes is a mapping of dates, as for prices.
    idle : {"by_use", "flat", "per_capita", "host"}, optional
        Rule that shares the cost of idle capacity: among the members that use the resource, in
        proportion; equally; by population; or all to the member named by `host`.
    host : str, optional
        Member that pays for idle capacity where `idle` is ``"host"``.
    bands : mapping of str to Bands, optional
        Bands of time in which a resource has prices of its own: for ``energy`` in bands ``peak``
        and ``off-peak`` there are prices of ``energy peak`` and ``energy off-peak``. Where
        ``energy`` itself has a price, those of some bands are added to it. Pass the bands to
        `UsageLog.quantity` or `UsageLog.peak` to get the use.

    Raises
    ------
    CostshareError
        If a provided resource has no price, `provided`, `idle` and `host` do not go together, or a
        band has no price.

    Examples
    --------
    >>> use = {"A": {"vcpu": 2, "ram_gb": 10}, "B": {"vcpu": 1, "ram_gb": 0}}
    >>> model = Capacity(prices={"vcpu": "85", "ram_gb": "22"})
    >>> model.quotas(use)
    {'A': Fraction(390, 1), 'B': Fraction(85, 1)}
    >>> model.quotas(use, 950)
    {'A': Fraction(780, 1), 'B': Fraction(170, 1)}

    Four vCPU of which one is idle, shared equally:

    >>> model = Capacity(prices={"vcpu": 85}, provided={"vcpu": 4}, idle="flat")
    >>> model.quotas(use, 400)
    {'A': Fraction(250, 1), 'B': Fraction(150, 1)}

    A price that rises on 1 July:

    >>> import costshare as cs
    >>> model = Capacity(prices={"vcpu": {"2022-01-01": 85, "2022-07-01": 90}})
    >>> cs.allocate(None, model, use, period="2022-07").pool_totals
    {'fee': Decimal('270')}

    Prices by time of day, for the use that `UsageLog.quantity` separates by the same bands:

    >>> day = {"name": "day", "hours": "06:00-22:00"}
    >>> bands = {"energy": cs.Bands(bands=[day, {"name": "night"}], timezone="Europe/Stockholm")}
    >>> model = Capacity(prices={"energy day": "1.2", "energy night": "0.8"}, bands=bands)
    >>> model.quotas({"A": {"energy day": 100, "energy night": 50}})
    {'A': Fraction(160, 1)}
    """

    kind: Literal["capacity"] = "capacity"
    prices: SomeByName[PriceByDay]
    provided: (
        SomeByName[Annotated[Fraction | dict[date, Fraction], OrByDay(NonNegative)]] | None
    ) = None
    idle: Annotated[IdleRule, OneOf("rule for idle capacity", IdleRule)] | None = None
    host: Name | None = None
    bands: SomeByName[Bands] | None = None

    def __init__(
        self,
        *,
        prices: Mapping[str, PriceLike],
        provided: Mapping[str, Amount | ByDayLike[Amount]] | None = None,
        idle: IdleRule | None = None,
        host: str | None = None,
        bands: Mapping[str, Bands | Mapping[str, Any]] | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless provided, idle and host go together."""
        for resource in self.provided or ():
            if resource not in self.prices:
                raise unknown_name("provided resource", resource, self.prices)
        if (self.provided is None) != (self.idle is None):
            msg = (
                "idle is given, but not what was provided; give provided, or leave idle out"
                if self.provided is None
                else "part of what is provided may be idle; say who pays for it: "
                "idle='by_use', 'flat', 'per_capita' or 'host'"
            )
            raise CostshareError(msg)
        if (self.idle == "host") != (self.host is not None):
            msg = (
                f"host {self.host} is given, but idle is {self.idle!r}; pass idle='host'"
                if self.host is not None
                else "idle='host' needs the name of the host; pass host='…'"
            )
            raise CostshareError(msg)
        for resource, bands in (self.bands or {}).items():
            names = bands.resources(resource)
            missing = [name for name in names if name not in self.prices]
            if missing and (resource not in self.prices or len(missing) == len(names)):
                raise unknown_name("price of", missing[0], self.prices)
        return self

    def times(self, factor: Fraction) -> Self:
        """Return the same with all prices multiplied."""
        return self.replace(
            prices={
                resource: {day: price_times(each, factor) for day, each in price.items()}
                if isinstance(price, dict)
                else price_times(price, factor)
                for resource, price in self.prices.items()
            }
        )

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw prices, or one declared price with idle capacity."""
        if not draw.drivers:
            return None
        resource = draw.driver()
        if draw.whole(0, 1):
            return cls(prices={resource: draw.price(), **draw.prices()})
        tiers = drawn_tiers(draw, 2)
        mode: TierMode = draw.one_of(("graduated", "volume"))
        used = sum(draw.drivers[resource].values(), Fraction(0))
        return cls(
            prices={
                resource: Price(
                    tiers=tiers, mode=mode, minimum=draw.price(), package=draw.one_of((None, 7))
                )
            },
            provided={resource: used + draw.whole(0, 10**4)},
            idle=draw.one_of(("by_use", "flat")),
        )

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the terms of each resource's use, then one for the idle part of each."""
        prices = {
            resource: _holding(price, facts, f"the price of {resource}")
            # A TOML file has its plain values before its tables; terms must not depend on that.
            for resource, price in sorted(self.prices.items(), key=_is_table)
        }
        provided = {
            resource: _holding(quantity, facts, f"what is provided of {resource}")
            for resource, quantity in (self.provided or {}).items()
        }
        terms: list[Term] = []
        for resource, price in prices.items():
            name = facts.label(resource)
            label = say("used {resource}", resource=name) if resource in provided else name
            for member in price.promising if isinstance(price, Price) else ():
                facts.takes_part(member, f"member with a commitment of {resource}")
            use = facts.read_use(resource)
            terms += metered(resource, price, use, facts.proration, name=name, label=label)
        if self.idle is not None:
            terms += idle_terms(facts, provided, prices, self.idle, self.host)
        return tuple(scaled_to(terms, total, prices))


def _is_table(item: tuple[str, object]) -> bool:
    """Return whether a price is written as a table."""
    return not isinstance(item[1], Fraction)


def _holding(
    value: Fraction | T | dict[date, Fraction | T], facts: Facts, what: str
) -> Fraction | T:
    """Return the value that applies in the period."""
    return in_force(value, facts.period, what) if isinstance(value, dict) else value
