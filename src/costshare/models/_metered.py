"""What members pay for their use of one resource, in terms."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from costshare.models._price import Price, reach_of
from costshare.models._quantity import Quantities, Quantity
from costshare.models._term import Term, by_days, charged, exactly, given
from costshare.words import say


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
    for part, rate, quantity, by in _parts(name, label, price, use, proration):
        term = charged(part, resource, rate, quantity.weights(use), by, use=use)
        for member, quota in term.quotas.items():
            spent[member] += quota
        yield replace(term, quantity=quantity)
    if price.minimum:
        # Only a member that has used something pays at least so much.
        charges = {member: spent[member] for member, used in use.items() if used}
        end = _by_part(price.minimum, charges, proration)
        lacks = Quantity("missing", charges, up_to=end, prorated=True)
        least = exactly(price.minimum)
        its = say("{use}, up to the minimum {minimum}", use=label, minimum=least)
        added = given(by_days(its, proration), lacks.weights(use))
        yield replace(added, driver=resource, use=use, line=resource, quantity=lacks)


def unused_commitment(
    price: Fraction | Price, use: Quantities, proration: Quantities
) -> Quantities:
    """Return how many units each member has committed to, and pays for, but does not use."""
    if isinstance(price, Fraction):
        return dict.fromkeys(use, Fraction(0))
    billable = replace(_counted(price, use, proration), package=None)
    promised = _promised(price, use, proration, price.package or Fraction(1))
    return replace(billable, counts="missing", up_to=promised).weights(use)


def _by_part(quantity: Fraction, use: Quantities, proration: Quantities) -> dict[str, Fraction]:
    """Return a quantity for each member, for its part of the period."""
    return {member: quantity * proration[member] for member in use}


def _promised(
    price: Price, use: Quantities, proration: Quantities, size: Fraction = Fraction(1)
) -> dict[str, Fraction]:
    """Return what each member is committed to; one of it counts as `size`."""
    return {member: price.committed_by(member) * proration[member] * size for member in use}


def _counted(price: Price, use: Quantities, proration: Quantities) -> Quantity:
    """Count the use above the free allowance, in packages where there are any."""
    free = _by_part(price.free, use, proration) if price.free else None
    return Quantity("inside", use, free=free, package=price.package, prorated=True)


def _packed(price: Price, label: str) -> str:
    """Say what is counted: packages, where there are any."""
    if price.package is None:
        return label
    return say("{use}, packages of {size}", use=label, size=exactly(price.package))


def _parts(
    name: str, label: str, price: Price, use: Quantities, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantity, Quantities | None]]:
    """Yield label, rate, quantity and proration of each part, in the order of `Price`."""
    counted = _counted(price, use, proration)
    if counted.free is not None:
        free = Quantity("inside", use, up_to=counted.free, prorated=True)
        yield by_days(say("{use}, free", use=label), proration), Fraction(0), free, None
    its = _packed(price, label)
    if price.tiers is not None:
        yield from _tiers(its, price, counted, proration)
    elif price.committed is None:
        yield its, price.rate, counted, None
    else:
        promised = _promised(price, use, proration)
        inside = replace(counted, up_to=promised)
        for part, rate, quantity in (
            (say("{use}, committed", use=its), price.rate, inside),
            (
                say("{resource}, committed but unused", resource=_packed(price, name)),
                price.rate,
                replace(inside, counts="missing"),
            ),
            (
                say("{use}, above the commitment", use=its),
                price.overage or Fraction(0),
                replace(counted, above=promised),
            ),
        ):
            yield by_days(part, proration), rate, quantity, None


def _tiers(
    label: str, price: Price, counted: Quantity, proration: Quantities
) -> Iterator[tuple[str, Fraction, Quantity, Quantities | None]]:
    """Yield the part of each tier by its price, and that of its fee, which is prorated."""
    is_volume = price.mode == "volume"
    below: Fraction | None = None
    for number, tier in enumerate(price.tiers or (), start=1):
        above, up_to = (
            None if end is None else _by_part(end, counted.of, proration)
            for end in (below, tier.up_to)
        )
        lies_in = replace(counted, above=above, up_to=up_to)
        its = {"use": label, "number": exactly(number), "reach": reach_of(tier, below)}
        if tier.price is not None:
            part = (
                say("{use}, volume tier {number} ({reach})", **its)
                if is_volume
                else say("{use}, graduated tier {number} ({reach})", **its)
            )
            priced = replace(lies_in, counts="whole") if is_volume else lies_in
            yield by_days(part, proration), tier.price, priced, None
        if tier.fee is not None:
            part = (
                say("{use}, fee of volume tier {number} ({reach})", **its)
                if is_volume
                else say("{use}, fee of graduated tier {number} ({reach})", **its)
            )
            # Use that goes beyond a graduated tier has reached it too.
            end = up_to if is_volume else None
            yield part, tier.fee, replace(lies_in, counts="reached", up_to=end), proration
        below = tier.up_to
