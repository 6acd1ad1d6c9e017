"""Rows as delimited text that spreadsheets and `read_invoices` read alike."""

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from costshare.errors import CostshareError, quoted
from costshare.fields import given_as, read_path, read_word
from costshare.results import write_whole

Delimiter = Literal[",", ";", "\t", "|"]
Mark = Literal[",", "."]
Preset = Literal["plain", "excel-sv", "excel-en"]
CsvCell = str | int | Decimal | dt.date | None

# A spreadsheet computes what begins like a formula, and turns what looks like a number or a date
# into one: 0017 would become 17, and 2022-1 a day in January.
_ALTERED = re.compile(
    r"[=+@\t\r-].*|0[0-9]+|[0-9]{16,}|[0-9]+[eE][0-9]+|[0-9]+(?:[-/.,:][0-9]+){1,2}", re.DOTALL
)


_PRESETS: Mapping[Preset, tuple[Delimiter, Mark, str]] = {
    "plain": (",", ".", "utf-8"),
    "excel-sv": (";", ",", "utf-8-sig"),
    "excel-en": (",", ".", "utf-8-sig"),
}
"""Delimiter, decimal mark and encoding of each preset."""


def write_csv(
    path: str | Path | None,
    header: Sequence[str],
    rows: Iterable[Sequence[CsvCell]],
    *,
    preset: Preset,
    delimiter: Delimiter | None = None,
    decimal: Mark | None = None,
    encoding: str | None = None,
) -> str | None:
    """Write rows to a file, or return the text; a number has the decimal mark.

    Raises
    ------
    CostshareError
        If an argument is invalid, or the encoding lacks a character.
    """
    read_word(preset, "preset", Preset)
    usual = _PRESETS[preset]
    delimiter = usual[0] if delimiter is None else delimiter
    decimal = usual[1] if decimal is None else decimal
    read_word(delimiter, "delimiter", Delimiter)
    read_word(decimal, "decimal", Mark)
    if delimiter == decimal:
        msg = f"delimiter and decimal are both {quoted(decimal)}; pass delimiter=';'"
        raise CostshareError(msg)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(each, decimal) for each in row] for row in rows)
    text = file.getvalue()
    _replace_text(path, text, usual[2] if encoding is None else encoding)
    return text if path is None else None


def _cell(value: CsvCell, decimal: Mark) -> str:
    """Write a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace('"', '""')
        return f'="{text}"' if _ALTERED.fullmatch(value) else value
    if isinstance(value, dt.date):
        return value.isoformat()
    whole, _, places = f"{value:f}".partition(".")
    # Three decimals might be thousands: 1.234 is 1234 where the point parts these.
    return f"{whole}{decimal}{places}{'0' * (len(places) == 3)}" if places else whole


def _replace_text(path: str | Path | None, text: str, encoding: str) -> None:
    """Replace a file by text in an encoding; without a path, only check the encoding."""
    given_as(str, encoding, "encoding", "its name, such as 'utf-8-sig'")
    try:
        codecs.lookup(encoding)
        content = text.encode(encoding)
    except UnicodeEncodeError as error:
        msg = f"encoding {quoted(encoding)} has no {text[error.start]!r}; pass 'utf-8-sig'"
        raise CostshareError(msg) from None
    except (LookupError, ValueError):
        msg = f"encoding {quoted(encoding)} is unknown; pass one like 'utf-8-sig' or 'cp1252'"
        raise CostshareError(msg) from None
    if path is not None:
        write_whole(read_path(path), content)
