"""The bytes of a file: what it really is where its ending says something else, and its text."""

from pathlib import Path
from typing import NoReturn

from costshare.errors import CostshareError, quoted
from costshare.fields import given_as

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
# A zip file contains the names of its parts uncompressed.
_ZIPPED = {
    b"mimetypeapplication/vnd.oasis.opendocument": (
        "is in the OpenDocument format of LibreOffice; save it as .xlsx"
    ),
    b"xl/workbook.bin": "is in Excel's binary format; save it as .xlsx",
    b"xl/workbook.xml": "is an Excel workbook; rename it to {stem}.xlsx",
    b"Index/Document.iwa": "is in the format of Apple Numbers; export it as .xlsx",
}
_PAGES = (b"<!doctype", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<?xml")
_HEAD = 2**12


def check_text(path: Path) -> None:
    """Refuse a file that is not text."""
    _refuse(path, _kind(path.read_bytes()))


def check_workbook(path: Path) -> None:
    """Refuse a file that is not a zip file, or is one of another program."""
    with path.open("rb") as file:
        said = _kind(file.read(_HEAD))
    # What else is wrong with a zip file is found where its parts are read.
    if said not in {_ZIPPED[b"xl/workbook.xml"], _kind(_ZIP), _kind(OLD_OFFICE)}:
        _refuse(path, said)


def check_parquet(path: Path) -> None:
    """Refuse a file that is not a Parquet file."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(_PARQUET):
        _refuse(path, _kind(head) or "is not a Parquet file; rename a text to {stem}.csv")


def refuse_other(path: Path, ending: str, *, workbook: bool) -> NoReturn:
    """Refuse a file of another ending: for what it is, else for what the ending says."""
    data = path.read_bytes() if path.is_file() else b""
    said = _kind(data)
    if workbook and said is None and data and b"\0" not in data[:_HEAD]:
        said = "is text, not a workbook; rename it to {stem}.csv"
    elif said is None or data.startswith(OLD_OFFICE):
        said = ending
    raise _error(path, said)


def _refuse(path: Path, said: str | None) -> None:
    if said is not None:
        raise _error(path, said)


def _error(path: Path, said: str) -> CostshareError:
    return CostshareError(f"{path.name} {said.format(stem=path.stem)}")


def _kind(data: bytes) -> str | None:
    """Say what a file is and what to do; None if it may be text."""
    if data.startswith(_ZIP):
        named = (said for name, said in _ZIPPED.items() if name in data)
        return next(named, "is a zip file; unpack it and pass a file of it")
    if data.startswith(OLD_OFFICE):
        return "is in the format of Office from before 2007, or has a password; save it as .xlsx"
    if data.startswith(_PARQUET) and data.endswith(_PARQUET):
        return "is a Parquet file; rename it to {stem}.parquet"
    if data.startswith(b"%PDF-"):
        return "is a PDF file; export its table as .csv or .xlsx"
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_PAGES):
        return "is a web page or XML; open it in a spreadsheet and save it as .xlsx"
    return None


def decode(path: Path, data: bytes, encoding: str) -> str:
    """Decode a file."""
    encoding = given_as(str, encoding, "encoding", "its name, such as 'utf-8'")
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        reason = getattr(error, "reason", error)
        msg = f"{path.name} is not in {encoding}: {reason}; pass its encoding=…"
        raise CostshareError(msg) from None
    except (LookupError, ValueError):
        msg = f"encoding {quoted(encoding)} is unknown; pass one like 'utf-8', 'cp1252' or 'cp437'"
        raise CostshareError(msg) from None
