"""Reading a change in per cent, and a field type for it."""

from fractions import Fraction
from typing import Annotated, TypeGuard

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError


def read_percent(value: object, name: str) -> Fraction:
    """Read ``"5%"`` as 1/20; a number without the sign could mean 5 or 500 per cent.

    Raises
    ------
    CostshareError
        On anything but a number in per cent.

    Examples
    --------
    >>> read_percent("-2.5 %", "total_change")
    Fraction(-1, 40)
    """
    if _is_percent(value):
        return read_amount(value.rstrip()[:-1], f"{name} in per cent") / 100
    msg = f"{name} {value!r} is not in per cent; write it like '5%'"
    raise CostshareError(msg)


def _is_percent(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.rstrip().endswith("%")


def _read(value: object) -> Fraction:
    if _is_percent(value):
        number = read_percent(value, "change")
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
