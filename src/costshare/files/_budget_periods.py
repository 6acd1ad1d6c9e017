"""A budget by month, quarter or year: the rows of the wanted period, added up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from costshare.amounts import exact_decimal
from costshare.errors import CostshareError, some_of
from costshare.files._cells import Reader, read_column
from costshare.files._columns import Table
from costshare.files._date import DayOrder, month_number, possible_days, read_date
from costshare.files._grid import Broken, Cell, cell_text, is_blank
from costshare.files._headers import HEADERS, plain_header
from costshare.invoices import Unreadable
from costshare.periods import Period

Key = tuple[str, str]

PERIOD_HEADERS = {
    "period": ("period",),
    "year": ("year", "år"),
    "quarter": ("quarter", "kvartal"),
    "month": ("month", "månad"),
}
_PARTS = ("period", "quarter", "month")

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})[-/. ]?(0?[1-9]|1[0-2])")
_QUARTER = re.compile(r"(?i)(?:([0-9]{4})[ -]?)?(?:q|kv|kvartal) ?([1-4])(?:[ -]?([0-9]{4}))?")
_NAMED = re.compile(r"([^\W\d_]{3,})\.?[ -]?([0-9]{4})|([0-9]{4})[ -]?([^\W\d_]{3,})\.?")


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in a row.

    Parameters
    ----------
    row : int
        The row, counted from 0.
    key : tuple of str
        Member and pool.
    amount : Decimal or None
        The amount, where there is one.
    """

    row: int
    key: Key
    amount: Decimal | None


def with_period(table: Table) -> Table:
    """Return the table one column for the period, from those for the year and for a part of it."""
    parts = [table.where[field] for field in _PARTS if field in table.where]
    year = table.where.get("year")
    if len(parts) > 1:
        names = " and ".join(repr(table.header[at]) for at in parts)
        msg = (
            f"{table.source}: the headers {names} both mean the period; keep one, which may be "
            "beside a column for the year"
        )
        raise CostshareError(msg)
    if not parts:
        where = table.where if year is None else {**table.where, "period": year}
        return replace(table, where=where)
    (at,) = parts
    where = {**table.where, "period": at}
    if year is None:
        return replace(table, where=where)
    word = "Q" if "quarter" in table.where else ""
    pairs = zip(table.cells(year), table.cells(at), strict=True)
    joined = [_joined(stated, part, word) for stated, part in pairs]
    cells = table.cells

    def with_joined(position: int) -> Sequence[Cell]:
        return joined if position == at else cells(position)

    return replace(table, where=where, cells=with_joined)


def _joined(year: Cell, part: Cell, word: str) -> Cell:
    """Write a year and a month or quarter as one period: 2022 and 3, mars or Q1."""
    if not is_blank(part) and not isinstance(part, int | float | str):
        return part
    text, stated = cell_text(part), cell_text(year)
    if is_blank(part):
        return None
    if is_blank(year):
        return Broken(text, "has no year beside it; fill it in")
    if _YEAR.search(text):
        return text if stated in text else f"{stated} {text}"
    return f"{stated} {word if text.isdecimal() else ''}{text}"


def refuse_wide_periods(source: str, header: Sequence[str]) -> None:
    """Refuse a header with a column for each period, which would be read as pools."""
    known = {*HEADERS["member"], *HEADERS["pool"]}
    periods = [text for text in header if _is_period(text)]
    if len(periods) > 1 and any(plain_header(text) in known for text in header):
        msg = (
            f"{source} has a column for each period: {some_of(periods)}; write a row for each "
            "period instead, under the headers pool, period and amount"
        )
        raise CostshareError(msg)


def _is_period(text: str) -> bool:
    """Tell a month, a quarter or a year: mars, 2022-03, Q1, 2022."""
    alone = f"2000 {text}"
    named = any(_named(each) for each in (text, alone) if not text.isdecimal())
    return named or bool(_YEAR.fullmatch(text))


def read_periods(table: Table) -> list[Period | Unreadable | None] | None:
    """Read the column of periods; None where the file has none."""
    if "period" not in table.where:
        return None
    return read_column(table, "period", _reader(table.column("period")))


