"""The largest excess made as small as possible, then the next one, until the shares are settled.

Excess is what a coalition pays beyond its cost. A sequence of linear programs (Maschler, Peleg and
Shapley 1979), each by the dual simplex method in exact numbers: a corner is shares and the largest
excess, and the coalition that exceeds it most enters. Of 2ⁿ coalitions some dozens do. The
multipliers at the last corner are weights of coalitions that prove that no shares do better; these
coalitions keep their excess, and the next program is about the others. Coalitions whose payment is
settled by theirs take no part any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from costshare.fairness._table import Table, subset_sums
from costshare.linear import Basis, Span


class Level(NamedTuple):
    """A largest excess, and the weights that prove that it cannot be smaller.

    Attributes
    ----------
    excess : Fraction
        The largest excess of coalitions that earlier levels do not settle.
    coalitions : tuple of (int, Fraction)
        Coalitions that have this excess by all shares that get so far, with their weights.
    alone : tuple of (int, Fraction)
        Positions of players who pay what they cost alone by all those shares, with their weights.
    """

    excess: Fraction
    coalitions: tuple[tuple[int, Fraction], ...]
    alone: tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What is demanded of shares: by how much excess counts, and whether alone is a limit.

    Attributes
    ----------
    divisors : array
        By coalition, what its excess is divided by: 1, or the number of its players.
    individual : bool
        Whether no player may pay more than alone.
    """

    divisors: NDArray[Any]
    individual: bool

    @classmethod
    def plain(cls, table: Table, *, individual: bool = False) -> "Rows":
        """Excess as it is."""
        return cls(np.ones(len(table.costs), dtype=np.int64), individual)

    @classmethod
    def per_capita(cls, table: Table, *, individual: bool = False) -> "Rows":
        """Excess for each player of the coalition."""
        return cls(subset_sums([1] * table.size), individual)


class _Row(NamedTuple):
    """A coalition in a basis; one with divisor 0 is a player who pays no more than alone."""

    coalition: int
    divisor: int


def first_level(table: Table, rows: Rows) -> Level | None:
    """Find the least core; None of one player alone."""
    found, _ = levels_of(table, rows, most=1)
    return found[0] if found else None


def levels_of(
    table: Table, rows: Rows, most: int | None = None
) -> tuple[list[Level], tuple[Fraction, ...]]:
    """Find the levels, as many as it takes or `most`, and shares that keep to them."""
    programs = _Programs(table, rows)
    while not programs.is_settled and (most is None or len(programs.levels) < most):
        programs.solve_next()
    return programs.levels, tuple(share / table.scale for share in programs.shares)


def unsettled(span: Span) -> NDArray[np.int64]:
    """The coalitions whose payment those in a span do not settle."""
    is_open = np.zeros(1 << span.size, dtype=bool)
    for row in span.orthogonal():
        is_open |= (subset_sums(row) != 0).astype(bool)
    return np.flatnonzero(is_open)


