"""Delimited text: its encoding and its delimiter, found out or stated by the caller."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from costshare.errors import CostshareError, quoted
from costshare.fields import given_as
from costshare.files._grid import Even, Grid, Parts, UnparsedError, have_single_blanks
from costshare.files._kind import decode

DELIMITERS = (";", "\t", ",", "|")

# What å, ä, ö, Å, Ä and Ö are in code pages 437 and 850, and å, ä and ö on an old Macintosh. In
# Windows-1252 these bytes are †, „, ” and the like, which no word has inside it.
_OTHER_BYTES = b"\x84\x86\x8a\x8c\x8e\x8f\x94\x99\x9a"
_OTHER_LETTERS = re.compile(b"[A-Za-z][" + _OTHER_BYTES + b"][A-Za-z]")
_BLANKS = " \t\u00a0"
_NO_DELIMITERS = ('"', "\r", "\n", "\0")
# Six times what a spreadsheet holds.
_MOST_COLUMNS = 100_000
# Characters that are parsed at a time; and that are cut at their delimiters, while they are in the
# cache of the processor.
_PART = 2**20
_EVEN = 2**16
# Spreadsheets show ="0017" as the text 0017, and leave its zeros alone.
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")


def read_text(path: Path, encoding: str | None) -> str:
    """Decode a file: by its byte order mark, as UTF-8, or else as Windows-1252."""
    data = path.read_bytes()
    if encoding is not None:
        return decode(path, data, encoding)
    if data.startswith(codecs.BOM_UTF8):
        return decode(path, data, "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(path, data, "utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Most files have none of these bytes, which is quickly found.
    may_be_other = any(byte in data for byte in _OTHER_BYTES)
    if may_be_other and (strange := _OTHER_LETTERS.search(data)):
        word = strange[0]
        msg = (
            f"{path.name} is not in UTF-8, and {word.decode('cp1252', 'replace')!r} makes "
            f'Windows-1252 unlikely; pass encoding="cp437" (it reads '
            f'{word.decode("cp437")!r}), "mac_roman" ({word.decode("mac_roman")!r}) or "cp1252"'
        )
        raise CostshareError(msg)
    return decode(path, data, "cp1252")


def read_grids(path: Path, encoding: str | None, delimiter: str | None) -> list[Grid]:
    """Give the rows under each delimiter that the file may have; who knows the header chooses."""
    text = read_text(path, encoding).removeprefix("\ufeff")
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        msg = (
            f"{path.name}, row {row} holds a NUL character, which no text has; pass the encoding, "
            "such as encoding='utf-16-le', or export the file again"
        )
        raise CostshareError(msg)
    above = 0
    if stated := _SEPARATOR_LINE.match(text):
        # Excel's own first line "sep=;" states the delimiter.
        delimiter, text, above = delimiter or stated[1], text[stated.end() :], 1
        check_delimiter(delimiter)
    delimiters = [each for each in DELIMITERS if each in text] or [";"]
    grids: list[Grid] = []
    for each in delimiters if delimiter is None else [delimiter]:
        rows = _Rows(path.name, text, each, above)
        grids.append(Grid(path.name, rows, parts=None if '"' in text else rows.parts))
    return grids


class _Rows:
    """The rows of a text under a delimiter, parsed anew by each iteration.

    Parameters
    ----------
    source : str
        The file, for messages.
    text : str
        Its text.
    delimiter : str
        What parts fields.
    above : int
        How many lines of the file are above the text.
    """

    def __init__(self, source: str, text: str, delimiter: str, above: int) -> None:
        self._source = source
        self._delimiter = delimiter
        self._above = above
        self._given = text

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._parsed(self._text, self._above)

    def parts(self, row: int, width: int) -> Parts:
        """Read the rows under one, in a text without quotes: there a line is a row.

        A part whose lines all have `width` fields is cut at its delimiters; the csv module reads
        the others.
        """
        above, delimiter = self._above, self._delimiter
        for part in _parts(self._given, _EVEN):
            lines = part.replace("\r\n", "\n").removesuffix("\n").split("\n")
            if above < row or not self._are_even(lines, width):
                yield [each for each in self._parsed(part, above) if each[0] > row]
                above += sum(1 for _ in _lines(part))
                continue
            joined = delimiter.join(lines)
            fields = joined.split(delimiter)
            yield Even(
                range(above + 1, above + 1 + len(lines)),
                [fields[at::width] for at in range(width)],
                plain=have_single_blanks([joined.replace(delimiter, "|")]),
            )
            above += len(lines)

    def _are_even(self, lines: Sequence[str], width: int) -> bool:
        """Return whether lines have so many fields each, none of them too long."""
        return (
            {line.count(self._delimiter) for line in lines} == {width - 1}
            and max(map(len, lines)) <= csv.field_size_limit()
            and not any("\r" in line for line in lines)
        )

    def _parsed(self, text: str, above: int) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(_lines(text), delimiter=self._delimiter, strict=True)
        formulas = '="' in text
        first = above + 1
        try:
            for fields in reader:
                if len(fields) > _MOST_COLUMNS:
                    msg = (
                        f"{self._source}, row {first} has {len(fields)} fields between "
                        f"{self._delimiter!r}, more than {_MOST_COLUMNS}; check its delimiter"
                    )
                    raise UnparsedError(msg)
                yield first, list(map(_without_formula, fields)) if formulas else fields
                first = above + reader.line_num + 1
        except csv.Error as error:
            msg = f"{self._source}, row {first}: {error}; quotes around a field must pair up"
            raise UnparsedError(msg) from None

    @cached_property
    def _text(self) -> str:
        return _without_blanks_around_quotes(self._given, self._delimiter)


def _lines(text: str) -> Iterator[str]:
    """Cut a text into lines; a part at a time, since a StringIO takes four bytes a character."""
    for part in _parts(text, _PART):
        yield from io.StringIO(part, newline="")


def _parts(text: str, size: int) -> Iterator[str]:
    """Cut a text at ends of lines into parts of little more than `size` characters."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + size) + 1 or len(text)
        yield text[at:end]
        at = end


def _without_formula(field: str) -> str:
    """Give the text of a formula that is a text, such as ``="0017"``."""
    found = _AS_TEXT.fullmatch(field) if field.startswith("=") else None
    return field if found is None else found[1].replace('""', '"')


def _without_blanks_around_quotes(text: str, delimiter: str) -> str:
    """Let a quoted field begin at its quote and end there."""
    beside = (part for blank in _BLANKS for part in (f'{blank}"', f'"{blank}'))
    if '"' not in text or not any(part in text for part in beside):
        return text
    blanks = f"[{_BLANKS.replace(delimiter, '')}]*"
    part = re.escape(delimiter)
    return re.sub(
        rf'{blanks}("(?:[^"]|"")*"){blanks}(?={part}|[\r\n]|\Z)|([^{part}\r\n]+)', r"\1\2", text
    )


def check_delimiter(delimiter: object) -> None:
    """Refuse what cannot part fields."""
    if delimiter is None:
        return
    if len(given_as(str, delimiter, "delimiter", "one character, such as ';'")) != 1:
        msg = f"delimiter {quoted(delimiter)} is not one character; pass ';', ',' or '\\t'"
        raise CostshareError(msg)
    if delimiter in _NO_DELIMITERS:
        msg = f"delimiter {quoted(delimiter)} parts no fields; pass ';', ',' or '\\t'"
        raise CostshareError(msg)
