"""Files of a log: opened as every table is, and given as frames of plain values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from costshare.amounts import read_amount
from costshare.errors import CostshareError, shown
from costshare.fields import read_path
from costshare.files import (
    HEADERS,
    TOTALS,
    Cell,
    Mark,
    NumberColumn,
    Reader,
    Table,
    Unreadable,
    cell_text,
    check_day_first,
    check_mark,
    date_reader,
    number_column,
    number_reader,
    open_table,
    raise_first,
    read_column,
    read_number,
    total_rows,
)
from costshare.metering._places import Places
from costshare.metering._rows import COLUMNS, parts

# Compared as those of invoices; the table in docs/how-to/meter-use.md is this one.
_HEADERS = {
    "member": HEADERS["member"],
    "resource": ("resource", "resurs"),
    "since": ("since", "date", "sedan", "från och med", "fr o m", "gäller från", "datum", "från"),
    "from": ("from", "start", "från", "starttid"),
    "to": ("to", "end", "till", "slut", "sluttid"),
    "quantity": (
        *("quantity", "value", "level"),
        *("kvantitet", "antal", "mängd", "värde", "nivå", "förbrukning"),
    ),
    "unit": ("unit", "enhet"),
}
_PARQUET = ".parquet"
_MARKS: tuple[Mark, ...] = (",", ".")


def file_frames(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None,
    decimal: Mark | None,
    day_first: bool | None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> tuple[str, Iterator[pd.DataFrame], Places]:
    """Read a file as levels or readings, whichever its header names, and its rows as frames.

    The rows are named by their numbers in the file.
    """
    check_mark(decimal)
    check_day_first(day_first)
    table = open_table(
        path,
        _HEADERS,
        *COLUMNS.values(),
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
    )
    kind = _kind(table)
    for row in total_rows(table, ("member", "resource"), TOTALS)[:1]:
        msg = f"{table.source}, row {table.numbers[row]} is a total, and a log has none"
        raise CostshareError(f"{msg}; delete the row")
    stamps = [name for name in COLUMNS[kind] if name in {"since", "from", "to"}]
    values: dict[str, list[Any]] = {
        name: [_blank_as_text(cell) for cell in table.column(name)]
        for name in (*COLUMNS[kind], "unit")
        if name in table.where
    }
    numbers = _number_reader(table.column("quantity"), decimal)
    values["quantity"] = _read(table, "quantity", numbers)
    # The columns of stamps settle the order of day and month together.
    stamp = _stamp_reader([cell for name in stamps for cell in table.column(name)], day_first)
    for name in stamps:
        values[name] = _read(table, name, stamp)
    return kind, parts(values, len(table.numbers)), Places(table.source, table.numbers)


def refuse_parquet(path: str | Path) -> None:
    """Refuse a Parquet file where a text or a workbook is meant."""
    if (path := read_path(path)).suffix.lower() == _PARQUET:
        msg = f"{path.name} is a Parquet file; read it with UsageLog.from_parquet"
        raise CostshareError(msg)


def require_parquet(path: str | Path) -> None:
    """Refuse a file of another ending."""
    if (path := read_path(path)).suffix.lower() != _PARQUET:
        msg = f"the ending of path {shown(path.name)} is not {_PARQUET}"
        raise CostshareError(f"{msg}; read it with UsageLog.from_csv")


def _kind(table: Table) -> str:
    """Tell levels from readings by the columns that the file has."""
    if not set(COLUMNS["readings"]) <= set(table.where):
        return "levels"
    if table.where.get("since", table.where["from"]) != table.where["from"]:
        wanted = " or ".join(", ".join(columns) for columns in COLUMNS.values())
        msg = f"{table.source} has both kinds of columns; its header is {', '.join(table.header)}"
        raise CostshareError(f"{msg}; pass a file with {wanted}")
    return "readings"


def _read(table: Table, field: str, reader: Reader[Any]) -> list[Any]:
    """Read a column; a blank cell stays, and is refused with its row."""
    found = read_column(table, field, reader)
    raise_first(
        (table.numbers[row], value)
        for row, value in enumerate(found)
        if isinstance(value, Unreadable)
    )
    return [_blank_as_text(value) for value in found]


def _blank_as_text(cell: Any) -> Any:
    return "" if cell is None else cell


def _number_reader(cells: Sequence[Cell], decimal: Mark | None) -> Reader[Any]:
    """Build the reader of quantities: numbers as in invoices, and fractions such as 1/3."""
    column = number_column(cells, decimal)
    texts = list(dict.fromkeys(cell for cell in cells if isinstance(cell, str) and cell.strip()))
    # The mark that alone reads every text is meant: a meter prints any number of decimals.
    marks = [decimal] if decimal else _MARKS
    found = [(mark, known) for mark in marks if (known := _all_read(texts, mark)) is not None]
    mark, known = found[0] if len(found) == 1 else (decimal, {})
    numbers = number_reader(texts, mark)

    def quantity(cell: Cell, name: str) -> Any:
        if column.states_currency(cell):
            msg = (
                f"{name} {cell_text(cell)!r} is in a currency, and a quantity has none; correct it"
            )
            raise CostshareError(msg)
        return known[cell] if isinstance(cell, str) and cell in known else numbers.read(cell, name)

    return Reader(quantity, numbers.at_once)


def _all_read(texts: list[str], mark: Mark) -> dict[str, Decimal | Fraction] | None:
    """Read every text by a decimal mark; None where it does not read one of them."""
    known: dict[str, Decimal | Fraction] = {**NumberColumn(texts, mark).regular}
    try:
        for text in texts:
            if text not in known:
                known[text] = (
                    read_amount(text, "quantity")
                    if "/" in text
                    else read_number(text, decimal=mark)
                )
    except CostshareError:
        return None
    return known


def _stamp_reader(
    cells: Iterable[Cell],
    day_first: bool | None,
) -> Reader[Any]:
    """Build the reader of stamps: ISO 8601, and days as invoices have them."""
    day = date_reader(cells, day_first)

    def stamp(cell: Cell, name: str) -> Any:
        # A time of day counts here; the date of an invoice has none.
        if not isinstance(cell, str) or ":" in cell:
            return cell
        try:
            return datetime.fromisoformat(cell.strip())
        except ValueError:
            return day.read(cell, name)

    return Reader(stamp, in_order=day.in_order)
