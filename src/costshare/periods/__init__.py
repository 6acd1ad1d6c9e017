"""Days and periods, as they are read and written."""

from costshare.periods._period import Day, Period, PeriodField, read_day

__all__ = ["Day", "Period", "PeriodField", "read_day"]
