"""The fields of a record of an SIE file: accounts, amounts, objects, days.

Rules are cited by their number in SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30).
"""

import re
from datetime import date
from decimal import Decimal

from costshare.errors import CostshareError
from costshare.files._sie_records import Record, shorten

# No books hold more digits, and longer ones would take a while to add up.
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,2})?")
_QUANTITY = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_ACCOUNT = re.compile(r"[0-9]+")
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def account_of(record: Record, at: int) -> str:
    """Read the number of an account."""
    account = record.text(at)
    if not _ACCOUNT.fullmatch(account):
        msg = f"{record.place}: account {shorten(account)!r} is not a number"
        raise CostshareError(msg)
    return account


def amount_of(record: Record, at: int) -> Decimal:
    """Read an amount (rule 5.9)."""
    amount = record.text(at)
    if not _AMOUNT.fullmatch(amount):
        msg = (
            f"{record.place}: amount {shorten(amount)!r} is not an amount by SIE's rule: a point "
            "for decimals, at most two of them, a minus sign before"
        )
        raise CostshareError(msg)
    return _decimal(amount)


def quantity_of(record: Record, at: int) -> Decimal | None:
    """Read a quantity; None where the record ends before it."""
    quantity = record.text(at)
    if not quantity:
        return None
    if not _QUANTITY.fullmatch(quantity):
        msg = f"{record.place}: quantity {shorten(quantity)!r} is not a number with a point for "
        raise CostshareError(f"{msg}decimals; correct it")
    return _decimal(quantity)


def _decimal(text: str) -> Decimal:
    """Read a number; -0 is 0."""
    return Decimal(text) if text.strip("-0.") else Decimal(text.lstrip("-"))


def objects_of(record: Record, at: int) -> dict[str, str]:
    """Read an object list: dimension → object (rule 8.21)."""
    listed = record.fields[at] if len(record.fields) > at else ""
    if isinstance(listed, str):
        msg = f"{record.place}: the account has no object list after it; write {{}} for none"
        raise CostshareError(msg)
    dimensions, numbers = listed[::2], listed[1::2]
    if len(dimensions) > len(numbers) or len(set(dimensions)) < len(dimensions):
        shown = " ".join(listed)
        msg = (
            f"{record.place}: object list {{{shorten(shown)}}} is not one object for each dimension"
        )
        raise CostshareError(msg)
    return dict(zip(dimensions, numbers, strict=True))


def day_of(record: Record, at: int) -> date:
    """Read a day."""
    text = record.text(at)
    if found := _DATE.fullmatch(text):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    msg = f"{record.place}: {shorten(text)!r} is not a date; SIE writes 20220331"
    raise CostshareError(msg)
