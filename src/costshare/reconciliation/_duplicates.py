"""Lines that repeat one another: by invoice number, or by member, pool, date and amount."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from costshare.frames import Bools
from costshare.reconciliation._columns import NO_DAY, Columns, Ints
from costshare.reconciliation._slips import few_that_sum
from costshare.reconciliation._tally import Tally

# Constants that spread bits (the golden ratio, and two primes of xxHash).
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)


def duplicates(columns: Columns, tallied: Tally) -> list[list[int]]:
    """Find groups of lines that repeat one another, each as sorted positions.

    By number: lines of one issuer, invoice, member and pool that have the same sign (a credit
    note that quotes the number of its invoice does not repeat it). A different amount that belongs
    to another pool, or to an unknown one, is not a repetition. By content: lines of one member,
    pool, date and amount. Lines that correct different periods are not repetitions. A group that
    is part of another is left out.
    """
    place = tallied.place
    kinds = _signs(columns) + 3 * columns.corrects.code
    numbered = columns.countable & (columns.invoice.code >= 0)
    dated = columns.countable & (columns.day != NO_DAY)
    by_number = _groups(numbered, [columns.invoice.code, columns.billed_by.code, place, kinds])
    groups = [
        *_of_one_pool(by_number, columns, tallied),
        *_groups(dated, [place, columns.day, _hashable(columns), kinds]),
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
    amounts = {line: int(columns.units[line]) for group in groups for line in group}
    mixed: dict[str | None, list[int]] = {}
    for group in groups:
        if len({amounts[line] for line in group}) > 1:
            mixed.setdefault(tallied.cell_of(group[0]).member, []).extend(group)
    posted = set(_posted_to_another_pool(mixed, amounts, tallied)) if mixed else set()
    for group in groups:
        named = tallied.cell_of(group[0]).pool is not None
        times = Counter(amounts[line] for line in group)
        rest = [
            line for line in group if line not in posted and (named or times[amounts[line]] > 1)
        ]
        if len(rest) > 1:
            yield rest


def _posted_to_another_pool(
    mixed: Mapping[str | None, Sequence[int]], amounts: Mapping[int, int], tallied: Tally
) -> Iterator[int]:
    """Find lines of a member that sum to exactly what it lacks in another pool."""
    for cell, owed, invoiced in zip(tallied.cells, tallied.expected, tallied.invoiced, strict=True):
        if owed and owed != invoiced and cell.member in mixed:
            lines = [line for line in mixed[cell.member] if tallied.cell_of(line).pool != cell.pool]
            candidates = [amounts[line] for line in lines]
            found = few_that_sum(candidates, owed - invoiced, proper=False)
            yield from (lines[at] for at in found or ())


def _signs(columns: Columns) -> Ints:
    """Return the sign of each amount: 1, 0 or -1."""
    return (columns.units > 0).astype(np.int64) - (columns.units < 0).astype(np.int64)


def _hashable(columns: Columns) -> Ints:
    """Return amounts as int64; Python ints are numbered in the order of their first use."""
    if columns.units.dtype != object:
        return columns.units
    known: dict[int, int] = {}
    codes = [known.setdefault(units, len(known)) for units in columns.units.tolist()]
    return np.array(codes, dtype=np.int64)


def _groups(wanted: Bools, keys: Sequence[Ints]) -> list[list[int]]:
    """Group the wanted lines whose keys are all equal; groups of one are left out."""
    found: dict[tuple[int, ...], list[int]] = {}
    for line in _candidates(wanted, keys):
        found.setdefault(tuple(int(key[line]) for key in keys), []).append(int(line))
    return [group for group in found.values() if len(group) > 1]


def _candidates(wanted: Bools, keys: Sequence[Ints]) -> Ints:
    """Find the lines whose mixed keys occur more than once; equal keys are always among them."""
    mixed: npt.NDArray[np.uint64] = np.zeros(len(wanted), dtype=np.uint64)
    for key, factor in zip(keys, _MIX, strict=False):
        mixed = (mixed ^ key.view(np.uint64)) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(29)
    lines = np.flatnonzero(wanted)
    chosen = mixed[lines]
    ordered = np.sort(chosen)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return lines[:0]
    at = np.minimum(np.searchsorted(repeated, chosen), len(repeated) - 1)
    found: Ints = lines[repeated[at] == chosen]
    return found
