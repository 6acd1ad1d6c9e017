"""Lines that repeat one another: by invoice number, or by member, pool, date and amount."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from costshare.frames import Bools
from costshare.reconciliation._columns import NO_DAY, Codes, Columns, Ints, line_key
from costshare.reconciliation._numbers import mixed, repeated
from costshare.reconciliation._slips import MOST_CANDIDATES, few_that_sum
from costshare.reconciliation._tally import Tally


def duplicates(columns: Columns, tallied: Tally) -> list[list[int]]:
    """Find groups of lines that repeat one another, each as sorted positions.

    By number: lines of one issuer, invoice, member and pool that have the same sign (a credit
    note that quotes the number of its invoice does not repeat it). A different amount that belongs
    to another pool, or to an unknown one, is not a repetition. By content: lines of one member,
    pool, date and amount, except rounding lines. Lines that correct different periods are not
    repetitions. A group that is part of another is left out.
    """
    place, kinds = Codes(tallied.place, []), Codes(_kinds(columns), [])
    numbered = columns.countable & (columns.invoice.code >= 0)
    dated = columns.countable & (columns.day != NO_DAY) & ~tallied.rounds
    by_number = _groups(numbered, [columns.invoice, columns.billed_by, place, kinds])
    groups = [
        *_of_one_pool(by_number, columns, tallied),
        *_groups(dated, [place, Codes(columns.day, []), Codes(_hashable(columns), []), kinds]),
    ]
    chosen: list[set[int]] = []
    groups_of: dict[int, list[set[int]]] = {}
    for group in sorted(map(set, groups), key=lambda each: (-len(each), min(each))):
        if not any(group <= other for other in groups_of.get(min(group), [])):
            chosen.append(group)
            for line in group:
                groups_of.setdefault(line, []).append(group)
    return [sorted(group) for group in chosen]


def _of_one_pool(
    groups: Sequence[Sequence[int]], columns: Columns, tallied: Tally
) -> Iterator[list[int]]:
    """Leave out of each group the different amounts that belong to another pool, or to none."""
    different = [group for group in groups if len(set(columns.units[group].tolist())) > 1]
    posted = _posted_to_another_pool(list(chain.from_iterable(different)), columns, tallied)
    for group in groups:
        named = tallied.cell_of(group[0]).pool is not None
        amounts = columns.units[group].tolist()
        times = Counter(amounts)
        rest = [
            line
            for line, amount in zip(group, amounts, strict=True)
            if line not in posted and (named or times[amount] > 1)
        ]
        if len(rest) > 1:
            yield rest


def _posted_to_another_pool(places: Sequence[int], columns: Columns, tallied: Tally) -> set[int]:
    """Find lines of a member that sum to exactly what it lacks in another pool."""
    keys = [line_key(line, line.net_amount) for line in columns.lines(places)]
    of_member: dict[str | None, list[int]] = {}
    for _, line in sorted(zip(keys, places, strict=True)):
        of_member.setdefault(tallied.cell_of(line).member, []).append(line)
    posted: set[int] = set()
    for cell, owed, invoiced in zip(tallied.cells, tallied.expected, tallied.invoiced, strict=True):
        if owed and owed != invoiced and cell.member in of_member:
            others = (n for n in of_member[cell.member] if tallied.cell_of(n).pool != cell.pool)
            lines = list(islice(others, MOST_CANDIDATES))
            found = few_that_sum(columns.units[lines].tolist(), owed - invoiced, proper=False)
            posted.update(lines[at] for at in found or ())
    return posted


def _kinds(columns: Columns) -> Ints:
    """Number the lines by the sign of their amount, and by the period that they correct."""
    kinds = np.sign(columns.units).astype(np.int64, copy=False)
    return kinds + 3 * columns.corrects.code if columns.corrects.names else kinds


def _hashable(columns: Columns) -> Ints:
    """Return amounts as int64; Python ints are numbered in the order of their first use."""
    if columns.units.dtype != object:
        return columns.units
    known: dict[int, int] = {}
    codes = [known.setdefault(units, len(known)) for units in columns.units.tolist()]
    return np.array(codes, dtype=np.int64)


def _groups(wanted: Bools, keys: Sequence[Codes]) -> list[list[int]]:
    """Group the wanted lines whose keys are all equal; groups of one are left out."""
    lines = repeated(mixed(*(key.code.view(np.uint64) for key in keys)))
    lines = lines[wanted[lines]]
    exact = [key.at(lines) for key in keys]
    order = np.lexsort(exact)  # keeps the order of the lines of a group
    changes = np.zeros(max(0, len(lines) - 1), dtype=bool)
    for key in exact:
        changes |= np.diff(key[order]) != 0
    groups = np.split(lines[order], np.flatnonzero(changes) + 1)
    return [group.tolist() for group in groups if len(group) > 1]
