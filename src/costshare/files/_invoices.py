"""Invoice lines from a file, in the columns that a reconciliation takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError, quoted
from costshare.fields import TOTALS, given_as, read_name
from costshare.files._cells import (
    LABELS,
    OnError,
    Reader,
    check_on_error,
    date_reader,
    number_column,
    put,
    raise_first,
    rate_reader,
    read_column,
    read_label,
    reader_of,
)
from costshare.files._columns import Table
from costshare.files._currencies import line_currencies
from costshare.files._date import check_day_first
from costshare.files._grid import Cell, cell_text
from costshare.files._headers import HEADERS, MONEY
from costshare.files._number import Mark, check_mark
from costshare.files._number_column import NumberColumn
from costshare.files._open import open_table
from costshare.files._totals import check_totals, read_totals, total_rows
from costshare.invoices import (
    NO_TYPES,
    TYPE_HEADERS,
    Customers,
    LineType,
    Unreadable,
    has_types,
    read_types,
    turn_credits,
    type_of,
)

if TYPE_CHECKING:
    import pandas as pd

_BILLED_BY = {
    "värd": "host",
    "värdkommun": "host",
    "leverantör": "supplier",
    "leverantören": "supplier",
}


def read_invoices(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    pool: str | None = None,
    types: Mapping[str, LineType] = NO_TYPES,
    decimal: Mark | None = None,
    day_first: bool | None = None,
    totals: Collection[str] = TOTALS,
    on_error: OnError = "raise",
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    customers: Customers | None = None,
) -> "pd.DataFrame":
    r"""Read invoice lines from a CSV file, an Excel workbook or a Parquet file.

    Blank rows are skipped, and total rows are left out once their amount is found to equal the
    sum of the lines above them. Every other row is a line: it is read in full, or is an error.

    Parameters
    ----------
    path : str or Path
        A file that ends in .csv, .txt, .tsv, .skv, .xlsx, .xlsm or .parquet.
    columns : mapping of str to str, optional
        Field → its header in the file, for headers that are not known: ``{"amount": "Att
        betala"}``. The fields are member, pool, amount, invoice, date, billed_by, vat_rate,
        net, currency, corrects and type; the first three are needed.
    pool : str, optional
        The pool of every line, for a file without such a column.
    types : mapping of value to {"invoice", "credit"}
        Meaning of values in the type column, such as ``{"K": "credit", "F": "invoice"}``, besides
        those that are known: words such as "Credit note", "Kreditfaktura" and "Faktura", and codes
        of UNTDID 1001 such as 380 and 381. A blank is an invoice. A value that is not known is an
        error; a column of other words under a header such as "Typ" is kept as text. A credit
        note whose lines sum to more than 0 is given in positive amounts, and its lines become
        negative.
    decimal : {",", "."}, optional
        The decimal mark. Needed only where the file does not settle it.
    day_first : bool, optional
        Whether 3/4 2022 is in April. Needed only where a date may be two, and no other date of
        the column settles it.
    totals : collection of str, optional
        The words that mark a total row. ``()`` reads every row as a line.
    on_error : {"raise", "keep"}, default "raise"
        "keep" puts an `Unreadable` in place of a value, so that a reconciliation can show
        the line; a total that does not add up is kept as such a line too.
    encoding : str, optional
        Encoding of the text. Without it UTF-8, UTF-16 with its mark and Windows-1252 are
        recognised.
    delimiter : str, optional
        The sign between the fields of a text. Without it the one that gives a header.
    sheet : str, optional
        The sheet. Needed where a workbook has several.
    customers : Customers, optional
        Customer numbers and aliases that the file has in place of the names of members. A text
        that it does not know stays as it is.

    Returns
    -------
    DataFrame
        A row for each line: member, pool, amount (Decimal); invoice (text), date, billed_by,
        vat_rate (a share: 0.25), net (Decimal), currency, corrects (a period, as text) and type
        ("invoice" or "credit") where the file has them; ``row``, its number in the file; then the
        file's other columns as text. A blank cell is None.

    Raises
    ------
    CostshareError
        If a cell cannot be read; the message has the file, the row and the column of the first
        one, and the rows of the others.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "fakturor.csv")
    >>> _ = path.write_text(
    ...     "Kommun;Tjänst;Belopp;Fakturadatum\n"
    ...     "Boden;Grundbelopp;76 100,00;2022-03-31\n"
    ...     "Kalix;Grundbelopp;-100,00;2022-03-31\n"
    ...     "Summa;;76 000,00;\n",
    ...     encoding="utf-8",
    ... )
    >>> cs.read_invoices(path)
      member         pool    amount        date  row
    0  Boden  Grundbelopp  76100.00  2022-03-31    2
    1  Kalix  Grundbelopp   -100.00  2022-03-31    3
    >>> folder.cleanup()
    """
    check_mark(decimal)
    check_day_first(day_first)
    check_on_error(on_error)
    known = (
        None if customers is None else given_as(Customers, customers, "customers", "a Customers")
    )
    constant = (
        None if pool is None else read_name(given_as(str, pool, "pool", "its name"), what="pool")
    )
    labels = ["member"] if constant else ["member", "pool"]
    table = open_table(
        path,
        {**HEADERS, "type": TYPE_HEADERS},
        [*labels, "amount"],
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    if constant and "pool" in table.where:
        header = table.header[table.where["pool"]]
        msg = f"{table.source} has a column for the pool, {header!r}; leave pool={quoted(pool)} out"
        raise CostshareError(msg)
    left_out = total_rows(table, labels, read_totals(totals))
    own = read_types(types)
    types_at = table.where.pop("type", None)
    kinds = _read_types(table, types_at, own, named=bool(own) or "type" in (columns or {}))
    fields = _read_fields(table, decimal, day_first)
    if known is not None:
        fields["member"] = known.members(fields["member"])
    kept = _checked_totals(table, left_out, fields, kinds)
    omitted = set(left_out) - kept
    lines = [row for row in range(len(table.numbers)) if row not in omitted]
    if on_error == "raise":
        found = _problems(table, labels, fields, lines, kept)
        raise_first((table.numbers[row], problem) for row, problem in found)
    if constant:
        fields["pool"] = [constant] * len(table.numbers)
    if kinds is not None and types_at is not None:
        fields["type"] = list(kinds)
        if table.header[types_at] == "type":
            table.where["type"] = types_at
    return _frame(table, lines, fields)


def _read_fields(
    table: Table,
    decimal: Mark | None,
    day_first: bool | None,
) -> dict[str, list[Any]]:
    numbers: dict[str, NumberColumn] = {
        field: number_column(
            table.column(field),
            decimal,
            mixed="currency" in table.where,
            header=table.header[table.where[field]],
        )
        for field in MONEY
        if field in table.where
    }

    def reader(field: str) -> Reader[Any]:
        if field in numbers:
            return reader_of(numbers[field])
        if field == "date":
            return date_reader(table.column(field), day_first)
        if field == "billed_by":
            return Reader(_read_biller)
        if field == "vat_rate":
            return rate_reader(table.column(field), decimal)
        return LABELS

    fields: dict[str, list[Any]] = {
        field: read_column(table, field, reader(field)) for field in table.where
    }
    labels = fields.get("currency")
    amounts = {table.where[field]: column for field, column in numbers.items()}
    currencies = line_currencies(table, amounts, labels)
    if any(currencies):
        fields["currency"] = currencies
    for row, currency in enumerate(currencies):
        if isinstance(currency, Unreadable) and (labels is None or currency is not labels[row]):
            fields["amount"][row], currencies[row] = currency, None
    return fields


def _read_types(
    table: Table, at: int | None, own: Mapping[str, LineType], *, named: bool
) -> list[LineType | Unreadable | None] | None:
    """Read the types of lines; None if no column holds types.

    A column that is not named may be another one with such a header.
    """
    if at is None and own:
        msg = f"{table.source} has no column for the type, in which types would have a meaning; "
        raise CostshareError(f"{msg}pass columns={{'type': 'its header'}}")
    if at is None or not (named or has_types(map(cell_text, table.cells(at)), table.header[at])):
        return None

    def read(cell: Cell, name: str) -> LineType:
        return type_of(cell_text(cell), own, name)

    return read_column(table, "type", Reader(read), at)


def _read_biller(cell: Cell, name: str) -> str:
    label = read_label(cell, name)
    return _BILLED_BY.get(label.casefold(), label)


def _checked_totals(
    table: Table,
    totals: Sequence[int],
    fields: dict[str, list[Any]],
    kinds: Sequence[LineType | Unreadable | None] | None,
) -> set[int]:
    """Turn credit notes, and check each total row, which may add up amounts before or after that.

    The reason is put into the total rows that do not hold, and these are returned.
    """
    kept: set[int] = set()
    before = dict(fields)
    kinds = kinds or [None] * len(table.numbers)
    unknown = {row: kind for row, kind in enumerate(kinds) if isinstance(kind, Unreadable)}
    known = [None if isinstance(kind, Unreadable) else kind for kind in kinds]
    fields |= turn_credits(fields, known)
    currencies = fields.get("currency") or [None] * len(table.numbers)
    for field in MONEY:
        if field in fields:
            at, needed = table.where[field], field == "amount"
            problems = check_totals(table, totals, before[field], at, currencies, needed=needed)
            if problems and before[field] is not fields[field]:
                turned = check_totals(table, totals, fields[field], at, currencies, needed=needed)
                problems = turned and problems
            put(fields[field], problems)
            put(fields[field], unknown)
            kept |= set(problems)
    # Another text in a total row only marks it as one, and is not a value.
    for field, column in fields.items():
        if field not in MONEY:
            put(column, {row: None for row in kept if isinstance(column[row], Unreadable)})
    return kept


def _problems(
    table: Table,
    labels: list[str],
    fields: dict[str, list[Any]],
    lines: list[int],
    totals: Collection[int],
) -> Iterator[tuple[int, Unreadable]]:
    """List what is unreadable, and what is blank that a line must have and a total need not."""
    for field, column in fields.items():
        needed = field in labels or field == "amount"
        if not {Unreadable, type(None) if needed else Unreadable} & set(map(type, column)):
            continue
        for row in lines:
            value = column[row]
            if isinstance(value, Unreadable):
                yield row, value
            elif (
                value is None
                and row not in totals
                and (field in labels or _lacks_amount(field, fields, row))
            ):
                reason = f"{table.place(row, table.where[field])} the {field} is blank; fill it in"
                yield row, Unreadable("", reason)


def _lacks_amount(field: str, fields: dict[str, list[Any]], row: int) -> bool:
    """Return whether a line has neither an amount nor a net amount."""
    return field == "amount" and ("net" not in fields or fields["net"][row] is None)


def _frame(table: Table, lines: list[int], fields: dict[str, list[Any]]) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd

    whole = len(lines) == len(table.numbers)

    def kept(values: Sequence[Any]) -> Sequence[Any]:
        return values if whole else [values[row] for row in lines]

    columns: dict[str, Any] = {
        field: pd.Series(kept(fields[field]), dtype=object)
        for field in [*HEADERS, "type"]
        if field in fields
    }
    columns["row"] = pd.Series(kept(table.numbers), dtype="int64")
    frame = pd.DataFrame(columns)
    used = set(table.where.values())
    others = [at for at, header in enumerate(table.header) if header and at not in used]
    for at in others:
        if table.header[at] in columns:
            msg = (
                f"{table.source}: column {table.header[at]!r} has the name of one of ours; "
                "rename it"
            )
            raise CostshareError(msg)
    if not others:
        return frame
    # One block: a thousand columns on their own would take a thousand times as long.
    chosen = set(lines)
    rows = [row in chosen for row in range(len(table.numbers))]
    cells = chain.from_iterable(
        texts if whole else compress(texts, rows) for texts in map(table.texts, others)
    )
    texts = np.fromiter(cells, dtype=object, count=len(others) * len(lines))
    texts = texts.reshape(len(others), len(lines))
    names = [table.header[at] for at in others]
    block = pd.DataFrame(texts.T, columns=names, dtype=object, copy=False)
    return pd.concat([frame, block], axis=1)
