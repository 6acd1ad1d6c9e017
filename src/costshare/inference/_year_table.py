"""A table of years: fees by year and member, drivers with or without a year, totals by year."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costshare.amounts import exact_values, is_any_frame, read_amount
from costshare.errors import CostshareError, quoted, some_of, unknown_name
from costshare.fields import (
    NO_OTHER_FIELDS,
    NOTHING_BY_NAME,
    ByName,
    Exact,
    Name,
    ReadOnly,
    has_names,
    is_series,
    name_of_label,
    read_by_name,
)
from costshare.frames import as_pandas, eager, is_missing, take_labels
from costshare.inference._fees_frame import long_frame
from costshare.inference._figure import read_figure
from costshare.inference._read import Fees, read_fees, require_figures
from costshare.inference._year_columns import merge_years
from costshare.periods import Period, read_year

_MONTHS = 12
_IDS = ("year", "member")

ByMember = ByName[Exact]


@dataclass(frozen=True)
class YearTable:
    """Fees of several years, and what they may be made from.

    Attributes
    ----------
    fees : mapping of str to mapping of str to Fraction
        By year, in order, and member; a member without a fee in a year is not there.
    fixed : mapping of str to mapping of str to Fraction
        Drivers whose figures are the same in all years, by name and member.
    dated : mapping of str to mapping of str to mapping of str to Fraction
        The other drivers, by name, reference year and member.
    totals : mapping of str to Fraction
        The totals that are known, by year.
    read_as_one : mapping of str to tuple of str
        The names that differ by the year alone, by the driver of which they have figures.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    fees: ByName[ByMember]
    fixed: ByName[ByMember]
    dated: ByName[ByName[ByMember]]
    totals: ByMember
    read_as_one: ByName[tuple[Name, ...]] = NOTHING_BY_NAME

    @property
    def years(self) -> tuple[str, ...]:
        """The years, in order."""
        return tuple(self.fees)

    @property
    def cells(self) -> int:
        """The number of fees."""
        return sum(map(len, self.fees.values()))

    @property
    def drivers(self) -> tuple[str, ...]:
        """The names of all drivers."""
        return (*self.fixed, *self.dated)

    def fees_of(self, year: str) -> Fees:
        """The fees of one year."""
        return Fees(dict(self.fees[year]), (), named=True)

    def figures(self, driver: str, reference: str | None) -> Mapping[str, Fraction]:
        """The figures of a driver by member, of a reference year where it has several."""
        return self.fixed[driver] if reference is None else self.dated[driver][reference]

    def usable(self, driver: str, year: str) -> list[str | None]:
        """The reference years of a driver for fees of a year, the latest first; older ones if any.

        None where the figures are the same in all years.
        """
        if driver in self.fixed:
            return [None]
        years = sorted(self.dated[driver], key=first_year, reverse=True)
        return [*([each for each in years if first_year(each) <= first_year(year)] or years)]

    def column(
        self, driver: str, reference: str | None, members: tuple[str, ...]
    ) -> tuple[Fraction, ...] | None:
        """The figures of a driver; None where one is missing, or all are zero."""
        figures = self.figures(driver, reference)
        if not all(name in figures for name in members):
            return None
        column = tuple(figures[name] for name in members)
        return column if any(column) else None


def is_table(fees: object) -> bool:
    """Whether fees are of several years: a frame, or a mapping year -> fees by member."""
    if is_any_frame(fees):
        return True
    values = list(fees.values()) if isinstance(fees, Mapping) else []
    return bool(values) and all(map(has_names, values))


def first_year(year: str) -> int:
    """The calendar year in which a year begins."""
    return Period.read(year).first.year


