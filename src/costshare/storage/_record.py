"""A result as plain data, and back."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from costshare.errors import CostshareError
from costshare.fields import validation_message

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def write_record(record: object, leave_out: set[str]) -> dict[str, Any]:
    """Turn a dataclass into data that JSON can hold; exact numbers become strings."""
    data = _adapter(cast("Any", type(record))).dump_python(record, mode="json", exclude=leave_out)
    return cast("dict[str, Any]", data)


def read_record(kind: type[T], data: Mapping[str, Any], root: str) -> T:
    """Build a dataclass from such data; `root` names them in errors."""
    try:
        return cast("T", _adapter(cast("Any", kind)).validate_python(data))
    except ValidationError as error:
        raise CostshareError(validation_message(error, root, data)) from None
