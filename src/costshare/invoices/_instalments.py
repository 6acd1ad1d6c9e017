"""A pool's fees in instalments: every fee and every instalment in all exact, in whole steps."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from costshare.amounts import Unit, common_unit, plain
from costshare.apportionment import scale_to_whole
from costshare.apportionment.tables import spread
from costshare.errors import CostshareError
from costshare.periods import Period


class PoolFees(Protocol):
    """What is needed of a pool's fees: who pays how many units, and who sends the invoice."""

    @property
    def name(self) -> str:
        """The pool's."""

    @property
    def unit(self) -> Unit:
        """The smallest step of a fee."""

    @property
    def fees(self) -> Mapping[str, Decimal]:
        """By member: the fee."""

    def counts(self) -> dict[str, int]:
        """By member: how many units the fee is."""

    @property
    def proration(self) -> Mapping[str, Fraction]:
        """Of members for a part of the period: which part."""

    @property
    def memberships(self) -> Mapping[str, Period]:
        """Of the same: their days, where these are known."""

    @property
    def billed_by(self) -> str:
        """Who sends the invoices."""


def split_fees(
    pool: PoolFees, count: int, unit: object, period: Period | None
) -> tuple[Unit, dict[str, list[int]]]:
    """Split each fee of a pool; give the step, and by member the number of steps each time.

    The step is 1 where `unit` is None, or the pool's unit where that is finer. Who is a member
    for a part of the period pays in that part: each instalment weighs the part of its days.

    Raises
    ------
    CostshareError
        On a fee that is no whole multiple of the step, and where it cannot be told on which days
        somebody is a member.
    """
    if count == 1:
        return pool.unit, {member: [units] for member, units in pool.counts().items()}
    step = common_unit([pool.unit, Unit(Fraction(1))]) if unit is None else Unit.read(unit)
    steps = [step.count(Fraction(fee), f"fee in pool {pool.name}") for fee in pool.fees.values()]
    shares = [_shares(pool, member, count, period) for member in pool.fees]
    return step, dict(zip(pool.fees, spread(steps, shares), strict=True))


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