def read_table(fees: object, drivers: object, totals: object, member: str | None) -> YearTable:
    """Read fees, drivers and totals by year."""
    if is_any_frame(fees):
        fees = eager(fees, "fees")
        frame = long_frame(as_pandas(fees, "fees"), member, "the frame of fees")
        if frame is not None:
            fees = _long_fees(frame)
    by_year = _read_years(fees, "fees", member)
    read = {year: _read_fees(column, year) for year, column in by_year.items()}
    # A member without a fee takes no part, and may have figures.
    members = dict.fromkeys(
        name for year, column in by_year.items() for name in read_by_name(column, f"fees of {year}")
    )
    fixed, dated, read_as_one = _read_drivers(drivers, member)
    for name, figures in [*fixed.items(), *_each_year(dated)]:
        for each in figures:
            if each not in members:
                raise unknown_name(f"member of {name}, not in fees:", each, members)
    for name, figures in fixed.items():
        for own in read.values():
            require_figures(own, members, figures, name)
    return YearTable(
        ReadOnly(read),
        ReadOnly(fixed),
        ReadOnly(dated),
        _read_totals(totals, tuple(read)),
        ReadOnly(read_as_one),
    )


def _long_fees(frame: Any) -> dict[str, object]:
    """The fees of each year in a frame with a row for each member and year."""
    others = [str(name) for name in frame.columns if name not in _IDS]
    if len(others) != 1:
        msg = "beside year and member a frame of fees has one column of amounts, not "
        raise CostshareError(f"{msg}{some_of(others) or 'none'}; drop the others")
    return {year: own.iloc[:, 0] for year, own in _by_year(frame, "fees").items()}


def _each_year(
    dated: Mapping[str, Mapping[str, dict[str, Fraction]]],
) -> list[tuple[str, dict[str, Fraction]]]:
    return [
        (f"{name} of {year}", figures)
        for name, by_year in dated.items()
        for year, figures in by_year.items()
    ]


@contextmanager
def naming(year: str) -> Iterator[None]:
    """Name the year of the fees in an error."""
    try:
        yield
    except CostshareError as error:
        msg = f"fees of {year}: {error}"
        raise type(error)(msg) from None


def _read_fees(column: object, year: str) -> dict[str, Fraction]:
    """Read the fees of one year."""
    with naming(year):
        return ReadOnly(read_fees(column).amounts)


def _read_totals(given: object, years: tuple[str, ...]) -> dict[str, Fraction]:
    """Read totals by year."""
    if given is None:
        return ReadOnly()
    if not has_names(given):
        msg = f"total is {quoted(given)}, and fees are of several years; pass a total for each "
        raise CostshareError(msg + f"year: {{{years[0]!r}: …}}")
    found = {}
    for year, total in read_by_name(given, "total", read=_year_of("total")).items():
        if year not in years:
            raise unknown_name("year in total:", year, years)
        found[year] = read_amount(total, f"total of {year}")
    return ReadOnly(found)


def _year_of(what: str) -> Callable[..., str]:
    """A reader of the names of years in an argument."""

    def read(label: object, **_: str) -> str:
        year = year_or_none(label)
        if year is None:
            msg = f"{quoted(label)} in {what} is not a year; write it like 2023, or like "
            msg += "2023-07/2024-06 if it begins in July; or pass one column"
            raise CostshareError(msg)
        return year

    return read


def is_year(label: object) -> bool:
    """Whether a label is a year."""
    return year_or_none(label) is not None


def year_or_none(label: object) -> str | None:
    """The name of a year; None where a label is not one."""
    try:
        period = read_year(label)
    except (CostshareError, ValueError):
        return None
    return str(period) if period.months == _MONTHS else None


def _are_years(labels: Any) -> bool:
    return len(labels) > 0 and all(map(is_year, labels))


def _read_years(given: object, what: str, member: str | None) -> dict[str, object]:
    """Read columns by year, in the order of the years."""
    columns = _columns(given, what, member) if is_any_frame(given) else given
    way_out = "values by year: {2023: …}"
    found = read_by_name(
        columns, what, name=f"year in {what}", read=_year_of(what), way_out=way_out
    )
    return dict(sorted(found.items(), key=lambda each: Period.read(each[0]).first))


def _columns(given: object, what: str, member: str | None) -> dict[Any, dict[str, Any]]:
    """The columns of a frame, by member."""
    frame = as_pandas(given, what)
    has_column = member is not None and (member in frame.columns or member == frame.index.name)
    labels, table = take_labels(frame, member if has_column else None)
    names = [name_of_label(label, what=f"member in {what}") for label in labels]
    return {
        label: dict(zip(names, exact_values(table.iloc[:, place]), strict=True))
        for place, label in enumerate(table.columns)
    }


