"""Names: read into the one form that compares equal, and each used once."""

import unicodedata
from collections.abc import Callable, Collection
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from costshare.amounts import AmountByName, each_once, has_names, is_any_frame, items_of
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields._read_only import ReadOnly
from costshare.fields._text import plain_text
from costshare.frames import AnyFrame, is_missing, labelled_column

T = TypeVar("T")

AmountsLike: TypeAlias = "AmountByName | AnyFrame"
"""What a user passes for amounts: by name, or a frame with a row for each name."""

NOTHING_BY_NAME: ReadOnly[str, Any] = ReadOnly()
"""The default of an argument that takes values by name."""


_BY_NAME = "values by name, like {'Kiruna': …}"


def read_name(value: object, *, what: str = "name") -> str:
    """Read a name: text with single spaces, composed accents (NFC) and no invisible character.

    `what` says what it names, for the error.

    Raises
    ------
    CostshareError
        If the value is not text, is empty, or contains a control character.
    """
    if not isinstance(value, str):
        msg = f"{what} {quoted(value)} is of type {type(value).__name__}; pass a string"
        raise CostshareError(msg)
    name = plain_text(value)
    if not name:
        msg = f"{what} is empty; pass a name"
        raise CostshareError(msg)
    # Control characters and lone surrogates: no file can hold them, and no reader sees them.
    if not name.isprintable() and any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name):
        msg = f"{what} {quoted(name)} contains a control character; type the name again"
        raise CostshareError(msg)
    return name


def name_of_label(label: object, *, what: str = "name") -> str:
    """Read a name from a label, which may be a number or a date.

    Raises
    ------
    CostshareError
        If the label is missing, cannot be written, or as `read_name`.

    Examples
    --------
    >>> name_of_label(" Kiruna "), name_of_label(2584)
    ('Kiruna', '2584')
    """
    if isinstance(label, str):
        return read_name(label, what=what)
    refuse_missing_label(label, what)
    try:
        return read_name(str(label), what=what)
    except CostshareError:
        raise
    except Exception:  # noqa: BLE001 - a foreign __str__ may raise anything
        msg = f"{what} {quoted(label)} cannot be written; pass a string"
        raise CostshareError(msg) from None


def refuse_missing_label(label: object, what: str) -> None:
    """Refuse a label that stands for nothing, which would be written "nan" or "None".

    Raises
    ------
    CostshareError
        If the label is missing.
    """
    if is_missing(label):
        msg = f"{what} is missing ({label!s}); name it, or leave it out"
        raise CostshareError(msg)


def find_name(what: str, name: object, known: Collection[str]) -> str:
    """Read a name that must be among the known ones; `what` says what it names.

    The label of a frame, such as a number, is found by its text.

    Raises
    ------
    CostshareError
        If no known name is that one, in whatever spacing and composition.
    """
    if not isinstance(name, str) and is_missing(name):
        raise unknown_name(what, name, known)
    read = name_of_label(name, what=what)
    if read not in known:
        raise unknown_name(what, name, known)
    return read


def read_by_name(
    given: object,
    what: str,
    *,
    name: str | None = None,
    read: Callable[..., str] = name_of_label,
    way_out: str = _BY_NAME,
) -> dict[str, Any]:
    """Read values by name from a mapping, a Series or a frame's columns; the values stay as given.

    `name` is what a name is called in an error, ``"name in {what}"`` where left out.

    Raises
    ------
    CostshareError
        If the value has no names, a name cannot be read, or two are the same name.
    """
    if not has_names(given):
        msg = f"{what} is of type {type(given).__name__}; pass {way_out}"
        raise CostshareError(msg)
    name = name or f"name in {what}"
    pairs = [(read(label, what=name), value) for label, value in items_of(given)]
    each_once(f"{name}:" if " " in name else name, [label for label, _ in pairs])
    return dict(pairs)


def read_amounts_by_name(
    given: object, what: str, *, name: str, way_out: str = _BY_NAME
) -> dict[str, Any]:
    """Read amounts by name as `read_by_name`; of a frame the one column beside the names.

    Raises
    ------
    CostshareError
        As `read_by_name`, and if a frame has no names or several columns beside them.
    """
    if is_any_frame(given):
        given = labelled_column(given, what)
    return read_by_name(given, what, name=name, way_out=way_out)


def _each_key_once(value: object) -> object:
    """Refuse two spellings of one name, of which one would silently overwrite the other."""
    if not has_names(value):
        return value
    pairs = list(value.items())
    each_once("name", [read_name(name) for name, _ in pairs])
    return dict(pairs)


Name = Annotated[str, PlainValidator(read_name), WithJsonSchema({"type": "string"})]
ByName = Annotated[dict[Name, T], BeforeValidator(_each_key_once), AfterValidator(ReadOnly)]
SomeByName = Annotated[
    dict[Name, T], Field(min_length=1), BeforeValidator(_each_key_once), AfterValidator(ReadOnly)
]
