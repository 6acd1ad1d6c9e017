"""Idle capacity: what was provided and nobody used, and who pays for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.models._facts import Facts
from costshare.models._metered import unused_commitment
from costshare.models._price import Price
from costshare.models._quantity import Idle
from costshare.models._term import Term, exactly, shared
from costshare.words import Said, say

IdleRule = Literal["by_use", "flat", "per_capita", "host"]

IDLE_WORDS: Mapping[IdleRule, Said] = {
    "by_use": say("by use"),
    "flat": say("flat"),
    "per_capita": say("per capita"),
    "host": say("host"),
}
"""What each rule is called."""


def idle_terms(
    facts: Facts,
    provided: Mapping[str, Fraction],
    prices: Mapping[str, Fraction | Price],
    rule: IdleRule,
    host: str | None,
) -> Iterator[Term]:
    """Value the idle part of each resource and share it by the rule."""
    for resource, quantity in provided.items():
        price = prices[resource]
        rate = price if isinstance(price, Fraction) else price.first
        idle = _idle(resource, quantity, price, rate, facts)
        if idle.cost:
            driver, weights = _by(facts, resource, rule, host)
            # Equal and per-capita parts are prorated by days; use and hosting are not.
            proration = facts.proration if rule in {"flat", "per_capita"} else None
            label = say(
                "idle {resource}, {rule}, {quantity} at {price}",
                resource=facts.label(resource),
                rule=IDLE_WORDS[rule],
                quantity=exactly(idle.left),
                price=exactly(rate),
            )
            term = shared(label, driver, idle.cost, weights, proration)
            yield replace(term, role="charge", line=resource, idle=idle)


def _idle(
    resource: str, provided: Fraction, price: Fraction | Price, rate: Fraction, facts: Facts
) -> Idle:
    """Return what is left of a resource, or raise if more was used than provided."""
    use = facts.read(resource)
    # The unused part of a commitment is paid for already: it must not be charged twice.
    promised = unused_commitment(price, use, facts.proration)
    used, unused = (sum(each.values(), Fraction(0)) for each in (use, promised))
    taken = used + unused
    if taken > provided:
        msg = (
            f"use and commitments of {resource} sum to {plain(taken)}, more than the "
            f"{plain(provided)} provided; correct a figure, or leave {resource} out of provided"
        )
        raise CostshareError(msg)
    return Idle(provided, used, unused, rate)


def _by(
    facts: Facts, resource: str, rule: IdleRule, host: str | None
) -> tuple[str | None, Mapping[str, Fraction]]:
    """Return the driver and the weights that the rule shares idle capacity by."""
    if rule == "flat":
        return None, facts.ones
    if rule == "per_capita":
        return "population", facts.read("population")
    if rule == "host":
        if not facts.takes_part(str(host), "host of idle capacity"):
            msg = f"{host} hosts the idle capacity and is not a member in {facts.period}; name "
            raise CostshareError(msg + "another")
        return None, {name: Fraction(name == host) for name in facts.names}
    use = facts.read(resource)
    if not any(use.values()):
        msg = (
            f"nobody used {resource}, so its idle capacity cannot be shared by use; "
            "choose idle='flat', 'per_capita' or 'host'"
        )
        raise CostshareError(msg)
    return resource, use
