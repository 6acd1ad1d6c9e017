"""Reference dates: the date whose value of a series is the driver, counted from the period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Self

from pydantic import model_validator

from costshare.agreement._member import Member
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import Declared, Name, OneOf, WholeNumber
from costshare.periods import DayOfYear, Period, Step, YearsBefore, days_up_to, yearly_day

_MOST_SHOWN = 6
_MOST_AVERAGED = 1000


class ReferenceDate(Declared):
    """Rule that takes a driver from a series by date.

    Parameters
    ----------
    years_before : int
        Years from the date to the year in which the period begins; 0 for that year itself.
    day : str
        Month and day, ``"12-31"``.
    series : str, optional
        Series of the members; where left out, the one with the name of the driver.
    average_of : int, default 1
        Number of dates whose mean is the driver: with 3, the one above and those of the two years
        before it. The mean is exact.
    every : {"year", "quarter", "month"}
        What lies between these dates. A quarter or a month before the last day of a month is the
        last day of one.

    Raises
    ------
    CostshareError
        If `every` is given for a single date, which it does not change.

    Examples
    --------
    >>> import costshare as cs
    >>> ReferenceDate(years_before=2, day="12-31").date_for(cs.Period.read("2022-Q2"))
    datetime.date(2020, 12, 31)
    >>> quarters = ReferenceDate(years_before=1, day="12-31", average_of=3, every="quarter")
    >>> [str(day) for day in quarters.dates_for(cs.Period.read("2022"))]
    ['2021-06-30', '2021-09-30', '2021-12-31']
    """

    years_before: YearsBefore
    day: DayOfYear
    series: Name | None = None
    average_of: Annotated[int, WholeNumber("dates", 1, _MOST_AVERAGED)] = 1
    every: Annotated[Step, OneOf("step between dates", Step)] = "year"

    def __init__(
        self,
        *,
        years_before: int,
        day: str,
        series: str | None = None,
        average_of: int = 1,
        every: str = "year",
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise if the step between dates would have no effect."""
        if self.every != "year" and self.average_of == 1:
            msg = f"every={quoted(self.every)} has no effect on a single date; leave it out, or "
            raise CostshareError(msg + "pass average_of")
        return self

    def date_for(self, period: Period) -> date:
        """Return the date whose value applies in a period; of several, the last.

        Raises
        ------
        CostshareError
            If it is before the year 1.
        """
        return yearly_day(period, self.years_before, self.day)

    def dates_for(self, period: Period) -> tuple[date, ...]:
        """Return the dates whose mean applies in a period, the earliest first.

        Raises
        ------
        CostshareError
            If one of them is before the year 1.
        """
        return days_up_to(self.date_for(period), self.average_of, self.every)


def drivers_at(
    member: Member, reference_dates: Mapping[str, ReferenceDate], period: Period
) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Return the drivers of a member in a period, and why others by date are missing."""
    drivers, missing = dict(member.driver_values), {}
    for name in member.series:
        missing[name] = (
            f"member {member.name} has {name!r} by date, and no reference date; add "
            f"it to the agreement's reference_dates"
        )
    for driver, reference_date in reference_dates.items():
        series, days = reference_date.series or driver, reference_date.dates_for(period)
        if series not in member.series:
            unknown = unknown_name(f"series of member {member.name}:", series, member.series)
            missing[driver] = str(unknown)
            continue
        figures = member.series[series]
        absent = [day for day in days if day not in figures]
        if absent:
            missing[driver] = (
                f"member {member.name} has no {series} at {absent[0]}, which {period} goes by; "
                f"there is {_dates(figures)}; add the figure, or change the reference date"
            )
        else:
            drivers[driver] = sum((figures[day] for day in days), Fraction(0)) / len(days)
    return drivers, missing


def _dates(figures: Mapping[date, Fraction]) -> str:
    days = [str(day) for day in sorted(figures)]
    if len(days) > _MOST_SHOWN:
        return f"{days[0]} … {days[-1]} ({len(days)} dates)"
    return ", ".join(days)
