"""Members read from a DataFrame."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from costshare.agreement._labels import take_labels
from costshare.errors import CostshareError
from costshare.fields import each_once, name_of_label
from costshare.models import Facts, refuse_dates_of_membership
from costshare.periods import Period


def read_frame(
    frame: pd.DataFrame, period: Period | None = None, member: str | None = None
) -> "tuple[Facts, pd.Index[Any]]":
    """Read a row for each member, and a column for each driver; return the facts and the labels.

    Members are named by the index, or by the column that `member` names.

    Raises
    ------
    CostshareError
        If a member or a driver is named twice, or if the index has several levels or no names.
    """
    labels, frame = take_labels(frame, member)
    names = [_member(label, at, member) for at, label in enumerate(labels, start=1)]
    each_once("member", names)
    drivers = [name_of_label(column) for column in frame.columns]
    each_once("driver", drivers)
    refuse_dates_of_membership(drivers)
    columns = [_exact_values(frame.iloc[:, position]) for position in range(len(drivers))]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(names))
    by_name = {
        name: dict(zip(drivers, row, strict=True)) for name, row in zip(names, rows, strict=True)
    }
    return Facts(by_name, period=period), labels


def _member(label: Any, row: int, column: str | None) -> str:
    """Read the name of the member in a row, counted from 1."""
    if pd.api.types.is_scalar(label) and pd.isna(label):
        where = "the index" if column is None else f"column {column!r}"
        msg = f"row {row} of the frame has no name in {where}; name it, or drop the row"
        raise CostshareError(msg)
    try:
        return name_of_label(label)
    except CostshareError as error:
        msg = f"row {row} of the frame: {error}"
        raise CostshareError(msg) from None


def _exact_values(column: "pd.Series[Any]") -> Iterator[object]:
    """Return the values of a column without widening a narrow float, which changes its decimal."""
    if isinstance(column.dtype, pd.ArrowDtype):
        narrow = str(column.dtype.numpy_dtype)  # type: ignore[attr-defined]  # stubs lack it
        if narrow in {"float16", "float32"}:
            return iter(column.to_numpy(narrow, na_value=np.nan))
    return iter(column.array)
