"""Bands: the times of day, weekdays and months that a contract has a price of its own for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import Declared, Name, each_once, read_name
from costshare.periods._period import Day, DayLike

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HOLIDAY = "holiday"

_TIME = r"([01][0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?"
_HOURS = re.compile(rf"{_TIME}-{_TIME}")
_DAY = 86_400


def _listed(value: object, what: str, example: str) -> str:
    """Write a list in text in one form: parts between commas."""
    parts = value.split(",") if isinstance(value, str) else [""]
    parts = ["-".join(end.strip() for end in part.lower().split("-")) for part in parts]
    if not all(re.fullmatch(r"[^-]+(-[^-]+)?", part) for part in parts):
        msg = f"{what} {quoted(value)} cannot be read; write them like {example}"
        raise CostshareError(msg)
    return ", ".join(parts)


@cache
def _all_of(text: str, names: tuple[str, ...], *more: str) -> frozenset[str]:
    """Find which names a text such as ``"nov-mar"`` stands for; a range may pass the last one."""
    found: set[str] = set()
    for part in text.split(", "):
        ends = part.split("-")
        for end in ends:
            if end not in names and part not in more:
                what = "month" if names is MONTHS else "weekday"
                raise unknown_name(what, end, (*names, *more))
        if part in more:
            found.add(part)
            continue
        first, last = names.index(ends[0]), names.index(ends[-1])
        length = (last - first) % len(names) + 1
        found |= {names[(first + at) % len(names)] for at in range(length)}
    return frozenset(found)


@cache
def _seconds(text: str) -> tuple[int, int]:
    """Read hours such as ``"06:00-22:00"``, as seconds since midnight; the end is exclusive."""
    found = _HOURS.fullmatch(text)
    if not found:
        msg = f"hours {quoted(text)} cannot be read; write them like '06:00-22:00'"
        raise CostshareError(msg)
    hour, minute, second, hour_2, minute_2, second_2 = (int(part or 0) for part in found.groups())
    begin = hour * 3600 + minute * 60 + second
    end = hour_2 * 3600 + minute_2 * 60 + second_2
    if end > _DAY:
        msg = f"hours {quoted(text)} end after 24:00; the day ends there"
        raise CostshareError(msg)
    if begin >= end:
        start, stop = text.split("-")
        msg = f"hours {quoted(text)} do not end after they begin; write hours past midnight as two "
        raise CostshareError(f"{msg}parts, each on its own day: '{start}-24:00, 00:00-{stop}'")
    return begin, end


def _read_weekdays(value: object) -> str:
    text = _listed(value, "weekdays", "'mon-fri', or 'sat, sun, holiday'")
    _all_of(text, WEEKDAYS, HOLIDAY)
    return text


def _read_months(value: object) -> str:
    text = _listed(value, "months", "'nov-mar', or 'jan, jul'")
    _all_of(text, MONTHS)
    return text


def _read_hours(value: object) -> str:
    text = _listed(value, "hours", "'06:00-22:00', or '06:00-09:00, 16:00-20:00'")
    for part in text.split(", "):
        _seconds(part)
    return text


def _read_zone(value: object) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(value).key  # type: ignore[arg-type]  # what it cannot take, it refuses
    except (OSError, TypeError, ValueError, KeyError, AttributeError):
        msg = f"timezone {quoted(value)} is unknown; pass a name such as 'Europe/Stockholm'"
        raise CostshareError(msg) from None


def _text(read: Any, example: str) -> Any:
    """Make a field of text that a function reads."""
    schema = {"type": "string", "examples": [example]}
    return PlainValidator(read), WithJsonSchema(schema)


class Band(Declared):
    """When one band of a contract applies; what is left out may be anything.

    Parameters
    ----------
    name : str
        Name of the band: ``"peak"``.
    months : str, optional
        Months as three letters, a range or several: ``"nov-mar"``, ``"jan, jul"``.
    weekdays : str, optional
        Weekdays as three letters, a range or several, and ``holiday``: ``"mon-fri"``,
        ``"sat, sun, holiday"``. A public holiday counts as ``holiday``, whatever weekday it is.
    hours : str, optional
        Times of day, the end exclusive: ``"06:00-22:00"``, ``"06:00-09:00, 16:00-20:00"``.

    Raises
    ------
    CostshareError
        If a month, weekday or time cannot be read, or hours pass midnight.

    Examples
    --------
    >>> from costshare.periods import Band
    >>> Band(name="peak", months="nov-mar", weekdays="Mon-Fri", hours="06:00-22:00").weekdays
    'mon-fri'
    """

    name: Name
    months: Annotated[str, *_text(_read_months, "nov-mar")] | None = None
    weekdays: Annotated[str, *_text(_read_weekdays, "mon-fri")] | None = None
    hours: Annotated[str, *_text(_read_hours, "06:00-22:00")] | None = None

    def __init__(
        self,
        *,
        name: str,
        months: str | None = None,
        weekdays: str | None = None,
        hours: str | None = None,
    ) -> None: ...

    @property
    def is_always(self) -> bool:
        """Whether the band has no condition."""
        return self.months is None and self.weekdays is None and self.hours is None

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The hours, as seconds since midnight; the ends are exclusive."""
        return tuple(map(_seconds, (self.hours or "00:00-24:00").split(", ")))


