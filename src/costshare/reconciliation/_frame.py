"""A DataFrame of invoice lines, read exactly and column by column."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as
from costshare.files import Mark
from costshare.frames import Bools, values_of
from costshare.invoices import (
    LINE_FIELDS,
    NEEDED_FIELDS,
    InvoiceLine,
    is_missing,
    read_day,
    read_issuer,
    read_label,
    read_period,
    reason_of,
)
from costshare.periods import Period
from costshare.reconciliation._columns import (
    NO_DAY,
    Codes,
    Columns,
    Ints,
    coarsest,
    encode,
    foreign_to,
)
from costshare.reconciliation._net import net_amounts
from costshare.reconciliation._texts import read_texts

# What `read_label` would change in a text: signs other than visible ASCII, and extra spaces.
_UNUSUAL = r"[^\x20-\x7e]|^ | $|  |^$"


def columns_of_frame(
    frame: pd.DataFrame,
    names: Mapping[str, str],
    currency: str | None,
    *,
    decimal: Mark | None = None,
    day_first: bool | None = None,
) -> Columns:
    """Lay out a frame's rows as lines; `names` are the columns by field."""
    found = read_texts(_find(frame, names), decimal, day_first, names)
    count = len(frame)
    member, pool = _labels(found.get("member"), count), _labels(found.get("pool"), count)
    days, bad_days = _days(found.get("date"), count)
    corrects, bad_corrects = _periods(found.get("corrects"), count)
    net, bad_net, contradictory = net_amounts(found, count)
    foreign = np.zeros(count, dtype=bool)
    if "currency" in found:
        given = _labels(found["currency"], count)
        foreign = np.array([*foreign_to(given.names, currency), False])[given.code]
    countable = net.readable & ~foreign
    units = net.units
    if not countable.all():
        units = units.copy()
        units[~countable] = 0
    units, unit = coarsest(units, net.unit)
    billed_by = _labels(found.get("billed_by"), count)
    return Columns(
        member=member,
        pool=pool,
        invoice=_numbers(found.get("invoice"), count),
        billed_by=_by_host(billed_by),
        units=units,
        unit=unit,
        countable=countable,
        flawed=bad_net
        | foreign
        | bad_days
        | bad_corrects
        | (member.code < 0)
        | (pool.code < 0)
        | _marked(found, ("invoice", "billed_by", "currency"), count),
        contradictory=contradictory,
        day=days,
        corrects=corrects,
        lines=_FrameLines({field: values_of(column) for field, column in found.items()}),
    )


def _find(frame: pd.DataFrame, names: Mapping[str, str]) -> "dict[str, pd.Series[Any]]":
    """Find the column of each field; one that is named like its field may be absent."""
    if frame.columns.nlevels > 1:
        msg = "the columns of the invoices have several levels; name each by one label"
        raise CostshareError(msg)
    found: dict[str, pd.Series[Any]] = {}
    labels: list[Any] = list(frame.columns)
    for field, name in names.items():
        if not isinstance(name, int):
            given_as(str, name, field, "the name of a column")
        times = sum(isinstance(each, str | int) and each == name for each in labels)
        if times > 1:
            msg = f"column {quoted(name)} of the invoices appears {times} times; "
            msg += "keep one, or rename it"
            raise CostshareError(msg)
        if times:
            found[field] = frame[name]
        elif field in NEEDED_FIELDS or name != field:
            raise unknown_name(f"column for {field} of the invoices", name, frame.columns)
    return found


def _labels(column: "pd.Series[Any] | None", count: int) -> Codes:
    """Number the names of a column; the same name written in several types is one."""
    if column is None:
        return Codes(np.full(count, -1, dtype=np.int64), [])
    codes, uniques = pd.factorize(column)
    labels = [read_label(value) for value in _plain(uniques)]
    known: dict[str | None, int] = {None: -1}
    moved = [known.setdefault(label, len(known) - 1) for label in labels]
    names = list(known)[1:]
    code = codes.astype(np.int64)
    if moved != list(range(len(moved))):
        code = np.array([*moved, -1], dtype=np.int64)[code]
    return Codes(code, names)


def _marked(found: "dict[str, pd.Series[Any]]", names: Sequence[str], count: int) -> Bools:
    """Return the rows in which a reader of files could not read one of these fields."""
    marked = np.zeros(count, dtype=bool)
    for column in (found[name] for name in names if name in found):
        if column.dtype == object:
            reasons = (reason_of(value) is not None for value in column.array)
            marked |= np.fromiter(reasons, bool, count)
    return marked


