"""What members pay for their use of one resource, in terms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from costshare.models._price import Price, reach_of
from costshare.models._term import Term, charged, exactly, given
from costshare.words import say

Quantities = Mapping[str, Fraction]
"""A quantity by member."""


def metered(
    resource: str,
    price: Fraction | Price,
    use: Quantities,
    proration: Quantities,
    *,
    name: str,
    label: str,
) -> Iterator[Term]:
    """Make a term for a plain price, and one for each part of a declared price.

    `name` is what people read for the resource, and `label` for the use of it.
    """
    if isinstance(price, Fraction):
        yield charged(label, resource, price, use)
        return
    spent = dict.fromkeys(use, Fraction(0))
    by_days = any(part != 1 for part in proration.values())
    for part, rate, weights in _parts(name, label, price, use, proration):
        its = say("{part}, by days", part=part) if by_days and part is not label else part
        term = charged(its, resource, rate, weights, use=use)
        for member, quota in term.quotas.items():
            spent[member] += quota
        yield term
    if price.minimum:
        missing = {
            member: max(price.minimum * proration[member] - spent[member], Fraction(0))
            if used
            else Fraction(0)
            for member, used in use.items()
        }
        its = say("{use}, up to the minimum {minimum}", use=label, minimum=exactly(price.minimum))
        its = say("{part}, by days", part=its) if by_days else its
        yield replace(given(its, missing), driver=resource, use=use, line=resource)


def unused_commitment(
    price: Fraction | Price, use: Quantities, proration: Quantities
) -> Quantities:
    """Return how much each member has committed to, and pays for, but does not use."""
    if isinstance(price, Fraction):
        return dict.fromkeys(use, Fraction(0))
    billable = _billable(price, use, proration)
    return {
        member: max(price.committed_by(member) * proration[member] - billable[member], Fraction(0))
        for member in use
    }


def _billable(price: Price, use: Quantities, proration: Quantities) -> Quantities:
    """Return the use above the free allowance."""
    free = price.free or Fraction(0)
    return {
        member: max(used - free * proration[member], Fraction(0)) for member, used in use.items()
    }


def _parts(
    name: str, label: str, price: Price, use: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantities]]:
    """Yield label, rate and quantities of each part, in the order that `Price` promises."""
    billable = _billable(price, use, proration)
    if price.free:
        free = {member: used - billable[member] for member, used in use.items()}
        yield say("{use}, free", use=label), Fraction(0), free
    if price.tiers is not None:
        yield from _tiers(label, price, billable, proration)
    elif price.committed is None:
        yield label, price.first, billable
    else:
        unused = unused_commitment(price, use, proration)
        inside = {
            member: price.committed_by(member) * proration[member] - unused[member]
            for member in use
        }
        above = {member: billable[member] - inside[member] for member in use}
        yield say("{use}, committed", use=label), price.first, inside
        yield say("{resource}, committed but unused", resource=name), price.first, unused
        over = say("{use}, above the commitment", use=label)
        yield over, price.overage or Fraction(0), above


def _tiers(
    label: str, price: Price, billable: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantities]]:
    """Yield label, rate and quantities of each tier."""
    below = Fraction(0)
    for number, tier in enumerate(price.tiers or (), start=1):
        lies_in = {
            member: _within(used, below, tier.up_to, proration[member], price.mode)
            for member, used in billable.items()
        }
        its = {"use": label, "number": exactly(number), "reach": reach_of(tier, below)}
        yield (
            say("{use}, volume tier {number} ({reach})", **its)
            if price.mode == "volume"
            else say("{use}, graduated tier {number} ({reach})", **its),
            tier.price,
            lies_in,
        )
        below = tier.up_to or below


def _within(
    used: Fraction, below: Fraction, up_to: Fraction | None, part: Fraction, mode: str | None
) -> Fraction:
    """Return how much of a member's use a tier prices, its ends prorated by days."""
    low, high = below * part, None if up_to is None else up_to * part
    if used <= low:
        return Fraction(0)
    if mode == "volume":
        return used if high is None or used <= high else Fraction(0)
    return (used if high is None else min(used, high)) - low
