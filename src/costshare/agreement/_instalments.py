"""An allocation in instalments: one of agreed amounts for each part of the period."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from numbers import Integral
from typing import Any

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._cascade import passing_on, pools_with, with_levels
from costshare.agreement._level_parts import Lines, passed_on_in_parts
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import Unit
from costshare.errors import CostshareError, unknown_name
from costshare.periods import Period
from costshare.results import number
from costshare.words import say

_LENGTHS = {"month": 1, "quarter": 3}


def split_pools(
    pools: Sequence[PoolAllocation], period: Period | None, periods: object, unit: object
) -> Iterator[tuple[Period, tuple[PoolAllocation, ...]]]:
    """Split every fee; `periods` is how many instalments there are, or how long each is.

    The fees of those who pay in the end are split as if there were no levels; what is passed on
    follows them.

    Raises
    ------
    CostshareError
        If the period has no such parts, and if a fee is not a whole multiple of the unit.
    """
    from costshare.invoices import split_fees  # late: agreements are read without invoices

    parts = _parts(period, periods)
    passing = passing_on(pools)
    paid: dict[str, tuple[Unit, Lines]] = {}
    for pool in pools_with(pools, passing, internal=False) if passing else pools:
        step, counts = split_fees(pool, len(parts), unit, period)
        sizes = {name: [each * step.size for each in line] for name, line in counts.items()}
        paid[pool.name] = step, sizes
    units, inside = passed_on_in_parts(pools, paid)
    for at, part in enumerate(parts):
        label = say(
            "instalment {number} of {count}", number=number(at + 1), count=number(len(parts))
        )
        split = []
        for pool in pools:
            own: Lines = paid[pool.name][1] if pool.name in paid else {}
            lines = {**own, **inside[pool.name]}
            due = {name: lines[name][at] for name in pool.fees}
            split.append(_part(pool, label, part, due, unit=units[pool.name], passing=passing))
        yield part, with_levels(split, passing)


def _part(
    pool: PoolAllocation,
    label: str,
    part: Period,
    due: Mapping[str, Fraction],
    *,
    unit: Unit,
    passing: frozenset[str],
) -> PoolAllocation:
    """Record an instalment of a pool."""
    days = {
        member: membership
        for member, membership in pool.memberships.items()
        # What is passed on follows those who pay, whenever the member belongs.
        if member not in passing
    }
    return agreed_pool(
        pool.name,
        "instalment",
        {
            label: {
                member: unit.count(amount, "instalment")
                for member, amount in due.items()
                if days.get(member, part).overlaps(part)
            }
        },
        unit=unit,
        billed_by=pool.billed_by,
        label=pool.label,
        memberships={
            member: its
            for member, membership in days.items()
            if (its := membership.common(part)) not in {None, part}
        },
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
