"""Amounts of one period alone can be compared."""

from costshare.agreement._allocation import Allocation
from costshare.errors import CostshareError
from costshare.periods import Period


def same_period(allocation: Allocation, period: Period | None, what: str) -> None:
    """Refuse to compare an allocation with something of another period, where both are known."""
    if None not in {period, allocation.period} and period != allocation.period:
        msg = (
            f"{what} is for {period}, the fees are for {allocation.period}; pass two of the same "
            "period: allocate that period, or split the fees by instalments('month')"
        )
        raise CostshareError(msg)