_Figures = dict[str, Fraction]
_Fixed = dict[str, _Figures]
_Dated = dict[str, dict[str, _Figures]]


def _read_drivers(
    given: object, member: str | None
) -> tuple[_Fixed, _Dated, dict[str, tuple[str, ...]]]:
    """Read drivers of whatever shape: those without a year, and those by reference year.

    And the names of those that were read as one driver.
    """
    if is_any_frame(given):
        given = eager(given, "drivers")
        frame = long_frame(as_pandas(given, "drivers"), member, "the frame of drivers")
        if frame is not None:
            return {}, _turned(_by_year(frame, "drivers")), {}
        given = _columns(given, "drivers", member)
    way_out = "a mapping driver -> figures by year and member"
    if has_names(given) and _are_years(given.keys()) and all(map(is_nested, given.values())):
        return {}, _turned(_read_years(given, "drivers", None)), {}
    columns = read_by_name(given, "drivers", name="driver", way_out=way_out)
    by_year = {
        name: _read_years(each, name, member) for name, each in columns.items() if is_nested(each)
    }
    others = {name: each for name, each in columns.items() if name not in by_year}
    others, merged, read_as_one = merge_years(others, year_or_none, taken=by_year)
    fixed = {name: _figures(each, name) for name, each in others.items()}
    dated: _Dated = {
        name: ReadOnly({year: _figures(each, f"{name} of {year}") for year, each in own.items()})
        for name, own in (by_year | merged).items()
    }
    return fixed, dated, read_as_one


def is_nested(value: object) -> bool:
    """Whether a value holds columns by name: a frame, or a mapping of mappings."""
    if is_any_frame(value):
        return True
    return isinstance(value, Mapping) and bool(value) and all(map(has_names, value.values()))


def _by_year(frame: Any, what: str) -> dict[str, Any]:
    """The figures of each year in a frame with columns of years, members and drivers."""
    names = exact_values(frame["year"])
    years = [_year_of(what)(label) for label in names]
    if "driver" in frame.columns:
        others = [name for name in frame.columns if name not in {*_IDS, "driver"}]
        if len(others) != 1:
            msg = f"beside year, member and driver a frame has one column, not {some_of(others)}; "
            raise CostshareError(msg + "drop the others")
        frame = frame.set_index(["year", "member", "driver"])[others[0]].unstack("driver")
        frame = frame.reset_index()
        years = [_year_of(what)(label) for label in exact_values(frame["year"])]
    found: dict[str, Any] = {}
    for year in dict.fromkeys(years):
        rows = [at for at, each in enumerate(years) if each == year]
        found[year] = frame.iloc[rows].drop(columns="year").set_index("member")
    return found


def _turned(by_year: Mapping[str, Any]) -> _Dated:
    """Turn year -> driver -> member around to driver -> year -> member."""
    found: _Dated = {}
    for year, given in by_year.items():
        columns = _columns(given, f"drivers of {year}", None) if is_any_frame(given) else given
        for name, each in read_by_name(columns, f"drivers of {year}").items():
            found.setdefault(name, {})[year] = _figures(each, f"{name} of {year}")
    return {name: ReadOnly(by_year) for name, by_year in found.items()}


def _figures(given: object, what: str) -> _Figures:
    """Read the figures of members; a missing one is left out."""
    if not (isinstance(given, Mapping) or is_series(given)):
        msg = f"{what} is of type {type(given).__name__}; pass a mapping member -> number, or a "
        raise CostshareError(msg + "Series")
    found = {}
    for name, value in read_by_name(given, what).items():
        if value is None or is_missing(value):
            continue
        found[name] = read_figure(value, f"{what} of {name}")
        if found[name] < 0:
            msg = f"{what} of {name} is {value}, below zero; a driver is zero or more"
            raise CostshareError(msg)
    return ReadOnly(found)
