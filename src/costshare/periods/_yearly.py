"""A day that comes every year, so many years before a period."""

import re
from datetime import MAXYEAR, date, timedelta
from typing import Annotated, Literal

from pydantic import PlainValidator, WithJsonSchema

from costshare.errors import CostshareError, quoted
from costshare.fields import WholeNumber, name_of_label
from costshare.periods._period import Period, month_length, read_midnight


def _read_day_of_year(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{2}-[0-9]{2}", value.strip()):
        try:
            # A year without 29 February: that day could not be found every year.
            return date.fromisoformat(f"{_COMMON_YEAR}-{value.strip()}").isoformat()[5:]
        except ValueError:
            pass
    msg = f"{quoted(value)} is not a day of the year; write month and day as '12-31'"
    raise CostshareError(msg)


YearsBefore = Annotated[int, WholeNumber("years", 0)]
Step = Literal["year", "quarter", "month"]
_COMMON_YEAR = 2001
_MONTHS: dict[Step, int] = {"year": 12, "quarter": 3, "month": 1}
DayOfYear = Annotated[
    str,
    PlainValidator(_read_day_of_year),
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]{2}-[0-9]{2}\s*$"}),
]


def yearly_day(period: Period, years_before: int, day: str) -> date:
    """The day of the year that many years before the one in which a period begins.

    Raises
    ------
    CostshareError
        If it lies before the year 1.
    """
    period = Period.read(period)
    year = period.first.year - years_before
    if year < 1:
        msg = f"{years_before} years before {period} there is no year; lower years_before"
        raise CostshareError(msg)
    return date.fromisoformat(f"{year:04}-{day}")


def year_from(first: date, year: int | None = None) -> Period:
    """The year from a day on, or from that day of another year; 28 February for the 29th.

    Raises
    ------
    CostshareError
        If it ends after the year 9999.
    """
    start = _day_in(first, first.year if year is None else year)
    if start.year == MAXYEAR and (start.month, start.day) != (1, 1):
        msg = f"the year from {start} ends after the year {MAXYEAR}; give an earlier day"
        raise CostshareError(msg)
    last = date.max if start.year == MAXYEAR else _day_in(start, start.year + 1) - timedelta(days=1)
    return Period(start, last)


def read_year(label: object) -> Period:
    """Read a year: 2023, its first day, or a period. A frame may have it as 2023.0.

    Raises
    ------
    CostshareError
        If it is not a period. Whether it is a whole year is for the caller to see.
    """
    if isinstance(label, Period | list | tuple):
        return Period.read(label)
    if isinstance(label, date):
        return year_from(read_midnight(label, "year"))
    name = name_of_label(label, what="year")
    return Period.read(name if isinstance(label, str) else name.removesuffix(".0"))


def _day_in(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, month_length(year, day.month)))


def days_up_to(last: date, count: int, step: Step) -> tuple[date, ...]:
    """The days that end so many years, quarters or months, up to a last one.

    A quarter or a month before the last day of a month, 28 February too, is the last day of one.

    Raises
    ------
    CostshareError
        If the first lies before the year 1.
    """
    months = [12 * last.year + last.month - 1 - _MONTHS[step] * back for back in range(count)]
    if months[-1] < 12:
        msg = f"{count} dates, one each {step}, up to {last} begin before the year 1; "
        raise CostshareError(msg + "take the mean of fewer")
    ends_month = last.day >= month_length(_COMMON_YEAR, last.month)
    days = []
    for year, month in (divmod(each, 12) for each in reversed(months)):
        length = month_length(year, month + 1)
        day = length if ends_month and step != "year" else min(last.day, length)
        days.append(date(year, month + 1, day))
    return tuple(days)
