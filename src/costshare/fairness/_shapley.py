"""The Shapley value: what a player adds to the cost, on average over every order of arrival."""

from fractions import Fraction
from math import factorial

import numpy as np

from costshare.fairness._game import Game
from costshare.fairness._table import Table, subset_sums
from costshare.fields import given_as


def shapley(game: Game) -> dict[str, Fraction]:
    """Compute the Shapley value: the mean cost that a player adds, over every order of arrival.

    Exact for up to 20 players, and for any number where the game is an `airport`, a `tree` or a
    `joint_procurement`: there each segment is shared equally among those who use it.

    Parameters
    ----------
    game : Game
        What any players cost together.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost is missing, and if another game has more than 20 players; `estimate_shapley` has
        no limit.

    References
    ----------
    Shapley, L. S., "A Value for n-Person Games", Contributions to the Theory of Games II, 1953.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.shapley(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    """
    tree = given_as(Game, game, "game", "a Game").tree
    shares = tree.shapley() if tree else _by_subsets(game.table)
    return dict(zip(game.players, shares, strict=True))


def _by_subsets(table: Table) -> list[Fraction]:
    """Weigh the cost of each coalition by the orders in which its players come first."""
    size = table.size
    counts = subset_sums([1] * size)
    # In numbers that hold the sum of all costs.
    kind = np.int64 if int(abs(table.costs).max()) << size < 2**60 else object
    costs = table.costs.astype(kind)
    order = np.argsort(counts, kind="stable")
    starts = np.searchsorted(counts[order], range(size + 1))
    by_count = np.add.reduceat(costs[order], starts)
    shares = []
    for place in range(size):
        own = np.where(order >> place & 1, costs[order], 0).astype(kind)
        with_player = np.add.reduceat(own, starts)
        share = 0
        for count in range(1, size + 1):
            before, after = factorial(count - 1), factorial(size - count)
            share += before * after * int(with_player[count])
            rest = int(by_count[count - 1]) - int(with_player[count - 1])
            share -= before * after * rest
        shares.append(Fraction(share, factorial(size) * table.scale))
    return shares
