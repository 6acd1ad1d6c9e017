"""The order of lines: by what they say alone, so that the order of the input does not matter."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from costshare.invoices import InvoiceLine


def in_order(lines: Iterable[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Sort lines by what they say alone, so that the order of the input does not matter."""
    return tuple(sorted(lines, key=lambda line: line_key(line, line.net_amount)))


def line_key(line: InvoiceLine, net: Decimal | int | None) -> tuple[object, ...]:
    """Sort key: date, number, issuer, net amount, and what else a line states."""
    return (
        line.date or dt.date.min,
        line.invoice or "",
        line.billed_by,
        net is None,
        net or 0,
        line.amount is None,
        line.amount or 0,
        line.member or "",
        line.pool or "",
        str(line.corrects or ""),
        line.problems,
    )
