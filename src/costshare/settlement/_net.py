"""A settlement on fees: on those that were settled, and on those whose invoices carry it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from costshare.agreement import Allocation, PoolAllocation, agreed_pool
from costshare.amounts import Unit, common_unit
from costshare.correction import (
    Charge,
    carried,
    cells_of,
    first_difference,
    own_fees,
    refuse_earlier,
    with_pools,
)
from costshare.errors import CostshareError
from costshare.periods import Period
from costshare.settlement._balance import Cells
from costshare.words import say

Fees = Mapping[str, Mapping[str, Decimal]]
"""Fees by pool and member."""


def check_later(settled: Period | None, period: Period | None) -> None:
    """Refuse fees of a period that is not after the settled one: they cannot carry its lines."""
    refuse_earlier(settled, period, "the settlement of")
    if settled is not None and period is not None and settled.overlaps(period):
        msg = (
            f"the settlement of {settled} cannot be on the invoices for {period}, which share "
            "days with it; pass the fees that were settled, or those of a later period"
        )
        raise CostshareError(msg)


def check_settled(settled: Fees, allocation: Allocation) -> None:
    """Refuse other fees of the same period."""
    cells = {
        (pool, member): Fraction(fee)
        for pool, fees in settled.items()
        for member, fee in fees.items()
        if fee
    }
    other = first_difference(cells, cells_of(own_fees(allocation)))
    if other is not None:
        pool, member, was, now = other
        msg = (
            f"{allocation!r} is not what was settled: the fee of {member} in pool {pool} was "
            f"{was}, and is {now} here; pass the allocation that settle was given"
        )
        raise CostshareError(msg)


def changes_of(settled: Fees, net: Cells, unit: Unit) -> dict[str, dict[str, Fraction]]:
    """Find by how much the net amounts, in units, differ from the fees that were settled."""
    return {
        name: {
            member: cells.get(member, 0) * unit.size
            - Fraction(settled.get(name, {}).get(member, 0))
            for member in {**settled.get(name, {}), **cells}
        }
        for name, cells in net.items()
    }


def with_net(allocation: Allocation, net: Cells, unit: Unit, charge: Charge) -> Allocation:
    """Replace the fees of the settled pools by net amounts, in units."""

    def make(name: str, was: PoolAllocation | None) -> PoolAllocation:
        besides = {} if was is None else carried(was, allocation.period)
        own = common_unit([unit, was.unit]) if was is not None and besides else unit
        factor = int(unit.size / own.size)
        parts: dict[str, dict[str, int]] = {
            say("paid less returned"): {who: count * factor for who, count in net[name].items()}
        }
        if besides:
            parts[say("of other periods")] = {
                member: int(amount / own.size) for member, amount in besides.items()
            }
        pool = agreed_pool(
            name,
            "settled",
            parts,
            unit=own,
            billed_by="host" if was is None else was.billed_by,
            memberships={} if was is None else was.memberships,
            label=None if was is None else was.label,
        )
        return charge.noted(pool, was, known=pool.fees)

    return with_pools(allocation, net, make, charge.fees.currency)
