"""An order of lines that depends on what they say alone, not on how they came."""

import datetime as dt
from collections.abc import Iterable

from costshare.invoices import InvoiceLine


def in_order(lines: Iterable[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Put lines in order: by date, number, issuer, amount, and what else they hold."""
    return tuple(sorted(lines, key=line_key))


def line_key(line: InvoiceLine) -> tuple[object, ...]:
    """What lines are ordered by."""
    return (
        line.date or dt.date.min,
        line.invoice or "",
        line.billed_by,
        line.net_amount is None,
        line.net_amount or 0,
        line.amount is None,
        line.amount or 0,
        line.member or "",
        line.pool or "",
        str(line.corrects or ""),
        line.problems,
    )
