"""Amounts of one currency alone can be compared; one that is not stated agrees with any."""

from costshare.errors import CostshareError


def currencies_differ(one: str | None, other: str | None) -> bool:
    """Tell whether both currencies are stated and are not the same."""
    return one is not None and other is not None and one != other


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
