"""Choose which cells of a table to round up: the dearest choice that fits both margins.

Rounding a two-way table is a transportation problem: every row and every column rounds up a known
number of its open cells (Causey, Cox and Ernst 1985, J. Am. Stat. Assoc. 80, 903-909). Every row
first picks its dearest cells, whatever the columns say. Columns with too many units then hand
them, one at a time, to columns with too few, along the cheapest chain of steps; a step moves one
unit of one row from a column to another. These are successive shortest paths (Ahuja, Magnanti and
Orlin, Network Flows, 1993, ch. 9.7) on the graph of the columns alone: the choice is the dearest
when the last unit has found its place; if a unit finds no way, no choice is possible.

It is our own because it is small and exact: scipy's and networkx's solvers would be a heavy
dependency for one function; scipy's assignment works in floats, and networkx keeps dictionaries
for each of the 10⁵ cells. With m rows and n columns the start takes m·n² steps, and each unit
to move some n² more; the caller turns the table so that n is its shorter side.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Misfit", "dearest_choice"]


class Misfit(NamedTuple):
    """Lines that do not fit: these rows push more units into these columns than they take."""

    rows: frozenset[int]
    columns: frozenset[int]


def dearest_choice(
    values: Sequence[dict[int, int]], row_needs: Sequence[int], column_needs: Sequence[int]
) -> list[set[int]] | Misfit:
    """Choose cells, so many in each row and column, with the largest sum of values.

    Among choices of the same sum the order of the lines decides.

    Parameters
    ----------
    values : sequence of dicts
        For each row what it is worth to choose a column; a column that is not there is closed.
    row_needs, column_needs : sequence of int
        How many cells to choose. Both sum to the same, and no row asks for more than it has.

    Returns
    -------
    list of sets, or Misfit
        The columns chosen in each row, or lines that show why there is no choice.
    """
    table = _Table(values, row_needs, column_needs)
    while any(units > 0 for units in table.excess):
        way = table.cheapest_way()
        if not way:
            return table.misfit()
        table.hand_over(way)
    return table.picked


class _Table:
    """The units at their places, and what it costs to move one from column to column."""

    def __init__(
        self,
        values: Sequence[dict[int, int]],
        row_needs: Sequence[int],
        column_needs: Sequence[int],
    ) -> None:
        self.values = values
        self.excess = [-need for need in column_needs]
        self.picked: list[set[int]] = []
        self.idle: list[set[int]] = []
        self.holders: list[set[int]] = [set() for _ in column_needs]
        # From each column to others: the cheapest step, and the first row that offers it.
        self.steps: list[dict[int, tuple[int, int]]] = [{} for _ in column_needs]
        # They keep every cost of a step from being negative, as Dijkstra's algorithm needs.
        self.potentials = [0] * len(column_needs)
        for row, need in enumerate(row_needs):
            self._pick(row, need)

    def _pick(self, row: int, need: int) -> None:
        worth = self.values[row]
        # Among equals the column that lacks most comes first: it saves most of the moves.
        ranked = sorted(worth, key=lambda column: (-worth[column], self.excess[column], column))
        self.picked.append(set(ranked[:need]))
        self.idle.append(set(ranked[need:]))
        for column in ranked[:need]:
            self.holders[column].add(row)
            self.excess[column] += 1
            self._offer(row, column, ranked[need:])

    def _offer(self, row: int, giver: int, takers: Iterable[int]) -> None:
        """Let a row offer to move its unit from one column to any of the others."""
        worth, steps = self.values[row], self.steps[giver]
        price = worth[giver]
        for taker in takers:
            step = (price - worth[taker], row)
            known = steps.get(taker)
            if known is None or step < known:
                steps[taker] = step

    def _step(self, giver: int, taker: int) -> tuple[int, int] | None:
        """Find the cheapest step between two columns: the known one, or another if it is gone."""
        idle, values = self.idle, self.values
        known = self.steps[giver][taker]
        if taker in idle[known[1]] and known[1] in self.holders[giver]:
            return known
        step = min(
            (
                (values[row][giver] - values[row][taker], row)
                for row in self.holders[giver]
                if taker in idle[row]
            ),
            default=None,
        )
        if step is None:
            del self.steps[giver][taker]
        else:
            self.steps[giver][taker] = step
        return step

    def cheapest_way(self) -> list[int]:
        """Find the columns on the cheapest way from one with too many units to one with too few."""
        potentials = self.potentials
        distances = {column: 0 for column, units in enumerate(self.excess) if units > 0}
        before: dict[int, int] = {}
        done: set[int] = set()
        queue = [(0, column) for column in distances]
        while queue:
            distance, here = heappop(queue)
            if here in done:
                continue
            if self.excess[here] < 0:
                for column, potential in enumerate(potentials):
                    reached = distances.get(column, distance)
                    potentials[column] = potential + min(reached, distance)
                return _trace(here, before)
            done.add(here)
            base = distance + potentials[here]
            for column in list(self.steps[here]):
                if column in done:
                    continue
                step = self._step(here, column)
                if step is None:
                    continue
                further = base + step[0] - potentials[column]
                known = distances.get(column)
                if known is None or further < known:
                    distances[column] = further
                    before[column] = here
                    heappush(queue, (further, column))
        return []

    def hand_over(self, way: list[int]) -> None:
        """Move a unit along a way; then correct the steps of the rows that moved."""
        self.excess[way[0]] -= 1
        self.excess[way[-1]] += 1
        moves = [(self.steps[giver][taker][1], giver, taker) for giver, taker in pairwise(way)]
        for row, giver, taker in moves:
            self.picked[row].remove(giver)
            self.idle[row].add(giver)
            self.holders[giver].remove(row)
            self.picked[row].add(taker)
            self.idle[row].remove(taker)
            self.holders[taker].add(row)
        for row, giver, taker in moves:
            for column in self.picked[row]:
                self._offer(row, column, {giver})
            self._offer(row, taker, self.idle[row])

    def misfit(self) -> Misfit:
        """Name the fewest columns that keep their units, and the rows that put them there."""
        starts = [column for column, units in enumerate(self.excess) if units > 0]
        columns = min((self._within_reach(column) for column in starts), key=len)
        rows = frozenset(
            row for row, mine in enumerate(self.picked) if not mine.isdisjoint(columns)
        )
        return Misfit(rows, columns)

    def _within_reach(self, start: int) -> frozenset[int]:
        reached = {start}
        rest = [start]
        while rest:
            here = rest.pop()
            new = {each for each in list(self.steps[here]) if self._step(here, each)} - reached
            reached |= new
            rest += new
        return frozenset(reached)


def _trace(here: int, before: dict[int, int]) -> list[int]:
    way = [here]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way[::-1]
