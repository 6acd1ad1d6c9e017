"""What people read for the fields of a line, and for names that are missing or are words."""

from collections.abc import Mapping
from types import MappingProxyType

from costshare.words import say

HOST = "host"
NO_MEMBER = "(no member)"
"""Holder of what belongs to no member: a pool without members, and income that is not a fee."""
ROUNDING = "rounding"
"""What a rounding line names as its pool."""
_ROUNDINGS = frozenset(
    {
        *(ROUNDING, "rounding off", "rounding adjustment", "rounding difference"),
        *("öresavrundning", "öresutjämning", "avrundning", "kronutjämning"),
        *("öres- och kronutjämning", "öres och kronutjämning"),
        *("øreavrunding", "avrunding", "øreafrunding", "afrunding", "øreudligning"),
        *("rundung", "rundungsdifferenz", "rappenrundung"),
    }
)
NO_LABELS: Mapping[str, str] = MappingProxyType({})

TITLES: Mapping[str, str] = {
    "member": say("member"),
    "pool": say("pool"),
    "invoice": say("invoice"),
    "date": say("date"),
    "billed_by": say("billed by"),
    "currency": say("currency"),
    "corrects": say("corrects"),
    "vat_rate": say("vat rate"),
    "net": say("net"),
    "amount": say("amount"),
}
"""Titles of columns."""


def member_label(member: str | None) -> str:
    """Return the name of a member, or a label for lines that name none."""
    return say("(no member)") if member is None else member


def pool_label(pool: str | None, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Return the label or the name of a pool, or a label for lines that name none."""
    return say("(no pool)") if pool is None else labels.get(pool, rounding_label(pool))


def is_rounding(pool: str | None) -> bool:
    """Return whether a line is for the rounding of its invoice, by the pool that it names.

    Examples
    --------
    >>> is_rounding("Öresavrundning"), is_rounding("office")
    (True, False)
    """
    return pool is not None and pool.casefold() in _ROUNDINGS


def rounding_label(pool: str) -> str:
    """Return a word for the rounding of an invoice; other names stay."""
    return say("rounding") if pool == ROUNDING else pool


_ISSUERS = {HOST: say("host"), "supplier": say("supplier")}


def issuer_label(name: str) -> str:
    """Return the name of an issuer; those of the host and of a supplier are words."""
    return _ISSUERS.get(name, name)
