"""Columns of names and stamps as integer arrays."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from costshare.errors import CostshareError
from costshare.fields import read_name
from costshare.metering._clock import Clock
from costshare.metering._counts import Ints
from costshare.metering._places import Places


class Names:
    """Numbers names in the order in which they come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._codes: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        """All names, by number."""
        return list(self._codes)

    def read(self, column: "pd.Series[Any]", places: Places) -> Ints:
        """Number a column's names."""
        codes, labels = pd.factorize(column)
        if len(codes) and codes.min() < 0:
            row = places(int(np.argmax(codes < 0)))
            msg = f"{self._what} in {row} is missing; name it, or drop the row"
            raise CostshareError(msg)
        table = [self._number(label, places, codes, at) for at, label in enumerate(labels)]
        return np.array(table, dtype=np.int64)[codes]

    def _number(self, label: object, places: Places, codes: Ints, at: int) -> int:
        whole = isinstance(label, int | np.integer) and not isinstance(label, bool)
        try:
            name = read_name(str(label) if whole else label)
        except CostshareError as error:
            msg = f"{self._what} in {places(int(np.argmax(codes == at)))}: {error}"
            raise CostshareError(msg) from None
        return self._codes.setdefault(name, len(self._codes))


def read_stamps(column: "pd.Series[Any]", clock: Clock, places: Places) -> Ints:
    """Read a column of stamps as nanoseconds since 1970 in UTC."""

    def name(row: int) -> str:
        return f"{column.name} in {places(row)}"

    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _from_datetimes(pd.DatetimeIndex(column), clock, name)
    values = list(column.to_numpy() if column.dtype == object else column.array)
    if {str}.issuperset(map(type, values)):
        # Each different text once, in the order of their first rows.
        last = len(values) - 1
        first = {text: last - at for at, text in enumerate(reversed(values))}
        known = {
            text: clock.read(text, name(row))
            for text, row in sorted(first.items(), key=itemgetter(1))
        }
        return np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values))
    seen: dict[object, int] = {}
    out = np.empty(len(values), dtype=np.int64)
    for row, value in enumerate(values):
        # Within one zone 02:30 equals 02:30 an hour later, when clocks go back: the fold differs.
        key = (type(value), value, getattr(value, "fold", 0))
        try:
            found = seen.get(key)
        except TypeError:  # not hashable, so no stamp either
            found = None
        if found is None:
            found = seen[key] = clock.read(value, name(row))
        out[row] = found
    return out


def _from_datetimes(index: pd.DatetimeIndex, clock: Clock, name: Callable[[int], str]) -> Ints:
    """Read a datetime64 column at once; the scalar reader has the word on what is amiss."""
    index = index.rename(None)
    for row in np.flatnonzero(index.isna())[:1].tolist():
        clock.read(index[row], name(row))
    if not len(index):
        return np.empty(0, dtype=np.int64)
    for row in (int(index.argmin()), int(index.argmax())):
        clock.read(index[row], name(row))
    clock.only_days = clock.only_days and bool(index.is_normalized)
    if index.tz is None and clock.zone is not None and clock.zone.key != "UTC":
        placed = index.as_unit("ns").tz_localize(clock.zone, ambiguous="NaT", nonexistent="NaT")
        out = placed.asi8.copy()
        for row in np.flatnonzero(placed.isna()).tolist():
            out[row] = clock.read(index[row], name(row))
        return out
    return index.as_unit("ns").asi8.copy()


def as_days(instants: Ints, clock: Clock) -> Ints:
    """Count days of 24 hours: the first instant of each day becomes its midnight in UTC."""
    local = pd.DatetimeIndex(instants.view("M8[ns]"), tz="UTC").tz_convert(clock.zone)
    # A day whose midnight never comes begins later; it is the same day.
    return local.tz_localize(None).normalize().asi8
