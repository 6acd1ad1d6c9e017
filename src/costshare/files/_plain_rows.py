"""Rows of a sheet in the form that most programs write, read by a pattern; expat reads the others.

Expat calls Python for each element; a pattern reads a row at once. It takes only rows that are
well-formed by themselves, and that expat reads as the same cells. Where anything is refused, the
sheet is read again by expat alone, so that one reader sets the limits and the messages.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from costshare.files._grid import Cell, is_blank
from costshare.files._sheet import LAST_COLUMN, SheetReader, column_number
from costshare.files._value import read_value
from costshare.files._workbook import Workbook, unescape

_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?'
    rb'(?: standalone="(?:yes|no)")? ?\?>\s*)?<[A-Za-z]'
)
_TABLE = b"<sheetData>"
_END = b"</row>"
# Within a row of so many bytes, no text is longer than the 32 767 characters of a cell.
_LONGEST = 32_767
# No characters that XML refuses, normalises or gives a meaning.
_SAFE = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]"
_ROW = re.compile(rf'<row(?: [A-Za-z0-9]+(?::[A-Za-z0-9]+)?="(?:(?!["\n\t]){_SAFE})*")*>')
_EMPTY_ROWS = re.compile(rb"(?:<row[^<>]*/>)*")
_VALUE = re.compile('"[^"]*"')
_NUMBER = re.compile(' r="([0-9]{1,7})"')
_FORMULA = (
    r'<f(?: t="[a-z]+")?(?: ref="[A-Z0-9:]+")?(?: si="[0-9]+")?'
    rf"(?: ?/>|>{_SAFE}*</f>)"
)
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,4})")?(?: t="(n|s|str|inlineStr)")?'
    rf"(?: ?/>|></c>|>(?:{_FORMULA})?<v>({_SAFE}+)</v></c>"
    rf'|><is><t(?: xml:space="preserve")?>({_SAFE}*)</t></is></c>)'
)
# Between two cells, and for each group of a cell, `split` gives a text.
_STEP = _CELL.groups + 1
# What is kept for later rows: few forms of rows, and the values of many short texts.
_MOST_FORMS = 100
_MOST_KNOWN = 2**16
_SHORT = 64


class PlainRows(SheetReader):
    """Takes rows of the usual form by a pattern, and the elements of others from expat.

    Parameters
    ----------
    book : Workbook
        What the sheets share.
    name : str
        The sheet's name.
    """

    def __init__(self, book: Workbook, name: str) -> None:
        super().__init__(book, name)
        # Attributes of rows that expat has accepted.
        self._accepted: set[str] = set()
        # Type, style, value and text of a cell → what it is read as.
        self._known: dict[tuple[str | None, ...], Cell] = {}

    def left_to_parse(self, chunks: Iterator[bytes]) -> Iterator[bytes | int]:
        """Give what expat must read, and the number of elements that it need not read."""
        rest = b""
        for chunk in chunks:
            rest += chunk
            if _TABLE in rest or len(rest) > _LONGEST:
                break
        head, table, rest = rest.partition(_TABLE)
        yield head + table
        plain = self.in_table and _HEAD.match(head) is not None
        while plain:
            *rows, rest = rest.split(_END)
            for at, row in enumerate(rows):
                if not plain:
                    rest = _END.join([*rows[at:], rest])
                    break
                elements = self._take(row)
                if elements:
                    yield elements
                else:
                    yield row + _END
                    plain = self._parsed(row)
            chunk = next(chunks, b"") if plain and len(rest) <= _LONGEST else b""
            plain = bool(chunk)
            rest += chunk
        yield rest
        yield from chunks

    def _parsed(self, row: bytes) -> bool:
        """Note what expat has read; return whether it was one whole row."""
        row = _EMPTY_ROWS.sub(b"", row, count=1)
        if row.count(b"<row") != 1 or not row.startswith(b"<row") or b"<!" in row or b"<?" in row:
            return False
        tag = _ROW.match(row.decode(errors="replace"))
        if tag is not None and len(self._accepted) < _MOST_FORMS:
            self._accepted.add(_VALUE.sub("", tag[0]))
        return True

    def _take(self, row: bytes) -> int:
        """Read a row without its end; return how many elements it has, or 0 if expat must read."""
        if len(row) > _LONGEST:
            return 0
        try:
            text = row.decode()
        except UnicodeDecodeError:
            return 0
        tag = _ROW.match(text)
        number = _NUMBER.search(tag[0]) if tag else None
        if tag is None or number is None or _VALUE.sub("", tag[0]) not in self._accepted:
            return 0
        parts = _CELL.split(text[tag.end() :])
        if any(parts[::_STEP]) or set(parts[2::_STEP]) - {number[1]}:
            return 0
        places = _places(tuple(parts[1::_STEP]))
        values = None if places is None else self._values(parts)
        if places is None or values is None:
            return 0
        self.begin_row(number[1])
        self.take_row(places, values)
        return text.count("<") - text.count("</")

    def _values(self, parts: Sequence[Any]) -> list[Cell] | None:
        """Read the values of cells, equal ones once; None if one is damaged."""
        values: list[Cell] = []
        known = self._known
        for key in zip(
            parts[4::_STEP], parts[3::_STEP], parts[5::_STEP], parts[6::_STEP], strict=True
        ):
            if key in known:
                values.append(known[key])
                continue
            kind, style, text, written = key
            text = text or unescape(written or "")
            try:
                value = read_value(self.book, kind or "n", style or "0", text, None)
            except ValueError:
                return None
            values.append(None if is_blank(value) else value)
            if len(text) <= _SHORT and len(known) < _MOST_KNOWN:
                known[key] = values[-1]
        return values


@lru_cache(maxsize=64)
def _places(letters: tuple[str, ...]) -> tuple[int, ...] | None:
    """Number the columns of a row; None unless they go from left to right."""
    places = tuple(map(column_number, letters))
    if any(place > LAST_COLUMN for place in places) or list(places) != sorted(set(places)):
        return None
    return places
