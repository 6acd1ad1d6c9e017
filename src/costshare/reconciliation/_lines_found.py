"""Findings about lines: what is wrong with one, or with several. Lines stay in their cells."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.reconciliation._columns import NO_DAY, Columns
from costshare.reconciliation._finding import Finding, FindingKind
from costshare.reconciliation._order import in_order
from costshare.reconciliation._words import (
    contradiction_message,
    duplicate_message,
    period_message,
    unreadable_message,
)

_NOTHING = Decimal(0)


def duplicate_findings(
    columns: Columns, groups: list[list[int]], currency: str | None
) -> Iterator[Finding]:
    """Make a finding for each group of lines that repeat one another."""
    for group in groups:
        lines = in_order(columns.lines(group))
        yield _finding("duplicate", lines, duplicate_message(lines, currency))


def period_findings(
    columns: Columns, period: Period | None, currency: str | None
) -> Iterator[Finding]:
    """Make a finding for each line that is dated outside the period, and does not correct it."""
    if period is None:
        return
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in (period.first, period.last))
    outside = (columns.day != NO_DAY) & ((columns.day < first) | (columns.day > last))
    for line in columns.lines(np.flatnonzero(outside).tolist()):
        if line.corrects is not None and line.corrects.overlaps(period):
            continue
        yield _finding("wrong_period", (line,), period_message(line, str(period), currency))


def unreadable_findings(columns: Columns, currency: str | None) -> Iterator[Finding]:
    """Make a finding for each line in which something cannot be read."""
    places = np.flatnonzero(columns.flawed).tolist()
    for place, line in zip(places, columns.lines(places), strict=True):
        counted = bool(columns.countable[place])
        message = unreadable_message(line, counted=counted, currency=currency)
        yield _finding("unreadable", (line,), message)


def contradictory_findings(columns: Columns, currency: str) -> Iterator[Finding]:
    """Make a finding for each line whose amount, net amount and VAT rate contradict."""
    for line in columns.lines(np.flatnonzero(columns.contradictory).tolist()):
        yield _finding("contradictory", (line,), contradiction_message(line, currency))


def _finding(kind: FindingKind, lines: tuple[InvoiceLine, ...], message: str) -> Finding:
    first = lines[0]
    return Finding(kind, first.member, first.pool, None, None, _NOTHING, message, (), lines)
