"""A period: a year, a quarter, a month, or any two days, both included."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from numbers import Integral
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.errors import CostshareError, quoted, shown

_NAMED = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_WAY_OUT = "write a period as '2022', '2022-Q2', '2022-05' or two dates"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included.

    Parameters
    ----------
    first, last : date
        The period's days.

    Examples
    --------
    >>> period = Period.read("2022-Q2")
    >>> period.first, period.last, period.days, str(period)
    (datetime.date(2022, 4, 1), datetime.date(2022, 6, 30), 91, '2022-Q2')
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        for name in ("first", "last"):
            object.__setattr__(self, name, read_day(getattr(self, name), what=name))
        if self.last < self.first:
            msg = f"period ends {self.last}, before it begins {self.first}; swap the dates"
            raise CostshareError(msg)

    @classmethod
    def read(cls, value: object) -> "Period":
        """Read a period from its name, or from its first and last day.

        Raises
        ------
        CostshareError
            If the value is anything else.
        """
        if isinstance(value, Period):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            value = shown(value)
        days: object = value
        if isinstance(value, str):
            named = cls._named(value)
            if named is not None:
                return named
            days = value.split("/")
        if isinstance(days, list | tuple) and len(days) == 2:
            one, other = map(cls._named, days)
            first = read_day(days[0], what="first day of period") if one is None else one.first
            return cls(
                first, read_day(days[1], what="last day of period") if other is None else other.last
            )
        msg = f"{quoted(value)} is not a period; {_WAY_OUT}"
        raise CostshareError(msg)

    @classmethod
    def until(cls, first: object, end: object) -> "Period":
        """Make a period from its first day and the day after its last.

        Parameters
        ----------
        first, end : date, or ISO text
            ``end`` is exclusive. A time of day must be midnight.

        Raises
        ------
        CostshareError
            If a value is not a date, or the end does not come after the first day.

        Examples
        --------
        A billing period of FOCUS, whose end is exclusive:

        >>> period = Period.until("2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z")
        >>> str(period), period.days
        ('2024-06', 30)
        """
        begin, after = read_midnight(first, "first"), read_midnight(end, "end")
        if after <= begin:
            msg = f"end {after} is exclusive and not after the first day {begin}; pass a later end"
            raise CostshareError(msg)
        return cls(begin, after - timedelta(days=1))

    @classmethod
    def _named(cls, name: object) -> "Period | None":
        """The year, quarter or month of a name; None for anything else."""
        named = _NAMED.fullmatch(name.strip()) if isinstance(name, str) else None
        if named is None or not int(named[1]):
            return None
        year, quarter, month = int(named[1]), named[2], named[3]
        begin = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
        end = begin if month else begin + 2 if quarter else 12
        return cls(date(year, begin, 1), date(year, end, month_length(year, end)))

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """The number of months; None where these are not whole.

        A month runs from any day to the day before the same day of the next month, or before its
        last day where it has no such day: from the 3rd to the 2nd.
        """
        count = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
        for months in (count, count + 1):
            if months and self._before(months) == self.last:
                return months
        return None

    def _before(self, months: int) -> date | None:
        """The last day of so many months; None where that is after the year 9999."""
        year, month = divmod(12 * self.first.year + self.first.month - 1 + months, 12)
        if year > MAXYEAR:
            return date.max if (month, self.first.day) == (0, 1) else None
        day = min(self.first.day, month_length(year, month + 1))
        return date(year, month + 1, day) - timedelta(days=1)

    def overlaps(self, other: "Period") -> bool:
        """Return whether the two have a day in common."""
        other = Period.read(other)
        return self.first <= other.last and other.first <= self.last

    def common(self, other: "Period") -> "Period | None":
        """Return the days that the two have in common, or None."""
        other = Period.read(other)
        if not self.overlaps(other):
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))

    def parts(self, count: int) -> "tuple[Period, ...]":
        """Cut the period into equal parts of whole months.

        Raises
        ------
        CostshareError
            If the period has no such parts; the message lists the numbers that it has.

        Examples
        --------
        >>> [str(part) for part in Period.read("2022").parts(4)]
        ['2022-Q1', '2022-Q2', '2022-Q3', '2022-Q4']
        """
        if not isinstance(count, Integral) or type(count).__name__ in {"bool", "timedelta64"}:
            msg = f"count of parts {quoted(count)} is not a whole number; pass 4 or 12"
            raise CostshareError(msg)
        count = int(count)
        if count == 1:
            return (self,)
        months = self.months or 1
        if count < 1 or months % count:
            known = [str(each) for each in range(1, months + 1) if not months % each]
            msg = (
                f"{self.first} to {self.last} has no {quoted(count)} equal parts of whole months; "
                f"it has {', '.join(known)}"
            )
            raise CostshareError(msg)
        length = months // count
        lasts = [self._before(length * number) for number in range(1, count)]
        inner = [each for each in lasts if each is not None]  # all of them lie within the period
        firsts = [self.first, *(each + timedelta(days=1) for each in inner)]
        return tuple(map(Period, firsts, [*inner, self.last]))

    def __str__(self) -> str:
        """Write the period as it is read: by its name where it has one."""
        year, month, _ = str(self.first).split("-")
        for name in (year, f"{year}-Q{(self.first.month + 2) // 3}", f"{year}-{month}"):
            if Period.read(name) == self:
                return name
        return f"{self.first}/{self.last}"


def read_day(value: object, *, what: str = "") -> date:
    """Read a day from a date or its ISO text; a time of day has no place here.

    `what` says which day it is, for the error.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    msg = f"{what} {quoted(value)}".lstrip() + " is not a date; write it as '2022-01-31'"
    raise CostshareError(msg)


def read_midnight(value: object, what: str) -> date:
    """Read a day, which may be written with its midnight, as exclusive ends often are."""
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
        if isinstance(moment, datetime) and moment.time() == time():
            return moment.date()
    except ValueError:  # a text that is not a time, or the NaT of pandas
        pass
    return read_day(value, what=what)


Day = Annotated[
    date,
    PlainValidator(read_day),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]

DayLike = date | str
"""What a user passes for a day: a date, a datetime, or ISO text."""

PeriodLike = Period | str | int | tuple[DayLike, DayLike] | list[DayLike]
"""What a user passes for a period: 2022, "2022-Q2", "2022-05", or first and last day."""

PeriodField = Annotated[
    Period,
    PlainValidator(Period.read),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "description": "2022, 2022-Q2, 2022-05, or first and last day as 2022-01-01/2022-06-30",
            "anyOf": [
                {"type": "string"},
                {"type": "integer"},
                {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            ],
        }
    ),
]


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    from calendar import monthrange  # late: it loads the words of every language

    return monthrange(year, month)[1]
