"""What members pay for their use of one resource, in terms."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import unknown_name
from costshare.models._price import Price
from costshare.models._term import Term, charged

Quantities = Mapping[str, Fraction]


def metered(resource: str, label: str, price: Fraction | Price, use: Quantities) -> Iterator[Term]:
    """A term for a plain price, and one for each part of a declared price."""
    if isinstance(price, Fraction):
        yield charged(label, resource, price, use)
        return
    spent = dict.fromkeys(use, Fraction(0))
    for name, rate, weights in _parts(resource, label, price, use):
        term = replace(charged(name, resource, rate, weights), use=use)
        for member, quota in term.quotas.items():
            spent[member] += quota
        yield term
    if price.minimum:
        missing = {
            member: max(price.minimum - spent[member], Fraction(0)) if used else Fraction(0)
            for member, used in use.items()
        }
        yield charged(
            f"{label}, up to the minimum {plain(price.minimum)}", None, Fraction(1), missing
        )


def unused_commitment(resource: str, price: Fraction | Price, use: Quantities) -> Quantities:
    """How much each member has committed to, and pays for, but does not use.

    Raises
    ------
    CostshareError
        Where somebody has committed who takes no part.
    """
    if isinstance(price, Fraction):
        return dict.fromkeys(use, Fraction(0))
    for member in price.committed if isinstance(price.committed, dict) else ():
        if member not in use:
            raise unknown_name(f"member with a commitment of {resource}", member, use)
    billable = _billable(price, use)
    return {
        member: max(price.committed_by(member) - billable[member], Fraction(0)) for member in use
    }


def _billable(price: Price, use: Quantities) -> Quantities:
    free = price.free or Fraction(0)
    return {member: max(used - free, Fraction(0)) for member, used in use.items()}


def _parts(
    resource: str, label: str, price: Price, use: Quantities
) -> Iterator[tuple[str, Fraction, Quantities]]:
    """Label, rate and quantities of each part, in the order that `Price` promises."""
    billable = _billable(price, use)
    if price.free:
        free = {member: used - billable[member] for member, used in use.items()}
        yield f"{label}, free", Fraction(0), free
    if price.tiers is not None:
        yield from _tiers(label, price, billable)
    elif price.committed is None:
        yield label, price.first, billable
    else:
        unused = unused_commitment(resource, price, use)
        inside = {member: price.committed_by(member) - unused[member] for member in use}
        above = {member: billable[member] - inside[member] for member in use}
        yield f"{label}, committed", price.first, inside
        yield f"{resource}, committed but unused", price.first, unused
        yield f"{label}, above the commitment", price.overage or Fraction(0), above


def _tiers(
    label: str, price: Price, billable: Quantities
) -> Iterator[tuple[str, Fraction, Quantities]]:
    below = Fraction(0)
    for number, tier in enumerate(price.tiers or (), start=1):
        end = tier.up_to
        lies_in = {
            member: (used if end is None else min(used, end)) - below
            if used > below
            else Fraction(0)
            for member, used in billable.items()
        }
        if price.mode == "volume":
            lies_in = {
                member: used if lies_in[member] and (end is None or used <= end) else Fraction(0)
                for member, used in billable.items()
            }
        reach = f"above {plain(below)}" if end is None else f"to {plain(end)}"
        yield f"{label}, {price.mode or 'graduated'} tier {number} ({reach})", tier.price, lies_in
        below = end or below
