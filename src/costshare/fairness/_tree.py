"""Segments from a root: each costs the same, however many of those beyond it use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from costshare.fairness._table import Table, places_in, subset_sums, whole_array

ROOT = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """Segments, and where players are.

    Attributes
    ----------
    upstream : tuple of int
        By segment, the segment that it continues, which stands before it; -1 at the root.
    costs : tuple of Fraction
        Cost of each segment.
    homes : tuple of int
        By player, the last segment that the player uses; -1 at the root.
    """

    upstream: tuple[int, ...]
    costs: tuple[Fraction, ...]
    homes: tuple[int, ...]

    def cost(self, coalition: int) -> Fraction:
        """The cost of all segments that a coalition uses."""
        used: set[int] = set()
        for place in places_in(coalition):
            segment = self.homes[place]
            while segment != ROOT and segment not in used:
                used.add(segment)
                segment = self.upstream[segment]
        return sum((self.costs[segment] for segment in used), Fraction(0))

    def shapley(self) -> list[Fraction]:
        """The Shapley value: the cost of each segment, equally among those who use it.

        Littlechild and Owen 1973 for a runway; Megiddo 1978 for a tree.
        """
        users = [0] * len(self.costs)
        for home in self.homes:
            if home != ROOT:
                users[home] += 1
        for segment in reversed(range(len(users))):
            if self.upstream[segment] != ROOT:
                users[self.upstream[segment]] += users[segment]
        pays: list[Fraction] = []
        for cost, count, before in zip(self.costs, users, self.upstream, strict=True):
            own = cost / count if count else Fraction(0)
            pays.append(own if before == ROOT else pays[before] + own)
        return [Fraction(0) if home == ROOT else pays[home] for home in self.homes]

    def most_blocking(self, paid: Sequence[Fraction]) -> int:
        """The smallest coalition that pays most beyond its cost; 0 if none pays more than that.

        A segment is used where those beyond it pay more than it costs. Excess is supermodular, so
        that the smallest such coalition is the only one of its size.
        """
        gains = [-cost for cost in self.costs]
        for home, each in zip(self.homes, paid, strict=True):
            if home != ROOT:
                gains[home] += max(each, Fraction(0))
        for segment in reversed(range(len(gains))):
            if self.upstream[segment] != ROOT:
                gains[self.upstream[segment]] += max(gains[segment], Fraction(0))
        used: list[bool] = []
        for gain, before in zip(gains, self.upstream, strict=True):
            used.append(gain > 0 and (before == ROOT or used[before]))
        return sum(
            1 << place
            for place, (home, each) in enumerate(zip(self.homes, paid, strict=True))
            if each > 0 and (home == ROOT or used[home])
        )

    def table(self) -> Table:
        """The cost of every coalition."""
        size = len(self.homes)
        scaled = Table.of(size, self.costs)
        # A type that holds the sum of all segments.
        kind = whole_array([sum(abs(int(each)) for each in scaled.costs)]).dtype
        users = [0] * len(self.costs)
        for place, home in enumerate(self.homes):
            segment = home
            while segment != ROOT:
                users[segment] |= 1 << place
                segment = self.upstream[segment]
        coalitions = subset_sums([1 << place for place in range(size)])
        costs = np.zeros(len(coalitions), dtype=kind)
        for cost, mask in zip(scaled.costs, users, strict=True):
            costs[(coalitions & mask) != 0] += int(cost)
        return Table(size, costs, scaled.scale)


def chain(costs: Sequence[Fraction]) -> Tree:
    """The tree of a runway: each player uses all segments up to the own cost."""
    order = sorted({cost for cost in costs if cost})
    steps = [cost - before for cost, before in zip(order, [Fraction(0), *order], strict=False)]
    at = {cost: place for place, cost in enumerate(order)}
    return Tree(
        tuple(range(-1, len(order) - 1)),
        tuple(steps),
        tuple(at[cost] if cost else ROOT for cost in costs),
    )
