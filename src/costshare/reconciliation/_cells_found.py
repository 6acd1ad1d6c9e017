"""Findings about cells, each with its lines and hints. Cells that agree cost nothing here."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import cast

import numpy as np

from costshare.agreement import Allocation
from costshare.periods import Period
from costshare.reconciliation._case import Case, Key, Scene
from costshare.reconciliation._columns import Columns
from costshare.reconciliation._finding import Finding, FindingKind
from costshare.reconciliation._hints import hints_for
from costshare.reconciliation._order import line_key
from costshare.reconciliation._tally import Tally
from costshare.reconciliation._words import cell_message, why_unexpected

# A sum of open lines is looked for in so many of the greatest findings.
_MOST_SEARCHED = 500


def cell_findings(
    *,
    allocation: Allocation,
    columns: Columns,
    tallied: Tally,
    groups: Sequence[Sequence[int]],
    last_year: Mapping[Key, Fraction],
    period: Period | None,
) -> Iterator[Finding]:
    """Make a finding for each cell that does not agree."""
    chosen = [n for n, cell in enumerate(tallied.cells) if cell.status != "matched"]
    if not chosen:
        return
    repeated = _repeated(groups, columns, tallied)
    sizes = {pool.name: int(pool.unit.size / columns.step.size) for pool in allocation.pools}
    cases = []
    by_cell = tallied.lines_in(chosen)
    all_places = [place for places in by_cell.values() for place in places.tolist()]
    drawn = zip(columns.lines(all_places), columns.units[all_places].tolist(), strict=True)
    for number, places in by_cell.items():
        pairs = sorted(islice(drawn, len(places)), key=lambda pair: line_key(pair[0]))
        cell = tallied.cells[number]
        cases.append(
            Case(
                cell=cell,
                lines=tuple(line for line, _ in pairs),
                amounts=tuple(amount for _, amount in pairs),
                unit=sizes.get(cell.pool or "", 1),
                repeated=repeated.get(number),
            )
        )
    scene = Scene(
        cases=cases,
        last_year=last_year,
        members=dict.fromkeys(allocation.members),
        pools=[pool.name for pool in allocation.pools],
        step=columns.step,
        currency=allocation.currency,
        period=period,
        unread={
            (line.member, line.pool)
            for line in columns.lines(np.flatnonzero(~columns.countable).tolist())
        },
    )
    by_size = sorted(range(len(cases)), key=lambda n: -abs(cases[n].cell.difference))
    searched = set(by_size[:_MOST_SEARCHED])
    for number, case in enumerate(cases):
        yield _finding(case, scene, period, search=number in searched)


def _finding(case: Case, scene: Scene, period: Period | None, *, search: bool) -> Finding:
    cell = case.cell
    amounts = (
        scene.amount(cell.expected or 0),
        scene.amount(cell.invoiced),
        scene.amount(abs(cell.difference)),
    )
    unknown = why_unexpected(cell.member, cell.pool, scene.members, scene.pools)
    during = "" if period is None else str(period)
    return Finding(
        kind=cast("FindingKind", cell.status),  # a cell that agrees is no case
        member=cell.member,
        pool=cell.pool,
        expected=amounts[0],
        invoiced=amounts[1],
        difference=scene.amount(cell.difference),
        message=cell_message(
            cell,
            amounts,
            during,
            scene.currency,
            unknown=unknown,
            unread=case.key in scene.unread,
        ),
        hints=hints_for(case, scene, search=search),
        lines=case.lines,
    )


def _repeated(groups: Sequence[Sequence[int]], columns: Columns, tallied: Tally) -> dict[int, int]:
    """What repeated lines come to, by cell: all but one of each group of equal amounts."""
    sums: dict[int, int] = {}
    for group in groups:
        amounts = {int(columns.units[place]) for place in group}
        if len(amounts) == 1:
            cell = int(tallied.place[group[0]])
            sums[cell] = sums.get(cell, 0) + amounts.pop() * (len(group) - 1)
    return sums
