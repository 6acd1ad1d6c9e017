"""What a workbook stored in a cell, as a value: by the cell's type and its number format."""

import math
import re
from collections.abc import Callable, Mapping

from costshare.files._grid import Broken, Cell, Money
from costshare.files._serial_day import read_elapsed, read_iso_day, read_serial_day
from costshare.files._workbook import Format, Workbook, unescape

_INTEGER = re.compile("-?[0-9]{1,308}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# Microsoft, "Excel specifications and limits": a number has 15 digits.
_MOST = 10**15
_INDEX = re.compile("[0-9]{1,8}")


def read_value(book: Workbook, kind: str, style: str, text: str, formula: str | None) -> Cell:
    """Read a cell."""
    if formula is not None and not text and kind not in {"str", "inlineStr"}:
        # A formula whose result is an empty text has a type; one without a result has none.
        written = f"the formula ={formula}" if formula else "a formula"
        advice = "open the file in Excel and save it"
        return Broken(f"={formula}", f"is {written} without a stored result; {advice}")
    if kind not in _READERS:
        raise _damaged(kind, "type of cell")
    return _READERS[kind](book, style, text) if text else None


def _damaged(text: str, what: str) -> ValueError:
    return ValueError(f"{text[:40]!r} is not a {what}")


def _read_number(book: Workbook, style: str, text: str) -> Cell:
    number = _number(text.strip())
    known = _INDEX.fullmatch(style) and int(style) < len(book.formats)
    shown, currency = book.formats[int(style)] if known else Format()
    if shown == "number":
        if abs(number) >= _MOST:
            reason = "is a number of more than 15 digits, of which a workbook keeps 15"
            return Broken(text.strip(), f"{reason}; write it as text")
        return Money(number, currency) if currency else number
    if shown == "elapsed":
        return read_elapsed(number)
    return read_serial_day(number, from_1904=book.from_1904)


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    digits = re.split("[eE]", text)[0].strip("+-0.")
    if not math.isfinite(number) or (digits and not number):
        raise _damaged(text, "number that a cell can hold")
    return number or 0


def _read_shared(book: Workbook, style: str, text: str) -> Cell:
    del style
    text = text.strip()
    if not _INDEX.fullmatch(text) or int(text) >= len(book.texts):
        raise _damaged(text, f"number of one of the workbook's {len(book.texts)} texts")
    return book.texts[int(text)]


def _read_truth(book: Workbook, style: str, text: str) -> Cell:
    del book, style
    shown = {"0": "FALSE", "1": "TRUE"}.get(text.strip())
    if shown is None:
        raise _damaged(text, "truth value")
    return Broken(shown, f"is {shown}, neither text nor number")


def _read_error(book: Workbook, style: str, text: str) -> Cell:
    del book, style
    return Broken(text, f"is the error {text} in the workbook; correct the cell")


def _read_day(book: Workbook, style: str, text: str) -> Cell:
    del book, style
    day = read_iso_day(text.strip())
    if day is None:
        raise _damaged(text, "date")
    return day


# ECMA-376, part 1, 18.18.11.
_READERS: Mapping[str, Callable[[Workbook, str, str], Cell]] = {
    "n": _read_number,
    "s": _read_shared,
    "str": lambda _book, _style, text: unescape(text),
    "inlineStr": lambda _book, _style, text: text,
    "b": _read_truth,
    "e": _read_error,
    "d": _read_day,
}
