"""The lines of chosen rows of a frame, made when they are asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from costshare.frames import Bools, is_missing, values_of
from costshare.invoices import LINE_FIELDS, InvoiceLine, known_lines
from costshare.reconciliation._columns import NO_DAY, Codes, Ints

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class FrameLines:
    """Makes the lines of rows, each equal to ``InvoiceLine(**row)``.

    Attributes
    ----------
    found : mapping of str to Series
        The column of each field.
    codes : mapping of str to Codes
        The names that are read already.
    day : array
        The days, which are read already.
    flawed : array of bool
        The rows that are read again, since something in them cannot be read.
    """

    found: "Mapping[str, pd.Series[Any]]"
    codes: Mapping[str, Codes]
    day: Ints
    flawed: Bools

    def __call__(self, places: Sequence[int]) -> list[InvoiceLine]:
        """Make the lines of the rows at these positions."""
        rows = np.array(places, dtype=np.int64)
        flawed = self.flawed[rows]
        known = self._known(rows[~flawed])
        if not flawed.any():
            return known
        drawn, again = iter(known), self._read_again(rows[flawed])
        return [next(again if each else drawn) for each in flawed.tolist()]

    def _known(self, rows: Ints) -> list[InvoiceLine]:
        """Make lines of what is read already; each different value of the rest is read once."""
        columns = {name: _names(codes, rows) for name, codes in self.codes.items()}
        if "date" in self.found:
            days = _Once(_day)
            columns["date"] = [days[day] for day in self.day[rows].tolist()]
        for field in self.found.keys() - columns.keys():
            columns[field] = _read(self._raw(field, rows), field)
        return known_lines(len(rows), columns)

    def _read_again(self, rows: Ints) -> Iterator[InvoiceLine]:
        """Make lines that note what cannot be read."""
        columns = [self._raw(field, rows) for field in self.found]
        for row in zip(*columns, strict=True):
            yield InvoiceLine(**dict(zip(self.found, row, strict=True)))

    def _raw(self, field: str, rows: Ints) -> list[Any]:
        """Return the values of a column in some rows."""
        column = self.found[field]
        if isinstance(column.dtype, np.dtype) and column.dtype in (np.float64, np.int64):
            numbers: list[Any] = column.to_numpy()[rows].tolist()
            return numbers
        values = values_of(column).take(rows)
        return list(
            np.asarray(values, object) if isinstance(column.dtype, pd.StringDtype) else values
        )


class _Once(dict[Any, Any]):
    """Works out each value when it is first looked up."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def __missing__(self, key: Any) -> Any:
        value = self[key] = self._work(key)
        return value


def _day(day: int) -> date | None:
    """Return the date of a number of days since 1970."""
    return None if day == NO_DAY else _EPOCH + timedelta(day)


def _names(codes: Codes, rows: Ints) -> list[Any]:
    """Return the names of some rows."""
    names = [*codes.names, None]  # a code of -1 finds the last
    return [names[code] for code in codes.code[rows].tolist()]


def _read(values: list[Any], field: str) -> list[Any]:
    """Read the values of a field, which can be read; 1 and True are different values."""
    kind = LINE_FIELDS[field]

    def work(key: tuple[type, Any]) -> Any:
        """Read a value."""
        return None if is_missing(key[1]) else kind.read(key[1], field)

    known = _Once(work)
    return [known[key] for key in zip(map(type, values), values, strict=True)]
