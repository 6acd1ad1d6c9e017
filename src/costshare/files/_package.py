"""The zip file of XML parts that a workbook is: opened and read within limits.

Whatever a file says of itself may be wrong: sizes are checked as declared and again as read.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol, runtime_checkable
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from costshare.errors import CostshareError
from costshare.files._kind import OLD_OFFICE

# A table of 30 000 rows and 44 columns has 2 700 000 elements in 60 MB. These limits keep what is
# absurd, or an attack, to a few seconds and to memory that any machine has.
_MOST_BYTES = 256 * 2**20
_MOST_ELEMENTS = 2_750_000
_DEEPEST = 100
_LONGEST_TAG = 2**20
_MOST_DIRECTORY = 4 * 2**20
# Microsoft, "Excel specifications and limits": characters in a cell.
_LONGEST_TEXT = 32_767

_CHUNK = 2**16
_END = b"PK\x05\x06"
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError)


class Handler(Protocol):
    """Takes the elements of a part, by their names without namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, and the text since the last tag."""

    def place(self) -> str:
        """Say how far the reading has come, for messages."""


@runtime_checkable
class Cutter(Protocol):
    """A handler that reads some elements of a part without the parser."""

    def left_to_parse(self, chunks: Iterator[bytes]) -> Iterator[bytes | int]:
        """Give what the parser must read, and the number of elements that it need not read."""


class Package:
    """An open workbook file.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    archive : ZipFile
        The open file.
    """

    def __init__(self, name: str, archive: ZipFile) -> None:
        self.name = name
        self._archive = archive
        self._bytes_left = _MOST_BYTES
        self._parts: dict[str, ZipInfo] = {}
        for info in archive.infolist():
            # Names of parts are compared without case (ECMA-376, part 2, 6.2.2).
            if self._parts.setdefault(info.filename.casefold(), info) is not info:
                raise unreadable(name, f"the part {info.filename} is there twice")

    def read(self, part: str, handler: Handler) -> None:
        """Pass the elements of a part to a handler; a part that is refused may be read again."""
        info = self._parts.get(part.casefold())
        if info is None:
            raise unreadable(self.name, f"the part {part} is missing")
        if info.file_size > self._bytes_left:
            raise too_large(self.name, f"{_MOST_BYTES // 2**20} MiB of text and numbers")
        if info.flag_bits & 1:
            raise unreadable(self.name, f"the part {part} is encrypted")
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise unreadable(self.name, f"the part {part} is compressed in an unknown way")
        before = self._bytes_left
        try:
            with self._archive.open(info) as file:
                self._parse(file, handler)
        except CostshareError:
            self._bytes_left = before
            raise
        except (*_BROKEN, expat.ExpatError, LookupError, ValueError) as error:
            self._bytes_left = before
            raise unreadable(self.name, f"{handler.place()}: {error}") from error

    def _parse(self, file: IO[bytes], handler: Handler) -> None:
        parser, pass_over = _parser(self.name, handler)
        chunks = self._chunks(file)
        fed = 0
        for part in handler.left_to_parse(chunks) if isinstance(handler, Cutter) else chunks:
            if isinstance(part, int):
                pass_over(part)
                continue
            fed += len(part)
            parser.Parse(part, False)  # noqa: FBT003 - expat takes it by position
            # Expat reads an unfinished tag again with each chunk: time without end for a long one.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise too_large(self.name, f"{_LONGEST_TAG} bytes in one tag")
        parser.Parse(b"", True)  # noqa: FBT003

    def _chunks(self, file: IO[bytes]) -> Iterator[bytes]:
        """Read a part, within the size of all parts."""
        while chunk := file.read(_CHUNK):
            self._bytes_left -= len(chunk)
            if self._bytes_left < 0:
                raise too_large(self.name, f"{_MOST_BYTES // 2**20} MiB of text and numbers")
            yield chunk


def _parser(  # noqa: C901 - six callbacks
    name: str, handler: Handler
) -> tuple[expat.XMLParserType, Callable[[int], None]]:
    """Build a parser that counts what it passes on, and a callable that counts what others read."""
    texts: list[str] = []
    names: dict[str, str] = {}
    size = count = depth = 0
    # Called millions of times: what is looked up here is not looked up there.
    begin, finish, known = handler.start, handler.end, names.get

    def local(tag: str) -> str:
        return names.setdefault(tag, tag.rpartition(" ")[2])

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += 1
        depth += 1
        if count > _MOST_ELEMENTS:
            raise too_large(f"{name}, {handler.place()}:", f"{_MOST_ELEMENTS} elements of XML")
        if depth > _DEEPEST:
            raise unreadable(name, f"{handler.place()}: more than {_DEEPEST} elements nested")
        if texts:
            if not "".join(texts).isspace():
                raise unreadable(name, f"{handler.place()}: an element inside a text")
            texts.clear()
        begin(known(tag) or local(tag), attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if texts:
            finish(known(tag) or local(tag), "".join(texts))
            texts.clear()
        else:
            finish(known(tag) or local(tag), "")

    def data(text: str) -> None:
        nonlocal size
        size = size + len(text) if texts else len(text)
        if size > _LONGEST_TEXT:
            msg = f"a text has more than the {_LONGEST_TEXT} characters that a cell can hold"
            raise unreadable(name, f"{handler.place()}: {msg}")
        texts.append(text)

    def pass_over(elements: int) -> None:
        nonlocal count
        count += elements
        if count > _MOST_ELEMENTS or depth > _DEEPEST // 2:
            raise too_large(f"{name}, {handler.place()}:", f"{_MOST_ELEMENTS} elements of XML")

    def doctype(*_: object) -> None:
        raise unreadable(name, f"{handler.place()}: it declares a document type")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = doctype
    return parser, pass_over


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a workbook file."""
    with path.open("rb") as file:
        if file.read(len(OLD_OFFICE)) == OLD_OFFICE:
            msg = (
                f"{path.name} has a password, or is in Excel's format from before 2007; remove the "
                "password, or save it as .xlsx"
            )
            raise CostshareError(msg)
        _check_directory(path.name, file)
        file.seek(0)
        try:
            archive = ZipFile(file)
        except (*_BROKEN, ValueError) as error:
            raise unreadable(path.name, str(error)) from error
        with archive:
            yield Package(path.name, archive)


def _check_directory(name: str, file: IO[bytes]) -> None:
    """Refuse a zip file of more parts than any workbook has, before its list of parts is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _CHUNK - 22))
    tail = file.read()
    at = tail.rfind(_END)
    # Where the end says nothing of use, zipfile finds its own words.
    many = at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > _MOST_DIRECTORY
    if many or (at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07"):
        raise too_large(name, "parts than a workbook has", more="has more")


def unreadable(name: str, reason: str) -> CostshareError:
    """Build the error for a damaged workbook."""
    # zipfile quotes names of any length.
    reason = reason if len(reason) <= 400 else f"{reason[:400]}…"
    return CostshareError(f"{name} cannot be read as a workbook: {reason}; save it as .xlsx again")


def too_large(name: str, what: str, more: str = "holds more than") -> CostshareError:
    """Build the error for a workbook beyond a limit."""
    return CostshareError(
        f"{name} {more} {what}; delete what does not belong to the table, or save the sheet as .csv"
    )
