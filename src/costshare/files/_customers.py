"""Customer numbers and aliases of members, from a table that people keep."""

from collections.abc import Mapping
from pathlib import Path

from costshare.errors import CostshareError
from costshare.files._cells import LABELS, raise_first, read_column
from costshare.files._open import open_table
from costshare.invoices import Customers, Unreadable

_HEADERS = {
    "member": ("member", "municipality", "kommun", "medlem", "namn", "name"),
    "number": (
        *("number", "customer number", "customer no", "customer id"),
        *("kundnummer", "kundnr", "kund nr", "nummer"),
    ),
    "alias": ("alias", "aliases", "also called", "kallas"),
}


def read_customers(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Customers:
    r"""Read customer numbers and aliases from a CSV file, an Excel workbook or a Parquet file.

    Parameters
    ----------
    path : str or Path
        A file with the columns member, number and alias, of which number or alias may be absent.
        A member with several aliases has a row for each.
    columns : mapping of str to str, optional
        Column → its header in the file, for headers that are not known: ``{"number": "Kund-id"}``.
    encoding, delimiter, sheet : str, optional
        As for `read_invoices`.

    Returns
    -------
    Customers
        Numbers and aliases by member.

    Raises
    ------
    CostshareError
        If a row has no member, a member has two numbers, or a number or an alias stands for two
        members.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "kunder.csv")
    >>> _ = path.write_text(
    ...     "Kommun;Kundnummer;Alias\nBoden;2582;Bodens kommun\nKiruna;2584;\n", encoding="utf-8"
    ... )
    >>> cs.read_customers(path)
    Customers(numbers={'Boden': '2582', 'Kiruna': '2584'}, aliases={'Bodens kommun': 'Boden'})
    >>> folder.cleanup()
    """
    table = open_table(
        path,
        _HEADERS,
        ["member", "number"],
        ["member", "alias"],
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    fields = {field: read_column(table, field, LABELS) for field in table.where}
    blank = [None] * len(table.numbers)
    rows = zip(
        table.numbers,
        fields["member"],
        fields.get("number", blank),
        fields.get("alias", blank),
        strict=True,
    )
    numbers: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for row, *cells in rows:
        raise_first((row, cell) for cell in cells if isinstance(cell, Unreadable))
        member, number, alias = (None if each is None else str(each) for each in cells)
        if member is None:
            msg = f"{table.source}, row {row}: the member is blank; fill it in"
            raise CostshareError(msg)
        for named, key, value in ((numbers, member, number), (aliases, alias, member)):
            if key is not None and value is not None and named.setdefault(key, value) != value:
                msg = f"{table.source}, row {row}: {key} is {value} here and {named[key]} above"
                raise CostshareError(f"{msg}; keep one")
    return Customers(numbers=numbers, aliases=aliases)
