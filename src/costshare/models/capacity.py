"""Capacity: metered use at a price for each resource, and the capacity that stands idle."""

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import model_validator

from costshare.errors import CostshareError, unknown_name
from costshare.fields import Name, NonNegative, OneOf, SomeByName
from costshare.models._facts import Facts
from costshare.models._idle import IDLE_RULES, IdleRule, idle_terms
from costshare.models._metered import metered
from costshare.models._model import RuleModel
from costshare.models._price import AnyPrice, Price
from costshare.models._term import Term, scaled_to


class Capacity(RuleModel):
    """Charge metered use: quantity times price, summed over the resources.

    Where the pool has a total (the supplier's invoice) it is shared in proportion to the priced
    use, and to the value of idle capacity where `provided` is given. Where it has none, these are
    the quotas and the total follows. Use is what it is: it does not count less for who is a
    member for a part of the period.

    Parameters
    ----------
    prices : mapping of str to number or Price
        Price of each resource; the resource is a driver of the members.
    provided : mapping of str to number, optional
        How much of each resource there was to use. What is left of it is idle, and valued at the
        price of the first unit.
    idle : {"by_use", "flat", "per_capita", "host"}, optional
        Who pays for idle capacity: those who use the resource, in proportion; everyone equally;
        everyone by population; or the member named by `host`.
    host : str, optional
        The member that pays for idle capacity where `idle` is ``"host"``.

    Examples
    --------
    >>> use = {"A": {"vcpu": 2, "ram_gb": 10}, "B": {"vcpu": 1, "ram_gb": 0}}
    >>> model = Capacity(prices={"vcpu": "85", "ram_gb": "22"})
    >>> model.quotas(use)
    {'A': Fraction(390, 1), 'B': Fraction(85, 1)}
    >>> model.quotas(use, 950)
    {'A': Fraction(780, 1), 'B': Fraction(170, 1)}

    Four vCPU of which one stands idle, shared equally:

    >>> model = Capacity(prices={"vcpu": 85}, provided={"vcpu": 4}, idle="flat")
    >>> model.quotas(use, 400)
    {'A': Fraction(250, 1), 'B': Fraction(150, 1)}
    """

    kind: Literal["capacity"] = "capacity"
    prices: SomeByName[AnyPrice]
    provided: SomeByName[NonNegative] | None = None
    idle: Annotated[IdleRule, OneOf("rule for idle capacity", *IDLE_RULES)] | None = None
    host: Name | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for resource in self.provided or ():
            if resource not in self.prices:
                raise unknown_name("provided resource", resource, self.prices)
        if (self.provided is None) != (self.idle is None):
            msg = (
                "idle is given, but not what was provided; give provided, or leave idle out"
                if self.provided is None
                else "part of what is provided may stand idle; say who pays for it: "
                f"idle={', '.join(map(repr, IDLE_RULES[:-1]))} or {IDLE_RULES[-1]!r}"
            )
            raise CostshareError(msg)
        if (self.idle == "host") != (self.host is not None):
            msg = (
                f"host {self.host} is given, but idle is {self.idle!r}; pass idle='host'"
                if self.host is not None
                else "idle='host' needs to know who that is; pass host='…'"
            )
            raise CostshareError(msg)
        return self

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """The terms of each resource's use, then one for the idle part of each."""
        provided = self.provided or {}
        terms: list[Term] = []
        # A TOML file has its plain values before its tables; the terms must not depend on that.
        for resource, price in sorted(self.prices.items(), key=lambda each: type(each[1]) is Price):
            label = f"used {resource}" if resource in provided else resource
            terms += metered(resource, label, price, facts.read(resource))
        if self.idle is not None:
            terms += idle_terms(facts, provided, self.prices, self.idle, self.host)
        return tuple(scaled_to(terms, total, self.prices))
