"""The text of an SIE file: records, fields in quotes, and only what code page 437 can hold.

Rules are cited by their number in SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30).
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.metadata import version

from costshare.errors import CostshareError, quoted
from costshare.fields import given_as, given_mapping
from costshare.files import SieFile, Transaction, Voucher

ENCODING = "cp437"
_DEFAULT_CURRENCY = "SEK"  # where #VALUTA is absent


class Texts:
    """Reads texts into the form in which a file holds them."""

    __slots__ = ("_replace",)

    def __init__(self, replace: Mapping[str, str]) -> None:
        way_out = "a mapping of a character to a text, like {'–': '-'}"
        self._replace: dict[int, str] = {}
        for sign, text in given_mapping(replace, "replace", way_out).items():
            if not (isinstance(sign, str) and len(sign) == 1 and isinstance(text, str)):
                msg = f"replace has {quoted(sign)}: {quoted(text)}; pass {way_out}"
                raise CostshareError(msg)
            self._replace[ord(sign)] = text

    def read(self, text: str, what: str) -> str:
        """Replace what is to be replaced, and check that the file can hold the rest.

        Raises
        ------
        CostshareError
            If a character is not in code page 437, or is a control character, or the text ends in
            a backslash, which would escape the quote after it.
        """
        text = given_as(str, text, what, "text").translate(self._replace)
        plain = text.isascii() and text.isprintable()
        for sign in () if plain else text:
            if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}:
                msg = f"{what} {quoted(text)} has the control character {sign!a}; remove it"
                raise CostshareError(msg)
            if not _is_held(sign):
                msg = (
                    f"{what} {quoted(text)} has {sign!r}, which code page 437, the encoding of SIE "
                    f"files, does not have; pass replace={{{sign!r}: …}}"
                )
                raise CostshareError(msg)
        if text.endswith("\\"):
            msg = f"{what} {quoted(text)} ends in a backslash, which an SIE file cannot hold there"
            raise CostshareError(f"{msg}; pass replace={{'\\\\': '/'}}")
        return text


def _is_held(sign: str) -> bool:
    """Return whether code page 437 has a character."""
    try:
        sign.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def head_of(books: SieFile, day: dt.date) -> list[str]:
    """Write the records before the vouchers, in the order of the format."""
    currency = books.currency != _DEFAULT_CURRENCY
    return [
        "#FLAGGA 0",
        f"#PROGRAM {_quoted('costshare')} {_quoted(version('costshare'))}",
        "#FORMAT PC8",
        f"#GEN {day:%Y%m%d}",
        "#SIETYP 4",
        f"#FNAMN {_quoted(books.company)}",
        *([f"#VALUTA {_quoted(books.currency)}"] if currency else []),
        *(f"#KONTO {account} {_quoted(name)}" for account, name in books.accounts.items()),
        *(f"#DIM {number} {_quoted(name)}" for number, name in books.dimensions.items()),
        *(
            f"#OBJEKT {dimension} {_quoted(number)} {_quoted(name)}"
            for (dimension, number), name in books.objects.items()
        ),
    ]


def rows_of(voucher: Voucher) -> Iterator[str]:
    """Write a voucher: a row for itself, the braces, and one for each transaction."""
    names = f"{_quoted(voucher.series)} {_quoted(voucher.number)}"
    yield f"#VER {names} {voucher.date:%Y%m%d} {_quoted(voucher.text)}"
    yield "{"
    yield from map(_transaction, voucher.transactions)
    yield "}"


def _transaction(line: Transaction) -> str:
    """Write a transaction."""
    objects = " ".join(
        f"{_quoted(number)} {_quoted(each)}" for number, each in line.objects.items()
    )
    day = f"{line.date:%Y%m%d}"
    return f"   #TRANS {line.account} {{{objects}}} {line.amount:f} {day} {_quoted(line.text)}"


def _quoted(text: str) -> str:
    """Write a field in quotes; a quote inside has a backslash before it (rule 5.7)."""
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