def _reader(cells: Iterable[Cell]) -> Reader[Period]:
    """Build the reader of a column of periods; a day is a period too."""
    order = DayOrder((cell for cell in cells if isinstance(cell, str)), None)

    def read(cell: Cell, name: str) -> Period:
        text = "" if cell is None else cell_text(cell)
        named = _named(text)
        if named is not None:
            return Period.read(named)
        try:
            return Period.read(text)
        except CostshareError:
            pass
        order.check(text, name)
        days = [cell] if isinstance(cell, date) else possible_days(text, order.day_first)
        if len(days) > 1:
            msg = (
                f"{name} {text!r} may be {days[0]} or {days[1]}; write it like 2022-05 or "
                "2022-03-31"
            )
            raise CostshareError(msg)
        if not days:
            msg = f"{name} {text!r} is not a period; "
            raise CostshareError(msg + "write it as 2022, 2022-Q2, 2022-05 or mars 2022")
        day = read_date(days[0], name)
        return Period(day, day)

    return Reader(read, in_order=order.contradicts)


def _named(text: str) -> str | None:
    """Write a month or a quarter as `Period.read` takes it."""
    if found := _MONTH.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02}"
    if (found := _QUARTER.fullmatch(text)) and bool(found[1]) != bool(found[3]):
        return f"{found[1] or found[3]}-Q{found[2]}"
    if (found := _NAMED.fullmatch(text)) and (month := month_number(found[1] or found[4])):
        return f"{found[2] or found[3]}-{month:02}"
    return None


def add_up(
    table: Table,
    parts: Sequence[Part],
    periods: dict[int, Period] | None,
    wanted: Period | None,
) -> dict[Key, Decimal | None]:
    """Add up each key's amounts in the wanted period."""
    if periods is None:
        if wanted is not None:
            msg = f"{table.source} has no column for the period; leave period out, or pass columns"
            raise CostshareError(msg)
        return {key: alone.amount for key, (alone,) in _by_key(table, parts, {}).items()}
    chosen = _chosen(table, parts, periods, wanted)
    return {key: _sum(each) for key, each in _by_key(table, chosen, periods).items()}


def _chosen(
    table: Table, parts: Sequence[Part], periods: dict[int, Period], wanted: Period | None
) -> Sequence[Part]:
    """Choose the parts inside the period, or all of them where they are of one year."""
    known = sorted({periods[part.row] for part in parts}, key=lambda each: (each.first, each.last))
    listed = some_of([str(each) for each in known])
    if wanted is None:
        years = {day.year for each in known for day in (each.first, each.last)}
        if len(known) > 1 and len(years) > 1:
            msg = f"{table.source} has budgets for {listed}; pass period='{min(years)}', or another"
            raise CostshareError(msg)
        return parts
    chosen = []
    for part in parts:
        own = periods[part.row]
        if wanted.first <= own.first and own.last <= wanted.last:
            chosen.append(part)
        elif own.overlaps(wanted):
            at = table.where["period"]
            msg = (
                f"{table.place(part.row, at)} {own} lies only in part in period {wanted}; pass a "
                "period that holds all of it"
            )
            raise CostshareError(msg)
    if not chosen:
        msg = f"{table.source} has no budget in period {wanted}; it has {listed or 'none'}"
        raise CostshareError(msg)
    return chosen


def _by_key(
    table: Table, parts: Sequence[Part], periods: dict[int, Period]
) -> dict[Key, list[Part]]:
    """Bring each key's parts together, and refuse those that would count a day twice."""
    found: dict[Key, list[Part]] = {}
    for part in parts:
        found.setdefault(part.key, []).append(part)
    for key, own in found.items():
        name = " and ".join(each for each in key if each)
        own.sort(key=lambda part: (periods[part.row].first if periods else 0, part.row))
        for one, other in pairwise(own):
            first, second = periods.get(one.row), periods.get(other.row)
            if first is None or second is None:
                msg = f"{name} is listed a second time; keep one"
                raise CostshareError(f"{table.source}, row {table.numbers[other.row]}: {msg}")
            if first.overlaps(second):
                msg = (
                    f"{name} has a budget for {second}, and in row {table.numbers[one.row]} "
                    f"for {first}; "
                    f"{_shared_day(first, second)}keep one"
                )
                raise CostshareError(f"{table.source}, row {table.numbers[other.row]}: {msg}")
    return found


def _shared_day(first: Period, second: Period) -> str:
    """Name the one day that two periods share, which an exclusive end would explain."""
    if first.last != second.first or first.first == second.first:
        return ""
    return (
        f"both hold {second.first}. If an end is the day after the last, write the last day, as "
        "Period.until(first, end) gives it. Else "
    )


def _sum(parts: Sequence[Part]) -> Decimal | None:
    given = [part.amount for part in parts if part.amount is not None]
    if len(given) < 2:
        return given[0] if given else None
    return exact_decimal(sum(map(Fraction, given), Fraction(0)), "budget")
