"""Fees as tables: members × pools, one row a fee, and who charges whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costshare.agreement._cascade import passing_on
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.periods import Period
from costshare.results import (
    Column,
    Table,
    amount_column,
    exact_column,
    number,
    same_column,
    text_column,
    to_pandas,
)
from costshare.words import join, say, say_some

if TYPE_CHECKING:
    import pandas as pd


def fee_table(
    pools: Sequence[PoolAllocation],
    member_totals: Mapping[str, Decimal],
    *,
    total: Decimal,
    passed_on: Mapping[str, Decimal] | None,
    passed_on_total: Decimal,
    caption: str,
) -> Table:
    """Lay out fees, members × pools, with totals where there are several pools.

    `passed_on` are the fees that some members pass on, by member; None if nobody does. They sum to
    `passed_on_total`.
    """
    wide = len(pools) > 1
    charged = passed_on or {}
    passing = [] if passed_on is None else [say("passed on")]
    return Table(
        header=["", *(pool.title for pool in pools), *passing, *([say("total")] if wide else [])],
        rows=[
            [
                member,
                *(pool.fees.get(member) for pool in pools),
                *(_negative(charged.get(member)) for _ in passing),
                *([paid] if wide else []),
            ]
            for member, paid in member_totals.items()
        ],
        totals=[
            say("total"),
            *(pool.amount for pool in pools),
            *(_negative(passed_on_total) for _ in passing),
            *([total] if wide else []),
        ],
        caption=join("; ", [caption, *map(_missed, filter(_misses, pools))]),
        across=wide,
    )


def uncharged(members: Iterable[str], pools: Sequence[PoolAllocation]) -> Iterator[str]:
    """Name members with a pool of their name that no pool charges: it takes over nothing."""
    charged = {name for pool in pools for name in pool.fees}
    givers = {pool.name for pool in pools}
    if names := [name for name in members if name in givers and name not in charged]:
        yield say(
            "No pool charges {members}: a pool of that name shares its own costs alone.",
            members=say_some(names, 3),
        )


def wide_frame(
    members: Sequence[str], pools: Sequence[PoolAllocation], labels: Any
) -> "pd.DataFrame":
    """Lay out fees, members × pools, by the index of the frame that members came from, if any."""
    fees = [amount_column(pool.name, map(pool.fees.get, members)) for pool in pools]
    names = text_column("member", members)
    return to_pandas(fees, names if labels is None else labels)


def flow_frame(members: Sequence[str], pools: Sequence[PoolAllocation]) -> "pd.DataFrame":
    """Lay out who charges whom: a row for each pool, a column for each member charged."""
    charged = {name for pool in pools for name in pool.fees}
    columns = [
        amount_column(name, [pool.fees.get(name) for pool in pools])
        for name in members
        if name in charged
    ]
    return to_pandas(columns, text_column("giver", (pool.name for pool in pools)))


def fee_columns(
    pools: Sequence[PoolAllocation], period: Period | None, currency: str | None
) -> Sequence[Column]:
    """Lay out one row a fee."""
    fees = [(pool, member) for pool in pools for member in pool.fees]
    passing = passing_on(pools)
    passed_on = [
        pool.fees[member] if member in passing else pool.unit.decimal(0)
        for pool, member in (fees if passing else ())
    ]
    return (
        same_column("period", period, fees),
        text_column("pool", (pool.name for pool, _ in fees)),
        text_column("member", (member for _, member in fees)),
        text_column("billed_by", (pool.billed_by for pool, _ in fees)),
        same_column("currency", currency, fees),
        exact_column("quota", (pool.quotas[member] for pool, member in fees)),
        amount_column("fee", (pool.fees[member] for pool, member in fees)),
        *([amount_column("passed_on", passed_on)] if passing else []),
    )


def _negative(amount: Decimal | None) -> Decimal | None:
    """Return what is taken off again; a zero has no sign."""
    return amount if not amount else amount.copy_negate()


def _misses(pool: PoolAllocation) -> bool:
    """Return whether fees that were rounded on their own miss the total to be shared."""
    return pool.method == "each" and bool(pool.rounding_difference)


def _missed(pool: PoolAllocation) -> str:
    """State the total that the fees of a pool miss."""
    return say(
        "{pool}: fees {fees}, total to be shared {total}",
        pool=pool.title,
        fees=number(pool.amount),
        total=number(pool.total, 4),
    )
