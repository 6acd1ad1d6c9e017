"""Vintages: which date's figure of a series is the driver, counted from the period."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from costshare.agreement._member import Member
from costshare.errors import CostshareError, unknown_name
from costshare.fields import Declared, Name
from costshare.periods import Period

_MOST_SHOWN = 6


def _read_years(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    msg = f"{value!r} is no number of years; write 0, 1, 2 …"
    raise CostshareError(msg)


def _read_day_of_year(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{2}-[0-9]{2}", value.strip()):
        try:
            # A year without 29 February: that day could not be found every year.
            return date.fromisoformat(f"2001-{value.strip()}").isoformat()[5:]
        except ValueError:
            pass
    msg = f"{value!r} is no day of every year; write month and day like '12-31'"
    raise CostshareError(msg)


class Vintage(Declared):
    """The rule that takes a driver from a series by date.

    Parameters
    ----------
    years_before : int
        How many years before the one in which the period begins; 0 for that year itself.
    day : str
        Month and day, ``"12-31"``.
    series : str, optional
        The members' series; where left out, the one of the driver's own name.

    Examples
    --------
    >>> import costshare as cs
    >>> Vintage(years_before=2, day="12-31").date_for(cs.Period.read("2022-Q2"))
    datetime.date(2020, 12, 31)
    """

    years_before: Annotated[
        int, PlainValidator(_read_years), WithJsonSchema({"type": "integer", "minimum": 0})
    ]
    day: Annotated[
        str,
        PlainValidator(_read_day_of_year),
        WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]{2}-[0-9]{2}\s*$"}),
    ]
    series: Name | None = None

    def date_for(self, period: Period) -> date:
        """The date whose figure counts in a period.

        Raises
        ------
        CostshareError
            Where it lies before the year 1.
        """
        year = period.first.year - self.years_before
        if year < 1:
            msg = f"{self.years_before} years before {period} there is no year; lower years_before"
            raise CostshareError(msg)
        return date.fromisoformat(f"{year:04}-{self.day}")


def drivers_at(
    member: Member, vintages: Mapping[str, Vintage], period: Period
) -> tuple[dict[str, Fraction], dict[str, str]]:
    """The member's drivers in a period, and why those that are by date are missing."""
    drivers, missing = dict(member.driver_values), {}
    for name in member.series:
        missing[name] = (
            f"member {member.name} has {name!r} by date, and nothing says which date counts; add "
            f"it to the agreement's vintages"
        )
    for driver, vintage in vintages.items():
        series, day = vintage.series or driver, vintage.date_for(period)
        if series not in member.series:
            unknown = unknown_name(f"series of member {member.name}:", series, member.series)
            missing[driver] = str(unknown)
        elif day not in member.series[series]:
            missing[driver] = (
                f"member {member.name} has no {series} at {day}, which {period} goes by; there is "
                f"{_dates(member.series[series])}; add the figure, or change the vintage"
            )
        else:
            drivers[driver] = member.series[series][day]
    return drivers, missing


def _dates(figures: Mapping[date, Fraction]) -> str:
    days = [str(day) for day in sorted(figures)]
    if len(days) > _MOST_SHOWN:
        return f"{days[0]} … {days[-1]} ({len(days)} dates)"
    return ", ".join(days)
