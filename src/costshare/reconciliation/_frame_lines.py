"""Rows of a frame as invoice lines, many at a time; each different value is read once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from costshare.errors import CostshareError
from costshare.invoices import (
    InvoiceLine,
    is_missing,
    read_day,
    read_issuer,
    read_label,
    read_money,
    read_period,
    read_rate,
    reason_of,
)


class _Odd(Exception):  # noqa: N818 - never leaves this file
    """A row that needs to be read with care, since something in it is missing or wrong."""


def _needed(read: Callable[[object], Any]) -> Callable[[object], Any]:
    def wrapped(value: object) -> Any:
        if is_missing(value):
            raise _Odd
        return read(value)

    return wrapped


def _optional(read: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: None if is_missing(value) else read(value)


_READERS: Mapping[str, Callable[[object], Any]] = {
    "member": _needed(read_label),
    "pool": _needed(read_label),
    "amount": _needed(lambda value: read_money(value, "amount")),
    "invoice": read_label,
    "date": lambda value: read_day(value, "date"),
    "billed_by": read_issuer,
    "vat_rate": _optional(lambda value: read_rate(value, "vat_rate")),
    "net": _optional(lambda value: read_money(value, "net")),
    "currency": read_label,
    "corrects": lambda value: read_period(value, "corrects"),
}
_DEFAULTS: dict[str, Any] = dict.fromkeys(_READERS) | {"billed_by": "host"}


class FrameLines:
    """Makes the lines of chosen rows, each equal to ``InvoiceLine(**row)``.

    Parameters
    ----------
    columns : mapping of str to array
        The values of each field that the frame has.
    """

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = columns
        self._known: dict[str, dict[tuple[type, Any], Any]] = {field: {} for field in columns}

    def __call__(self, places: Sequence[int]) -> list[InvoiceLine]:
        """Make the lines of the rows at these places."""
        names, rows = list(self._columns), np.array(places, dtype=np.int64)
        taken = [list(array.take(rows)) for array in self._columns.values()]
        return [self._line(dict(zip(names, row, strict=True))) for row in zip(*taken, strict=True)]

    def _line(self, row: dict[str, Any]) -> InvoiceLine:
        try:
            read = {field: self._read(field, value) for field, value in row.items()}
        except (_Odd, CostshareError, TypeError):  # TypeError: nothing that a dict can hold
            return InvoiceLine(**row)
        return InvoiceLine.model_construct(**{**_DEFAULTS, **read, "problems": ()})

    def _read(self, field: str, value: object) -> Any:
        if reason_of(value) is not None:
            raise _Odd
        known, key = self._known[field], (type(value), value)
        if key not in known:
            known[key] = _READERS[field](value)
        return known[key]
