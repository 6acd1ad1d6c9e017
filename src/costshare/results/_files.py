"""Read and write TOML and JSON files: exact numbers, each name once, replaced whole."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from costshare.errors import CostshareError, shown
from costshare.fields import Declared, each_once, read_path, validation_message
from costshare.results._whole import is_special, write_whole

T = TypeVar("T", bound=Declared)


def read_file(path: str | Path, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Read a file of one of the given kinds (``.toml``, ``.json``) as plain data.

    Raises
    ------
    CostshareError
        If the file is of another kind, or broken (with the line, if it is known). A missing
        file raises `FileNotFoundError`.
    """
    path = read_path(path)
    kind = _kind(path, kinds)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = _read_toml(text) if kind == ".toml" else _read_json(text)
    except CostshareError as error:
        msg = f"{path.name}: {error}"
        raise CostshareError(msg) from None
    except (ValueError, RecursionError) as error:
        # Besides broken text and encodings: numbers of thousands of digits, a thousand brackets.
        msg = f"{path.name} is not valid {kind[1:].upper()} in UTF-8: {error}"
        raise CostshareError(msg) from error
    if not isinstance(data, dict):
        msg = f"{path.name} holds a value of type {type(data).__name__}, not a table of names and "
        raise CostshareError(f"{msg}values")
    return data


def read_declared(declared: type[T], path: str | Path, kinds: tuple[str, ...]) -> T:
    """Read a file of one of the given kinds as what a user declares, such as an agreement.

    Raises
    ------
    CostshareError
        As `read_file`, and if the data are not such; the message names the place in the file.
    """
    data = read_file(path, kinds)
    try:
        return declared.model_validate(data)
    except ValidationError as error:
        raise CostshareError(validation_message(error, Path(path).name, data)) from None


def write_file(path: str | Path, data: Mapping[str, Any], kinds: tuple[str, ...]) -> None:
    """Write plain data as TOML or JSON, by the file's name; the file is replaced whole.

    A device or a pipe without an ending, such as ``/dev/stdout``, gets the first kind.
    """
    path = read_path(path)
    kind = kind_to_write(path, kinds)
    if kind == ".toml":
        import tomli_w  # late, as is tomllib: most results are never a file

        text = tomli_w.dumps(data)
    else:
        import json  # late, as are the others

        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        msg = f"{path.name}: {text[error.start]!r} is not a character that UTF-8 can hold"
        raise CostshareError(
            f"{msg}; correct {text[max(0, error.start - 20) : error.end]!r}"
        ) from None
    write_whole(path, content)


def kind_to_write(path: Path, kinds: tuple[str, ...]) -> str:
    """Read the kind of a file from its ending; a device or a pipe without one has the first."""
    return kinds[0] if not path.suffix and is_special(path) else _kind(path, kinds)


def _kind(path: Path, kinds: tuple[str, ...]) -> str:
    kind = path.suffix.lower()
    if kind not in kinds:
        name = shown(path.name or str(path))
        msg = f"the ending of path {name} is not of a known kind; use {' or '.join(kinds)}"
        raise CostshareError(msg)
    return kind


# The standard reader needs memory that grows with the square of the parts of a dotted name.
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_LONG_NAME = re.compile(rf"(?<![\w-])(?:{_PART}){{100}}")


def _read_toml(text: str) -> Any:
    import tomllib

    if found := _LONG_NAME.search(text):
        line = text.count("\n", 0, found.start()) + 1
        msg = f"line {line}: a name has more than 100 parts; correct it"
        raise CostshareError(msg)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        if word := _word_at(text, str(error)):
            msg = f'{error}; a name with other letters than a to z needs quotes: "{word}"'
            raise ValueError(msg) from None
        raise


def _word_at(text: str, error: str) -> str | None:
    """Find the name at the place that an error names, if it has a letter that needs quotes."""
    place = _PLACE.search(error)
    if place is None:
        return None
    line = text.splitlines()[int(place[1]) - 1 : int(place[1])]
    words = re.finditer(r"[\w-]+", "".join(line))
    found = next((each[0] for each in words if each.end() >= int(place[2])), "")
    return None if found.isascii() else found


def _read_json(text: str) -> Any:
    import json

    return json.loads(text, parse_float=Decimal, object_pairs_hook=_each_name_once)


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # JSON itself would silently keep the last.
    each_once("name", [name for name, _ in pairs])
    return dict(pairs)
