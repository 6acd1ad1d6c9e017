"""The headers of invoice lines and budgets, in Swedish and English."""

import re
import unicodedata
from functools import lru_cache

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
