"""Days and periods, as they are read and written, and what holds in them."""

from costshare.periods._bands import Band, Bands, BandsByResource
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
from costshare.periods._yearly import DayOfYear, Step, YearsBefore, days_up_to, yearly_day

__all__ = [
    "Band",
    "Bands",
    "BandsByResource",
    "ByDay",
    "ByDayLike",
    "Day",
    "DayLike",
    "DayOfYear",
    "OrByDay",
    "Period",
    "PeriodField",
    "PeriodLike",
    "Step",
    "YearsBefore",
    "days_up_to",
    "in_force",
    "read_day",
    "read_midnight",
    "whole_period",
    "yearly_day",
]