class _Programs:
    """The programs solved so far: what they settle, and the corner of the last one."""

    def __init__(self, table: Table, rows: Rows) -> None:
        self.table, self.rows = table, rows
        size = table.size
        self.levels: list[Level] = []
        self.span = Span(size)
        self.span.add((1,) * size)
        # What settled coalitions pay, with all players first.
        self.settled: list[tuple[tuple[int, ...], Fraction]] = [
            ((1,) * size, Fraction(table.whole(table.all_players)))
        ]
        # Rows that hold with equality at the corner, and settle what the settled ones do not.
        self.held = [_Row(1 << place, 1) for place in range(size - 1)]
        self.shares: tuple[Fraction, ...] = (self.settled[0][1],)

    @property
    def is_settled(self) -> bool:
        """Whether one payment by each player is left."""
        return self.span.rank == self.table.size

    def solve_next(self) -> None:
        """Find the smallest largest excess of the coalitions that are not settled."""
        table, size, fixed = self.table, self.table.size, len(self.settled)
        held = self._start()
        goal = (0,) * size + (-1,)
        basis = Basis(
            [(*row, 0) for row, _ in self.settled] + [self._coefficients(row) for row in held],
            goal,
        )
        bounds: list[Fraction | int] = [amount for _, amount in self.settled]
        bounds += [table.whole(row.coalition) for row in held]
        search = _Search(table, self.rows, self.span)
        stay = range(fixed)
        while True:
            corner = basis.corner(bounds)
            entering = search.most_violated(corner)
            if entering is None:
                break
            place = basis.enter(self._coefficients(entering), stay=stay)
            if place is None:
                msg = "conditions that shares fulfil exclude each other"
                raise AssertionError(msg)
            held[place - fixed] = entering
            bounds[place] = table.whole(entering.coalition)
        self._settle(held, basis.times(goal)[fixed:], corner)

    def _start(self) -> list[_Row]:
        """The rows of the corner before, and the rest of all players to one of them.

        A coalition and its rest, with equal weights, are a solution of the dual program.
        """
        rows = sorted(self.held, key=lambda row: not row.divisor)
        first = rows[0].coalition
        rest = self.table.all_players ^ first
        return [*(self._row(each) for each in (first, rest)), *rows[1:]]

    def _row(self, coalition: int) -> _Row:
        return _Row(coalition, int(self.rows.divisors[coalition]))

    def _coefficients(self, row: _Row) -> tuple[int, ...]:
        return (*_members(row.coalition, self.table.size), -row.divisor)

    def _settle(
        self, held: Sequence[_Row], weights: Sequence[Fraction], corner: tuple[Fraction, ...]
    ) -> None:
        """Settle what coalitions pay that have a weight, and keep the others for the next start."""
        *shares, excess = corner
        self.shares, self.held = tuple(shares), []
        coalitions, alone = [], []
        for row, weight in zip(held, weights, strict=True):
            if not weight:
                self.held.append(row)
                continue
            if row.divisor:
                coalitions.append((row.coalition, weight))
            else:
                alone.append((row.coalition.bit_length() - 1, weight))
            members = _members(row.coalition, self.table.size)
            if self.span.add(members):
                pays = self.table.whole(row.coalition) + row.divisor * excess
                self.settled.append((members, pays))
        self.levels.append(
            Level(excess / self.table.scale, tuple(sorted(coalitions)), tuple(sorted(alone)))
        )


class _Search:
    """Looks for the coalition that violates a corner most, among those that are not settled."""

    def __init__(self, table: Table, rows: Rows, span: Span) -> None:
        self.table, self.individual = table, rows.individual
        self.open = unsettled(span)
        self.costs, self.divisors = table.costs[self.open], rows.divisors[self.open]
        self.largest = max(int(abs(table.costs).max()), 1)

    def most_violated(self, corner: Sequence[Fraction]) -> _Row | None:
        """The row that a corner violates most, a coalition before a player alone."""
        size = self.table.size
        scale = lcm(*(each.denominator for each in corner))
        *shares, excess = (int(each * scale) for each in corner)
        room = scale * self.largest + size * abs(excess)
        pays = subset_sums(shares, room)[self.open]
        # Beyond int64 everything is an array of Python's own whole numbers.
        costs, divisors = self.costs.astype(pays.dtype), self.divisors.astype(pays.dtype)
        beyond = pays - scale * costs - excess * divisors
        at = int(beyond.argmax())
        if beyond[at] > 0:
            return _Row(int(self.open[at]), int(self.divisors[at]))
        if self.individual:
            for place, share in enumerate(shares):
                if share > scale * self.table.whole(1 << place):
                    return _Row(1 << place, 0)
        return None


def _members(coalition: int, size: int) -> tuple[int, ...]:
    """1 for each player in a coalition, and 0 for each other."""
    return tuple(coalition >> place & 1 for place in range(size))
