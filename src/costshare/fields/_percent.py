"""A field type for a change in per cent: "5%", or the share "0.05"."""

from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError


def _read(value: object) -> Fraction:
    if isinstance(value, str) and value.rstrip().endswith("%"):
        number = read_amount(value.rstrip()[:-1], "per cent") / 100
    else:
        number = read_amount(value, "share")
        if number > 1:
            msg = f"{plain(number)} is {plain(number * 100)} per cent; write "
            raise CostshareError(msg + f"'{plain(number)}%', or '{plain(number * 100)}%' if meant")
    if number < 0:
        msg = f"{percent_text(number)} is below zero; it must be zero or more"
        raise CostshareError(msg)
    return number


def percent_text(share: Fraction) -> str:
    """Write a share in per cent, exactly: "5%"."""
    return f"{plain(share * 100)}%"


Percent = Annotated[
    Fraction,
    PlainValidator(_read),
    PlainSerializer(percent_text, return_type=str),
    WithJsonSchema(
        {
            "description": "A change in per cent, '5%', or as a share of one, '0.05'.",
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {
                    "type": "string",
                    "pattern": r"^\s*\+?([0-9]+(\.[0-9]*)?|\.[0-9]+|[0-9]+/[0-9]+)\s*%?\s*$",
                },
            ],
        }
    ),
]
