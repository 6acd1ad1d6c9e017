"""The time asked about: a start and an end, or a period whose last day is included."""

import re
from datetime import date, timedelta
from typing import Protocol, runtime_checkable

from costshare.errors import CostshareError
from costshare.metering._clock import Clock

_NAMED = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@runtime_checkable
class Days(Protocol):
    """A period of whole days, such as `costshare.Period`."""

    @property
    def first(self) -> date:
        """The first day."""

    @property
    def last(self) -> date:
        """The last day, which is part of it."""


def read_span(clock: Clock, start: object, end: object, period: object) -> tuple[int, int]:
    """Read the first instant and the one after the last, in nanoseconds.

    A start without an end is a period.

    Raises
    ------
    CostshareError
        Where both or none of the two ways are used, or the end is not after the start.
    """
    if end is None and period is None:
        start, period = None, start
    if (start is None) != (end is None) or (start is None) == (period is None):
        msg = "pass a start and an end, or period='2022-05'; the end is the first instant after"
        raise CostshareError(msg)
    if period is not None:
        start, end = _days(period)
    first, stop = clock.read(start, "start"), clock.read(end, "end")
    if stop <= first:
        msg = f"end {end} is not after start {start}; the end is the first instant after the time"
        raise CostshareError(msg)
    return first, stop


def _days(period: object) -> tuple[date, date]:
    """Give the first day, and the one after the last."""
    if isinstance(period, Days):
        return period.first, period.last + timedelta(days=1)
    named = _NAMED.fullmatch(str(period).strip()) if isinstance(period, str | int) else None
    if not named or not 1950 <= int(named[1]) <= 2199:
        msg = f"period {period!r} is none; write '2022', '2022-Q2' or '2022-05', or pass a Period"
        raise CostshareError(msg)
    year, month, months = int(named[1]), 1, 12
    if named[2]:
        month, months = 3 * int(named[2]) - 2, 3
    elif named[3]:
        month, months = int(named[3]), 1
    after = month - 1 + months
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1)
