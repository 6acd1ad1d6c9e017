"""Drivers whose names differ by the year alone: one driver with figures of several years."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from costshare.errors import CostshareError, some_of

T = TypeVar("T")

# The years of 1800 to 2199: a name may hold another number.
_YEAR = re.compile(r"(?<![0-9])(?:1[89]|2[01])[0-9]{2}(?![0-9])")
_BETWEEN = " _-–.,:;/()[]"
_MARK = "\0"

# The name of figures whose columns are named by a year and nothing else.
_NAMELESS = "driver"


def merge_years(
    columns: Mapping[str, T],
    year_of: Callable[[str], str | None],
    *,
    taken: Collection[str] = (),
) -> tuple[dict[str, T], dict[str, dict[str, T]], dict[str, tuple[str, ...]]]:
    """Split drivers into those of no year, those by year, and the columns that each of these had.

    A year that one name alone has is a part of the name. `taken` are the names of other drivers.

    Raises
    ------
    CostshareError
        If another driver has the name without the year.

    Examples
    --------
    >>> fixed, dated, names = merge_years({"area": 1, "pct_2022": 2, "pct_2023": 3}, lambda _: None)
    >>> fixed, dated, names
    ({'area': 1}, {'pct': {'2022': 2, '2023': 3}}, {'pct': ('pct_2022', 'pct_2023')})
    """
    groups: dict[str, dict[str, str]] = {}
    for name in columns:
        pattern, year = _parted(name, year_of)
        if year is not None:
            groups.setdefault(pattern, {})[year] = name
    dated: dict[str, dict[str, T]] = {}
    read: dict[str, tuple[str, ...]] = {}
    for pattern, by_year in groups.items():
        if len(by_year) < 2:
            continue
        names = dict(sorted(by_year.items()))
        driver = _without_year(pattern)
        if driver in {*columns, *dated, *taken}:
            msg = f"{some_of([*names.values()])} would be read as one driver, {driver}, with "
            msg += "figures of several years, and another driver has that name; rename one of them"
            raise CostshareError(msg)
        dated[driver] = {year: columns[name] for year, name in names.items()}
        read[driver] = (*names.values(),)
    merged = {name for names in read.values() for name in names}
    return {name: each for name, each in columns.items() if name not in merged}, dated, read


def _parted(name: str, year_of: Callable[[str], str | None]) -> tuple[str, str | None]:
    """A name with a mark for its year, and the year; None where it has none, or several."""
    year = year_of(name)
    if year is not None:
        return _MARK, year
    found = _YEAR.findall(name)
    return (_YEAR.sub(_MARK, name), found[0]) if len(found) == 1 else (name, None)


def _without_year(pattern: str) -> str:
    """The name of a driver without the mark of the year and what parts it from the rest."""
    before, _, after = pattern.partition(_MARK)
    name = (before + after.lstrip(_BETWEEN)).strip(_BETWEEN)
    return name if any(map(str.isalpha, name)) else _NAMELESS
