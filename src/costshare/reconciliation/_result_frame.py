"""A reconciliation as a DataFrame, by cell, member or pool."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from costshare.fields import read_word
from costshare.reconciliation._cell import By

if TYPE_CHECKING:
    from costshare.reconciliation._reconciliation import Reconciliation

_MOST_INT64 = 2**63 - 1


def result_frame(result: "Reconciliation", by: str) -> pd.DataFrame:
    """Lay out cells, or their sums."""
    read_word(by, "by", By)
    rows: Sequence[Any]
    if by == "cell":
        rows = result.cells
        names = {
            "member": [cell.member for cell in rows],
            "pool": [cell.pool for cell in rows],
        }
    else:
        rows = result.member_sums if by == "member" else result.pool_sums
        names = {by: [sums.name for sums in rows]}
    data: dict[str, Any] = {name: _names(values) for name, values in names.items()}
    if any(row.budget is not None for row in rows):
        data["budget"] = _column([row.budget for row in rows], result)
    for name in ("expected", "invoiced", "difference"):
        data[name] = _column([getattr(row, name) for row in rows], result)
    data["lines"] = pd.array([row.lines for row in rows], dtype="Int64")
    if by == "cell":
        data["status"] = _names([cell.status for cell in result.cells])
    return pd.DataFrame(data)


def _names(values: Sequence[str | None]) -> Any:
    return np.array(values, dtype=object)


def _column(units: Sequence[int | None], result: "Reconciliation") -> Any:
    """Whole amounts as Int64, others as exact Decimals."""
    size = result.unit.size
    if result.unit.is_whole:
        whole = [None if each is None else each * size.numerator for each in units]
        if all(each is None or abs(each) <= _MOST_INT64 for each in whole):
            return pd.array([pd.NA if each is None else each for each in whole], dtype="Int64")
    written = {each: result.amount(each) for each in units if each is not None}
    return pd.array([pd.NA if each is None else written[each] for each in units], dtype=object)
