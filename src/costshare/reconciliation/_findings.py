"""Findings about cells and about lines. Cells that agree cost nothing here."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import cast

import numpy as np

from costshare.agreement import Allocation, labels_of
from costshare.frames import Bools
from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.reconciliation._cell import AGREE
from costshare.reconciliation._columns import NO_DAY, Columns, in_order, line_key
from costshare.reconciliation._context import Context, Difference, Key
from costshare.reconciliation._finding import Finding, FindingKind
from costshare.reconciliation._hints import hints_for
from costshare.reconciliation._rounding import wrong_roundings
from costshare.reconciliation._tally import Tally
from costshare.reconciliation._words import (
    Wording,
    cell_message,
    contradiction_message,
    duplicate_message,
    period_message,
    rounding_message,
    unreadable_message,
)

# A sum of open lines is looked for in so many of the greatest findings.
_MOST_SEARCHED = 500


def cell_findings(
    *,
    allocation: Allocation,
    internal: Mapping[str, frozenset[str]],
    columns: Columns,
    tallied: Tally,
    groups: Sequence[Sequence[int]],
    last_year: Mapping[Key, Fraction],
    period: Period | None,
) -> Iterator[Finding]:
    """Make a finding for each cell that does not agree."""
    chosen = [n for n, cell in enumerate(tallied.cells) if cell.status not in AGREE]
    if not chosen:
        return
    repeated = _repeated(groups, columns, tallied)
    sizes = {pool.name: int(pool.unit.size / columns.unit.size) for pool in allocation.pools}
    differences = []
    by_cell = tallied.lines_in(chosen)
    all_places = [place for places in by_cell.values() for place in places.tolist()]
    drawn = zip(columns.lines(all_places), columns.units[all_places].tolist(), strict=True)
    for number, places in by_cell.items():
        pairs = sorted(islice(drawn, len(places)), key=lambda pair: line_key(*pair))
        cell = tallied.cells[number]
        differences.append(
            Difference(
                cell=cell,
                expected=tallied.expected[number],
                invoiced=tallied.invoiced[number],
                lines=tuple(line for line, _ in pairs),
                amounts=tuple(amount for _, amount in pairs),
                pool_unit=sizes.get(cell.pool or "", 1),
                repeated=repeated.get(number),
            )
        )
    context = Context(
        differences=differences,
        last_year=last_year,
        members=dict.fromkeys(allocation.members),
        pools=[pool.name for pool in allocation.pools],
        unit=columns.unit,
        currency=allocation.currency,
        period=period,
        labels=labels_of(allocation.pools),
        internal=internal,
        unread={(line.member, line.pool) for line in columns.lines_where(~columns.countable)},
    )
    by_size = sorted(range(len(differences)), key=lambda n: -abs(differences[n].excess))
    searched = set(by_size[:_MOST_SEARCHED])
    for number, each in enumerate(differences):
        cell = each.cell
        yield Finding(
            kind=cast("FindingKind", cell.status),  # a cell that agrees makes no difference
            member=cell.member,
            pool=cell.pool,
            expected=columns.unit.decimal(each.expected),
            invoiced=cell.invoiced,
            difference=cell.difference,
            message=cell_message(each, context),
            hints=hints_for(each, context, search=number in searched),
            lines=each.lines,
        )


def _repeated(groups: Sequence[Sequence[int]], columns: Columns, tallied: Tally) -> dict[int, int]:
    """Add up the repeated lines of each cell: all but one of each group of equal amounts."""
    sums: dict[int, int] = {}
    for group in groups:
        amounts = {int(columns.units[place]) for place in group}
        if len(amounts) == 1:
            cell = int(tallied.place[group[0]])
            sums[cell] = sums.get(cell, 0) + amounts.pop() * (len(group) - 1)
    return sums


def line_findings(
    columns: Columns,
    tallied: Tally,
    groups: Sequence[Sequence[int]],
    period: Period | None,
    wording: Wording,
    *,
    rounding: Fraction | None,
) -> Iterator[Finding]:
    """Make a finding for each line that is flagged, and for the repeated ones of each cell."""
    yield from _repetitions(columns, tallied, groups, wording)
    if period is not None:
        for line in columns.lines_where(_outside(columns, period)):
            if line.corrects is None or not line.corrects.overlaps(period):
                message = period_message(line, str(period), wording)
                yield _about_lines("wrong_period", (line,), message)
    places = np.flatnonzero(columns.flawed).tolist()
    for place, line in zip(places, columns.lines(places), strict=True):
        counted = bool(columns.countable[place])
        message = unreadable_message(line, wording, counted=counted)
        yield _about_lines("unreadable", (line,), message)
    for line in columns.lines_where(columns.contradictory):
        yield _about_lines("contradictory", (line,), contradiction_message(line, wording))
    for each in wrong_roundings(columns, tallied.rounds, rounding, wording.currency):
        yield _about_lines("wrong_rounding", each.lines, rounding_message(each, wording))


def _repetitions(
    columns: Columns, tallied: Tally, groups: Sequence[Sequence[int]], wording: Wording
) -> Iterator[Finding]:
    """Make one finding for all lines of a cell that repeat one another."""
    by_cell: dict[int, list[Sequence[int]]] = {}
    for group in groups:
        by_cell.setdefault(int(tallied.place[group[0]]), []).append(group)
    places = [sorted({place for group in each for place in group}) for each in by_cell.values()]
    drawn = iter(columns.lines([place for each in places for place in each]))
    for in_cell, each in zip(by_cell.values(), places, strict=True):
        lines = in_order(islice(drawn, len(each)))
        message = duplicate_message(lines, wording, groups=len(in_cell))
        yield _about_lines("duplicate", lines, message)


def _outside(columns: Columns, period: Period) -> Bools:
    """Return which lines are dated outside a period."""
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in (period.first, period.last))
    outside: Bools = (columns.day != NO_DAY) & ((columns.day < first) | (columns.day > last))
    return outside


def _about_lines(kind: FindingKind, lines: tuple[InvoiceLine, ...], message: str) -> Finding:
    """Make a finding about lines, which has no amounts of its own."""
    first = lines[0]
    return Finding(kind, first.member, first.pool, None, None, Decimal(0), message, (), lines)
