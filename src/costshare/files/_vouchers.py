"""Vouchers of an SIE 4 file, and the objects that their transactions have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Rule 8.17: the reserved dimension for invoice numbers.
_INVOICES = "10"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A line of a voucher.

    Attributes
    ----------
    account : str
        The account's number.
    amount : Decimal
        Debit is positive, credit negative.
    objects : dict of str to str
        Dimension → object, such as ``{"1": "456"}`` for cost centre 456.
    date : date
        Day of the line, or of the voucher.
    text : str
        Text of the line; may be empty.
    row : int
        Line number in the file.
    """

    account: str
    amount: Decimal
    objects: Mapping[str, str]
    date: date
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher: transactions that sum to zero.

    Attributes
    ----------
    series, number : str
        Its series and number there; each may be empty in a file for import.
    date : date
        Its day.
    text : str
        Its description.
    transactions : tuple of Transaction
        Its lines.
    row : int
        Line number in the file.
    """

    series: str
    number: str
    date: date
    text: str
    transactions: tuple[Transaction, ...]
    row: int

    @property
    def name(self) -> str:
        """Series and number, as in ``A 567``."""
        return f"{self.series} {self.number}".strip()


def objects_in(voucher: Voucher, dimension: str) -> set[str]:
    """Return the objects that a voucher has in a dimension."""
    return {line.objects[dimension] for line in voucher.transactions if dimension in line.objects}


def with_objects(
    voucher: Voucher, dimension: str
) -> Iterator[tuple[Transaction, str | None, str | None]]:
    """Yield each transaction with its own customer and invoice, or the only ones."""
    customer = _only(objects_in(voucher, dimension))
    placed = [(line, line.objects.get(dimension, customer)) for line in voucher.transactions]
    invoices: dict[str | None, set[str]] = {number: set() for _, number in placed}
    for line, number in placed:
        if number is not None and _INVOICES in line.objects:
            invoices[number].add(line.objects[_INVOICES])
    for line, number in placed:
        yield line, number, line.objects.get(_INVOICES, _only(invoices[number]))


def _only(objects: set[str]) -> str | None:
    return next(iter(objects)) if len(objects) == 1 else None
