"""Years, and figures by year, in whatever shape they come."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from numbers import Real
from typing import Any

from costshare.agreement import members_in_frame
from costshare.amounts import exact_values, is_any_frame, read_amount, take_items
from costshare.errors import CostshareError, quoted, some_of, unknown_name
from costshare.fields import each_once, name_of_label, read_by_name
from costshare.frames import as_pandas, is_missing
from costshare.periods import Period, read_year, year_from

YearFigures = dict[str, dict[str, dict[str, Fraction]]]
"""Figures by year, member and driver."""

_MONTHS = 12
_WAY_OUT = "write it like 2023, or '2023-07-01/2024-06-30'"
_IDS = ("year", "member")


def read_years(start: Period, years: object) -> tuple[Period, ...]:
    """Return the start and the years after it, in order.

    Raises
    ------
    CostshareError
        If there are no years, or a year is not a whole one, is listed twice or out of order, or is
        before the start.
    """
    _whole(start, f"the period of the agreement, {start},")
    listed = [
        _year(each, "years") for each in take_items(years, "years", "years, like [2023, 2024]")
    ]
    if not listed:
        msg = "years is empty; pass a list of years, like [2023, 2024]"
        raise CostshareError(msg)
    each_once("year", [str(each) for each in listed])
    for each in listed:
        if each.first < start.first:
            msg = f"year {each} begins before {start}, the period of the agreement; leave it out, "
            raise CostshareError(msg + f"or {_write_days(each, start) or _start_from(each)}")
    found = [start, *(each for each in listed if each != start)]
    if start in listed and listed[0] != start:
        found = listed
    for before, each in pairwise(found):
        if each.first <= before.last:
            way_out = _write_days(each, start) or "list whole years in order"
            msg = f"year {each} does not begin after {before} ends; {way_out}"
            raise CostshareError(msg)
    return tuple(found)


def _write_days(year: Period, start: Period) -> str | None:
    """Ask for the days of a year that was written like 2023, where years begin on another day."""
    if (year.first.month, year.first.day) == (start.first.month, start.first.day):
        return None
    days = year_from(start.first, year.first.year)
    return f"write the days of a year of this agreement, such as '{days.first}/{days.last}'"


def _start_from(year: Period) -> str:
    """Ask for an agreement of an earlier period."""
    return f"start from it: agreement.replace(period='{year}')"


def _year(given: object, what: str) -> Period:
    """Read a whole year; `what` says where it stands."""
    try:
        period = read_year(given)
    except (CostshareError, ValueError):
        msg = f"{quoted(given)} in {what} is not a year; {_WAY_OUT}"
        raise CostshareError(msg) from None
    return _whole(period, f"{period} in {what}")


def _whole(period: Period, subject: str) -> Period:
    """Return the period if it is a whole year; `subject` names it in an error."""
    if period.months != _MONTHS:
        way_out = _WAY_OUT
        if abs(period.days - 366) <= 1:
            way_out = f"the year from {period.first} ends {year_from(period.first).last}"
        raise CostshareError(f"{subject} is not a whole year; {way_out}")
    return period


def read_by_year(given: object, what: str, years: Sequence[str]) -> dict[str, Any]:
    """Read values by year from a mapping or a Series; the values stay as they are.

    Raises
    ------
    CostshareError
        If a year is unknown, or given twice.
    """
    if given is None:
        return {}

    def read(label: object, **_: str) -> str:
        return _known_year(str(_year(label, what)), what, years)

    way_out = "values by year: {2023: …}"
    return read_by_name(given, what, name=f"year in {what}", read=read, way_out=way_out)


def _known_year(name: str, what: str, years: Sequence[str]) -> str:
    """Return a year that is among the known ones; `what` names the argument."""
    if name not in years:
        raise unknown_name(f"year in {what}:", name, years)
    return name


def read_amounts(given: object, what: str, years: Sequence[str]) -> dict[str, dict[str, Fraction]]:
    """Read amounts by year and name."""
    return {
        year: {
            name: read_amount(amount, f"{what} of {name} in {year}")
            for name, amount in read_by_name(by_name, f"{what} of {year}").items()
        }
        for year, by_name in read_by_year(given, what, years).items()
    }


def read_figures(given: object, years: Sequence[str]) -> YearFigures:
    """Read figures by year, driver and member; skip missing ones.

    Raises
    ------
    CostshareError
        If a year is unknown, or a figure is not a number or given twice.
    """
    cells = _in_frame(given, years) if is_any_frame(given) else _in_mappings(given, years)
    found: YearFigures = {}
    for year, member, driver, figure in cells:
        if is_without_value(figure):
            continue
        figures = found.setdefault(year, {}).setdefault(member, {})
        what = f"{driver} of {member} in {year}"
        if driver in figures:
            msg = f"{what} is given twice; give it once"
            raise CostshareError(msg)
        figures[driver] = read_amount(figure, what)
    return found


def is_without_value(value: object) -> bool:
    """Return whether a value is missing in whatever way: None, NaN or NA; blank text is not."""
    if isinstance(value, str):
        return False
    return is_missing(value) or (isinstance(value, Real) and value != value)  # noqa: PLR0124


def figures_in_frame(given: object, what: str) -> dict[str, dict[str, Any]]:
    """Read figures by member and driver from a frame of members × drivers; `what` is for errors.

    Raises
    ------
    CostshareError
        If the members have no names, or one is listed twice.
    """
    try:
        facts = members_in_frame(given)
    except CostshareError as error:
        msg = f"{what}: {error}"
        raise type(error)(msg) from None
    return {name: dict(facts.of(name)) for name in facts.names}


def _in_mappings(given: object, years: Sequence[str]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield the figures of mappings, of which the innermost may be a Series, the inner a frame."""
    way_out = "figures by driver and member, like {'population': {'Kiruna': 22433}}"
    for year, by_driver in read_by_year(given, "drivers", years).items():
        if is_any_frame(by_driver):
            for name, own in figures_in_frame(by_driver, f"drivers of {year}").items():
                yield from ((year, name, each, figure) for each, figure in own.items())
            continue
        for driver, column in read_by_name(
            by_driver, f"drivers of {year}", way_out=way_out
        ).items():
            for member, figure in read_by_name(
                column, f"{driver} of {year}", way_out="figures by member: {'Kiruna': 22433}"
            ).items():
                yield year, member, driver, figure


def _in_frame(given: object, years: Sequence[str]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield the figures of a frame with columns of years, members and drivers."""
    frame = as_pandas(given, "drivers")
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    columns = [name_of_label(label, what="column of drivers") for label in frame.columns]
    each_once("column of drivers:", columns)
    for name in _IDS:
        if name not in columns:
            msg = f"the frame of drivers has no column {name!r}, and has {some_of(columns)}; "
            raise CostshareError(msg + "rename the columns of years and members")
    drivers = [name for name in columns if name not in {*_IDS, "driver"}]
    if "driver" in columns and len(drivers) != 1:
        msg = (
            "beside year, member and driver a frame of drivers has one column of figures, and "
            f"this one has {len(drivers)}: {some_of(drivers)}; drop the others"
        )
        raise CostshareError(msg)
    table: dict[str, Sequence[Any]] = {
        name: exact_values(frame.iloc[:, place]) for place, name in enumerate(columns)
    }
    for driver in drivers:
        for row, figure in enumerate(table[driver]):
            if not is_without_value(figure):
                year = _known_year(str(_year(table["year"][row], "drivers")), "drivers", years)
                member = name_of_label(table["member"][row], what="member in drivers")
                name = table["driver"][row] if "driver" in table else driver
                yield year, member, name_of_label(name, what="driver"), figure
