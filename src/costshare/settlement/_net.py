"""What members have paid in the end, as an allocation of agreed amounts."""

from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.agreement import Allocation, PoolAllocation
from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.models import Term

if TYPE_CHECKING:
    from costshare.settlement._settlement import Settlement


def net_allocation(settlement: "Settlement", allocation: Allocation) -> Allocation:
    """Replace the fees of the settled pools by what was paid less what is returned."""
    settled = (settlement.name, settlement.period, settlement.currency)
    if (allocation.name, allocation.period, allocation.currency) != settled:
        msg = (
            f"{allocation!r} is not what was settled: that is {settlement.name}, "
            f"{settlement.period}, {settlement.currency}; pass the allocation that settle was given"
        )
        raise CostshareError(msg)
    paid = {name: cells for pool in settlement.pools for name, cells in pool.paid.items()}
    net: dict[str, dict[str, int]] = {name: dict(cells) for name, cells in paid.items()}
    for name, cells in settlement.returned_by_pool().items():
        for member, units in cells.items():
            cell = net.setdefault(name, {})
            cell[member] = cell.get(member, 0) - units
    names = [pool.name for pool in allocation.pools]
    pools = [
        _pool(settlement, pool.name, net[pool.name], pool) if pool.name in net else pool
        for pool in allocation.pools
    ]
    pools += [_pool(settlement, name, net[name], None) for name in net if name not in names]
    every = (*allocation.members, *(member for cells in net.values() for member in cells))
    return Allocation(
        name=allocation.name,
        period=allocation.period,
        currency=allocation.currency,
        members=tuple(dict.fromkeys(every)),
        pools=tuple(pools),
    )


def _pool(
    settlement: "Settlement", name: str, units: dict[str, int], before: PoolAllocation | None
) -> PoolAllocation:
    size = settlement.unit.size
    quotas = {member: amount * size for member, amount in units.items()}
    total = sum(quotas.values(), Fraction(0))
    return PoolAllocation(
        name=name,
        total=total,
        unit=settlement.unit,
        method=None,
        ties=None,
        rounding=None,
        billed_by="host" if before is None else before.billed_by,
        model={"kind": "settled", "amounts": {key: plain(each) for key, each in quotas.items()}},
        terms=(Term("paid less returned", None, total, quotas, Fraction(1), quotas),),
        quotas=quotas,
        units=units,
        broken_ties=(),
    )
