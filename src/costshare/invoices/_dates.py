"""The invoice dates of a period: its first day, or the first days of its equal parts."""

import datetime as dt
from collections.abc import Iterable

from costshare.errors import CostshareError
from costshare.invoices._reading import read_day
from costshare.periods import Period


def invoice_dates(
    dates: "object | Iterable[object] | None", period: Period | None, instalments: int
) -> list[dt.date | None]:
    """Find a date for each instalment.

    Raises
    ------
    CostshareError
        Where the dates given do not fit, or the period has no equal parts of whole months.
    """
    if dates is None:
        return _by_period(period, instalments)
    listed = list(dates) if isinstance(dates, list | tuple) else [dates]
    read: list[dt.date | None] = [read_day(value, "date") for value in listed]
    if len(read) != instalments:
        msg = f"{len(read)} dates for {instalments} instalments; give each its own"
        raise CostshareError(msg)
    if len(set(read)) < len(read):
        msg = "two instalments have the same date; give each its own"
        raise CostshareError(msg)
    return read


def _by_period(period: Period | None, instalments: int) -> list[dt.date | None]:
    if period is None:
        return [None] * instalments
    try:
        return [part.first for part in period.parts(instalments)]
    except CostshareError as error:
        msg = f"{error}; or pass dates, one for each instalment"
        raise CostshareError(msg) from None
