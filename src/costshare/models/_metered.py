"""What members pay for their use of one resource, in terms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from costshare.amounts import plain
from costshare.models._price import Price
from costshare.models._term import Term, charged, given

Quantities = Mapping[str, Fraction]
"""A quantity by member."""


def metered(
    resource: str, label: str, price: Fraction | Price, use: Quantities, proration: Quantities
) -> Iterator[Term]:
    """Make a term for a plain price, and one for each part of a declared price."""
    if isinstance(price, Fraction):
        yield charged(label, resource, price, use)
        return
    spent = dict.fromkeys(use, Fraction(0))
    days = ", by days" if any(part != 1 for part in proration.values()) else ""
    for name, rate, weights in _parts(resource, label, price, use, proration):
        its = name if name == label else name + days
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
        name = f"{label}, up to the minimum {plain(price.minimum)}{days}"
        yield replace(given(name, missing), driver=resource, use=use, line=resource)


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
    resource: str, label: str, price: Price, use: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantities]]:
    """Yield label, rate and quantities of each part, in the order that `Price` promises."""
    billable = _billable(price, use, proration)
    if price.free:
        free = {member: used - billable[member] for member, used in use.items()}
        yield f"{label}, free", Fraction(0), free
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
        yield f"{label}, committed", price.first, inside
        yield f"{resource}, committed but unused", price.first, unused
        yield f"{label}, above the commitment", price.overage or Fraction(0), above


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
        reach = f"above {plain(below)}" if tier.up_to is None else f"to {plain(tier.up_to)}"
        yield f"{label}, {price.mode or 'graduated'} tier {number} ({reach})", tier.price, lies_in
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
