"""The fees of several allocations: their members and pools, and amounts in a common unit."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from costshare.agreement import Allocation
from costshare.amounts import Unit, common_unit
from costshare.results import amount_column, text_column, to_pandas

if TYPE_CHECKING:
    import pandas as pd

Fees = Mapping[str, int]
"""Fees by member, in units."""


def members_of(allocations: Iterable[Allocation]) -> tuple[str, ...]:
    """Name the members of all allocations, in the order in which they come."""
    return tuple(dict.fromkeys(name for each in allocations for name in each.members))


def pools_of(allocations: Iterable[Allocation]) -> tuple[str, ...]:
    """Name the pools of all allocations, in the order in which they come."""
    return tuple(dict.fromkeys(pool.name for each in allocations for pool in each.pools))


def fees_to_explain(
    before: Allocation, after: Allocation, member: str | None, pool: str | None
) -> tuple[Allocation, Allocation]:
    """Return two allocations of what is paid in the end; with all levels where these alone say it.

    That is so for a member that passes its fees on, and a pool that charges only such members.
    """
    whole, paid = (before, after), (before.final_fees(), after.final_fees())
    inside = {*members_of(whole)}.difference(members_of(paid))
    levels = {*pools_of(whole)}.difference(pools_of(paid))
    return whole if member in inside or pool in levels else paid


def count_fees(
    allocations: Mapping[str, Allocation], pool: str | None
) -> tuple[Unit, dict[str, Fees]]:
    """Count fees in a common unit, by allocation and member, of one pool or of all.

    A member that takes no part has no entry.
    """
    chosen = {
        name: [each for each in allocation.pools if pool is None or each.name == pool]
        for name, allocation in allocations.items()
    }
    unit = common_unit(each.unit for pools in chosen.values() for each in pools)
    counted: dict[str, Fees] = {}
    for name, pools in chosen.items():
        fees: dict[str, int] = {}
        for each in pools:
            for member, units in each.counts(unit).items():
                fees[member] = fees.get(member, 0) + units
        counted[name] = fees
    return unit, counted


def frame_by_member(
    members: Iterable[str],
    names: Iterable[str],
    amounts: Sequence[tuple[str, Decimal | None]],
) -> "pd.DataFrame":
    """Lay out amounts, a row for each member; `amounts` pair the name of a column with a cell."""
    columns = [
        amount_column(name, (amount for column, amount in amounts if column == name))
        for name in names
    ]
    return to_pandas(columns, text_column("member", members))
