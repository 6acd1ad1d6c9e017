"""Invoices and credit notes by their type, where a list gives both as positive amounts."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from costshare.errors import CostshareError, quoted
from costshare.fields import read_by_name, read_word
from costshare.invoices._reading import is_missing, read_label, read_money

LineType = Literal["invoice", "credit"]

_MONEY = ("amount", "net")

NO_TYPES: Mapping[str, LineType] = MappingProxyType({})

# The numbers are codes of UNTDID 1001, which electronic invoices use.
_CREDITS = frozenset(
    {
        *("credit", "credit note", "creditnote", "credit invoice", "credit memo", "creditmemo"),
        *("kredit", "kreditfaktura", "kreditnota", "kreditering", "kr faktura"),
        *("81", "83", "261", "381", "396", "532"),
    }
)
_INVOICES = frozenset(
    {
        *("invoice", "sales invoice", "commercial invoice", "tax invoice", "corrected invoice"),
        *("debit", "debit note", "faktura", "kundfaktura", "debet", "debetfaktura"),
        *("326", "380", "383", "384", "386", "388", "389", "393"),
    }
)


def read_types(types: Mapping[str, LineType]) -> dict[str, LineType]:
    """Read what the caller says about values of a type column.

    Raises
    ------
    CostshareError
        If a value is neither ``"invoice"`` nor ``"credit"``.
    """
    read = read_by_name(types, "types", way_out="a mapping like {'K': 'credit', 'F': 'invoice'}")
    words: dict[str, LineType] = {}
    for value, word in read.items():
        read_word(word, f"type of {value!r} in types:", LineType)
        words[_plain(value)] = word
    return words


def type_of(value: object, own: Mapping[str, LineType], name: str) -> LineType:
    """Read a value of a type column; a missing one is an invoice.

    Raises
    ------
    CostshareError
        If the value is not known.

    Examples
    --------
    >>> type_of("Kreditfaktura", NO_TYPES, "type"), type_of(380, NO_TYPES, "type")
    ('credit', 'invoice')
    """
    if is_missing(value):
        return "invoice"
    text = read_label(value) or ""
    word = own.get(_plain(text)) or _known(text)
    if word is None:
        msg = f"{name} {quoted(text)} is not known; pass types={{{text!r}: 'credit'}} if it is a "
        raise CostshareError(f"{msg}credit note, or types={{{text!r}: 'invoice'}}")
    return word


def has_types(values: Iterable[object]) -> bool:
    """Return whether any value is a known word or code for an invoice or a credit note."""
    return any(_known(read_label(value) or "") for value in values)


def types_in(values: Sequence[Any], own: Mapping[str, LineType], what: str) -> list[LineType]:
    """Read a type column of a frame, each different value once.

    Raises
    ------
    CostshareError
        If a value is not known; the message has the row, counted from 0.
    """
    keys = list(map(read_label, values))
    known: dict[str | None, LineType] = {}
    for row, key in enumerate(keys):
        if key not in known:
            known[key] = type_of(key, own, f"{what}, row {row}: type")
    return [known[key] for key in keys]


def turn_credits(
    columns: Mapping[str, Sequence[Any]], types: Sequence[LineType | None]
) -> dict[str, list[Any]]:
    """Return the columns of amounts in which credit notes are negative, where anything changes.

    A credit note is what has one number, member and issuer; a line without a number is one of its
    own. One that sums to more than 0 is given in positive amounts, so that each of its lines is
    turned; one that sums to less has its signs already. One that sums to 0 is as the others are.
    """
    rows = [row for row, kind in enumerate(types) if kind == "credit"]

    def of(field: str) -> list[Any]:
        """Return the values of a field in these rows."""
        values = columns.get(field)
        return [None] * len(rows) if values is None else [values[row] for row in rows]

    names = (map(read_label, of(field)) for field in ("invoice", "member", "billed_by"))
    notes: list[Hashable] = [
        row if note[0] is None else note
        for row, note in zip(rows, zip(*names, strict=True), strict=True)
    ]
    sums: dict[Hashable, Fraction] = {}
    for note, amount, net in zip(notes, of("amount"), of("net"), strict=True):
        value = _number(net if is_missing(amount) else amount)
        sums[note] = sums.get(note, Fraction(0)) + Fraction(value or 0)
    is_positive = any(each > 0 for each in sums.values())
    chosen = {note for note, each in sums.items() if each > 0 or (is_positive and not each)}
    turned = [row for row, note in zip(rows, notes, strict=True) if note in chosen]
    changed = {field: list(columns[field]) for field in _MONEY if turned and field in columns}
    for values in changed.values():
        for row in turned:
            number = _number(values[row])
            if number:
                values[row] = number.copy_negate()
    return changed


def _number(value: object) -> Decimal | None:
    """Read an amount; None if it is missing or cannot be read."""
    try:
        return read_money(value, "amount")
    except CostshareError:
        return None


def _known(text: str) -> LineType | None:
    """Return the type that a known word or code means."""
    plain = _plain(text)
    if plain in _CREDITS:
        return "credit"
    return "invoice" if plain in _INVOICES else None


def _plain(text: str) -> str:
    """Bring a value to the form in which values are compared."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
