"""Invoices and credit notes by their type, where a list gives both as positive amounts."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from costshare.errors import CostshareError, quoted
from costshare.fields import read_by_name, read_word
from costshare.frames import is_missing
from costshare.invoices._reading import read_label, read_money, reason_of

LineType = Literal["invoice", "credit"]

_MONEY = ("amount", "net")

NO_TYPES: Mapping[str, LineType] = MappingProxyType({})

TYPE_HEADERS = (
    *("invoice type", "invoice type code", "document type", "type"),
    *("fakturatyp", "dokumenttyp", "typ"),
)
"""Headers of a column that says whether a line is of an invoice or of a credit note."""

# Headers that other columns have too, such as one for the kind of a service.
_BROAD_HEADERS = frozenset({"type", "typ"})
_LONGEST_CODE = 3
_MOST_WORDS = 5

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


def type_of(
    value: object, own: Mapping[str, LineType], name: str, *, takes_types: bool = True
) -> LineType:
    """Read a value of a type column; a missing one is an invoice.

    `takes_types` is whether the caller has an argument ``types``, which the error then names.

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
        msg = f"{name} {quoted(text)} is not known; "
        if takes_types:
            msg += f"pass types={{{text!r}: 'credit'}} if it is a credit note, or "
            raise CostshareError(f"{msg}types={{{text!r}: 'invoice'}}")
        msg += "write 'credit' in its place if it is a credit note, or 'invoice'; or read the "
        raise CostshareError(f"{msg}file by read_invoices(…, types={{{text!r}: 'credit'}})")
    return word


def has_types(values: Iterable[object], header: str) -> bool:
    """Return whether a column with one of the `TYPE_HEADERS` holds types of lines.

    It does if a value is a known word or code, or a word about credit; or if every value is a
    code of few characters; or if a reader of files could not read a type.
    So do a few other words if the header is about invoices or documents.

    Examples
    --------
    >>> has_types(["F", "K"], "typ"), has_types(["month", "year"], "typ")
    (True, False)
    """
    given = list(values)
    if any(reason_of(value) is not None for value in given):
        return True
    texts = {_plain(text) for text in map(read_label, given) if text} - {""}
    if any(_known(text) or "kred" in text or "cred" in text for text in texts):
        return True
    if all(len(text) <= _LONGEST_CODE for text in texts):
        return bool(texts)
    return _plain(header) not in _BROAD_HEADERS and len(texts) <= _MOST_WORDS


def type_columns(labels: Iterable[object]) -> list[int]:
    """Return the positions of the columns of a frame that may hold types."""
    return [
        at
        for at, label in enumerate(labels)
        if isinstance(label, str) and _plain(label) in TYPE_HEADERS
    ]


def types_in(
    columns: Sequence[tuple[str, Sequence[Any]]],
    own: Mapping[str, LineType],
    what: str,
    *,
    named: bool = False,
    takes_types: bool = True,
) -> list[LineType] | None:
    """Read the type column of a frame, each different value once; None if no column has types.

    Parameters
    ----------
    columns : sequence of tuple
        Header and values of each column that may hold types.
    own, takes_types
        As for `type_of`.
    what : str
        Name of the frame in messages.
    named : bool, default False
        Whether the caller says that the column holds types.

    Raises
    ------
    CostshareError
        If two columns hold types, or a value is not known; the message has the row, counted
        from 0.
    """
    found = [each for each in columns if named or own or has_types(each[1], each[0])]
    # `read_invoices` keeps the column of the file beside its own.
    found = [each for each in found if each[0] == "type"] or found
    if not found:
        return None
    if len(found) > 1:
        names = " and ".join(quoted(header) for header, _ in found[:2])
        msg = f"{what}: the columns {names} both say what is a credit note; rename one"
        raise CostshareError(msg)
    [(header, values)] = found
    keys = list(map(read_label, values))
    known: dict[str | None, LineType] = {}
    for row, key in enumerate(keys):
        if key not in known:
            name = f"{what}, row {row}, column {header!r}: type"
            known[key] = type_of(key, own, name, takes_types=takes_types)
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
