"""The cells of a file, by its ending: delimited text, one sheet's stored values, or Parquet."""

from pathlib import Path

from costshare.errors import CostshareError, shown, some_of, unknown_name
from costshare.fields import given_as, read_path
from costshare.files._csv import check_delimiter, read_grids
from costshare.files._grid import Grid
from costshare.files._kind import check_text, check_workbook, refuse_other
from costshare.files._merged import mark_merged
from costshare.files._package import Package, open_package
from costshare.files._parquet import read_parquet
from costshare.files._plain_rows import PlainRows
from costshare.files._sheet import SheetReader
from costshare.files._workbook import Workbook, read_workbook_parts

_TEXT = (".csv", ".txt", ".tsv", ".skv")
_WORKBOOK = (".xlsx", ".xlsm")
_PARQUET = ".parquet"
_SIE = (".se", ".si", ".sie")
_OTHERS = {
    ".xls": "is in Excel's format from before 2007; save it as .xlsx",
    ".xlsb": "is in Excel's binary format; save it as .xlsx",
    ".ods": "is in the OpenDocument format of LibreOffice; save it as .xlsx",
    ".numbers": "is in the format of Apple Numbers; export it as .xlsx",
    **dict.fromkeys(_SIE, "is in the SIE format; read it with read_sie"),
}


def load(
    path: str | Path, *, encoding: str | None, delimiter: str | None, sheet: str | None
) -> list[Grid]:
    """Read a file's cells; several grids where the delimiter of a text is not settled."""
    path = read_path(path)
    check_delimiter(delimiter)
    if encoding is not None:
        given_as(str, encoding, "encoding", "its name, such as 'utf-8'")
    if sheet is not None:
        given_as(str, sheet, "sheet", "the name of a sheet")
    kind = path.suffix.lower()
    if kind in _WORKBOOK:
        check_workbook(path)
        return [read_workbook(path, sheet)]
    if kind in (*_TEXT, _PARQUET) and sheet is not None:
        is_what = "a Parquet file" if kind == _PARQUET else "text"
        msg = f"{path.name} is {is_what} and has no sheets; leave sheet out"
        raise CostshareError(msg)
    if kind == _PARQUET:
        return [read_parquet(path)]
    if kind in _TEXT:
        check_text(path)
        return read_grids(path, encoding, delimiter)
    if kind in _OTHERS:
        refuse_other(path, _OTHERS[kind], workbook=kind not in _SIE)
    known = ", ".join((*_TEXT, *_WORKBOOK, _PARQUET))
    msg = f"the ending of path {shown(path.name)} is not of a known kind; use one of {known}"
    raise CostshareError(msg)


def read_workbook(path: Path, sheet: str | None) -> Grid:
    """Read one sheet."""
    with open_package(path) as package:
        book = read_workbook_parts(package)
        name = _sheet_name(path, list(book.sheets), sheet)
        reader = _read_sheet(package, book, name)
    mark_merged(reader)
    source = path.name if len(book.sheets) == 1 else f"{path.name}, sheet {name}"
    return Grid(source, tuple((number, tuple(cells)) for number, cells in reader.rows.items()))


def _read_sheet(package: Package, book: Workbook, name: str) -> SheetReader:
    """Read the cells of a sheet."""
    try:
        plain = PlainRows(book, name)
        package.read(book.sheets[name], plain)
    except CostshareError:
        # Let go of all that was read.
        del plain
    else:
        return plain
    # By expat alone, so that one reader sets the limits and the messages.
    reader = SheetReader(book, name)
    package.read(book.sheets[name], reader)
    return reader


def _sheet_name(path: Path, names: list[str], sheet: str | None) -> str:
    if sheet is None:
        if len(names) == 1:
            return names[0]
        listed = some_of(names) or "none"
        msg = f"{path.name} has {len(names)} sheets; pass sheet= one of: {listed}"
        raise CostshareError(msg)
    if sheet not in names:
        raise unknown_name(f"sheet of {path.name}", sheet, names)
    return sheet
