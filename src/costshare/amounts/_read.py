"""Read whatever a caller means by a number as one exact fraction."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any, Protocol, TypeVar

from costshare.amounts._text import plain
from costshare.errors import CostshareError, quoted

type_names = "an int, Decimal, Fraction, float or decimal string"

K_co = TypeVar("K_co", covariant=True)

# Annotations use it; anything else that a number library registers with `numbers` is read too.
Amount = int | Decimal | Fraction | float | str


class Labelled(Protocol[K_co]):
    """What a Series of pandas is, which is not a mapping: labels with values."""

    def keys(self) -> Iterable[K_co]: ...

    def items(self) -> Iterable[tuple[K_co, Any]]: ...


AmountByName = Mapping[str, Amount] | Labelled[Any]
"""What a user passes for numbers by name."""

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_RATIO = re.compile(r"[+-]?[0-9]+/[0-9]+")

# 1e999999999 is ten characters and a gigabyte of digits: refuse what no account holds.
_MOST_DIGITS = 1_000

# A decimal of up to 15 digits is read from a float as it was written.
_WRITTEN_DIGITS = 15


def read_amount(value: object, name: str) -> Fraction:
    """Read a number as an exact fraction.

    A float, of any width, is read as the decimal that it prints: 0.1 is 1/10.

    Parameters
    ----------
    value : int, Decimal, Fraction, float or str
        The number. A string holds a decimal (``"0.4"``) or a ratio (``"2/5"``).
    name : str
        What the number is, for the error message.

    Returns
    -------
    Fraction
        Exactly the number meant.

    Raises
    ------
    CostshareError
        For bools, NaN, infinities, missing values, other types, strings that are not a plain
        number, and numbers of more than 1000 digits.

    Examples
    --------
    >>> read_amount(0.1, "share")
    Fraction(1, 10)
    >>> read_amount("2 785", "population")
    Traceback (most recent call last):
    costshare.errors.CostshareError: population '2 785' is not a plain number; write it as 1234.50
    """
    if type(value) is int:
        return Fraction(_held(value, name))
    if isinstance(value, bool):
        msg = f"{name} {quoted(value)} is a bool, not a number; pass 1 or 0 if that is meant"
        raise CostshareError(msg)
    if isinstance(value, str):
        return _read_text(value, name)
    if isinstance(value, float):
        value = Decimal(float.__repr__(value))
    if isinstance(value, Decimal):
        return _read_decimal(value, name)
    if isinstance(value, Integral) and type(value).__name__ != "timedelta64":
        return Fraction(_held(int(value), name))
    if isinstance(value, Rational) and not isinstance(value, Integral):
        return Fraction(_held(int(value.numerator), name), _held(int(value.denominator), name))
    if isinstance(value, Real) and not isinstance(value, Integral):
        # float() of a numpy.float32 would print digits that its owner never saw; str() does not.
        return _read_decimal(_decimal(str(value), name), name)
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        msg = f"{name} is missing ({value}); fill in the number, or leave the member out"
        raise CostshareError(msg)
    msg = f"{name} {quoted(value)} is of type {type(value).__name__}; pass {type_names}"
    raise CostshareError(msg)


def is_computed(value: object) -> bool:
    """Whether a float has more digits than somebody writes, as that of 0.1 + 0.2 has.

    Examples
    --------
    >>> is_computed(0.3), is_computed(0.1 + 0.2)
    (False, True)
    """
    if not isinstance(value, float):
        return False
    return len(Decimal(float.__repr__(value)).as_tuple().digits) > _WRITTEN_DIGITS


def refuse_computed(value: object, read: Fraction, name: str, *, like: str) -> None:
    """Raise if an amount has the last digits of float arithmetic, which nobody states.

    Examples
    --------
    >>> refuse_computed(0.1 + 0.2, read_amount(0.1 + 0.2, "fee of A"), "fee of A", like="fee")
    Traceback (most recent call last):
    costshare.errors.CostshareError: fee of A is 0.30000000000000004, with the last digits of \
float arithmetic, such as 0.1 + 0.2; round it first, like round(fee, 2), or pass a Decimal
    """
    if is_computed(value) and read.denominator > 1:
        msg = f"{name} is {plain(read)}, with the last digits of float arithmetic, such as "
        msg += f"0.1 + 0.2; round it first, like round({like}, 2), or pass a Decimal"
        raise CostshareError(msg)


def _read_text(value: str, name: str) -> Fraction:
    text = value.strip()
    if len(text) <= _MOST_DIGITS:
        if _DECIMAL.fullmatch(text):
            return _read_decimal(_decimal(text, name), name)
        if _RATIO.fullmatch(text) and text.rpartition("/")[2].strip("0"):
            return Fraction(text)
    short = text if len(text) <= 40 else f"{text[:40]}…"
    msg = f"{name} {short!r} is not a plain number; write it as 1234.50"
    raise CostshareError(msg)


def _decimal(text: str, name: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # Not even a Decimal holds an exponent of 19 digits, or what a foreign number prints.
        msg = f"{name} {quoted(text)} is too large, too small or no number; check its exponent"
        raise CostshareError(msg) from None


def _read_decimal(value: Decimal, name: str) -> Fraction:
    if not value.is_finite():
        msg = f"{name} is {value}; a finite number is needed"
        raise CostshareError(msg)
    if value and (
        abs(value.adjusted()) > _MOST_DIGITS or len(value.as_tuple().digits) > _MOST_DIGITS
    ):
        msg = f"{name} has more than {_MOST_DIGITS} digits; no amount or driver needs them"
        raise CostshareError(msg)
    return Fraction(value) if value else Fraction(0)


def _held(value: int, name: str) -> int:
    # 10 ** 1000 has 3322 bits.
    if value.bit_length() > 3_322:
        msg = f"{name} has more than {_MOST_DIGITS} digits; no amount or driver needs them"
        raise CostshareError(msg)
    return value
