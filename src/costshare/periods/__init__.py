"""Days and periods, as they are read and written, and what holds in them."""

from costshare.periods._by_day import ByDay, OrByDay, in_force, whole_period
from costshare.periods._period import Day, Period, PeriodField, read_day
from costshare.periods._yearly import DayOfYear, YearsBefore, yearly_day

__all__ = [
    "ByDay",
    "Day",
    "DayOfYear",
    "OrByDay",
    "Period",
    "PeriodField",
    "YearsBefore",
    "in_force",
    "read_day",
    "whole_period",
    "yearly_day",
]
