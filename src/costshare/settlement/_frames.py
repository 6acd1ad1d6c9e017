"""A settlement as a DataFrame."""

from typing import TYPE_CHECKING, Literal

import pandas as pd

from costshare.results import amount_column
from costshare.settlement._balance import COLUMNS
from costshare.settlement._pool import entry_of
from costshare.settlement._table import holders

if TYPE_CHECKING:
    from costshare.settlement._settlement import Settlement


def settlement_frame(
    settlement: "Settlement", by: Literal["pool", "member"] | None
) -> pd.DataFrame:
    """Lay out the balances with a row for each pool, each member, or each in each."""
    pools = settlement.pools
    index: pd.Index
    if by == "pool":
        entries = [pool.total for pool in pools]
        index = pd.Index([pool.name for pool in pools], name="pool")
    elif by == "member":
        names = holders(settlement)
        entries = [entry_of(pools, name) for name in names]
        index = pd.Index(names, name="member")
    else:
        cells = [
            (pool.name, holder, entry) for pool in pools for holder, entry in pool.entries.items()
        ]
        entries = [entry for _, _, entry in cells]
        index = pd.MultiIndex.from_tuples(
            [(pool, holder) for pool, holder, _ in cells], names=["pool", "member"]
        )
    unit = settlement.unit
    columns = {
        column: amount_column(
            column, [unit.decimal(getattr(entry, column)) for entry in entries]
        ).to_pandas()
        for column in COLUMNS
    }
    return pd.DataFrame(columns, index=index)
