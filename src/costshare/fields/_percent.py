"""A field type for a change in per cent: "5%", or the share "0.05"."""

from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError


def is_percent(value: object) -> bool:
    """Tell text with the sign of per cent."""
    return isinstance(value, str) and value.rstrip().endswith("%")


def read_fraction(value: object, name: str = "share") -> Fraction:
    """Read ``"5%"``, or 0.05, as 1/20; the caller says what it must lie between.

    Examples
    --------
    >>> read_fraction("25 %"), read_fraction("0.25")
    (Fraction(1, 4), Fraction(1, 4))
    """
    if not isinstance(value, str) or not is_percent(value):
        return read_amount(value, name)
    try:
        return read_amount(value.rstrip()[:-1], name) / 100
    except CostshareError:
        read_amount(value, name)  # the message shows the sign too
        raise


def read_percent(value: object, name: str = "share") -> Fraction:
    """Read ``"5%"``, or the share 0.05, as 1/20.

    Raises
    ------
    CostshareError
        If the value is not a number, or is above 1 without the sign: it could mean either.

    Examples
    --------
    >>> read_percent("-2.5 %"), read_percent("0.05")
    (Fraction(-1, 40), Fraction(1, 20))
    """
    number = read_fraction(value, name)
    if abs(number) > 1 and not is_percent(value):
        msg = f"{name} {plain(number)} is {plain(number * 100)} per cent; write "
        raise CostshareError(msg + f"'{plain(number)}%', or '{plain(number * 100)}%' if meant")
    return number


def _read(value: object) -> Fraction:
    number = read_percent(value)
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
