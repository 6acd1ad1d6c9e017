"""A settlement on fees: on those that were settled, and on those whose invoices carry it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.agreement import Allocation, PoolAllocation, agreed_pool, currencies_differ
from costshare.amounts import Unit, common_unit
from costshare.correction import (
    Charge,
    carried,
    cells_of,
    first_difference,
    own_fees,
    refuse_earlier,
    written,
)
from costshare.errors import CostshareError
from costshare.results import with_currency

if TYPE_CHECKING:
    from costshare.settlement._settlement import Settlement


def returned_fees(settlement: "Settlement") -> Allocation:
    """What the members get back, as fees below zero; what they have to pay is above."""
    return Allocation(
        name=settlement.name,
        period=settlement.period,
        currency=settlement.currency,
        members=settlement.members,
        pools=tuple(
            agreed_pool(
                name,
                "settlement",
                {"returned": {member: -units for member, units in cells.items()}},
                unit=settlement.unit,
                billed_by="host",
            )
            for name, cells in settlement.returned_by_pool().items()
            if cells
        ),
    )


def apply_settlement(settlement: "Settlement", allocation: Allocation) -> Allocation:
    """Put a settlement on the fees that were settled, or on those whose invoices carry it."""
    other_currency = currencies_differ(allocation.currency, settlement.currency)
    if allocation.name != settlement.name or other_currency:
        period = f" {settlement.period}" if settlement.period else ""
        title = with_currency(f"{settlement.name}{period}", settlement.currency, ", ")
        msg = (
            f"{allocation!r} is not what was settled: that is {title}; pass the allocation that "
            "settle was given, or the fees of the period whose invoices carry the lines"
        )
        raise CostshareError(msg)
    if allocation.period != settlement.period:
        _check_later(settlement, allocation)
        returned = returned_fees(settlement)
        amounts = {pool.name: pool.quotas for pool in returned.pools}
        return _charge(settlement, returned, amounts).added_to(allocation)
    _check_settled(settlement, allocation)
    return _net(settlement, allocation)


def _charge(
    settlement: "Settlement", fees: Allocation, amounts: Mapping[str, Mapping[str, Fraction]]
) -> Charge:
    """The settlement as something that fees may hold; `amounts` is what it changes, by pool."""
    of = "" if settlement.period is None else f" of {settlement.period}"
    return Charge(
        kind="settlement",
        name=f"the settlement{of}",
        label=f"settlement{of}",
        fees=fees,
        notes={
            pool: {
                "period": None if settlement.period is None else str(settlement.period),
                "settled": written(settlement.fees.get(pool, {})),
                "amounts": written(cells),
            }
            for pool, cells in amounts.items()
        },
    )


def _check_later(settlement: "Settlement", allocation: Allocation) -> None:
    """Refuse fees of a period that is not after the settled one: none else can carry its lines."""
    settled, period = settlement.period, allocation.period
    refuse_earlier(settled, period, "the settlement of")
    if settled is not None and period is not None and settled.overlaps(period):
        msg = (
            f"the settlement of {settled} cannot be on the invoices for {period}, which share "
            "days with it; pass the fees that were settled, or those of a later period"
        )
        raise CostshareError(msg)


def _check_settled(settlement: "Settlement", allocation: Allocation) -> None:
    """Refuse other fees of the same period."""
    settled = {
        (pool, member): amount
        for pool, cells in settlement.fees.items()
        for member, amount in cells.items()
        if amount
    }
    other = first_difference(settled, cells_of(own_fees(allocation)))
    if other is not None:
        pool, member, was, now = other
        msg = (
            f"{allocation!r} is not what was settled: the fee of {member} in pool {pool} was "
            f"{was}, and is {now} here; pass the allocation that settle was given"
        )
        raise CostshareError(msg)


def _net(settlement: "Settlement", allocation: Allocation) -> Allocation:
    """Replace the fees of the settled pools by what was paid less what is returned."""
    paid = {name: cells for pool in settlement.pools for name, cells in pool.paid.items()}
    net: dict[str, dict[str, int]] = {name: dict(cells) for name, cells in paid.items()}
    for name, cells in settlement.returned_by_pool().items():
        for member, units in cells.items():
            cell = net.setdefault(name, {})
            cell[member] = cell.get(member, 0) - units
    size = settlement.unit.size
    changes: dict[str, dict[str, Fraction]] = {}
    for name, cells in net.items():
        fees = settlement.fees.get(name, {})
        changes[name] = {
            member: cells.get(member, 0) * size - fees.get(member, Fraction(0))
            for member in {**fees, **cells}
        }
    charge = _charge(settlement, allocation, changes)

    def settled_pool(name: str, was: PoolAllocation | None) -> PoolAllocation:
        besides = {} if was is None else carried(was, allocation.period)
        unit = settlement.unit
        if was is not None and besides:
            unit = common_unit([unit, was.unit])
        parts = {"paid less returned": _counted(net[name], settlement.unit, unit)}
        if besides:
            parts["of other periods"] = {
                member: int(amount / unit.size) for member, amount in besides.items()
            }
        pool = agreed_pool(
            name,
            "settled",
            parts,
            unit=unit,
            billed_by="host" if was is None else was.billed_by,
            memberships={} if was is None else was.memberships,
        )
        return charge.noted(pool, was, known=pool.fees)

    names = [pool.name for pool in allocation.pools]
    pools = [
        settled_pool(pool.name, pool) if pool.name in net else pool for pool in allocation.pools
    ]
    pools += [settled_pool(name, None) for name in net if name not in names]
    every = (*allocation.members, *(member for cells in net.values() for member in cells))
    return Allocation(
        name=allocation.name,
        period=allocation.period,
        currency=allocation.currency or settlement.currency,
        members=tuple(dict.fromkeys(every)),
        pools=tuple(pools),
    )


def _counted(units: Mapping[str, int], unit: Unit, step: Unit) -> dict[str, int]:
    """Count amounts in a finer step."""
    return {member: count * int(unit.size / step.size) for member, count in units.items()}
