"""Workbooks: the values that Excel stored in one sheet."""

from pathlib import Path

from costshare.errors import CostshareError, some_of, unknown_name
from costshare.files._grid import Grid
from costshare.files._merged import mark_merged
from costshare.files._package import open_package
from costshare.files._sheet import SheetReader
from costshare.files._workbook import read_workbook_parts


def read_workbook(path: Path, sheet: str | None) -> Grid:
    """Read one sheet.

    Raises
    ------
    CostshareError
        If the file is not a workbook, is damaged or too large, or the sheet is not told.
    """
    with open_package(path) as package:
        book = read_workbook_parts(package)
        name = _sheet_name(path, list(book.sheets), sheet)
        reader = SheetReader(book, name)
        package.read(book.sheets[name], reader)
    mark_merged(reader)
    source = path.name if len(book.sheets) == 1 else f"{path.name}, sheet {name}"
    return Grid(source, tuple((number, tuple(cells)) for number, cells in reader.rows.items()))


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
