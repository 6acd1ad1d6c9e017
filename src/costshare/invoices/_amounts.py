"""Amounts with the decimals that they are written with, and shares of either sign."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import EXACT, exact_decimal, places_of
from costshare.apportionment import apportion_units, round_units, scale_to_whole


def with_places(amount: Fraction, places: int) -> Decimal:
    """Write an amount with so many decimals, or with as many as it needs."""
    exact = exact_decimal(amount, "amount")
    return (
        exact if places_of(exact) >= places else EXACT.quantize(exact, Decimal((0, (1,), -places)))
    )


def share_signed(total: int, quotas: Sequence[Fraction]) -> list[int]:
    """Share whole units over quotas that sum to within a unit of the total.

    Charges and credits are shared separately, since the kernel shares one sign at a time: the
    lesser side is rounded on its own, and the greater one takes the rest. Negated quotas and total
    give the negated parts.
    """
    if len(quotas) == 1 and quotas[0]:
        return [total]
    sides = {
        sign: sum((q for q in quotas if q.numerator * sign > 0), Fraction(0)) for sign in (1, -1)
    }
    lesser = 1 if sides[1] <= -sides[-1] else -1
    rounded = round_units(sides[lesser], "half_up")
    totals = {lesser: rounded, -lesser: total - rounded}
    parts = [0] * len(quotas)
    for sign, units in totals.items():
        places = [place for place, quota in enumerate(quotas) if quota.numerator * sign > 0]
        if not places:
            continue
        weights = scale_to_whole([abs(quotas[place]) for place in places])
        shared = apportion_units(units, weights, method="largest_remainder", ties="listed")
        for place, part in zip(places, shared.parts, strict=True):
            parts[place] = part
    return parts
