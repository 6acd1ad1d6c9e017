"""The fields of an invoice line: how each is read, and what kind of column it makes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from costshare.invoices._reading import (
    read_day,
    read_issuer,
    read_label,
    read_money,
    read_period,
    read_rate,
)
from costshare.results import Column, amount_column, date_column, text_column


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What a field of a line holds.

    Attributes
    ----------
    read : function of a value and the name of the field
        Reader of a value, which raises where it cannot be read.
    column : function of a name and values
        Maker of the column of a frame.
    is_name : bool
        Whether it is a name or a number of something, which is never refused.
    """

    read: Callable[[object, str], Any]
    column: Callable[[str, Iterable[Any]], Column]
    is_name: bool = False


def _period_column(name: str, values: Iterable[Any]) -> Column:
    """Make a column of periods, as text."""
    return text_column(name, (None if each is None else str(each) for each in values))


_NAME = FieldKind(lambda value, _: read_label(value), text_column, is_name=True)
_ISSUER = FieldKind(lambda value, _: read_issuer(value), text_column, is_name=True)
_DAY = FieldKind(read_day, date_column)
_PERIOD = FieldKind(read_period, _period_column)
_RATE = FieldKind(read_rate, amount_column)
_AMOUNT = FieldKind(read_money, amount_column)

LINE_FIELDS = {
    "member": _NAME,
    "pool": _NAME,
    "invoice": _NAME,
    "date": _DAY,
    "billed_by": _ISSUER,
    "currency": _NAME,
    "corrects": _PERIOD,
    "vat_rate": _RATE,
    "net": _AMOUNT,
    "amount": _AMOUNT,
}
"""By name, in the order of columns: names first, amounts last."""

NEEDED_FIELDS = ("member", "pool", "amount")
"""Fields without which a line cannot be counted."""
