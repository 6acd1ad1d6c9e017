"""What people read for the fields of a line, and for names that are missing or are words."""

from collections.abc import Mapping
from types import MappingProxyType

from costshare.words import say

HOST = "host"
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
    return say("(no pool)") if pool is None else labels.get(pool, pool)


_ISSUERS = {HOST: say("host"), "supplier": say("supplier")}


def issuer_label(name: str) -> str:
    """Return the name of an issuer; those of the host and of a supplier are words."""
    return _ISSUERS.get(name, name)
