"""Add up lines by cell. Every countable line ends in one cell, whatever it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from costshare.amounts import EXACT
from costshare.errors import ConservationError
from costshare.frames import Bools
from costshare.invoices import is_rounding
from costshare.reconciliation._cell import Cell, status_of
from costshare.reconciliation._columns import Codes, Columns, Ints

Key = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Cells, and the lines of each.

    Attributes
    ----------
    cells : tuple of Cell
        Members × pools first, then the cells of unknown members and pools.
    expected, invoiced : list of int
        Their amounts, counted in the unit of the columns; 0 if there is no fee.
    members, pools : tuple of str or None
        The names in order; entries after the known ones are unknown.
    place : array
        For each line the position of its cell; -1 for a line that cannot be counted.
    rounds : array of bool
        Whether a line is the rounding of an invoice to a member.
    """

    cells: tuple[Cell, ...]
    expected: list[int]
    invoiced: list[int]
    members: tuple[str | None, ...]
    pools: tuple[str | None, ...]
    place: Ints
    rounds: Bools

    def cell_of(self, line: int) -> Cell:
        """Find the cell of a line that is counted."""
        return self.cells[int(self.place[line])]

    def lines_in(self, chosen: Sequence[int]) -> dict[int, Ints]:
        """Find the lines of some cells."""
        wanted: Bools = np.zeros(len(self.cells) + 1, dtype=bool)
        wanted[list(chosen)] = True
        found = np.flatnonzero(wanted[self.place])
        places = self.place[found]
        order = np.argsort(places, kind="stable")
        found, places = found[order], places[order]
        begins = np.searchsorted(places, chosen, side="left")
        ends = np.searchsorted(places, chosen, side="right")
        return {
            cell: found[begin:end] for cell, begin, end in zip(chosen, begins, ends, strict=True)
        }


def tally(
    *,
    columns: Columns,
    members: Sequence[str],
    pools: Sequence[str],
    fees: Mapping[Key, int],
    budget: Mapping[Key, int],
    tolerance: int,
) -> Tally:
    """Add up the columns; fees, budget and tolerance are counted in their unit too."""
    all_members = _extended(members, columns.member, [key[0] for key in budget])
    all_pools = _extended(pools, columns.pool, [key[1] for key in budget])
    row, column = _positions(columns.member, all_members), _positions(columns.pool, all_pools)
    # A line's cell is a number in the whole table; only what is needed of the table is laid out.
    known: Ints = (
        np.arange(len(members))[:, None] * len(all_pools) + np.arange(len(pools))[None, :]
    ).ravel()
    counted = bool(columns.countable.all())
    outside = (row >= len(members)) | (column >= len(pools))
    if not counted:
        outside &= columns.countable
    far = np.flatnonzero(outside)
    flat = row[far] * len(all_pools) + column[far]
    known_members = frozenset(members)
    row_of = {name: at for at, name in enumerate(all_members)}
    column_of = {name: at for at, name in enumerate(all_pools)}
    budgeted = np.array([row_of[m] * len(all_pools) + column_of[p] for m, p in budget], np.int64)
    beyond = np.unique(np.concatenate([flat, budgeted]))
    beyond = beyond[~np.isin(beyond, known)]
    place = row * len(pools) + column
    place[far] = len(known) + np.searchsorted(beyond, flat)
    if not counted:
        place[~columns.countable] = -1
    count = len(known) + len(beyond)
    lines = np.bincount(place if counted else place[columns.countable], minlength=count)
    sums: npt.NDArray[Any] = np.zeros(count, dtype=columns.units.dtype)
    np.add.at(sums, place, columns.units)  # what cannot be counted has 0 units
    amounts, line_counts = sums.tolist(), lines.tolist()
    cells, owed = [], []
    roundings = {name for name in columns.pool.names if is_rounding(name)}.difference(pools)
    write = partial(EXACT.multiply, columns.unit)  # has the decimals of the unit
    for position, number in enumerate([*known.tolist(), *beyond.tolist()]):
        key = all_members[number // len(all_pools)], all_pools[number % len(all_pools)]
        expected, invoiced, planned = fees.get(key), amounts[position], budget.get(key)
        amount = write(invoiced)
        rounding = key[1] in roundings and key[0] in known_members and bool(line_counts[position])
        cells.append(
            Cell(
                *key,
                None if expected is None else amount if expected == invoiced else write(expected),
                amount,
                line_counts[position],
                status_of(expected, invoiced, line_counts[position], tolerance, rounding=rounding),
                None if planned is None else write(planned),
            )
        )
        owed.append(expected or 0)
    rounds = np.array([*(cell.status == "rounding" for cell in cells), False])[place]
    result = Tally(tuple(cells), owed, amounts, all_members, all_pools, place, rounds)
    _prove(result, columns)
    return result


def _extended(
    known: Sequence[str], seen: Codes, budgeted: Sequence[str | None]
) -> tuple[str | None, ...]:
    """Put unknown names after the known ones, by alphabet, and None last."""
    others = {*seen.names, *(name for name in budgeted if name is not None)} - set(known)
    return (*known, *sorted(others), None)


def _positions(codes: Codes, names: Sequence[str | None]) -> Ints:
    """Return the position of each line's name; a line without one has the last."""
    at = {name: position for position, name in enumerate(names)}
    return np.array([*(at[name] for name in codes.names), len(names) - 1], np.int64)[codes.code]


def _prove(result: Tally, columns: Columns) -> None:
    """Add the lines up without any cells, and compare count and sum with the cells."""
    lines, units = int(columns.countable.sum()), columns.units
    amount = sum(units.tolist()) if units.dtype == object else units.sum()
    in_cells, invoiced = sum(cell.lines for cell in result.cells), sum(result.invoiced)
    if (lines, int(amount)) != (in_cells, invoiced):
        msg = (
            f"{lines} lines of {int(amount)} units in all ended in cells as {in_cells} lines of "
            f"{invoiced} units; this is an error in costshare, please report it"
        )
        raise ConservationError(msg)
