"""Amounts of one currency alone can be compared."""

from costshare.agreement._allocation import Allocation
from costshare.errors import CostshareError


def same_currency(allocation: Allocation, currency: str, what: str) -> None:
    """Refuse to compare an allocation with something in another currency."""
    if currency != allocation.currency:
        msg = f"{what} is in {currency}, the fees are in {allocation.currency}; convert it first"
        raise CostshareError(msg)
