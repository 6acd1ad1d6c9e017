"""Days as a workbook stores them: a number of days, or ISO text."""

from datetime import datetime, time, timedelta

from costshare.files._grid import Broken, Cell

# Day 0 of the two calendars; a workbook knows no time zones.
_DAY_0 = datetime(1899, 12, 30)
_DAY_0_OF_1904 = datetime(1904, 1, 1)
# Excel counts a 29 February 1900, which did not exist.
_NO_DAY = 60


def read_serial_day(number: float, *, from_1904: bool) -> Cell:
    """Read a number in the format of a date.

    Examples
    --------
    >>> read_serial_day(44651.5, from_1904=False), read_serial_day(44651, from_1904=True).year
    (datetime.datetime(2022, 3, 31, 12, 0), 2026)
    >>> read_serial_day(0.5, from_1904=False).problem
    'is a time of day, 12:00:00; write the date'
    """
    try:
        day = _day(number, _DAY_0_OF_1904 if from_1904 else _DAY_0)
    except OverflowError:
        day = None
    if day is None:
        problem = f"is {number} in the format of a date, and Excel has no such day"
        return Broken(str(number), f"{problem}; correct the cell or its format")
    return day


def _day(number: float, day_0: datetime) -> Cell:
    days = int(number)
    past = timedelta(milliseconds=round((number - days) * 86_400_000))
    if number < 0 or (days == _NO_DAY and day_0 == _DAY_0):
        return None
    if not days and past < timedelta(days=1):
        return _time_of_day(str((day_0 + past).time()))
    return day_0 + timedelta(days=days + (days < _NO_DAY and day_0 == _DAY_0)) + past


def read_elapsed(number: float) -> Broken:
    """Read a number in the format of a duration, which is not a date."""
    try:
        return _time_of_day(str(timedelta(days=number)))
    except OverflowError:
        return _time_of_day(f"{number} days")


def read_iso_day(text: str) -> Cell:
    """Read a date in ISO form; None if the text is neither a date nor a time of day."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        pass
    try:
        return _time_of_day(str(time.fromisoformat(text)))
    except ValueError:
        return None


def _time_of_day(shown: str) -> Broken:
    return Broken(shown, f"is a time of day, {shown}; write the date")
