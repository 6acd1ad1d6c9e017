"""What a function was given is of the kind that it takes, or an error says what to pass."""

from collections.abc import Iterable, Mapping
from os import PathLike, fsencode, fspath
from pathlib import Path
from typing import TypeVar

from costshare.errors import CostshareError

T = TypeVar("T")


def given_as(kind: type[T], value: object, what: str, pass_on: str) -> T:
    """Return the value, or raise where it is not of a kind; `pass_on` says what to pass.

    Raises
    ------
    CostshareError
        On a value of another kind.
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
        On what is none, text and mappings among it, and on a value of another kind.
    """
    if not isinstance(values, Iterable) or isinstance(values, str | Mapping):
        msg = f"{what} is of type {type(values).__name__}; pass a list of {pass_on}"
        raise CostshareError(msg)
    return [
        given_as(kind, value, f"{what}[{position}]", pass_on)
        for position, value in enumerate(values)
    ]


def read_path(value: object) -> Path:
    """Read the path of a file.

    Raises
    ------
    CostshareError
        Where the value is no text or `Path`, or no file can have that name.
    """
    path = fspath(value) if isinstance(value, PathLike) else value
    text = given_as(str, path, "path", "a file's name, as text or Path")
    try:
        nameable = "\0" not in text and bool(fsencode(text))
    except UnicodeError:
        nameable = False
    if not nameable:
        msg = f"path {text!r} cannot be the name of a file; correct it"
        raise CostshareError(msg)
    return Path(text)
