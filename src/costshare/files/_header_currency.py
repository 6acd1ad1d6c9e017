"""The currency that a header states beside what its column holds: Belopp SEK, Amount (EUR)."""

import re

from costshare.fields import CURRENCIES, common_codes, currency_codes
from costshare.files._headers import HEADERS, MONEY, plain_header

_WORDS = re.compile(r"[^\s()\[\],:;/]+")
_KNOWN = frozenset(header for field in MONEY for header in HEADERS[field])


def header_currency(header: str) -> str | None:
    """Find the currency that the header of a column of amounts states, as a code or sign.

    A code is in capitals, so that a word such as *all* or *try* is none; beside a known header it
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
    """Give the header in its plain form, without the currency.

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
