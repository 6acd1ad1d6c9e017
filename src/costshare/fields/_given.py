"""What a function was given is of the kind that it takes, or an error says what to pass."""

from collections.abc import Mapping
from os import PathLike, fsencode, fspath
from pathlib import Path
from typing import Any, TypeVar

from costshare.amounts import take_items
from costshare.errors import CostshareError, quoted

T = TypeVar("T")


def given_as(kind: type[T], value: object, what: str, pass_on: str) -> T:
    """Return the value, or raise where it is not of a kind; `pass_on` says what to pass.

    Raises
    ------
    CostshareError
        If the value is of another kind.
    """
    if isinstance(value, kind):
        return value
    msg = f"{what} is of type {type(value).__name__}; pass {pass_on}"
    raise CostshareError(msg)


def given_list(kind: type[T], values: object, what: str, pass_on: str) -> list[T]:
    """Read an iterable of values of a kind.

    Raises
    ------
    CostshareError
        If the values are not a list, or one of them is of another kind.
    """
    listed = take_items(values, what, pass_on)
    for position, value in enumerate(listed):
        if not isinstance(value, kind):
            given_as(kind, value, f"{what}[{position}]", pass_on)
    return listed


def given_mapping(value: object, what: str, pass_on: str) -> Mapping[Any, Any]:
    """Return a mapping, or raise on anything else; `pass_on` says what to pass.

    Raises
    ------
    CostshareError
        If the value is not a mapping.
    """
    # A type checker takes no abstract class for a type.
    return given_as(Mapping, value, what, pass_on)  # type: ignore[type-abstract]


def read_path(value: object) -> Path:
    """Read the path of a file.

    Raises
    ------
    CostshareError
        If the value is not text or a `Path`, or a file cannot have that name.
    """
    path = fspath(value) if isinstance(value, PathLike) else value
    text = given_as(str, path, "path", "a file's name, as text or Path")
    try:
        nameable = "\0" not in text and bool(fsencode(text))
    except UnicodeError:
        nameable = False
    if not nameable:
        msg = f"path {quoted(text)} cannot be the name of a file; correct it"
        raise CostshareError(msg)
    return Path(text)
