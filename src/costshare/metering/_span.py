"""The time asked about: a start and an end, or a period whose last day is included."""

from datetime import timedelta

from costshare.errors import CostshareError, shown
from costshare.metering._clock import Clock
from costshare.periods import Period


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
        days = Period.read(period)
        start, end = days.first, days.last + timedelta(days=1)
    first, stop = clock.read(start, "start"), clock.read(end, "end")
    if stop <= first:
        msg = f"end {shown(str(end))} is not after start {shown(str(start))}; "
        msg += "the end is the first instant after the time"
        raise CostshareError(msg)
    return first, stop