def _applies(band: Band, month: str, weekday: str, second: int) -> bool:
    """Whether a band applies in a second of a day of a month."""
    return (
        (band.months is None or month in _all_of(band.months, MONTHS))
        and (band.weekdays is None or weekday in _all_of(band.weekdays, WEEKDAYS, HOLIDAY))
        and any(begin <= second < end for begin, end in band.spans)
    )


class Bands(Declared):
    """Named bands of time, by which a contract has prices of its own: peak and off-peak.

    A moment lies in the first band whose months, weekdays and hours all apply; the last band has
    no condition, so that every moment lies in exactly one. The time that clocks in `timezone` show
    decides, also on days on which clocks change.

    Parameters
    ----------
    bands : list of Band
        In the order in which they are tried; the last one without conditions. A name may come
        several times: ``peak`` in the mornings of winter and in the afternoons of summer.
    timezone : str
        Time zone of the contract: ``"Europe/Stockholm"``.
    holidays : list of date, optional
        Public holidays. On them ``mon`` to ``sun`` do not apply, and ``holiday`` does. Use in a
        year that has none among them is refused, where a band has weekdays.

    Raises
    ------
    CostshareError
        If a band could never apply, some moments would lie in none, a holiday is repeated, or a
        band is for public holidays and there are no dates of them.

    Examples
    --------
    >>> import costshare as cs
    >>> days = {"months": "nov-mar", "weekdays": "mon-fri"}
    >>> bands = cs.Bands(
    ...     bands=[{"name": "peak", **days, "hours": "06:00-22:00"}, {"name": "off-peak"}],
    ...     timezone="Europe/Stockholm",
    ...     holidays=["2024-12-25"],
    ... )
    >>> bands.at("2024-12-23T07:00"), bands.at("2024-12-25T07:00"), bands.at("2024-07-01T07:00")
    ('peak', 'off-peak', 'off-peak')
    """

    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    timezone: Annotated[str, *_text(_read_zone, "Europe/Stockholm")]
    holidays: (
        Annotated[tuple[Day, ...], AfterValidator(lambda days: tuple(sorted(days)))] | None
    ) = None

    def __init__(
        self,
        *,
        bands: Iterable[Band | Mapping[str, Any]],
        timezone: str,
        holidays: Iterable[DayLike] | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _cover_every_moment(self) -> Self:
        """Raise unless every moment lies in one band, and every band may apply."""
        each_once("holiday", [str(day) for day in self.holidays or ()])
        for band in self.bands[:-1]:
            if band.is_always:
                msg = f"band {band.name} has no condition, so no later band applies; put it last"
                raise CostshareError(msg)
        if not self.bands[-1].is_always:
            msg = f"band {self.bands[-1].name} comes last and has conditions, so that some moments "
            msg += "lie in no band; add one with only a name at the end"
            raise CostshareError(msg)
        if not self.holidays:
            check_holidays(self, ())
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the bands, each once, in order."""
        return tuple(dict.fromkeys(band.name for band in self.bands))

    @property
    def turns(self) -> tuple[int, ...]:
        """The times of day at which another band may begin, in seconds since midnight."""
        spans = [each for band in self.bands for span in band.spans for each in span]
        return tuple(sorted({0, *spans} - {_DAY}))

    def at(self, moment: datetime | str) -> str:
        """Find the band of a moment.

        Parameters
        ----------
        moment : datetime or str
            A moment; without an offset from UTC, what the clock in the bands' time zone shows.

        Returns
        -------
        str
            Name of the band.

        Raises
        ------
        CostshareError
            If the moment is not a date and time.
        """
        from zoneinfo import ZoneInfo

        try:
            when = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
        except (TypeError, ValueError):
            msg = f"moment {quoted(moment)} is not a date and time; write it like 2024-12-23T07:00"
            raise CostshareError(msg) from None
        if when.tzinfo is not None:
            when = when.astimezone(ZoneInfo(self.timezone))
        second = (when.hour * 60 + when.minute) * 60 + when.second
        day = when.date()
        is_holiday = self.holidays is not None and day in self.holidays
        weekday = HOLIDAY if is_holiday else WEEKDAYS[day.weekday()]
        month = MONTHS[day.month - 1]
        return next(band.name for band in self.bands if _applies(band, month, weekday, second))

    def resources(self, resource: str) -> tuple[str, ...]:
        """Name what is used of a resource in each band: ``"energy peak"``.

        Raises
        ------
        CostshareError
            If the resource is not a name.
        """
        of = read_name(resource, what="resource")
        return tuple(f"{of} {name}" for name in self.names)


BandsByResource = Bands | Mapping[str, Bands]
"""What a user passes for bands: one for every resource, or some by resource."""


def check_holidays(bands: Bands, years: Iterable[int]) -> None:
    """Raise if holidays decide the band, and none are known or none of one of the years."""
    of_weekdays = [band for band in bands.bands if band.weekdays]
    if bands.holidays and of_weekdays:
        known = {day.year for day in bands.holidays}
        for year in years:
            if year not in known:
                msg = f"band {of_weekdays[0].name} has weekdays, on which a public holiday does "
                msg += f"not count, and holidays has no dates of {year}; add them"
                raise CostshareError(msg)
        return
    for band in of_weekdays:
        if HOLIDAY in str(band.weekdays):
            msg = f"band {band.name} is for public holidays, and there are no dates of them; pass "
            msg += f"holidays=['2024-12-25', …], or leave out {HOLIDAY!r}"
            raise CostshareError(msg)
