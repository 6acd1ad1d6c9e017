"""DataFrames at the edge: members read from one, fees written to one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from costshare.errors import CostshareError
from costshare.fields import each_once, name_of_label
from costshare.models import Facts
from costshare.periods import Period

if TYPE_CHECKING:
    from costshare.agreement._allocation import Allocation
    from costshare.agreement._pool_allocation import PoolAllocation

_MOST_INT64 = 2**63 - 1


def read_frame(frame: pd.DataFrame, period: Period | None = None) -> Facts:
    """Read a row for each member, named by the index, and a column for each driver.

    Raises
    ------
    CostshareError
        On a member or driver named twice, and on an index of several levels.
    """
    if frame.index.nlevels > 1 or frame.columns.nlevels > 1:
        msg = "the frame's index or columns have several levels; name a member by one label"
        raise CostshareError(msg)
    names = [_member(label) for label in frame.index]
    each_once("member", names)
    drivers = [name_of_label(column) for column in frame.columns]
    each_once("driver", drivers)
    columns = [_exact_values(frame.iloc[:, position]) for position in range(len(drivers))]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(names))
    return Facts(
        {name: dict(zip(drivers, row, strict=True)) for name, row in zip(names, rows, strict=True)},
        period=period,
    )


def _member(label: Any) -> str:
    if pd.api.types.is_scalar(label) and pd.isna(label):
        msg = "a row of the frame has no name in the index; name it, or drop the row"
        raise CostshareError(msg)
    return name_of_label(label)


def _exact_values(column: "pd.Series[Any]") -> Iterator[object]:
    """Give a column's values without widening a narrow float, whose decimal would change."""
    if isinstance(column.dtype, pd.ArrowDtype):
        narrow = str(column.dtype.numpy_dtype)  # type: ignore[attr-defined]  # stubs lack it
        if narrow in {"float16", "float32"}:
            return iter(column.to_numpy(narrow, na_value=np.nan))
    return iter(column.array)


def fee_frame(allocation: "Allocation") -> pd.DataFrame:
    """Lay out fees, members × pools."""
    index = allocation.labels
    if index is None:
        index = pd.Index(allocation.members, name="member")
    return pd.DataFrame(
        {pool.name: _fee_column(pool, allocation.members) for pool in allocation.pools},
        index=index,
    )


def _fee_column(pool: "PoolAllocation", members: tuple[str, ...]) -> Any:
    fees = [pool.fee(member) for member in members]
    if pool.unit.is_whole and all(
        abs(units * pool.unit.size) <= _MOST_INT64 for units in pool.units.values()
    ):
        return pd.array([pd.NA if fee is None else int(fee) for fee in fees], dtype="Int64")
    return pd.array([pd.NA if fee is None else fee for fee in fees], dtype=object)