def _numbers(column: "pd.Series[Any] | None", count: int) -> Codes:
    """Number invoice numbers; their names are not used, so most need not be read one by one."""
    if column is not None and len(column):
        dtype = column.dtype
        if dtype == np.int64 and int(column.min()) >= 0:
            return Codes(column.to_numpy(), [])
        if isinstance(dtype, pd.StringDtype) and not column.str.contains(_UNUSUAL, na=False).any():
            return Codes(pd.factorize(column)[0].astype(np.int64), [])
    return _labels(column, count)


def _plain(uniques: Any) -> list[Any]:
    """Return plain Python values."""
    values: list[Any] = uniques.tolist() if hasattr(uniques, "tolist") else list(uniques)
    return values


def _by_host(given: Codes) -> Codes:
    """Make the host the issuer of the lines that name none."""
    issuers = [read_issuer(name) for name in given.names]
    if (given.code < 0).any():
        issuers.append("host")
    names = list(dict.fromkeys(issuers))
    # A code of -1 finds the last issuer, which is then the host.
    return Codes(
        np.array([names.index(name) for name in issuers], dtype=np.int64)[given.code], names
    )


def _days(column: "pd.Series[Any] | None", count: int) -> tuple[Ints, Bools]:
    """Read days, and return which entries cannot be read."""
    if column is None:
        return np.full(count, NO_DAY, dtype=np.int64), np.zeros(count, dtype=bool)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        # NaT is the least int64 before and after.
        return column.to_numpy().astype("datetime64[D]").astype(np.int64), np.zeros(count, bool)
    codes, uniques = pd.factorize(column)
    days, bad = [], []
    for value in _plain(uniques):
        try:
            day = read_day(value, "date")
        except CostshareError:
            day = None
            bad.append(True)
        else:
            bad.append(False)
        days.append(NO_DAY if day is None else np.datetime64(day, "D").astype(np.int64))
    return (
        np.array([*days, NO_DAY], dtype=np.int64)[codes],
        np.array([*bad, False], dtype=bool)[codes],
    )


def _periods(column: "pd.Series[Any] | None", count: int) -> tuple[Codes, Bools]:
    """Number the periods of a column, and return which entries cannot be read."""
    if column is None:
        return Codes(np.full(count, -1, dtype=np.int64), []), np.zeros(count, dtype=bool)
    codes, uniques = pd.factorize(column)
    periods: list[Period | None] = []
    bad = []
    for value in _plain(uniques):
        try:
            periods.append(read_period(value, "corrects"))
            bad.append(False)
        except CostshareError:
            periods.append(None)
            bad.append(True)
    known = encode(periods)
    return Codes(np.append(known.code, -1)[codes], known.names), np.array([*bad, False])[codes]


class _Irregular(Exception):  # noqa: N818 - never leaves this file
    """A row in which something is missing or cannot be read."""


_DEFAULTS: dict[str, Any] = dict.fromkeys(LINE_FIELDS) | {"billed_by": "host"}


class _FrameLines:
    """Makes the lines of chosen rows, each equal to ``InvoiceLine(**row)``.

    Each different value is read once. `columns` has the values of each field of the frame.
    """

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = columns
        self._known: dict[str, dict[tuple[type, Any], Any]] = {field: {} for field in columns}

    def __call__(self, places: Sequence[int]) -> list[InvoiceLine]:
        """Make the lines of the rows at these positions."""
        names, rows = list(self._columns), np.array(places, dtype=np.int64)
        taken = [list(array.take(rows)) for array in self._columns.values()]
        return [self._line(dict(zip(names, row, strict=True))) for row in zip(*taken, strict=True)]

    def _line(self, row: dict[str, Any]) -> InvoiceLine:
        """Make one line; where something cannot be read, `InvoiceLine` notes the problem."""
        try:
            read = {field: self._read(field, value) for field, value in row.items()}
        except (_Irregular, CostshareError, TypeError):  # TypeError: not hashable
            return InvoiceLine(**row)
        return InvoiceLine.model_construct(**{**_DEFAULTS, **read, "problems": ()})

    def _read(self, field: str, value: object) -> Any:
        """Read a value once."""
        if reason_of(value) is not None:
            raise _Irregular
        if is_missing(value):
            if field in NEEDED_FIELDS:
                raise _Irregular
            return _DEFAULTS[field]
        known, key = self._known[field], (type(value), value)
        if key not in known:
            known[key] = LINE_FIELDS[field].read(value, field)
        return known[key]
