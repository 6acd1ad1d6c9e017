"""Field types for exact numbers: read by `amounts`, written as strings."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.amounts import Unit, exact_decimal, plain, read_amount
from costshare.errors import CostshareError
from costshare.fields._percent import is_percent, read_fraction

_WRITE = PlainSerializer(plain, return_type=str)


def _schema(*, percent: bool = False, **bounds: int) -> WithJsonSchema:
    """Describe an exact number for editors, which check bounds on plain numbers alone."""
    sign_at_end = r"\s*%?" if percent else ""
    sign = r"\+?" if "minimum" in bounds else "[+-]?"
    digits = r"(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[0-9]+/[0-9]+)"
    number = "An exact number: 35000, or a decimal or ratio in quotes: '0.4', '2/5'."
    share = "A share of one: 0.4, or in quotes a decimal, a ratio or per cent: '0.4', '2/5', '40%'."
    return WithJsonSchema(
        {
            "description": share if percent else number,
            "anyOf": [
                {"type": "number", **bounds},
                {"type": "string", "pattern": rf"^\s*{sign}{digits}{sign_at_end}\s*$"},
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


def read_share(value: object, name: str = "share") -> Fraction:
    """Read a share of one: ``"40%"``, or 0.4, as 2/5.

    Raises
    ------
    CostshareError
        If the value is not a number, or lies outside 0 to 1. A number above 1 without the sign
        may be meant as per cent.

    Examples
    --------
    >>> read_share("40%"), read_share("0.4")
    (Fraction(2, 5), Fraction(2, 5))
    """
    number = read_fraction(value, name)
    if 0 <= number <= 1:
        return number
    msg = f"{name} {plain(number)} lies outside 0 to 1; write "
    if 1 < number <= 100 and not is_percent(value):
        raise CostshareError(msg + f"'{plain(number)}%' if per cent are meant")
    raise CostshareError(msg + "a part, such as '0.4' or '40%'")


def _read_money(value: object) -> Decimal:
    """Read an amount with finite decimals; a Decimal keeps its zeros at the end."""
    exact = exact_decimal(_read(value), "value")
    if isinstance(value, str) and "/" not in value:
        value = Decimal(value)
    return value if isinstance(value, Decimal) else exact


Exact = Annotated[Fraction, PlainValidator(_read), _WRITE, _schema()]
Money = Annotated[
    Decimal,
    PlainValidator(_read_money),
    PlainSerializer(lambda amount: f"{amount:f}", return_type=str),
    _schema(),
]
NonNegative = Annotated[Fraction, PlainValidator(read_non_negative), _WRITE, _schema(minimum=0)]
ShareOfOne = Annotated[
    Fraction, PlainValidator(read_share), _WRITE, _schema(percent=True, minimum=0, maximum=1)
]
UnitSize = Annotated[
    Unit,
    PlainValidator(lambda value: value if isinstance(value, Unit) else Unit.read(value)),
    PlainSerializer(lambda unit: plain(unit.size), return_type=str),
    _schema(minimum=0),
]
