"""Random orders of arrival: what each player adds to the cost of those before it."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np

from costshare.fairness._game import Game


@dataclass(slots=True)
class Added:
    """What a player added, in whole numbers over a scale that all players share.

    Attributes
    ----------
    total, squares : int
        Sum over the pairs of orders of what it added in both orders of a pair, and of its square.
    least, most : int
        The least and the most that it added in one order.
    """

    total: int = 0
    squares: int = 0
    least: int = 0
    most: int = 0

    def count(self, one: int, other: int) -> None:
        """Count a pair of orders."""
        both = one + other
        self.total += both
        self.squares += both * both
        self.least = min(self.least, one, other)
        self.most = max(self.most, one, other)

    def rescale(self, by: int) -> None:
        """Go to a scale that is larger by a factor."""
        self.total, self.squares = self.total * by, self.squares * by * by
        self.least, self.most = self.least * by, self.most * by


@dataclass(slots=True)
class Drawn:
    """What all players added in some orders, each of which was also used backwards."""

    players: list[Added]
    scale: int = 1
    pairs: int = field(default=0)

    def add(self, order: list[int], costs: list[Fraction], backwards: list[Fraction]) -> None:
        """Count an order of the players and its reverse, by the costs of those who have come."""
        scale = lcm(self.scale, *{cost.denominator for cost in (*costs, *backwards)})
        if scale != self.scale:
            for each in self.players:
                each.rescale(scale // self.scale)
            self.scale = scale
        last = len(order) - 1
        one, other = _steps(costs, scale), _steps(backwards, scale)
        for at, place in enumerate(order):
            self.players[place].count(one[at], other[last - at])
        self.pairs += 1


def _steps(costs: list[Fraction], scale: int) -> list[int]:
    """What each cost adds to the one before, times a scale."""
    whole = [0, *(cost.numerator * (scale // cost.denominator) for cost in costs)]
    return [cost - before for before, cost in pairwise(whole)]


def draw_orders(game: Game, seed: int, pairs: int) -> Drawn:
    """Draw pairs of orders; what players add alone, and to all others, is seen as well."""
    alone, separable = game.stand_alone.values(), game.marginal.values()
    scale = lcm(*{each.denominator for each in (*alone, *separable)})
    drawn = Drawn([], scale)
    for own, last in zip(alone, separable, strict=True):
        ends = int(own * scale), int(last * scale)
        drawn.players.append(Added(least=min(ends), most=max(ends)))
    # The raw bits of a generator are the same on every platform and for good (NEP 19).
    bits, size = np.random.PCG64(seed), len(game.players)
    for _ in range(pairs):
        keys: list[int] = bits.random_raw(size).tolist()
        order = sorted(range(size), key=keys.__getitem__)
        drawn.add(order, game.costs_along(order), game.costs_along(order[::-1]))
    return drawn
