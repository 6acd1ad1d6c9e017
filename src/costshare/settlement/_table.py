"""A settlement as people read it: a table by pool and a table by member."""

from typing import TYPE_CHECKING

from costshare.results import Table, number, with_currency
from costshare.settlement._balance import COLUMNS, NO_MEMBER, Balance
from costshare.settlement._pool import entry_of

if TYPE_CHECKING:
    from costshare.settlement._settlement import Settlement


def settlement_tables(settlement: "Settlement") -> tuple[Table, Table]:
    """Lay out the balances, first by pool, then by member."""
    period = f" {settlement.period}" if settlement.period else ""
    pools = [(pool.name, settlement.balance(pool=pool.name)) for pool in settlement.pools]
    members = [
        (name, entry_of(settlement.pools, name).balance(settlement.unit))
        for name in holders(settlement)
    ]
    total = settlement.balance()
    title = f"Settlement of {settlement.name}{period}"
    return _table(pools, total, with_currency(title, settlement.currency, ", ")), _table(
        members, total, ""
    )


def holders(settlement: "Settlement") -> tuple[str, ...]:
    """The members, and after them what belongs to none, where there is such."""
    outside = any(NO_MEMBER in pool.entries for pool in settlement.pools)
    return (*settlement.members, *([NO_MEMBER] if outside else []))


def _table(rows: list[tuple[str, Balance]], total: Balance, caption: str) -> Table:
    return Table(
        header=["", *COLUMNS],
        rows=[[name, *_texts(balance)] for name, balance in rows],
        totals=["total", *_texts(total)],
        caption=caption,
    )


def _texts(balance: Balance) -> list[str]:
    return [number(getattr(balance, column)) for column in COLUMNS]
