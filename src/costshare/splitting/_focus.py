"""Bills in the FinOps Open Cost and Usage Specification (FOCUS), read exactly."""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from costshare.amounts import exact_decimal, read_amount
from costshare.errors import CostshareError, quoted, some_of
from costshare.fields import read_path
from costshare.frames import AnyFrame, as_pandas, collect, is_missing, values_of
from costshare.splitting._columns import read_names, require_columns

if TYPE_CHECKING:
    import pandas as pd

# The metrics of FOCUS 1.3 that are sums; a unit price is not one.
METRICS = (
    *("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"),
    *("PricingCurrencyEffectiveCost", "PricingQuantity", "ConsumedQuantity"),
    "CommitmentDiscountQuantity",
)
_REQUIRED = ("BilledCost", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd")
_PERIODS = (("BillingPeriodStart", "BillingPeriodEnd"), ("ChargePeriodStart", "ChargePeriodEnd"))


def read_focus(
    source: "AnyFrame | str | os.PathLike[str]", *, tags: Sequence[str] = ()
) -> "pd.DataFrame":
    """Read a bill in the format of FOCUS, exactly.

    Parameters
    ----------
    source : path or frame
        A CSV or Parquet file, a folder of Parquet files, or a frame of any library.
    tags : list of str, optional
        Keys of `Tags`; the value of each gets a column, ``x_team`` for ``"team"``.

    Returns
    -------
    DataFrame
        The columns of the bill. Costs and quantities are Decimals, also where they are written
        as 1.2E-05; starts and ends of periods are times in UTC; `Tags` are JSON as text.

    Raises
    ------
    CostshareError
        If the file cannot be read, a column of a bill, a BilledCost or a
        BillingCurrency is missing, a number, time or tag cannot be
        read, or a period does not end after its start: ends are exclusive.

    Examples
    --------
    >>> import costshare as cs
    >>> bill = cs.read_focus([{
    ...     "BillingCurrency": "EUR", "BilledCost": "1.2E-05", "Tags": '{"team": "A"}',
    ...     "BillingPeriodStart": "2026-01-01T00:00:00Z",
    ...     "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    ... }], tags=["team"])
    >>> bill[["BilledCost", "BillingPeriodEnd", "x_team"]]
      BilledCost          BillingPeriodEnd x_team
    0   0.000012 2026-02-01 00:00:00+00:00      A
    """
    keys = [] if isinstance(tags, list | tuple) and not tags else read_names(tags, "tags")
    if isinstance(source, str | os.PathLike):
        bill = _read_file(Path(read_path(source)))
    else:
        bill = as_pandas(collect(source, "bill").to_native()).reset_index(drop=True)
    require_columns(list(bill.columns), "bill", [*_REQUIRED, *(["Tags"] if keys else [])])
    for name in ("BilledCost", "BillingCurrency"):
        refuse_missing(bill[name], name, "rows of the bill")
    bill = bill.copy(deep=False)
    for name in METRICS:
        if name in bill:
            bill[name] = _decimals(bill[name], name)
    for start, end in _PERIODS:
        if start in bill and end in bill:
            bill[start], bill[end] = _times(bill[start], start), _times(bill[end], end)
            _check_ends(bill[start], bill[end], end)
    if "Tags" in bill:
        read = [_tags(value, row) for row, value in enumerate(bill["Tags"])]
        bill["Tags"] = [
            None if each is None else json.dumps(each, ensure_ascii=False) for each in read
        ]
        for key in keys:
            if f"x_{key}" in bill:
                msg = f"the bill has a column x_{key} already, which the tag {key!r} would replace;"
                raise CostshareError(f"{msg} rename it, or leave the tag out of tags")
            bill[f"x_{key}"] = [(each or {}).get(key) for each in read]
    return bill


def refuse_missing(column: "pd.Series[Any]", name: str, what: str) -> None:
    """Refuse a column in which a value is missing."""
    rows = [row for row, value in enumerate(values_of(column)) if is_missing(value)]
    if rows:
        few = ", ".join(map(str, rows[:5]))
        msg = (
            f"{len(rows)} of {len(column)} {what} have no {name} (row {few}); fill it in, or drop "
        )
        raise CostshareError(f"{msg}the rows")


def in_json(value: object) -> str:
    """Write a value as JSON on one line, names as they are."""
    return json.dumps(value, ensure_ascii=False)


def _read_file(path: Path) -> "pd.DataFrame":
    """Read a CSV file as text, or Parquet files as they are."""
    import pandas as pd

    kind = "CSV"
    try:
        if path.suffix.lower() == ".parquet" or path.is_dir():
            kind = "Parquet"
            import pyarrow.parquet as pq

            return as_pandas(pq.read_table(path), str(path))
        # pandas gives every header of a repeated name but the first another name.
        first = pd.read_csv(path, header=None, nrows=1, dtype=str, keep_default_na=False)
        bill = pd.read_csv(
            path, dtype=object, keep_default_na=False, na_values=["", "NULL", "null"]
        )
    except ImportError as error:
        msg = 'Parquet files need pyarrow: pip install "costshare[arrow]"'
        raise CostshareError(msg) from error
    except (OSError, ValueError) as error:
        msg = f"bill {path} cannot be read as a {kind} file: {error}"
        raise CostshareError(msg) from error
    twice = [name for name, times in Counter(first.iloc[0]).items() if name and times > 1]
    if twice:
        msg = f"several columns of bill {path} are named {some_of(list(map(quoted, twice)))}; "
        raise CostshareError(f"{msg}rename or remove all but one")
    if not isinstance(bill.index, pd.RangeIndex):
        # pandas takes the first fields of longer rows for an index, and moves all others.
        msg = f"bill {path} has rows with more fields than its header; put fields that hold commas "
        raise CostshareError(f"{msg}in quotes, or remove the commas at the ends of rows")
    return bill


def _decimals(column: "pd.Series[Any]", name: str) -> "pd.Series[Any]":
    """Read numbers as Decimals, each different value once; a missing one stays missing."""
    import pandas as pd

    known: dict[tuple[type, Any], Decimal] = {}
    found: list[Decimal | None] = []
    for row, value in enumerate(values_of(column)):
        if is_missing(value):
            found.append(None)
            continue
        key = (type(value), value if isinstance(value, str | int | float | Decimal) else str(value))
        if key not in known:
            try:
                known[key] = exact_decimal(read_amount(value, name), name)
            except CostshareError as error:
                msg = f"row {row} of the bill: {error}"
                raise CostshareError(msg) from None
        found.append(known[key])
    return pd.Series(found, dtype=object)


def _times(column: "pd.Series[Any]", name: str) -> "pd.Series[Any]":
    """Read times, which are in UTC where they do not say it."""
    import pandas as pd

    times = pd.to_datetime(column, utc=True, format="ISO8601", errors="coerce")
    wrong = np.flatnonzero(times.isna())
    if len(wrong):
        row = int(wrong[0])
        msg = f"{len(wrong)} of {len(times)} rows of the bill have a {name} that is not a time "
        msg += f"(row {row}: {quoted(column[row])}); write it as 2026-01-31T00:00:00Z"
        raise CostshareError(msg)
    return times


def _check_ends(starts: "pd.Series[Any]", ends: "pd.Series[Any]", name: str) -> None:
    """Refuse periods that are not longer than nothing, as one is whose end is its last day."""
    wrong = np.flatnonzero((ends <= starts).to_numpy())
    if len(wrong):
        row = int(wrong[0])
        msg = f"{len(wrong)} of {len(ends)} rows of the bill have a {name} that is not after the "
        msg += f"start (row {row}: {starts[row]} to {ends[row]}); ends are exclusive, so pass the "
        raise CostshareError(f"{msg}first instant after the period")


def _tags(value: Any, row: int) -> dict[str, Any] | None:
    """Read tags: JSON as text, a mapping, or the pairs that Arrow makes of one."""
    if not isinstance(value, Mapping | list | np.ndarray) and is_missing(value):
        return None
    try:
        return dict(json.loads(value) if isinstance(value, str) else value)
    except (TypeError, ValueError) as error:
        msg = f"row {row} of the bill has Tags {quoted(value)}, which are not a JSON object; "
        raise CostshareError(f'{msg}write them as {{"team": "A"}}') from error
