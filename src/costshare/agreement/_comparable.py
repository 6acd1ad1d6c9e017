"""What can be compared: amounts of one currency and of one period, as far as these are stated."""

from costshare.agreement._allocation import Allocation
from costshare.errors import CostshareError
from costshare.fields import currency_codes
from costshare.periods import Period

STATE_THE_CURRENCY = ", and the allocation does not state its currency; state it: currency='SEK'"
"""The way out where lines are in several currencies, and the fees might be in any of them."""


def currencies_differ(one: str | None, other: str | None) -> bool:
    """Return whether both currencies are stated, and cannot be the same.

    A sign that several currencies share, such as kr, may be any of them.
    """
    if one is None or other is None or one == other:
        return False
    return not currency_codes(one) & currency_codes(other)


def same_currency(fees: str | None, currency: str | None, what: str) -> str | None:
    """Return the currency of the fees and of something else, whichever states it.

    Raises
    ------
    CostshareError
        If they state different ones.
    """
    if currencies_differ(fees, currency):
        msg = f"{what} is in {currency}, the fees are in {fees}; convert it first"
        raise CostshareError(msg)
    return currency if fees is None else fees


def same_period(allocation: Allocation, period: Period | None, what: str) -> None:
    """Refuse to compare an allocation with something of another period, where both are known."""
    if None not in {period, allocation.period} and period != allocation.period:
        msg = (
            f"{what} is for {period}, the fees are for {allocation.period}; pass two of the same "
            "period: allocate that period, or split the fees by instalments('month')"
        )
        raise CostshareError(msg)
