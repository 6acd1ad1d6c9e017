"""A budget from a file: a total for each pool, or an amount for each member and pool."""

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.files._cells import number_reader, raise_first, read_column, read_label
from costshare.files._columns import Table
from costshare.files._headers import HEADERS
from costshare.files._number import Mark, check_mark
from costshare.files._open import open_table
from costshare.files._totals import TOTALS, check_totals, is_total, read_totals, total_rows
from costshare.files._unreadable import Unreadable

if TYPE_CHECKING:
    import pandas as pd

_HEADERS = {field: HEADERS[field] for field in ("member", "pool", "amount")}

Value = Decimal | Unreadable | None

# (member, pool) → amount; the member is empty in a list of pool totals.
Cells = dict[tuple[str, str], Value]


def read_budget(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    decimal: Mark | None = None,
    totals: Collection[str] = TOTALS,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> "dict[str, Decimal] | pd.DataFrame":
    r"""Read a budget from a CSV file or an Excel workbook, exactly.

    The header tells its layout: *pool, amount* gives pool totals; *member, pool, amount* gives a
    table; *member* and a column for each pool gives a table too. Total rows and columns are
    checked and left out.

    Parameters
    ----------
    path, columns, decimal, totals, encoding, delimiter, sheet
        As for `read_invoices`; the fields are member, pool and amount.

    Returns
    -------
    dict of str to Decimal, or DataFrame
        Pool totals, or members × pools. A cell without an amount is missing, not 0.

    Raises
    ------
    CostshareError
        With the file, the row and the column of what cannot be read or does not add up.

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
    >>> folder.cleanup()
    """
    check_mark(decimal)
    words = read_totals(totals)
    table = open_table(
        path,
        _HEADERS,
        ("pool", "amount"),
        ("member",),
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    if not table.where.keys() >= {"pool", "amount"}:
        return _frame(_read_wide(table, words, decimal))
    if "member" in table.where:
        return _frame(_read_list(table, ("member", "pool"), words, decimal))
    cells = _read_list(table, ("pool",), words, decimal)
    return {pool: amount for (_, pool), amount in cells.items() if isinstance(amount, Decimal)}


def _read_list(
    table: Table, labels: tuple[str, ...], words: Collection[str], decimal: Mark | None
) -> Cells:
    """Read a row for each amount."""
    left_out = total_rows(table, labels, words)
    amounts = read_column(table, "amount", number_reader(table.column("amount"), decimal))
    names = {label: read_column(table, label, read_label) for label in labels}
    amounts |= check_totals(table, left_out, amounts, "amount", needed=True)
    _raise_unreadable([amounts, *(_of_lines(names[label], left_out) for label in labels)])
    cells: Cells = {}
    for number, _ in table.rows:
        if number in left_out:
            continue
        found = {**{label: names[label][number] for label in labels}, "amount": amounts[number]}
        for field, value in found.items():
            if value is None:
                msg = f"{table.place(number, table.where[field])} the {field} is blank; fill it in"
                raise CostshareError(msg)
        key = (str(found.get("member", "")), str(found["pool"]))
        _add(table, cells, number, key, amounts[number])
    return cells


def _read_wide(table: Table, words: Collection[str], decimal: Mark | None) -> Cells:
    """Read a row for each member and a column for each pool."""
    left_out = total_rows(table, ("member",), words)
    names = read_column(table, "member", read_label)
    _raise_unreadable([_of_lines(names, left_out)])
    at_member = table.where["member"]
    pools = {at: header for at, header in enumerate(table.header) if header and at != at_member}
    for header in pools.values():
        first = re.sub(r" \([0-9]+\)$", "", header)
        if first != header and first in pools.values():
            msg = (
                f"{table.source}: the header {first!r} stands twice; add the columns up, or rename "
            )
            raise CostshareError(msg + "one")
    sums = {at for at, header in pools.items() if is_total(header, words)}
    columns: dict[int, dict[int, Value]] = {}
    for at in pools:
        one = Table(table.source, table.header, table.rows, {"amount": at})
        reader = number_reader(one.column("amount"), decimal)
        columns[at] = read_column(one, "amount", reader)
        columns[at] |= check_totals(one, left_out, columns[at], "amount", needed=False)
    _raise_unreadable(columns.values())
    cells: Cells = {}
    for number, _ in table.rows:
        row = {at: column[number] for at, column in columns.items()}
        _check_row(table, number, row, sums)
        if number in left_out:
            continue
        member = names[number]
        if member is None:
            msg = f"{table.place(number, at_member)} the member is blank; fill it in"
            raise CostshareError(msg)
        for at, amount in row.items():
            if at not in sums:
                _add(table, cells, number, (str(member), pools[at]), amount)
    return cells


def _check_row(
    table: Table,
    number: int,
    row: Mapping[int, Value],
    sums: Collection[int],
) -> None:
    """Hold a total column against the row."""
    exact = {at: Fraction(value) for at, value in row.items() if isinstance(value, Decimal)}
    above = sum((value for at, value in exact.items() if at not in sums), Fraction(0))
    for at in sums:
        if at in exact and exact[at] != above:
            msg = (
                f"{table.place(number, at)} the total is {plain(exact[at])}, but the row sums to "
                f"{plain(above)}; mend the file, or pass totals=() to read the column as a pool"
            )
            raise CostshareError(msg)


def _add(table: Table, cells: Cells, number: int, key: tuple[str, str], amount: Value) -> None:
    if key in cells:
        name = " and ".join(part for part in key if part)
        msg = f"{table.source}, row {number}: {name} stands there a second time; keep one"
        raise CostshareError(msg)
    cells[key] = amount


def _of_lines(column: Mapping[int, object], left_out: Collection[int]) -> dict[int, object]:
    return {number: value for number, value in column.items() if number not in left_out}


def _raise_unreadable(columns: Iterable[Mapping[int, object]]) -> None:
    raise_first(
        (number, value)
        for column in columns
        for number, value in column.items()
        if isinstance(value, Unreadable)
    )


def _frame(cells: Cells) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - pandas comes late

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
