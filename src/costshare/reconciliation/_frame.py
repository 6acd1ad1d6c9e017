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
    NEEDED_FIELDS,
    NO_TYPES,
    LineType,
    read_day,
    read_issuer,
    read_label,
    read_period,
    reason_of,
    turn_credits,
    type_columns,
    types_in,
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
from costshare.reconciliation._frame_lines import FrameLines
from costshare.reconciliation._net import net_amounts
from costshare.reconciliation._numbers import plain_numbers
from costshare.reconciliation._texts import read_texts


def columns_of_frame(
    frame: pd.DataFrame,
    names: Mapping[str, str],
    currency: str | None,
    *,
    decimal: Mark | None = None,
    day_first: bool | None = None,
    types: Mapping[str, LineType] = NO_TYPES,
) -> Columns:
    """Lay out a frame's rows as lines; `names` are the columns by field."""
    found = read_texts(_find(frame, names), decimal, day_first, names)
    kinds = found.pop("type", None)
    if kinds is None or names["type"] == "type":
        # A column that is named for another field does not hold types.
        used = {name for field, name in names.items() if field != "type"}
        free = [None if label in used else label for label in frame.columns]
        others = [frame.iloc[:, at] for at in type_columns(free)]
    else:
        others = [kinds]
    if types and not others:
        raise unknown_name("column for type of the invoices", names["type"], frame.columns)
    given = types_in(
        [(str(column.name), values_of(column)) for column in others],
        types,
        "invoices",
        named=names["type"] != "type",
    )
    if given is not None:
        columns = {field: values_of(column) for field, column in found.items()}
        credited = turn_credits(columns, given)
        found |= {field: pd.Series(each, dtype=object) for field, each in credited.items()}
    count = len(frame)
    member, pool = _labels(found.get("member"), count), _labels(found.get("pool"), count)
    days, bad_days = _days(found.get("date"), count)
    corrects, bad_corrects = _periods(found.get("corrects"), count)
    net, bad_net, contradictory = net_amounts(found, count)
    stated = _labels(found.get("currency"), count)
    foreign = np.array([*foreign_to(stated.names, currency), False])[stated.code]
    countable = net.readable & ~foreign
    units = net.units
    if not countable.all():
        units = units.copy()
        units[~countable] = 0
    units, unit = coarsest(units, net.unit)
    billed_by = _by_host(_labels(found.get("billed_by"), count))
    flawed = bad_net | foreign | bad_days | bad_corrects | (member.code < 0) | (pool.code < 0)
    flawed |= _marked(found, ("invoice", "billed_by", "currency"), count)
    codes = {
        "member": member,
        "pool": pool,
        "billed_by": billed_by,
        "currency": stated,
        "corrects": corrects,
    }
    return Columns(
        member=member,
        pool=pool,
        invoice=_numbers(found.get("invoice"), count),
        billed_by=billed_by,
        units=units,
        unit=unit,
        countable=countable,
        flawed=flawed,
        contradictory=contradictory,
        day=days,
        corrects=corrects,
        lines=FrameLines(found, codes, days, flawed),
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
    return (None if column is None else plain_numbers(column)) or _labels(column, count)


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
