"""Readers of the values of an invoice line: a name, an amount, a rate, a day."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import exact_decimal, read_amount
from costshare.apportionment import round_units
from costshare.errors import CostshareError, quoted, shown
from costshare.fields import is_percent, plain_text, read_fraction
from costshare.frames import is_missing
from costshare.periods import Period

# Below it Python writes a float without an exponent; far below 1 it does not, but Decimal reads it.
_EXACT_FLOAT = 1e15
# An int that a sentence shows in full.
_SHORT_INT = 10**18


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text of a cell that could not be read, and why.

    It is in the frame in place of the value (``on_error="keep"``). It is neither a number
    nor text, so that nothing downstream can take it for one.

    Attributes
    ----------
    text : str
        What the cell holds.
    reason : str
        What is wrong with it: file, row, column and the way out.
    """

    text: str
    reason: str

    def __str__(self) -> str:
        """Return the text as it is in the file."""
        return self.text


def read_label(value: object) -> str | None:
    """Read a name or number of something as text; None if it is missing or unreadable.

    Text is read as names are. A whole float is written without its decimals, since a column with
    gaps turns 2584 into 2584.0.
    """
    if isinstance(value, str):
        return plain_text(value) or None
    if type(value) is int and abs(value) < _SHORT_INT:
        return str(value)
    if is_missing(value) or reason_of(value) is not None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shown(value)


def read_money(value: object, name: str) -> Decimal:
    """Read an amount as the Decimal that equals it; decimals as given are kept.

    Raises
    ------
    CostshareError
        If it is not an amount; with the reason of the reader of the file where that gave one.
    """
    if isinstance(value, float) and abs(value) < _EXACT_FLOAT:  # most of a frame's amounts
        return Decimal(int(value)) if value.is_integer() else Decimal(float.__repr__(value))
    _refuse_marked(value, name)
    if is_missing(value):
        msg = f"{name} is missing"
        raise CostshareError(msg)
    exact = read_amount(value, name)
    if isinstance(value, str):
        text = value.strip()
        if "/" not in text and "e" not in text.lower():
            return Decimal(text) if exact else Decimal(text.lstrip("+-"))
    elif isinstance(value, Decimal) and -1_000 < int(value.as_tuple().exponent) <= 0:
        return value if exact else value.copy_abs()
    return exact_decimal(exact, name)


def read_rate(value: object, name: str) -> Decimal:
    """Read a rate such as 0.25 or "25%".

    Raises
    ------
    CostshareError
        If it is not a rate, or is a number of per cent without the sign.
    """
    if is_percent(value):
        rate = exact_decimal(read_fraction(value, name), name)
    else:
        rate = read_money(value, name)
    if not 0 <= rate < 1:
        msg = f"{name} {rate} is not a share from 0 to below 1; write 25 per cent as 0.25 or '25%'"
        raise CostshareError(msg)
    return rate


def read_day(value: object, name: str) -> date | None:
    """Read a date, a datetime of any library or ISO text as a day; None if it is missing.

    Raises
    ------
    CostshareError
        If it is something else.
    """
    _refuse_marked(value, name)
    if is_missing(value):
        return None
    if type(value).__name__ == "datetime64":
        value = str(value)[:10]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    msg = f"{name} {quoted(value)} is not a date; write it as 2022-01-31"
    raise CostshareError(msg)


def read_period(value: object, name: str) -> Period | None:
    """Read a period; None if it is missing.

    Raises
    ------
    CostshareError
        If it is something else.
    """
    _refuse_marked(value, name)
    if is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column with gaps turns 2022 into 2022.0
    try:
        return Period.read(value)
    except CostshareError as error:
        msg = f"{name} {error}"
        raise CostshareError(msg) from None


def reason_of(value: object) -> str | None:
    """Give the reason that a reader of files puts where it could not read a cell."""
    return value.reason if isinstance(value, Unreadable) else None


def _refuse_marked(value: object, name: str) -> None:
    """Pass on why a cell could not be read."""
    reason = reason_of(value)
    if reason is not None:
        msg = f"{name}: {reason}"
        raise CostshareError(msg)


def without_vat(amount: Fraction, rate: Fraction) -> Fraction:
    """Take the VAT out of an amount: to the nearest 0.01, halves up.

    Invoices are in hundredths, and each net amount has a gross amount of its own: so rounding
    gives back exactly the net amount that was invoiced.
    """
    return Fraction(round_units(amount * 100 / (1 + rate), "half_up"), 100)


def read_issuer(value: object) -> str:
    """Read the issuer; the two common ones, host and supplier, in upper or lower case."""
    issuer = read_label(value) or "host"
    return issuer.casefold() if issuer.casefold() in {"host", "supplier"} else issuer
