"""What the sheets of a workbook share: their names, texts and number formats."""

import posixpath
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from costshare.fields import common_codes
from costshare.files._headers import is_currency
from costshare.files._package import Package, unreadable

# ECMA-376, part 1, 18.8.30: the formats that have a number and no code.
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(50, 59), 45, 47}
_BUILT_IN_ELAPSED = 46
# Text in quotes, in brackets (colours, currencies) or after a mark is not a placeholder.
_LITERAL = re.compile(r'"[^"]*"|\[(?!(?:h+|m+|s+)\])[^\]]*\]|[\\_*].', re.IGNORECASE)
_SIGNS = re.compile(
    r'"(?P<quoted>[^"]*)"|\[\$(?P<sign>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|\\(?P<escaped>.)'
    r"|[-#0?.,;()+%\s]|(?P<plain>.)",
    re.DOTALL,
)
# Tab, line ends and the underline; other controls have no business in a text.
_ESCAPED = re.compile("_x(0009|000[Aa]|000[Dd]|005[Ff])_")


@dataclass
class _Relations:
    """The parts that a part refers to, by id and by kind."""

    package: Package
    part: str
    by_id: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a relation."""
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.join("/", posixpath.dirname(self.part), attributes.get("Target", ""))
            key = attributes.get("Id", "")
            self.by_id[key] = kind, posixpath.normpath(target).lstrip("/")

    def end(self, name: str, text: str) -> None:
        """Pass over the end."""

    def place(self) -> str:
        """Name the part."""
        return f"the relations of {self.part or 'the file'}"

    def target(self, kind: str) -> str | None:
        """Return the one part of a kind, if there is one."""
        return next((part for each, part in self.by_id.values() if each == kind), None)


def _relations(package: Package, part: str) -> _Relations:
    relations = _Relations(package, part)
    folder, name = posixpath.split(part)
    package.read(posixpath.join(folder, "_rels", f"{name}.rels"), relations)
    return relations


class Format(NamedTuple):
    """What a number format shows: a number, a date or an elapsed time; and in which currency."""

    shown: str = "number"
    currency: str = ""


@dataclass
class Workbook:
    """The workbook's part, and those that all sheets use."""

    package: Package
    part: str = ""
    sheets: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[Format] = field(default_factory=list)
    ids: list[tuple[str, str]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet's name, or the first day of dates."""
        if name == "sheet":
            ids = (value for key, value in attributes.items() if key.endswith(" id"))
            self.ids.append((attributes.get("name", ""), next(ids, "")))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0").lower() in {"1", "true", "on"}

    def end(self, name: str, text: str) -> None:
        """Pass over the end."""

    def place(self) -> str:
        """Name the part."""
        return f"the part {self.part}"


def read_workbook_parts(package: Package) -> Workbook:
    """Read what the sheets share."""
    part = _relations(package, "").target("officeDocument")
    if part is None:
        raise unreadable(package.name, "no part is the workbook")
    book = Workbook(package, part)
    package.read(part, book)
    relations = _relations(package, part)
    for name, key in book.ids:
        kind, target = relations.by_id.get(key, ("", ""))
        if kind in {"worksheet", ""}:
            if name in book.sheets or not target:
                reason = "is there twice" if name in book.sheets else "has no part"
                raise unreadable(package.name, f"the sheet {name!r} {reason}")
            book.sheets[name] = target
    if texts := relations.target("sharedStrings"):
        package.read(texts, _Texts(texts, book.texts))
    if styles := relations.target("styles"):
        package.read(styles, _Formats(styles, book.formats))
    return book


@dataclass
class TextParts:
    """Puts the runs of a text together; the pronunciation beside it is not part of it."""

    runs: list[str] = field(default_factory=list)
    _spoken: bool = False

    def start(self, name: str) -> None:
        """Take the beginning of an element inside a text."""
        if name == "rPh":
            self._spoken = True

    def end(self, name: str, text: str) -> None:
        """Take the end of an element inside a text."""
        if name == "rPh":
            self._spoken = False
        elif name == "t" and not self._spoken:
            self.runs.append(text)

    def take(self) -> str:
        """Return the text, and begin another."""
        text = unescape("".join(self.runs))
        self.runs.clear()
        return text


@dataclass
class _Texts:
    """The shared texts."""

    part: str
    texts: list[str]
    _parts: TextParts = field(default_factory=TextParts)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        del attributes
        self._parts.start(name)

    def end(self, name: str, text: str) -> None:
        """Take a text."""
        self._parts.end(name, text)
        if name == "si":
            self.texts.append(self._parts.take())

    def place(self) -> str:
        """Name the part."""
        return f"the part {self.part}, text {len(self.texts) + 1}"


@dataclass
class _Formats:
    """What the number format of each style shows."""

    part: str
    formats: list[Format]
    _codes: dict[str, str] = field(default_factory=dict)
    _of_cells: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a format, or a style that uses one."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self.formats.append(self._shown(attributes.get("numFmtId", "0")))

    def end(self, name: str, text: str) -> None:
        """Leave the styles of cells."""
        del text
        if name == "cellXfs":
            self._of_cells = False

    def place(self) -> str:
        """Name the part."""
        return f"the part {self.part}"

    def _shown(self, key: str) -> Format:
        if key in self._codes:
            return Format(shown_by(self._codes[key]), currency_of(self._codes[key]))
        number = int(key) if key.isdecimal() and len(key) < 5 else 0
        if number == _BUILT_IN_ELAPSED:
            return Format("elapsed")
        return Format("date" if number in _BUILT_IN_DATES else "number")


def shown_by(code: str) -> str:
    """Tell what a number format shows: ``"number"``, ``"date"`` or ``"elapsed"`` time.

    Examples
    --------
    >>> shown_by("yyyy-mm-dd"), shown_by("[h]:mm"), shown_by('#,##0.00 "kr";[Red]-0 "dkr"')
    ('date', 'elapsed', 'number')
    """
    first = _LITERAL.sub("", code).partition(";")[0].lower()
    if "[" in first:
        return "elapsed"
    return "date" if set(first) & set("dmyhs") else "number"


def currency_of(code: str) -> str:
    """Find the currency that a number format shows, as a code or sign; "" without a currency.

    Examples
    --------
    >>> currency_of('#,##0.00 "kr"'), currency_of("[$€-2] #,##0.00"), currency_of("[$-41D]0.00")
    ('kr', '€', '')
    """
    signs = (
        f" {sign['sign']} "
        if sign["sign"]
        else sign["quoted"] or sign["escaped"] or sign["plain"] or " "
        for sign in _SIGNS.finditer(code)
    )
    found = [word for word in "".join(signs).split() if is_currency(word)]
    return found[0] if found and common_codes(found) else ""


def unescape(text: str) -> str:
    """Read what programs write as ``_x000D_`` (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
