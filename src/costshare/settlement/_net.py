"""What members have paid in the end, as an allocation of agreed amounts."""

from typing import TYPE_CHECKING

from costshare.agreement import Allocation, PoolAllocation, agreed_pool
from costshare.display import with_currency
from costshare.errors import CostshareError

if TYPE_CHECKING:
    from costshare.settlement._settlement import Settlement


def net_allocation(settlement: "Settlement", allocation: Allocation) -> Allocation:
    """Replace the fees of the settled pools by what was paid less what is returned."""
    settled = (settlement.name, settlement.period, settlement.currency)
    if (allocation.name, allocation.period, allocation.currency) != settled:
        period = f" {settlement.period}" if settlement.period else ""
        title = with_currency(f"{settlement.name}{period}", settlement.currency, ", ")
        msg = (
            f"{allocation!r} is not what was settled: that is {title}; pass the allocation that "
            "settle was given"
        )
        raise CostshareError(msg)
    paid = {name: cells for pool in settlement.pools for name, cells in pool.paid.items()}
    net: dict[str, dict[str, int]] = {name: dict(cells) for name, cells in paid.items()}
    for name, cells in settlement.returned_by_pool().items():
        for member, units in cells.items():
            cell = net.setdefault(name, {})
            cell[member] = cell.get(member, 0) - units

    def settled_pool(name: str, was: PoolAllocation | None) -> PoolAllocation:
        return agreed_pool(
            name,
            "settled",
            {"paid less returned": net[name]},
            unit=settlement.unit,
            billed_by="host" if was is None else was.billed_by,
            memberships={} if was is None else was.memberships,
        )

    names = [pool.name for pool in allocation.pools]
    pools = [
        settled_pool(pool.name, pool) if pool.name in net else pool for pool in allocation.pools
    ]
    pools += [settled_pool(name, None) for name in net if name not in names]
    every = (*allocation.members, *(member for cells in net.values() for member in cells))
    return Allocation(
        name=allocation.name,
        period=allocation.period,
        currency=allocation.currency,
        members=tuple(dict.fromkeys(every)),
        pools=tuple(pools),
    )
