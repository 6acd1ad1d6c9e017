"""Proofs about the fees of all pools together: direct costs, and days of membership."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import plain
from costshare.apportionment import exact_total
from costshare.errors import ConservationError
from costshare.periods import Period


def check_direct_costs(pools: Sequence[PoolAllocation], paid: Decimal) -> None:
    """Prove that the direct costs of all pools are what the members pay in the end.

    Raises
    ------
    ConservationError
        If they are not.
    """
    direct = exact_total(pool.own_total for pool in pools)
    off = exact_total(pool.rounding_difference for pool in pools if pool.method == "each")
    if direct + off != Fraction(paid):
        msg = f"members pay {paid} in the end, the direct costs are {plain(direct + off)}"
        raise ConservationError(msg)


def check_memberships(pool: PoolAllocation, period: Period | None) -> None:
    """Prove that the days recorded for members of a pool are their parts of the period.

    Raises
    ------
    ConservationError
        If those of a member are not.
    """
    for member, days in pool.memberships.items():
        inside = None if period is None else days.common(period)
        part = Fraction(days.days, period.days) if period and inside == days else None
        if part is None or pool.proration.get(member, part) != part:
            msg = (
                f"pool {pool.name}: {member} is recorded as a member for {days}, which is not "
                f"its part of {period}"
            )
            raise ConservationError(msg)
