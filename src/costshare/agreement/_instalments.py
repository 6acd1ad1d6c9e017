"""An allocation in instalments: one of agreed amounts for each part of the period."""

from collections.abc import Iterator, Sequence
from numbers import Integral
from typing import Any

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.errors import CostshareError, unknown_name
from costshare.periods import Period
from costshare.results import number
from costshare.words import say

_LENGTHS = {"month": 1, "quarter": 3}


def split_pools(
    pools: Sequence[PoolAllocation], period: Period | None, periods: object, unit: object
) -> Iterator[tuple[Period, tuple[PoolAllocation, ...]]]:
    """Split every fee; `periods` is how many instalments there are, or how long each is.

    Raises
    ------
    CostshareError
        If the period has no such parts, and if a fee is not a whole multiple of the unit.
    """
    from costshare.invoices import split_fees  # late: agreements are read without invoices

    parts = _parts(period, periods)
    split = [split_fees(pool, len(parts), unit, period) for pool in pools]
    for at, part in enumerate(parts):
        label = say(
            "instalment {number} of {count}", number=number(at + 1), count=number(len(parts))
        )
        yield (
            part,
            tuple(
                agreed_pool(
                    pool.name,
                    "instalment",
                    {
                        label: {
                            member: line[at]
                            for member, line in lines.items()
                            if pool.memberships.get(member, part).overlaps(part)
                        }
                    },
                    unit=step,
                    billed_by=pool.billed_by,
                    label=pool.label,
                    memberships={
                        member: days
                        for member, membership in pool.memberships.items()
                        if (days := membership.common(part)) not in {None, part}
                    },
                )
                for pool, (step, lines) in zip(pools, split, strict=True)
            ),
        )


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
