"""The headers of invoice lines and budgets, in Swedish and English, and the currencies in them."""

import re
import unicodedata
from functools import lru_cache

from costshare.fields import CURRENCIES, common_codes, currency_codes

# Compared without case, punctuation and double spaces. The table in docs/how-to/read-files.md
# is this one.
HEADERS: dict[str, tuple[str, ...]] = {
    "member": ("member", "municipality", "customer", "kommun", "medlem", "kund", "kundnamn"),
    "pool": (
        *("pool", "cost pool", "service", "purpose"),
        *("tjänst", "ändamål", "kostnadspool", "avgift"),
    ),
    "amount": ("amount", "belopp", "belopp kr", "belopp sek", "fakturabelopp"),
    "invoice": (
        *("invoice", "invoice number", "invoice no"),
        *("faktura", "fakturanummer", "fakturanr", "faktura nr"),
    ),
    "date": ("date", "invoice date", "datum", "fakturadatum"),
    "billed_by": ("billed by", "fakturerad av", "faktureras av", "fakturerande"),
    "vat_rate": ("vat rate", "vat %", "momssats", "moms %"),
    "net": (
        *("net", "net amount", "netto", "nettobelopp"),
        *("exkl moms", "belopp exkl moms", "belopp exklusive moms"),
    ),
    "currency": ("currency", "valuta"),
    "corrects": ("corrects", "rättar"),
}

MONEY = ("amount", "net")
"""The fields that hold amounts; their headers may state a currency: ``Belopp EUR``."""


@lru_cache(maxsize=2**17)
def plain_header(text: str) -> str:
    """Bring a header to the form in which headers are compared.

    Examples
    --------
    >>> plain_header("Belopp (kr)"), plain_header("billed_by"), plain_header("FAKTURA-NR.")
    ('belopp kr', 'billed by', 'faktura nr')
    """
    text = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[^\w%]+|_", " ", text).strip()


_WORDS = re.compile(r"[^\s()\[\],:;/]+")
_KNOWN = frozenset(header for field in MONEY for header in HEADERS[field])


def header_currency(header: str) -> str | None:
    """Find the currency that the header of a column of amounts states, as a code or sign.

    A code is in capitals, so a word such as *all* or *try* is not one; beside a known header it
    may be in small letters too.

    Examples
    --------
    >>> header_currency("Belopp (EUR)"), header_currency("belopp sek"), header_currency("try all")
    ('EUR', 'SEK', None)
    """
    words: list[str] = _WORDS.findall(header)
    found = [word for word in words if is_currency(word)]
    if not found and without_currency(header) in _KNOWN:
        found = [word for word in words if currency_codes(word)]
    if not found or not common_codes(found):
        return None
    code = found[0].upper()
    return code if code in CURRENCIES else found[0]


def without_currency(header: str) -> str:
    """Return the header in its plain form, without the currency.

    Examples
    --------
    >>> without_currency("Belopp i SEK"), without_currency("Amount (EUR)")
    ('belopp', 'amount')
    """
    words = [word for word in _WORDS.findall(header) if not currency_codes(word)]
    return re.sub(" (i|in)$", "", plain_header(" ".join(words)))


def is_currency(word: str) -> bool:
    """Tell a sign of a currency, or a code in capitals."""
    return word in CURRENCIES or (word.upper() not in CURRENCIES and bool(currency_codes(word)))
