"""A DataFrame of invoice lines, read exactly and column by column."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from costshare.amounts import Unit, common_unit
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as
from costshare.files import Mark
from costshare.invoices import (
    is_missing,
    read_day,
    read_issuer,
    read_label,
    read_period,
    read_rate,
    reason_of,
)
from costshare.periods import Period
from costshare.reconciliation._columns import (
    NO_DAY,
    Bools,
    Codes,
    Columns,
    Ints,
    Wide,
    coarsest,
    encode,
    foreign_to,
    narrow,
    scale,
)
from costshare.reconciliation._contradictions import contradictions
from costshare.reconciliation._exact_column import Numbers, exact_column, values_of
from costshare.reconciliation._frame_lines import FrameLines
from costshare.reconciliation._texts import read_texts

# What `read_label` would change in a text: other signs than visible ASCII, and stray spaces.
_ODD = r"[^\x20-\x7e]|^ | $|  |^$"
_HUNDREDTH = Unit(Fraction(1, 100))


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """What the columns of a frame are called. Those after `amount` may be absent by default."""

    member: str = "member"
    pool: str = "pool"
    amount: str = "amount"
    invoice: str = "invoice"
    date: str = "date"
    billed_by: str = "billed_by"
    vat_rate: str = "vat_rate"
    net: str = "net"
    currency: str = "currency"
    corrects: str = "corrects"


_DEFAULT = ColumnNames()
_NEEDED = ("member", "pool", "amount")


def columns_of_frame(
    frame: pd.DataFrame,
    names: ColumnNames,
    currency: str | None,
    *,
    decimal: Mark | None = None,
    day_first: bool | None = None,
) -> Columns:
    """Lay out a frame's rows as lines.

    Raises
    ------
    CostshareError
        On a column that is needed or named and is not there, or is there twice.
    """
    found = read_texts(_find(frame, names), decimal, day_first, asdict(names))
    count = len(frame)
    member, pool = _labels(found.get("member"), count), _labels(found.get("pool"), count)
    days, bad_days = _days(found.get("date"), count)
    corrects, bad_corrects = _periods(found.get("corrects"), count)
    net, bad_net, contradictory = _net(found, count)
    foreign = np.zeros(count, dtype=bool)
    if "currency" in found:
        given = _labels(found["currency"], count)
        foreign = np.array([*foreign_to(given.names, currency), False])[given.code]
    countable = net.readable & ~foreign
    units = net.units
    if not countable.all():
        units = units.copy()
        units[~countable] = 0
    units, step = coarsest(units, net.step)
    billed_by = _labels(found.get("billed_by"), count)
    return Columns(
        member=member,
        pool=pool,
        invoice=_numbers(found.get("invoice"), count),
        billed_by=_by_host(billed_by),
        units=units,
        step=step,
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
        lines=FrameLines({field: values_of(column) for field, column in found.items()}),
    )


def _find(frame: pd.DataFrame, names: ColumnNames) -> "dict[str, pd.Series[Any]]":
    if frame.columns.nlevels > 1:
        msg = "the columns of the invoices have several levels; name each by one label"
        raise CostshareError(msg)
    found: dict[str, pd.Series[Any]] = {}
    labels: list[Any] = list(frame.columns)
    for field in fields(names):
        name = getattr(names, field.name)
        if not isinstance(name, int):
            given_as(str, name, field.name, "the name of a column")
        times = sum(isinstance(each, str | int) and each == name for each in labels)
        if times > 1:
            msg = f"column {quoted(name)} of the invoices stands {times} times; "
            msg += "keep one, or rename it"
            raise CostshareError(msg)
        if times:
            found[field.name] = frame[name]
        elif field.name in _NEEDED or name != getattr(_DEFAULT, field.name):
            raise unknown_name(f"column for {field.name} of the invoices", name, frame.columns)
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
    """Tell the rows in which a reader of files could not read one of these fields."""
    marked = np.zeros(count, dtype=bool)
    for column in (found[name] for name in names if name in found):
        if column.dtype == object:
            reasons = (reason_of(value) is not None for value in column.array)
            marked |= np.fromiter(reasons, bool, count)
    return marked


def _numbers(column: "pd.Series[Any] | None", count: int) -> Codes:
    """Number invoice numbers. Nobody asks for their names, so most need not be read one by one."""
    if column is not None and len(column):
        dtype = column.dtype
        if dtype == np.int64 and int(column.min()) >= 0:
            return Codes(column.to_numpy(), [])
        if isinstance(dtype, pd.StringDtype) and not column.str.contains(_ODD, na=False).any():
            return Codes(pd.factorize(column)[0].astype(np.int64), [])
    return _labels(column, count)


def _plain(uniques: Any) -> list[Any]:
    values: list[Any] = uniques.tolist() if hasattr(uniques, "tolist") else list(uniques)
    return values


def _by_host(given: Codes) -> Codes:
    """Let the host send what nobody is named for."""
    issuers = [read_issuer(name) for name in given.names]
    if (given.code < 0).any():
        issuers.append("host")
    names = list(dict.fromkeys(issuers))
    # A code of -1 finds the last issuer, which is then the host.
    return Codes(
        np.array([names.index(name) for name in issuers], dtype=np.int64)[given.code], names
    )


def _days(column: "pd.Series[Any] | None", count: int) -> tuple[Ints, Bools]:
    """Read days, and tell which entries hold something else."""
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
    """Number the periods of a column, and tell which entries hold something else."""
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


def _net(found: "dict[str, pd.Series[Any]]", count: int) -> tuple[Numbers, Bools, Bools]:
    """Work out net amounts as `InvoiceLine` does; tell what is unreadable and what contradicts."""
    none = np.zeros(count, dtype=bool)
    amount = exact_column(found["amount"], "amount")
    if "net" not in found and "vat_rate" not in found:
        return amount, ~amount.readable, none
    rates, bad_rate = _rates(found.get("vat_rate"), count)
    without = _without_vat(amount, rates)
    bad = ~amount.readable | bad_rate
    if "net" not in found:
        return Numbers(without.units, without.step, without.readable & ~bad), bad, none
    net = exact_column(found["net"], "net")
    given = ~net.missing
    bad = (~amount.readable & ~(amount.missing & net.readable)) | bad_rate
    bad |= given & ~net.readable
    step = common_unit([net.step, without.step])
    units = _choose(
        net.readable,
        scale(net.units, int(net.step.size / step.size)),
        scale(without.units, int(without.step.size / step.size)),
    )
    both = amount.readable & net.readable & ~bad
    return Numbers(units, step, ~bad), bad, both & contradictions(amount, net, rates)


def _choose(where: Bools, one: Wide, other: Wide) -> Wide:
    if one.dtype != other.dtype:
        one, other = one.astype(object), other.astype(object)
    return narrow([int(each) for each in np.where(where, one, other)])


def _rates(column: "pd.Series[Any] | None", count: int) -> "tuple[list[Any], Bools]":
    """Give (rate, places) for each rate, and tell what cannot be read."""
    if column is None:
        return [], np.zeros(count, dtype=bool)
    values = column.array
    known: dict[Any, Fraction | None] = {}
    missing = Fraction(-1)
    rates: dict[Fraction, list[int]] = {}
    bad = np.zeros(count, dtype=bool)
    for place, value in enumerate(values):
        key = (type(value), value)
        if key not in known:
            try:
                known[key] = missing if is_missing(value) else _rate(value)
            except CostshareError:
                known[key] = None
        rate = known[key]
        if rate is None:
            bad[place] = True
        elif rate != missing:
            rates.setdefault(rate, []).append(place)
    return [(rate, np.array(places)) for rate, places in rates.items()], bad


def _rate(value: object) -> Fraction:
    return Fraction(read_rate(value, "vat_rate"))


def _without_vat(amount: Numbers, rates: "list[tuple[Fraction, Ints]]") -> Numbers:
    """Take the VAT out of those amounts that have a rate, to 0.01, halves up by size."""
    if not rates:
        return amount
    step = common_unit([amount.step, _HUNDREDTH])
    per_step = int(_HUNDREDTH.size / step.size)
    units = scale(amount.units, int(amount.step.size / step.size)).astype(object)
    for rate, places in rates:
        if not rate:
            continue
        # gross ÷ (1 + rate), counted in hundredths: gross × denominator ÷ (numerator × per_step)
        up, down = (1 + rate).denominator, (1 + rate).numerator * per_step
        gross = units[places]
        size = (2 * abs(gross) * up + down) // (2 * down) * per_step
        units[places] = np.where(gross < 0, -size, size)
    return Numbers(narrow(units.tolist()), step, amount.readable, amount.missing)
