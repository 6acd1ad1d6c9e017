"""A day that comes every year, so many years before a period."""

import re
from datetime import date
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from costshare.errors import CostshareError, quoted
from costshare.periods._period import Period


def _read_years(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    msg = f"{quoted(value)} is not a number of years; write 0, 1, 2 …"
    raise CostshareError(msg)


def _read_day_of_year(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{2}-[0-9]{2}", value.strip()):
        try:
            # A year without 29 February: that day could not be found every year.
            return date.fromisoformat(f"2001-{value.strip()}").isoformat()[5:]
        except ValueError:
            pass
    msg = f"{quoted(value)} is not a day of the year; write month and day as '12-31'"
    raise CostshareError(msg)


YearsBefore = Annotated[
    int, PlainValidator(_read_years), WithJsonSchema({"type": "integer", "minimum": 0})
]
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
