"""Rows of a log, from frames or records, as arrays: names numbered, numbers exact."""

from collections.abc import Iterator, Mapping
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from costshare.amounts import is_any_frame, take_items
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.frames import as_pandas
from costshare.metering._clock import Clock
from costshare.metering._columns import Names, as_days, read_stamps
from costshare.metering._counts import Counts, Ints, read_counts, times
from costshare.metering._places import Places
from costshare.metering._segments import Rows
from costshare.metering._units import conversion, read_unit

COLUMNS = {
    "levels": ("member", "resource", "since", "quantity"),
    "readings": ("member", "resource", "from", "to", "quantity"),
}


# So many rows become arrays at a time.
_CHUNK = 250_000


def frames(source: object, kind: str) -> Iterator[pd.DataFrame]:
    """Yield the source as frames."""
    if not isinstance(source, list | tuple) and is_any_frame(source):
        yield as_pandas(source, kind)
        return
    if isinstance(source, str | Path):
        msg = f"{kind} {quoted(str(source))} is text; read a file by UsageLog.from_csv(path)"
        raise CostshareError(msg)
    yield _from_records(take_items(source, kind, "records, or a frame"), kind)


def _from_records(records: list[Any], kind: str) -> pd.DataFrame:
    columns = COLUMNS[kind]
    for row, record in enumerate(records, 1):
        named = isinstance(record, Mapping)
        if not named and not (isinstance(record, tuple | list) and len(record) == len(columns)):
            msg = f"row {row} of the {kind} is {quoted(record)}; pass a mapping or a tuple, with "
            raise CostshareError(msg + ", ".join(columns))
        if named and (missing := [column for column in columns if column not in record]):
            msg = f"row {row} of the {kind} has no {missing[0]}; a row has {', '.join(columns)}"
            raise CostshareError(msg)
    wanted = (*columns, "unit") if any(_has_unit(record) for record in records) else columns
    # As objects: pandas would turn whole numbers beside a float into floats.
    return pd.DataFrame(
        {
            name: pd.Series([_cell(record, at, name) for record in records], dtype=object)
            for at, name in enumerate(wanted)
        }
    )


def _has_unit(record: Any) -> bool:
    return isinstance(record, Mapping) and "unit" in record


def _cell(record: Any, at: int, name: str) -> Any:
    if isinstance(record, Mapping):
        return record.get(name)
    return record[at] if at < len(record) else None


def parts(values: Mapping[str, list[Any]], rows: int) -> Iterator[pd.DataFrame]:
    """Yield columns of values as frames, a part of the rows at a time."""
    for first in range(0, rows, _CHUNK):
        part = slice(first, first + _CHUNK)
        yield pd.DataFrame(
            {name: pd.Series(cells[part], dtype=object) for name, cells in values.items()}
        )


class RowReader:
    """Reads frames of one kind, one after another.

    Parameters
    ----------
    kind : {"levels", "readings"}
        Which columns they have.
    clock : Clock
        Reads the stamps.
    units : mapping
        The unit of each resource; rows in another unit are converted to it.
    places : Places
        The names of the rows.
    """

    def __init__(self, kind: str, clock: Clock, units: Mapping[str, str], places: Places) -> None:
        self._places = places
        self._kind = kind
        self._clock = clock
        self._stated = dict(units)
        for unit in self._stated.values():
            read_unit(unit)
        self._units = dict(self._stated)
        self._members, self._resources = Names("member"), Names("resource")
        self._parts: list[tuple[Ints, Ints, Ints, Ints | None, Counts, int]] = []
        self._count = 0

    def add(self, frame: pd.DataFrame) -> None:
        """Read a frame's rows."""
        for column in COLUMNS[self._kind]:
            found = list(frame.columns).count(column)
            if found != 1:
                has = "no column" if not found else f"{found} columns"
                known = ", ".join(map(str, frame.columns))
                msg = f"{self._kind} have {has} {column!r}; they have {known}"
                raise CostshareError(f"{msg}; rename columns so that there is one")
        first = self._places.after(self._count)
        member = self._members.read(frame["member"], first)
        resource = self._resources.read(frame["resource"], first)
        ends = None
        if self._kind == "levels":
            begin = read_stamps(frame["since"], self._clock, first)
        else:
            begin = read_stamps(frame["from"], self._clock, first)
            ends = read_stamps(frame["to"], self._clock, first)
            for row in np.flatnonzero(ends <= begin)[:1].tolist():
                start, stop = self._clock.text(int(begin[row])), self._clock.text(int(ends[row]))
                msg = f"the reading in {first(row)} ends {stop}, not after its start {start}"
                raise CostshareError(f"{msg}; swap them, or drop the row")
        counts, steps = read_counts(frame["quantity"], first)
        if "unit" in frame.columns:
            counts, steps = self._in_one_unit(frame["unit"], resource, counts, steps)
        self._parts.append((member, resource, begin, ends, counts, steps))
        self._count += len(frame)

    def _in_one_unit(
        self, column: "pd.Series[Any]", resource: Ints, counts: Counts, steps: int
    ) -> tuple[Counts, int]:
        names, units = self._resources.names, Names("unit")
        codes = units.read(column, self._places.after(self._count))
        texts = units.names
        pairs, at = np.unique(resource * len(texts) + codes, return_inverse=True)
        factors = []
        for pair in pairs.tolist():
            name, unit = names[pair // len(texts)], texts[pair % len(texts)]
            read_unit(unit)
            wanted = self._units.setdefault(name, unit)
            if wanted != unit and name not in self._stated:
                msg = f"resource {name} is in {wanted} in some rows and in {unit} in others"
                raise CostshareError(f"{msg}; pass units={{{name!r}: {wanted!r}}} to convert")
            factors.append(conversion(unit, wanted))
        below = lcm(*(factor.denominator for factor in factors))
        by = [int(factor * below) for factor in factors]
        if set(by) <= {1}:
            return counts, steps
        table = np.array(by, dtype=object)
        fits = max(by, default=0) < 2**63
        return times(counts, (table.astype(np.int64) if fits else table)[at]), steps * below

    def rows(self) -> Rows:
        """Put all rows together."""
        if not self._count:
            msg = f"{self._kind} have no rows; a log needs at least one"
            raise CostshareError(msg)
        for name in self._units:
            if name not in self._resources.names:
                raise unknown_name("resource", name, self._resources.names)
        parts, self._parts = self._parts, []
        steps = lcm(*(part[5] for part in parts))
        counts = [times(part[4], steps // part[5]) for part in parts]
        begin = _joined([part[2] for part in parts])
        ends = [part[3] for part in parts if part[3] is not None]
        end = _joined(ends) if ends else None
        if self._clock.by_days:
            begin = as_days(begin, self._clock)
            end = None if end is None else as_days(end, self._clock)
        return Rows(
            self._members.names,
            self._resources.names,
            _joined([part[0] for part in parts]),
            _joined([part[1] for part in parts]),
            begin,
            end,
            _joined(counts),
            steps,
            self._units,
            self._places,
        )


def _joined(parts: list[Counts]) -> Counts:
    return np.concatenate(parts) if len(parts) > 1 else parts[0]
