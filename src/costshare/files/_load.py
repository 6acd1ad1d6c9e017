"""A file by its ending: delimited text or a workbook."""

from pathlib import Path

from costshare.errors import CostshareError, shown
from costshare.fields import given_as, read_path
from costshare.files._csv import check_delimiter, read_grids
from costshare.files._excel import read_workbook
from costshare.files._grid import Grid
from costshare.files._kind import check_text, check_workbook, refuse_other

_TEXT = (".csv", ".txt", ".tsv", ".skv")
_WORKBOOK = (".xlsx", ".xlsm")
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
    if kind in _TEXT:
        if sheet is not None:
            msg = f"{path.name} is text and has no sheets; leave sheet out"
            raise CostshareError(msg)
        check_text(path)
        return read_grids(path, encoding, delimiter)
    if kind in _OTHERS:
        refuse_other(path, _OTHERS[kind], workbook=kind not in _SIE)
    known = ", ".join(_TEXT + _WORKBOOK)
    msg = f"path {shown(path.name)} has no ending that states its kind; use one of {known}"
    raise CostshareError(msg)
