"""Lines that stand twice: by invoice number, or by member, pool, date and amount."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from costshare.reconciliation._columns import NO_DAY, Bools, Columns, Ints

# Odd constants that spread bits (the golden ratio, and two primes of xxHash).
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)


def duplicates(columns: Columns, place: Ints) -> list[list[int]]:
    """Find groups of lines that repeat one another, each group by place.

    By number: lines of one sender, invoice, member and pool that have the same sign (a credit
    note that quotes the number of its invoice does not repeat it). By content: lines of one
    member, pool, date and amount. Lines that correct different periods repeat nothing. A group
    that is part of another is left out.
    """
    kinds = _signs(columns) + 3 * columns.corrects.code
    numbered = columns.countable & (columns.invoice.code >= 0)
    dated = columns.countable & (columns.day != NO_DAY)
    groups = [
        *_groups(numbered, [columns.invoice.code, columns.billed_by.code, place, kinds]),
        *_groups(dated, [place, columns.day, _hashable(columns), kinds]),
    ]
    chosen: list[set[int]] = []
    holders: dict[int, list[set[int]]] = {}
    for group in sorted(map(set, groups), key=lambda each: (-len(each), min(each))):
        if not any(group <= other for other in holders.get(min(group), [])):
            chosen.append(group)
            for line in group:
                holders.setdefault(line, []).append(group)
    return [sorted(group) for group in chosen]


def _signs(columns: Columns) -> Ints:
    return (columns.units > 0).astype(np.int64) - (columns.units < 0).astype(np.int64)


def _hashable(columns: Columns) -> Ints:
    """Amounts as int64; of Python ints, the number of their first use."""
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
    for key, odd in zip(keys, _MIX, strict=False):
        mixed = (mixed ^ key.view(np.uint64)) * np.uint64(odd)
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
