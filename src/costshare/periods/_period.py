"""A period: a year, a quarter, a month, or any two days, both included."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
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
        if self.last < self.first:
            msg = f"period ends {self.last}, before it begins {self.first}; swap the dates"
            raise CostshareError(msg)

    @classmethod
    def read(cls, value: object) -> "Period":
        """Read a period from its name, or from its first and last day.

        Raises
        ------
        CostshareError
            Where the value is none of these.
        """
        if isinstance(value, Period):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            value = shown(value)
        days: object = value
        if isinstance(value, str):
            named = _NAMED.fullmatch(value.strip())
            if named and int(named[1]):
                return cls._named(int(named[1]), named[2], named[3])
            days = value.split("/")
        if isinstance(days, list | tuple) and len(days) == 2:
            return cls(read_day(days[0]), read_day(days[1]))
        msg = f"{quoted(value)} is no period; {_WAY_OUT}"
        raise CostshareError(msg)

    @classmethod
    def _named(cls, year: int, quarter: str | None, month: str | None) -> "Period":
        begin = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
        end = begin if month else begin + 2 if quarter else 12
        return cls(date(year, begin, 1), date(year, end, monthrange(year, end)[1]))

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """The number of months; None where these are not whole."""
        after = self.last + timedelta(days=1)
        if self.first.day != 1 or after.day != 1:
            return None
        return 12 * (after.year - self.first.year) + after.month - self.first.month

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def common(self, other: "Period") -> "Period | None":
        """The days that the two have in common; None where there are none."""
        if not self.overlaps(other):
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))

    def parts(self, count: int) -> "tuple[Period, ...]":
        """Cut the period into equal parts of whole months.

        Raises
        ------
        CostshareError
            Where there are none, with the numbers of parts that there are.

        Examples
        --------
        >>> [str(part) for part in Period.read("2022").parts(4)]
        ['2022-Q1', '2022-Q2', '2022-Q3', '2022-Q4']
        """
        if not isinstance(count, Integral) or isinstance(count, bool):
            msg = f"number of parts {quoted(count)} is no whole number; pass 4 or 12"
            raise CostshareError(msg)
        if count == 1:
            return (self,)
        months = self.months or 1
        if count < 1 or months % count:
            known = [str(each) for each in range(1, months + 1) if not months % each]
            msg = (
                f"{self.first} to {self.last} has no {count} equal parts of whole months; "
                f"it has {', '.join(known)}"
            )
            raise CostshareError(msg)
        step = months // count
        begins = [self.first.month - 1 + step * number for number in range(count + 1)]
        days = [date(self.first.year + month // 12, month % 12 + 1, 1) for month in begins]
        return tuple(Period(a, b - timedelta(days=1)) for a, b in pairwise(days))

    def __str__(self) -> str:
        """Write the period as it is read: by its name where it has one."""
        year, month, _ = str(self.first).split("-")
        for name in (year, f"{year}-Q{(self.first.month + 2) // 3}", f"{year}-{month}"):
            if Period.read(name) == self:
                return name
        return f"{self.first}/{self.last}"


def read_day(value: object) -> date:
    """Read a day from a date or its ISO text; a time of day has no place here."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    msg = f"{quoted(value)} is no date; write it like '2022-01-31'"
    raise CostshareError(msg)


Day = Annotated[
    date,
    PlainValidator(read_day),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]

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
