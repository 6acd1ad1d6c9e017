"""The signs of currencies, such as € and kr: which codes of ISO 4217 each may mean."""

from collections.abc import Iterable

from costshare.errors import CostshareError, some_of
from costshare.fields._currency import CURRENCIES

_DOLLARS = (
    "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD "
    "ARS CLP COP MXN"
)

SIGNS: dict[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "€": "EUR",
        "$": _DOLLARS,
        "US$": "USD",
        "£": "GBP EGP FKP GIP LBP SHP SSP SYP",
        "¥": "JPY CNY",
        "kr": "SEK NOK DKK ISK",
        "kr.": "SEK NOK DKK ISK",
        "Fr.": "CHF",
        "zł": "PLN",
        "Kč": "CZK",
        "Ft": "HUF",
        "₹": "INR",
        "₩": "KRW KPW",
        "₪": "ILS",
        "₫": "VND",
        "₴": "UAH",
        "₺": "TRY",
        "₽": "RUB",
    }.items()
}
"""Sign → the codes of the currencies that have it."""

_FOLDED = {sign.casefold(): codes for sign, codes in SIGNS.items()}


def currency_codes(currency: str) -> frozenset[str]:
    """Find the codes that a code or sign may mean; empty if it is unknown.

    Examples
    --------
    >>> currency_codes("sek"), currency_codes("€"), sorted(currency_codes("kr"))
    (frozenset({'SEK'}), frozenset({'EUR'}), ['DKK', 'ISK', 'NOK', 'SEK'])
    """
    code = currency.upper()
    return (
        frozenset({code}) if code in CURRENCIES else _FOLDED.get(currency.casefold(), frozenset())
    )


def common_codes(currencies: Iterable[str]) -> frozenset[str]:
    """Find the codes that all of some codes and signs may mean."""
    return frozenset.intersection(*map(currency_codes, currencies))


def may_be_one(currencies: Iterable[str]) -> bool:
    """Return whether codes and signs may all mean one currency; an unknown one is its own.

    Examples
    --------
    >>> may_be_one(["kr", "SEK"]), may_be_one(["SEK", "EUR"]), may_be_one(["kronor", "kronor"])
    (True, False, True)
    """
    names = set(currencies)
    return len(names) < 2 or bool(common_codes(names))


def one_currency(currencies: Iterable[str | None], what: str, way_out: str) -> None:
    """Refuse amounts in several currencies; one that is not stated may be any.

    Raises
    ------
    CostshareError
        If there is no code that all of them may mean.
    """
    stated = dict.fromkeys(each for each in currencies if each is not None)
    if not may_be_one(stated):
        msg = f"{what} are in {some_of(list(stated))}{way_out}"
        raise CostshareError(msg)
