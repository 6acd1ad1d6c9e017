"""A result as plain data, and back."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from costshare.errors import CostshareError
from costshare.fields import validation_message
from costshare.results._files import read_file


class Record(Protocol):
    """A result that can prove itself."""

    def check(self) -> None:
        """Raise if it does not add up."""


T = TypeVar("T", bound=Record)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def write_record(record: object, leave_out: set[str]) -> dict[str, Any]:
    """Turn a dataclass into data that JSON can hold; exact numbers become strings."""
    data = _adapter(cast("Any", type(record))).dump_python(record, mode="json", exclude=leave_out)
    return cast("dict[str, Any]", data)


def read_record(kind: type[T], data: Mapping[str, Any], derived: Collection[str] = ()) -> T:
    """Build a dataclass from such data, and check that it adds up.

    `derived` names the fields of the data that are written for readers alone.

    Raises
    ------
    CostshareError
        If something is missing, unknown or does not add up.
    """
    record = _record(kind, data, derived, kind.__name__)
    record.check()
    return record


def load_record(kind: type[T], path: str | Path, derived: Collection[str] = ()) -> T:
    """Read such data from a JSON file; errors name the file."""
    data = read_file(path, kinds=(".json",))
    name = Path(path).name
    record = _record(kind, data, derived, name)
    try:
        record.check()
    except CostshareError as error:
        raise type(error)(f"{name}: {error}") from error
    return record


def _record(kind: type[T], data: Mapping[str, Any], derived: Collection[str], root: str) -> T:
    """Build a dataclass from data; `root` names them in errors."""
    own = data
    if isinstance(data, Mapping):
        own = {name: value for name, value in data.items() if name not in derived}
    try:
        return cast("T", _adapter(cast("Any", kind)).validate_python(own))
    except ValidationError as error:
        raise CostshareError(validation_message(error, root, own)) from None
