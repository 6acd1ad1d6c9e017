"""Days and periods, as they are read and written, and what holds in them."""

from costshare.periods._bands import Band, Bands, BandsByResource, check_holidays
from costshare.periods._by_day import ByDay, ByDayLike, OrByDay, in_force, whole_period
from costshare.periods._period import (
    Day,
    DayLike,
    Period,
    PeriodField,
    PeriodLike,
    read_day,
    read_midnight,
)
from costshare.periods._spans import (
    MemberDays,
    MemberDaysField,
    Membership,
    MembershipField,
    Spans,
    check_apart,
    spans_of,
    together,
)
from costshare.periods._yearly import (
    DayOfYear,
    Step,
    YearsBefore,
    days_up_to,
    read_year,
    year_from,
    yearly_day,
)

__all__ = [
    "Band",
    "Bands",
    "BandsByResource",
    "ByDay",
    "ByDayLike",
    "Day",
    "DayLike",
    "DayOfYear",
    "MemberDays",
    "MemberDaysField",
    "Membership",
    "MembershipField",
    "OrByDay",
    "Period",
    "PeriodField",
    "PeriodLike",
    "Spans",
    "Step",
    "YearsBefore",
    "check_apart",
    "check_holidays",
    "days_up_to",
    "in_force",
    "read_day",
    "read_midnight",
    "read_year",
    "spans_of",
    "together",
    "whole_period",
    "year_from",
    "yearly_day",
]
