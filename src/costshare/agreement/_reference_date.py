"""Reference dates: the date whose value of a series is the driver, counted from the period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from costshare.agreement._member import Member
from costshare.errors import unknown_name
from costshare.fields import Declared, Name
from costshare.periods import DayOfYear, Period, YearsBefore, yearly_day

_MOST_SHOWN = 6


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

    Examples
    --------
    >>> import costshare as cs
    >>> ReferenceDate(years_before=2, day="12-31").date_for(cs.Period.read("2022-Q2"))
    datetime.date(2020, 12, 31)
    """

    years_before: YearsBefore
    day: DayOfYear
    series: Name | None = None

    def __init__(
        self,
        *,
        years_before: int,
        day: str,
        series: str | None = None,
    ) -> None: ...

    def date_for(self, period: Period) -> date:
        """Return the date whose value applies in a period.

        Raises
        ------
        CostshareError
            If it is before the year 1.
        """
        return yearly_day(period, self.years_before, self.day)


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
        series, day = reference_date.series or driver, reference_date.date_for(period)
        if series not in member.series:
            unknown = unknown_name(f"series of member {member.name}:", series, member.series)
            missing[driver] = str(unknown)
        elif day not in member.series[series]:
            missing[driver] = (
                f"member {member.name} has no {series} at {day}, which {period} goes by; there is "
                f"{_dates(member.series[series])}; add the figure, or change the reference date"
            )
        else:
            drivers[driver] = member.series[series][day]
    return drivers, missing


def _dates(figures: Mapping[date, Fraction]) -> str:
    days = [str(day) for day in sorted(figures)]
    if len(days) > _MOST_SHOWN:
        return f"{days[0]} … {days[-1]} ({len(days)} dates)"
    return ", ".join(days)
