"""What members pay for their use of one resource, in terms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil

from costshare.models._price import Price, reach_of
from costshare.models._term import Term, by_days, charged, exactly, given
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
    for part, rate, weights, by in _parts(name, label, price, use, proration):
        term = charged(part, resource, rate, weights, by, use=use)
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
        least = exactly(price.minimum)
        its = say("{use}, up to the minimum {minimum}", use=label, minimum=least)
        added = given(by_days(its, proration), missing)
        yield replace(added, driver=resource, use=use, line=resource)


def unused_commitment(
    price: Fraction | Price, use: Quantities, proration: Quantities
) -> Quantities:
    """Return how many units each member has committed to, and pays for, but does not use."""
    if isinstance(price, Fraction):
        return dict.fromkeys(use, Fraction(0))
    billable = _billable(price, use, proration)
    return _unused(price, billable, proration, price.package or Fraction(1))


def _unused(
    price: Price, taken: Quantities, proration: Quantities, size: Fraction = Fraction(1)
) -> Quantities:
    """Return what of its commitment each member does not take; one of it counts as `size`."""
    return {
        member: max(price.committed_by(member) * proration[member] * size - each, Fraction(0))
        for member, each in taken.items()
    }


def _billable(price: Price, use: Quantities, proration: Quantities) -> Quantities:
    """Return the use above the free allowance."""
    free = price.free or Fraction(0)
    return {
        member: max(used - free * proration[member], Fraction(0)) for member, used in use.items()
    }


def _packed(price: Price, label: str) -> str:
    """Say what is counted: packages, where there are any."""
    if price.package is None:
        return label
    return say("{use}, packages of {size}", use=label, size=exactly(price.package))


def _parts(
    name: str, label: str, price: Price, use: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantities, Quantities | None]]:
    """Yield label, rate, quantities and proration of each part, in the order of `Price`."""
    billable = _billable(price, use, proration)
    if price.free:
        free = {member: used - billable[member] for member, used in use.items()}
        yield by_days(say("{use}, free", use=label), proration), Fraction(0), free, None
    counted = billable
    if price.package is not None:
        # A started package is a whole one.
        counted = {name: Fraction(ceil(each / price.package)) for name, each in billable.items()}
    its = _packed(price, label)
    if price.tiers is not None:
        yield from _tiers(its, price, counted, proration)
    elif price.committed is None:
        yield its, price.rate, counted, None
    else:
        unused = _unused(price, counted, proration)
        inside = {
            member: price.committed_by(member) * proration[member] - unused[member]
            for member in use
        }
        above = {member: counted[member] - inside[member] for member in use}
        for part, rate, weights in (
            (say("{use}, committed", use=its), price.rate, inside),
            (
                say("{resource}, committed but unused", resource=_packed(price, name)),
                price.rate,
                unused,
            ),
            (say("{use}, above the commitment", use=its), price.overage or Fraction(0), above),
        ):
            yield by_days(part, proration), rate, weights, None


def _tiers(
    label: str, price: Price, counted: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantities, Quantities | None]]:
    """Yield the part of each tier by its price, and that of its fee, which is prorated."""
    below = Fraction(0)
    for number, tier in enumerate(price.tiers or (), start=1):
        lies_in = {
            member: _within(used, below, tier.up_to, proration[member], price.mode)
            for member, used in counted.items()
        }
        its = {
            "use": label,
            "number": exactly(number),
            "reach": reach_of(tier, below if number > 1 else None),
        }
        if tier.price is not None:
            part = (
                say("{use}, volume tier {number} ({reach})", **its)
                if price.mode == "volume"
                else say("{use}, graduated tier {number} ({reach})", **its)
            )
            yield by_days(part, proration), tier.price, lies_in, None
        if tier.fee is not None:
            # The first tier is reached at zero use too.
            reached = {
                member: Fraction(part > 0 or (number == 1 and not counted[member]))
                for member, part in lies_in.items()
            }
            part = (
                say("{use}, fee of volume tier {number} ({reach})", **its)
                if price.mode == "volume"
                else say("{use}, fee of graduated tier {number} ({reach})", **its)
            )
            yield part, tier.fee, reached, proration
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
