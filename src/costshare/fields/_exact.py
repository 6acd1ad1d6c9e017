"""Field types for exact numbers: read by `amounts`, written as strings."""

from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import Unit, plain, read_amount
from costshare.errors import CostshareError

_WRITE = PlainSerializer(plain, return_type=str)


def _schema(**bounds: int) -> WithJsonSchema:
    """Describe an exact number for editors, which check bounds on plain numbers alone."""
    sign = r"\+?" if "minimum" in bounds else "[+-]?"
    digits = r"(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[0-9]+/[0-9]+)"
    return WithJsonSchema(
        {
            "description": (
                "An exact number: 35000, or a decimal or ratio in quotes: '0.4', '2/5'."
            ),
            "anyOf": [
                {"type": "number", **bounds},
                {"type": "string", "pattern": rf"^\s*{sign}{digits}\s*$"},
            ],
        }
    )


def _read(value: object) -> Fraction:
    return read_amount(value, "value")


def read_non_negative(value: object) -> Fraction:
    """Read a number of zero or more."""
    number = _read(value)
    if number < 0:
        msg = f"value {plain(number)} is below zero; it must be zero or more"
        raise CostshareError(msg)
    return number


def read_share(value: object) -> Fraction:
    """Read a share of one."""
    number = _read(value)
    if not 0 <= number <= 1:
        msg = f"share {plain(number)} lies outside 0 to 1; write 40 per cent as '0.4'"
        raise CostshareError(msg)
    return number


Exact = Annotated[Fraction, PlainValidator(_read), _WRITE, _schema()]
NonNegative = Annotated[Fraction, PlainValidator(read_non_negative), _WRITE, _schema(minimum=0)]
ShareOfOne = Annotated[Fraction, PlainValidator(read_share), _WRITE, _schema(minimum=0, maximum=1)]
UnitSize = Annotated[
    Unit,
    PlainValidator(lambda value: value if isinstance(value, Unit) else Unit.read(value)),
    PlainSerializer(lambda unit: plain(unit.size), return_type=str),
    _schema(minimum=0),
]
