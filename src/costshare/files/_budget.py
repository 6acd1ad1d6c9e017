"""A budget from a file: a total for each pool, or an amount for each member and pool."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.fields import TOTALS, currency_codes, may_be_one, read_currency
from costshare.files._budget_periods import (
    PERIOD_HEADERS,
    Key,
    Part,
    add_up,
    read_periods,
    refuse_wide_periods,
    with_period,
)
from costshare.files._cells import (
    LABELS,
    number_column,
    put,
    raise_first,
    read_column,
    reader_of,
)
from costshare.files._columns import Table
from costshare.files._currencies import line_currencies
from costshare.files._headers import HEADERS
from costshare.files._number import Mark, check_mark
from costshare.files._number_column import NumberColumn
from costshare.files._open import open_table
from costshare.files._totals import check_totals, is_total, read_totals, total_rows
from costshare.invoices import Unreadable
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

_HEADERS = {
    **{field: HEADERS[field] for field in ("member", "pool", "amount", "currency")},
    **PERIOD_HEADERS,
}

Value = Decimal | Unreadable | None

# (member, pool) → amount; the member is empty in a list of pool totals.
Cells = dict[Key, Decimal | None]


class Numbers(NamedTuple):
    """What the caller says about the amounts."""

    decimal: Mark | None
    currency: str | None


def read_budget(
    path: str | Path,
    *,
    period: PeriodLike | None = None,
    currency: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: Mark | None = None,
    totals: Collection[str] = TOTALS,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> "dict[str, Decimal] | pd.DataFrame":
    r"""Read a budget from a CSV file, an Excel workbook or a Parquet file, exactly.

    The header decides the layout: *pool, amount* gives pool totals; *member, pool, amount* gives a
    table; *member* and a column for each pool gives a table too. Total rows and columns are
    checked and left out. A column for the period (month, quarter or year) may be beside any of
    these, or a column for the year and one for the month or quarter; so may one for the currency.

    Parameters
    ----------
    path : str or Path
        The file.
    period : str or two dates, optional
        Add up the rows inside this period, for a file with a column for the period. Without it all
        rows are added up, which must lie in one year.
    currency : str, optional
        The currency of the budget. A file that states another one is refused, in a column for the
        currency, a header or beside an amount. So is a file that states several.
    columns, decimal, totals, encoding, delimiter, sheet
        As for `read_invoices`; the fields are member, pool, amount,
        currency, period, year, quarter and month.

    Returns
    -------
    dict of str to Decimal, or DataFrame
        Pool totals, or members × pools. A cell without an amount is missing, not 0.

    Raises
    ------
    CostshareError
        If something cannot be read or does not add up; the message has the file, the row and the
        column.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "budget.csv")
    >>> _ = path.write_text("Tjänst;Belopp\nGrundbelopp;1 065 400\nSumma;1 065 400\n", "utf-8")
    >>> cs.read_budget(path)
    {'Grundbelopp': Decimal('1065400')}
    >>> _ = path.write_text("Tjänst;Månad;Belopp\nIT;2022-01;10\nIT;2022-02;12\n", "utf-8")
    >>> cs.read_budget(path), cs.read_budget(path, period="2022-02")
    ({'IT': Decimal('22')}, {'IT': Decimal('12')})
    >>> folder.cleanup()
    """
    check_mark(decimal)
    read_currency(currency)
    words = read_totals(totals)
    table = with_period(
        open_table(
            path,
            _HEADERS,
            ("pool", "amount"),
            ("member",),
            columns=columns,
            encoding=encoding,
            delimiter=delimiter,
            sheet=sheet,
            reject=refuse_wide_periods,
        )
    )
    wanted = None if period is None else Period.read(period)
    numbers = Numbers(decimal, currency)
    if not table.where.keys() >= {"pool", "amount"}:
        return frame_of(read_wide(table, words, numbers, wanted))
    if "member" in table.where:
        return frame_of(_read_list(table, ("member", "pool"), words, numbers, wanted))
    cells = _read_list(table, ("pool",), words, numbers, wanted)
    return {pool: amount for (_, pool), amount in cells.items() if amount is not None}


def _read_list(
    table: Table,
    labels: tuple[str, ...],
    words: Collection[str],
    numbers: "Numbers",
    wanted: Period | None,
) -> Cells:
    """Read a row for each amount."""
    left_out = total_rows(table, labels, words)
    columns, currencies = _read_amounts(table, [table.where["amount"]], left_out, numbers)
    ((at, amounts),) = columns.items()
    names = {label: read_column(table, label, LABELS) for label in labels}
    put(amounts, check_totals(table, left_out, amounts, at, currencies, needed=True))
    lines = _lines(table, left_out)
    whole = range(len(table.numbers))
    _raise_unreadable(table, [(amounts, whole), *((names[label], lines) for label in labels)])
    parts: list[Part] = []
    for row in lines:
        found = {**{label: names[label][row] for label in labels}, "amount": amounts[row]}
        for field, value in found.items():
            _refuse_blank(table, row, field, value)
        key = (str(found.get("member", "")), str(found["pool"]))
        parts.append(Part(row, key, _decimal(amounts[row])))
    return add_up(table, parts, _periods(table, lines), wanted)


def _read_amounts(
    table: Table, places: Iterable[int], left_out: Collection[int], numbers: "Numbers"
) -> tuple[dict[int, list[Value]], list[str | Unreadable | None]]:
    """Read columns of amounts by position, and the currency of each row."""
    mixed = "currency" in table.where
    labels = read_column(table, "currency", LABELS) if mixed else None
    amounts: dict[int, list[Value]] = {}
    readers: dict[int, NumberColumn] = {}
    for at in places:
        header = table.header[at]
        if at != table.where.get("amount") and currency_codes(header):
            header = ""  # a pool that is called like a currency
        readers[at] = number_column(table.cells(at), numbers.decimal, mixed=mixed, header=header)
        amounts[at] = read_column(table, "amount", reader_of(readers[at]), at)
    currencies = line_currencies(table, readers, labels)
    _raise_unreadable(table, [(currencies, range(len(table.numbers)))])
    where = [at for at, column in readers.items() if column.has_currency]
    where = [table.where["currency"]] if mixed else where
    stated = {
        row: currency
        for row in _lines(table, left_out)
        if isinstance(currency := currencies[row], str)
    }
    _refuse_currencies(table, where[:1], stated, numbers.currency)
    return amounts, currencies


def _refuse_currencies(
    table: Table, where: list[int], stated: Mapping[int, str], wanted: str | None
) -> None:
    """Refuse rows in other currencies than the budget's, or than the rows before them."""
    known = [wanted] if wanted else []
    for row, currency in stated.items():
        if may_be_one([*known, currency]):
            known = list(dict.fromkeys([*known, currency]))
            continue
        place = table.place(row, where[0])
        if wanted:
            msg = f"{place} the budget is in {currency}, not in {wanted}; convert it first"
        else:
            first = next(iter(stated))
            msg = (
                f"{place} the budget is in {currency}, and in row {table.numbers[first]} in "
                f"{stated[first]}; keep "
                "the rows of one currency"
            )
        raise CostshareError(msg)


