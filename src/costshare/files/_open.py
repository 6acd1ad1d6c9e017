"""A table from a file: opened, its header found, its columns known by field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from costshare.files._columns import (
    Headers,
    Table,
    check_columns,
    find_table,
    first_rows,
    no_header,
)
from costshare.files._grid import cell_text, is_blank
from costshare.files._load import load


def open_table(
    path: str | Path,
    headers: Headers,
    *needed: Collection[str],
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    reject: Callable[[str, Sequence[str]], None] | None = None,
) -> Table:
    """Read a file's rows under the header that names all needed fields.

    The first set of `needed` that a row names is taken, where there are several layouts.

    Parameters
    ----------
    path : str or Path
        A file that ends in .csv, .txt, .tsv, .skv, .xlsx, .xlsm or .parquet.
    headers : mapping of str to collection of str
        Field → its known headers, in lower case.
    *needed : collection of str
        The fields that a file must have, a set for each layout.
    columns, encoding, delimiter, sheet
        As for `read_invoices`.
    reject : callable, optional
        Takes the file's name and the texts of a row, where none has the first layout. It raises
        where the row is the header of a layout that cannot be read.

    Raises
    ------
    CostshareError
        If no row names all needed fields, or a row under the header is not clear.
    """
    given = check_columns(columns, headers)
    grids = load(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
    for fields in needed:
        table = find_table(grids, fields, headers, given)
        if table is not None:
            return table
        if reject is not None and fields is needed[0]:
            for grid in grids:
                for cells in first_rows(grid):
                    reject(grid.source, [cell_text(cell) for cell in cells if not is_blank(cell)])
    raise no_header(grids, needed[0], headers, given)
