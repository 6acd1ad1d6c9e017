"""Field types for exact numbers and names: read by `amounts`, written as strings."""

import unicodedata
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import Unit, plain, read_amount
from costshare.errors import CostshareError

_WRITE = PlainSerializer(plain, return_type=str)
_SCHEMA = WithJsonSchema(
    {
        "description": "An exact number: 35000, or a decimal or ratio in quotes: '0.4', '2/5'.",
        "anyOf": [
            {"type": "number"},
            {
                "type": "string",
                "pattern": (
                    r"^\s*[+-]?"
                    r"(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[0-9]+/[0-9]+)\s*$"
                ),
            },
        ],
    }
)


def _read(value: object) -> Fraction:
    return read_amount(value, "value")


def _read_non_negative(value: object) -> Fraction:
    number = _read(value)
    if number < 0:
        msg = f"value {plain(number)} is below zero; it must be zero or more"
        raise CostshareError(msg)
    return number


def _read_share(value: object) -> Fraction:
    number = _read(value)
    if not 0 <= number <= 1:
        msg = f"share {plain(number)} lies outside 0 to 1; write 40 per cent as '0.4'"
        raise CostshareError(msg)
    return number


def read_name(value: object) -> str:
    """Read a name: text, trimmed, with its accents in the one form that compares equal."""
    if not isinstance(value, str):
        msg = f"name {value!r} is of type {type(value).__name__}; pass a string"
        raise CostshareError(msg)
    name = unicodedata.normalize("NFC", value).strip()
    if not name:
        msg = "name is empty; pass the member's or pool's name"
        raise CostshareError(msg)
    return name


Exact = Annotated[Fraction, PlainValidator(_read), _WRITE, _SCHEMA]
NonNegative = Annotated[Fraction, PlainValidator(_read_non_negative), _WRITE, _SCHEMA]
ShareOfOne = Annotated[Fraction, PlainValidator(_read_share), _WRITE, _SCHEMA]
UnitSize = Annotated[
    Unit,
    PlainValidator(lambda value: value if isinstance(value, Unit) else Unit.read(value)),
    PlainSerializer(lambda unit: plain(unit.size), return_type=str),
    _SCHEMA,
]
Name = Annotated[str, PlainValidator(read_name), WithJsonSchema({"type": "string"})]
