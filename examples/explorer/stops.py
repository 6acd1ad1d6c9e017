"""The stops of the sliders: the number that a slider shows, and the exact value that it means."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from scenario import PERCENT, Today

Stops = dict[float, Fraction]


def share_stops(today: Fraction) -> Stops:
    """Every whole per cent from 0 to 100, and today's share."""
    shares = {Fraction(percent, 100) for percent in range(101)} | {today}
    return {float(share / PERCENT): share for share in sorted(shares)}


def change_stops() -> dict[float, Fraction | None]:
    """Every whole per cent from 0 to 50; the last stop means no bound."""
    return {**{float(percent): percent * PERCENT for percent in range(51)}, 51.0: None}


def fee_stops(today: Today, most: int = 200) -> Stops:
    """Round amounts from 0 to twice the highest fee of today, `most` or fewer of them above 0."""
    shared = today.fees.pools[0]
    top = 2 * max(abs(units) for units in shared.counts().values()) or 1
    step = next(
        digit * 10**zeros
        for zeros, digit in product(range(1000), (1, 2, 5))
        if top <= most * digit * 10**zeros
    )
    amounts = (units * shared.unit.size for units in range(0, top + step, step))
    return {float(amount): amount for amount in amounts}


def bounds_between(stops: Stops, ends: Sequence[float]) -> tuple[Fraction | None, Fraction | None]:
    """Read the two ends of a slider; the outermost stops are no bounds."""
    lowest, highest = ends
    first, *_, last = stops
    return (
        None if lowest == first else stops[lowest],
        None if highest == last else stops[highest],
    )
