"""Currencies: the alphabetic codes of ISO 4217, and no default among them."""

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from costshare.errors import CostshareError, quoted

# ISO 4217:2015, list one (currencies and funds), as published in 2025. XXX (no currency) and XTS
# (for tests) are left out: an allocation whose currency is not known has none.
_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW
UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR
ZMW ZWG
"""

CURRENCIES = frozenset(_CODES.split())
"""The codes that are accepted as a currency."""


def read_currency(value: object) -> str | None:
    """Read a currency: an alphabetic code of ISO 4217 in capitals, or None where it is not stated.

    Raises
    ------
    CostshareError
        If the value is not such a code.

    Examples
    --------
    >>> read_currency("SEK")
    'SEK'
    """
    if value is None:
        return None
    code = value.strip() if isinstance(value, str) else ""
    if code in CURRENCIES:
        return code
    meant = code.upper()
    hint = (
        f"did you mean {meant!r}?" if meant in CURRENCIES else "pass, for example, 'SEK' or 'EUR'"
    )
    msg = f"currency {quoted(value)} is not an ISO 4217 code of three capital letters; {hint}"
    raise CostshareError(msg)


Currency = Annotated[
    str | None,
    PlainValidator(read_currency),
    WithJsonSchema({"description": "An ISO 4217 code.", "enum": sorted(CURRENCIES)}),
]
"""The type of a field that holds a currency, None where it is not stated."""
