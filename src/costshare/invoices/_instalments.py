"""The fees of a pool in instalments: each fee and each instalment sums exactly."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from costshare.amounts import Unit, common_unit, plain
from costshare.apportionment import scale_to_whole
from costshare.apportionment.tables import spread
from costshare.errors import CostshareError
from costshare.periods import MemberDays, Period


class PoolFees(Protocol):
    """What is needed of the fees of a pool."""

    @property
    def name(self) -> str:
        """Name of the pool."""

    @property
    def unit(self) -> Unit:
        """Smallest amount that fees move by."""

    @property
    def fees(self) -> Mapping[str, Decimal]:
        """Fee of each member."""

    def counts(self) -> dict[str, int]:
        """Count the units of each member's fee."""

    @property
    def proration(self) -> Mapping[str, Fraction]:
        """Part of the period, of members for a part of it."""

    @property
    def memberships(self) -> Mapping[str, MemberDays]:
        """Days of the same members, where these are known."""

    @property
    def billed_by(self) -> str:
        """Issuer of the invoices."""


def split_fees(
    pool: PoolFees, count: int, unit: object, period: Period | None
) -> tuple[Unit, dict[str, list[int]]]:
    """Split each fee of a pool; return the unit, and by member the number of units each time.

    The unit is 1 where `unit` is None, or the unit of the pool where that is finer. A member for
    a part of the period pays in that part: the weight of an instalment is the part of its days.

    Raises
    ------
    CostshareError
        If a fee is not a whole multiple of the unit, and if the days of a membership are unknown.
    """
    if count == 1:
        return pool.unit, {member: [units] for member, units in pool.counts().items()}
    part = common_unit([pool.unit, Unit(Fraction(1))]) if unit is None else Unit.read(unit)
    counts = [part.count(Fraction(fee), f"fee in pool {pool.name}") for fee in pool.fees.values()]
    shares = [_shares(pool, member, count, period) for member in pool.fees]
    return part, dict(zip(pool.fees, spread(counts, shares), strict=True))


def _shares(pool: PoolFees, member: str, count: int, period: Period | None) -> list[int]:
    """Weigh each instalment of a member's fee."""
    membership = pool.memberships.get(member)
    proration = pool.proration.get(member, Fraction(1))
    if membership is None and proration == 1:
        return [1] * count
    if membership is None or period is None:
        msg = (
            f"{member} is in pool {pool.name} for {plain(proration)} of the period, and the record "
            "does not say on which days"
        )
        raise CostshareError(f"{msg}; allocate each instalment's period by itself")
    try:
        parts = period.parts(count)
    except CostshareError as error:
        msg = (
            f"{member} is in pool {pool.name} from {membership.first} to {membership.last} only, "
            f"and {error}; choose one of these, or allocate each instalment's period by itself"
        )
        raise CostshareError(msg) from None
    days = [membership.common(part) for part in parts]
    return scale_to_whole(
        [
            Fraction(0 if own is None else own.days, part.days)
            for own, part in zip(days, parts, strict=True)
        ]
    )
