"""What Capacity and Tariff share: a base and prices, charged as they are or scaled to a total."""

from collections.abc import Mapping
from fractions import Fraction

from costshare.errors import CostshareError
from costshare.models._facts import Facts
from costshare.models._term import Term, charged
from costshare.models.flat import ones


def priced(
    facts: Facts,
    base: Fraction,
    prices: Mapping[str, Fraction],
    total: Fraction | None,
    presence: Mapping[str, Fraction] | None = None,
) -> tuple[Term, ...]:
    """Charge base and prices; with a total, share it in proportion to those charges.

    Where presence is given, both count for the part of the period that it says.
    """
    terms = [
        charged(driver, driver, price, facts.read(driver), presence)
        for driver, price in prices.items()
    ]
    if base:
        terms.insert(0, charged("base", None, base, ones(facts), presence))
    if total is None:
        return tuple(terms)
    priced_total = sum((term.amount for term in terms), Fraction(0))
    if not priced_total:
        names = ", ".join(prices)
        msg = f"{names} times their prices come to zero, so the total has nobody to go to"
        raise CostshareError(f"{msg}; check use and prices, or leave the total out")
    return tuple(term.scaled(total / priced_total, term.label) for term in terms)
