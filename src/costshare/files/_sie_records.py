"""The records of an SIE file: its encoding, lines, fields and checksum.

Rules are cited by their number in SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30), which
utgåva 4C (2025-08-06) keeps: 5.3 to 5.10 for the text, 8.21 for object lists, 10 for #KSUMMA.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from costshare.errors import CostshareError
from costshare.files._kind import decode

# Rule 5.7: no control characters. The tab parts fields; the carriage return may end a line (5.5).
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# å, ä, ö, Å, Ä and Ö in Windows-1252 and Latin-1; in code page 437 they are σ, Σ, ÷, ┼, ─ and ╓.
_LATIN_LETTERS = re.compile(
    rb"[A-Za-z][\xe5\xe4\xf6\xc5\xc4\xd6]|[\xe5\xe4\xf6\xc5\xc4\xd6][A-Za-z]"
)

Field = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A line of the file.

    Parameters
    ----------
    row : int
        Its number in the file, from 1.
    place : str
        File and row, for messages.
    label : str
        ``#VER`` and the like, or a brace alone on its line.
    fields : tuple
        Texts; an object list is a tuple of texts.
    """

    row: int
    place: str
    label: str
    fields: tuple[Field, ...]

    def text(self, at: int) -> str:
        """Return a field as text; empty where the record ends before it (rule 11)."""
        field = self.fields[at] if at < len(self.fields) else ""
        if not isinstance(field, str):
            msg = (
                f"{self.place}: {self.label} has braces where field {at + 1} is a text; "
                "put quotes around it"
            )
            raise CostshareError(msg)
        return field


def shorten(text: str) -> str:
    """Cut a text that is too long for a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def read_records(path: Path, encoding: str | None) -> list[Record]:
    """Read every record."""
    data = path.read_bytes()
    if encoding is None:
        _refuse_other_encodings(path, data)
    text = decode(path, data, "cp437" if encoding is None else encoding).removeprefix("\ufeff")
    records = []
    # Not splitlines: it would split at characters that do not end a line here.
    for row, line in enumerate(text.split("\n"), 1):
        if bare := line.removesuffix("\r").strip(" \t"):
            records.append(_record(row, f"{path.name}, row {row}", bare))
    return records


def check_sum(source: str, records: Sequence[Record]) -> None:
    """Check #KSUMMA, where the file has it (rules 10.3 to 10.14)."""
    marks = [at for at, record in enumerate(records) if record.label == "#KSUMMA"]
    if not marks:
        return
    if len(marks) == 1:
        msg = (
            f"{source} begins a checksum (#KSUMMA in row {records[marks[0]].row}) and does not end "
            "it: the file is cut short; export it again"
        )
        raise CostshareError(msg)
    first, last = marks[0], marks[-1]
    if after := records[last + 1 :]:
        msg = (
            f"{after[0].place}: {after[0].label} comes after the checksum, which does not count "
            "it; remove it, or pass checksum=False"
        )
        raise CostshareError(msg)
    try:
        summed = crc32(b"".join(map(_summed_bytes, records[first + 1 : last])))
    except UnicodeEncodeError:
        summed = None
    stated = records[last].text(0)
    # As text: the file may state a number of any length.
    if not stated.isdecimal() or stated.lstrip("0") != str(summed).lstrip("0"):
        msg = (
            f"{records[last].place}: the checksum is {shorten(stated)}, but the records give "
            f"{summed}: the file was changed after its export; export it again, or pass "
            "checksum=False"
        )
        raise CostshareError(msg)


def _summed_bytes(record: Record) -> bytes:
    # Rule 10.14: labels and fields count; blanks, braces and the quotes around a field do not.
    if record.label in {"{", "}"}:
        return b""
    fields = (field if isinstance(field, str) else "".join(field) for field in record.fields)
    return (record.label + "".join(fields)).encode("cp437")


def _refuse_other_encodings(path: Path, data: bytes) -> None:
    """Code page 437 reads any byte, so text in another encoding would be read wrong in silence."""
    if data.isascii():
        return
    seen = "its letters"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        other = "utf-16"
    else:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            found = _LATIN_LETTERS.search(data)
            if found is None:
                return
            seen, other = f"letters like {found[0].decode('cp1252')!r}", "cp1252"
        else:
            other = "utf-8"
    msg = (
        f"{path.name} is not in code page 437, as the SIE format says: {seen} are in {other}; "
        f'pass encoding="{other}", or encoding="cp437" if it is right after all'
    )
    raise CostshareError(msg)


def _record(row: int, place: str, line: str) -> Record:
    if control := _CONTROL.search(line):
        msg = f"{place}: control character {control[0]!r} is not allowed in an SIE file"
        raise CostshareError(msg)
    if line in {"{", "}"}:
        return Record(row, place, line, ())
    if not line.startswith("#"):
        msg = f"{place}: {shorten(line)!r} is not a record; each begins with a label like #VER"
        raise CostshareError(msg)
    label, *fields = _fields(place, line)
    return Record(row, place, str(label), tuple(fields))


_FIELD = re.compile(
    r"""[ \t]*(?:
        (?P<open>\{) | (?P<close>\}) |
        "(?P<quoted>(?:\\"|[^"])*)"(?=[ \t{}]|$) |
        (?P<bare>(?:\\"|[^ \t"{}])+)(?=[ \t{}]|$)
    )[ \t]*""",
    re.VERBOSE,
)


def _fields(place: str, line: str) -> Iterator[Field]:
    """Part a line into fields; braces hold an object list (rules 5.7 and 8.21)."""
    at = 0
    listed: list[str] | None = None
    while at < len(line):
        found = _FIELD.match(line, at)
        if found is None:
            left = shorten(line[at:])
            msg = f'{place}: quotes do not pair up at {left!r}; write a quote inside as \\"'
            raise CostshareError(msg)
        at = found.end()
        if found["open"] or found["close"]:
            if (listed is None) is not bool(found["open"]):
                msg = f"{place}: the braces of an object list do not pair up in {shorten(line)!r}"
                raise CostshareError(msg)
            if listed is None:
                listed = []
            else:
                yield tuple(listed)
                listed = None
            continue
        text = found["bare"] if found["quoted"] is None else found["quoted"]
        text = text.replace('\\"', '"')
        if listed is None:
            yield text
        else:
            listed.append(text)
    if listed is not None:
        msg = f"{place}: the braces of an object list do not pair up in {shorten(line)!r}"
        raise CostshareError(msg)
