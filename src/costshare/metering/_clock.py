"""One time zone: stamps of any kind become nanoseconds since 1970.

They are instants, counted in UTC, unless every stamp of the log is a day: a date, or a midnight
without a time zone. Then the log counts days of 24 hours, whatever clocks do: its nanoseconds are
those of a calendar without changes of clocks.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from costshare.errors import CostshareError, quoted, shown
from costshare.periods import Period

SECOND = 10**9
# Any two stamps lie less than 2**63 nanoseconds (292 years) apart.
EARLIEST = int(datetime(1950, 1, 1, tzinfo=UTC).timestamp()) * SECOND
LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * SECOND

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOO_FINE = re.compile(r"[.,][0-9]{6}[0-9]*[1-9]")
_WAY_OUT = "write it like 2022-01-31, 2022-01-31T13:00 or 2022-01-31T13:00+01:00"


class Clock:
    """Reads stamps; those without an offset are local time in the clock's zone.

    Parameters
    ----------
    timezone : str or ZoneInfo, optional
        The zone. Without it `settle` finds it from the stamps that were read.

    Attributes
    ----------
    by_days : bool
        Whether the log counts days of 24 hours; `settle` decides it.
    only_days : bool
        Whether all stamps read so far are days, in a zone that may change its clocks.
    """

    def __init__(self, timezone: object = None) -> None:
        self.zone: ZoneInfo | None = None if timezone is None else _zone(timezone)
        self.by_days = False
        # In UTC a day and its first instant are the same.
        self.only_days = self.zone is not None and self.zone.key != "UTC"
        self._stated = timezone is not None
        self._seen: set[str] = set()
        self._local = False

    def __eq__(self, other: object) -> bool:
        """Compare what the clock counts and in which zone it reads."""
        if not isinstance(other, Clock):
            return NotImplemented
        return (self.zone, self.by_days) == (other.zone, other.by_days)

    __hash__ = None  # type: ignore[assignment]  # it changes while stamps are read

    def settle(self) -> None:
        """Fix the zone: the stated one, that of all stamps, or UTC; and what is counted."""
        self.by_days = self.only_days
        if self._stated:
            return
        if self._local and self._seen - {"UTC"}:
            msg = (
                "some stamps have an offset from UTC and others have none; state the zone of the "
                "others, such as timezone='Europe/Stockholm'"
            )
            raise CostshareError(msg)
        # A bare offset such as +01:00 is not a zone: it does not know when clocks change.
        name = "".join(self._seen) if len(self._seen) == 1 else "" if self._seen else "UTC"
        self.zone = _zone(name) if name else None
        self._stated = True

    def saw(self, stamp: datetime) -> None:
        """Remember whether stamps are local time, or in which zone they are."""
        zone = stamp.tzinfo
        if zone is None:
            self._local = True
            return
        name = getattr(zone, "key", None) or getattr(zone, "zone", None)
        self._seen.add(name or ("" if stamp.utcoffset() else "UTC"))

    def read(self, value: object, name: str) -> int:
        """Read one stamp: a datetime, a date (its first instant), or either as ISO 8601 text."""
        stamp, fine = _stamp(value, name)
        if not self._stated:
            self.saw(stamp)
        if self.by_days:
            stamp = (stamp.astimezone(self.zone) if stamp.tzinfo else stamp).replace(tzinfo=UTC)
        elif stamp.tzinfo is None:
            self.only_days &= not fine and stamp.time() == time()
            stamp = self._placed(stamp, name)
        else:
            self.only_days = False
        passed = stamp - _EPOCH
        nanoseconds = (passed.days * 86_400 + passed.seconds) * SECOND
        nanoseconds += passed.microseconds * 1_000 + fine
        if not EARLIEST <= nanoseconds < LATEST:
            msg = f"{name} {shown(str(value))} lies outside the years 1950 to 2199"
            raise CostshareError(f"{msg}; a level that goes on needs no end")
        return nanoseconds

    def span(self, start: object, end: object, period: object) -> tuple[int, int]:
        """Read the first instant of a time and the one after its last; a lone start is a period."""
        if end is None and period is None:
            start, period = None, start
        if (start is None) != (end is None) or (start is None) == (period is None):
            msg = "pass a start and an end, or period='2022-05'; the end is the first instant after"
            raise CostshareError(msg)
        if period is not None:
            days = Period.read(period)
            start, end = days.first, days.last + timedelta(days=1)
        first, stop = self.read(start, "start"), self.read(end, "end")
        if stop <= first:
            msg = f"end {shown(str(end))} is not after start {shown(str(start))}; "
            msg += "the end is the first instant after the time"
            raise CostshareError(msg)
        return first, stop

    def _placed(self, stamp: datetime, name: str) -> datetime:
        if self.zone is None:
            if not self._stated:
                return stamp.replace(tzinfo=UTC)
            msg = (
                f"{name} {stamp.isoformat()} has no offset from UTC, and the stamps of the log are "
                "in no one zone; state the log's timezone='Europe/Stockholm', or write the offset"
            )
            raise CostshareError(msg)
        first, second = (stamp.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        # Where clocks change at midnight, fold 0 is the first instant of the day either way.
        if first.utcoffset() == second.utcoffset() or not (stamp.hour or stamp.minute):
            return first
        if first.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) == stamp:
            msg = f"{name} {stamp.isoformat()} comes twice in {self.zone.key}, when clocks go back"
            raise CostshareError(f"{msg}; write the one meant as {first} or {second}")
        msg = f"{name} {stamp.isoformat()} never comes in {self.zone.key}, where clocks go forward"
        raise CostshareError(f"{msg}; write it with its offset, such as {first}")

    def text(self, nanoseconds: int) -> str:
        """Write an instant as local time with its offset, or a day as its date."""
        seconds, fine = divmod(nanoseconds, SECOND)
        stamp = _EPOCH + timedelta(seconds=seconds)
        if self.by_days:
            stamp = stamp.replace(tzinfo=None)
            if not fine and stamp.time() == time():
                return stamp.date().isoformat()
        else:
            stamp = stamp.astimezone(self.zone or UTC)
        shown = stamp.isoformat()
        return f"{shown[:19]}.{fine:09}{shown[19:]}" if fine else shown


def _zone(timezone: object) -> ZoneInfo:
    if isinstance(timezone, ZoneInfo):
        return timezone
    try:
        return ZoneInfo(timezone)  # type: ignore[arg-type]  # what it cannot take, it refuses
    except (OSError, TypeError, ValueError, KeyError, AttributeError):
        msg = f"timezone {quoted(timezone)} is unknown; pass a name such as "
        raise CostshareError(msg + "'Europe/Stockholm' or 'UTC'") from None


def _is_missing(value: object) -> bool:
    kind = type(value).__name__
    may_be_nan = isinstance(value, float) or kind == "datetime64"
    return (
        value is None or kind in {"NAType", "NaTType"} or (may_be_nan and value != value)  # noqa: PLR0124 - NaN
    )


def _stamp(value: object, name: str) -> tuple[datetime, int]:
    """Take a stamp apart into a datetime and the nanoseconds beyond its microseconds."""
    if _is_missing(value):
        msg = f"{name} is missing; {_WAY_OUT}"
        raise CostshareError(msg)
    if type(value).__name__ == "datetime64":
        import pandas as pd

        value = pd.Timestamp(value)  # type: ignore[arg-type]  # numpy's own datetime64
    if isinstance(value, datetime):
        to_datetime = getattr(value, "to_pydatetime", None)
        if to_datetime is None:
            return value, 0
        return to_datetime(warn=False), int(getattr(value, "nanosecond", 0))
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), 0
    if isinstance(value, str) and not _TOO_FINE.search(value):
        try:
            return datetime.fromisoformat(value.strip()), 0
        except ValueError:
            pass
    msg = f"{name} {quoted(value)} is not a date or time; {_WAY_OUT}"
    raise CostshareError(msg)
