"""An allocation in instalments: one of agreed amounts for each part of the period."""

from numbers import Integral
from typing import TYPE_CHECKING, Any

from costshare.agreement._agreed import agreed_pool
from costshare.errors import CostshareError, unknown_name
from costshare.invoices import split_fees
from costshare.periods import Period

if TYPE_CHECKING:
    from costshare.agreement._allocation import Allocation

_LENGTHS = {"month": 1, "quarter": 3}


def split_allocation(
    allocation: "Allocation", periods: object, unit: object
) -> "tuple[Allocation, ...]":
    """Split every fee; `periods` is how many, or how long each is.

    Raises
    ------
    CostshareError
        Where the period has no such parts, and on a fee that is no whole multiple of the unit.
    """
    parts = _parts(allocation.period, periods)
    split = {
        pool.name: split_fees(pool, len(parts), unit, allocation.period)
        for pool in allocation.pools
    }

    def in_part(at: int) -> "Allocation":
        label = f"instalment {at + 1} of {len(parts)}"
        return type(allocation)(
            name=allocation.name,
            period=parts[at],
            currency=allocation.currency,
            members=allocation.members,
            pools=tuple(
                agreed_pool(
                    pool.name,
                    "instalment",
                    {
                        label: {
                            member: line[at]
                            for member, line in lines.items()
                            if pool.memberships.get(member, parts[at]).overlaps(parts[at])
                        }
                    },
                    unit=step,
                    billed_by=pool.billed_by,
                    memberships={
                        member: days
                        for member, membership in pool.memberships.items()
                        if (days := membership.common(parts[at])) not in {None, parts[at]}
                    },
                )
                for pool in allocation.pools
                for step, lines in [split[pool.name]]
            ),
            labels=allocation.labels,
        )

    return tuple(map(in_part, range(len(parts))))


def _parts(period: Period | None, periods: Any) -> tuple[Period, ...]:
    if period is None:
        msg = "the fees are for no period; pass one to allocate: period='2022'"
        raise CostshareError(msg)
    is_count = isinstance(periods, Integral) and not isinstance(periods, bool)
    if is_count:
        return period.parts(periods)
    if not isinstance(periods, str) or periods not in _LENGTHS:
        raise unknown_name("length of an instalment", periods, [*_LENGTHS, "or how many: 12"])
    months, length = period.months, _LENGTHS[periods]
    if months is None or months % length:
        msg = f"{period.first} to {period.last} is not made of whole {periods}s"
        raise CostshareError(f"{msg}; pass how many instalments: periods=1")
    return period.parts(months // length)