def _periods(table: Table, lines: list[int]) -> dict[int, Period] | None:
    """Read the period of each line; None where the file has no such column."""
    read = read_periods(table)
    if read is None:
        return None
    _raise_unreadable(table, [(read, lines)])
    for row in lines:
        _refuse_blank(table, row, "period", read[row])
    return {row: value for row in lines if isinstance(value := read[row], Period)}


def _refuse_blank(table: Table, row: int, field: str, value: object) -> None:
    if value is None:
        msg = f"{table.place(row, table.where[field])} the {field} is blank; fill it in"
        raise CostshareError(msg)


def _decimal(value: Value) -> Decimal | None:
    """Return an amount that is known to be readable."""
    return value if isinstance(value, Decimal) else None


def read_wide(
    table: Table, words: Collection[str], numbers: "Numbers", wanted: Period | None
) -> Cells:
    """Read a row for each member and a column for each pool."""
    left_out = total_rows(table, ("member",), words)
    lines = _lines(table, left_out)
    names = read_column(table, "member", LABELS)
    _raise_unreadable(table, [(names, lines)])
    fields = ("member", "currency", *PERIOD_HEADERS)
    labels = {table.where[field] for field in fields if field in table.where}
    pools = {at: header for at, header in enumerate(table.header) if header and at not in labels}
    headers = set(pools.values())
    for header in pools.values():
        first = re.sub(r" \([0-9]+\)$", "", header)
        if first != header and first in headers:
            msg = f"{table.source}: the header {first!r} appears twice; "
            raise CostshareError(msg + "add the columns up, or rename one")
    sums = {at for at, header in pools.items() if is_total(header, words)}
    columns, currencies = _read_amounts(table, pools, left_out, numbers)
    for at, column in columns.items():
        put(column, check_totals(table, left_out, column, at, currencies, needed=False))
    whole = range(len(table.numbers))
    _raise_unreadable(table, [(column, whole) for column in columns.values()])
    parts: list[Part] = []
    omitted = set(left_out)
    for row in whole:
        amounts = {at: column[row] for at, column in columns.items()}
        _check_row(table, row, amounts, sums)
        if row in omitted:
            continue
        _refuse_blank(table, row, "member", names[row])
        parts += [
            Part(row, (str(names[row]), pools[at]), _decimal(amount))
            for at, amount in amounts.items()
            if at not in sums
        ]
    return add_up(table, parts, _periods(table, lines), wanted)


def _check_row(
    table: Table,
    row: int,
    amounts: Mapping[int, Value],
    sums: Collection[int],
) -> None:
    """Hold a total column against the row."""
    if not sums:
        return
    exact = {at: Fraction(value) for at, value in amounts.items() if isinstance(value, Decimal)}
    above = sum((value for at, value in exact.items() if at not in sums), Fraction(0))
    for at in sums:
        if at in exact and exact[at] != above:
            msg = (
                f"{table.place(row, at)} the total is {plain(exact[at])}, but the row sums to "
                f"{plain(above)}; correct the file, or pass totals=() to read the column as a pool"
            )
            raise CostshareError(msg)


def _lines(table: Table, left_out: Collection[int]) -> list[int]:
    """List the rows that are not totals."""
    omitted = set(left_out)
    return [row for row in range(len(table.numbers)) if row not in omitted]


def _raise_unreadable(
    table: Table, columns: Iterable[tuple[Sequence[object], Iterable[int]]]
) -> None:
    """Raise the first problem in columns, each in some rows."""
    raise_first(
        (table.numbers[row], value)
        for column, rows in columns
        for row in rows
        if isinstance(value := column[row], Unreadable)
    )


def frame_of(cells: Cells) -> "pd.DataFrame":
    import pandas as pd

    members = list(dict.fromkeys(member for member, _ in cells))
    pools = list(dict.fromkeys(pool for _, pool in cells))

    def amount(member: str, pool: str) -> object:
        value = cells.get((member, pool))
        return pd.NA if value is None else value

    return pd.DataFrame(
        {
            pool: pd.Series([amount(member, pool) for member in members], dtype=object).array
            for pool in pools
        },
        index=pd.Index(members, name="member"),
    )
