"""A cost game: what it costs to serve any of the players together, without the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import or_
from typing import Any

from costshare.amounts import Amount, is_any_frame, items_of, read_amount
from costshare.errors import CostshareError, UnsolvedError, shown
from costshare.fairness._coalitions import (
    name_of,
    names_in,
    read_coalition,
    read_costs,
    read_players,
)
from costshare.fairness._floats import noise_of
from costshare.fairness._property import Properties, Property, balanced, essential
from costshare.fairness._table import Table
from costshare.fairness._tree import Tree
from costshare.fields import has_names

Coalition = Iterable[str] | str
CostFunction = Callable[[frozenset[str]], Amount]

MOST_PLAYERS = 20  # of whom there are a million coalitions
_MOST_NAMED = 3


class Game:
    """What it costs to serve any players together, without the others.

    Costs may be below zero: a game of gains is the game of these costs negated.

    Parameters
    ----------
    players : iterable of str
        Names of the players: members, services, purposes.
    cost : mapping or callable
        Cost of every coalition by its players, ``{"A": 12, ("A", "B"): 20, …}``; or a function of a
        frozenset of their names, which is called for the coalitions that a solution looks at. No
        players cost nothing.

    Attributes
    ----------
    players : tuple of str
        Names of the players, in order.

    Raises
    ------
    CostshareError
        If there are no players, a player is repeated or unknown, a coalition comes twice, and if a
        cost is not an exact amount. A cost that is missing is an error where it is first needed.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> game
    <Game of A, B>
    >>> game.cost(["B", "A"]), game.saving(["A", "B"])
    (Fraction(20, 1), Fraction(10, 1))
    >>> fairness.shapley(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    """

    def __init__(
        self, players: Iterable[str], cost: Mapping[Any, Amount] | CostFunction | Tree
    ) -> None:
        self.players = read_players(players)
        self._places = {name: place for place, name in enumerate(self.players)}
        self._tree = cost if isinstance(cost, Tree) else None
        self._function: Callable[[int], Fraction] | None = None
        self._given: CostFunction | None = None
        self._known: dict[int, Fraction] = {0: Fraction(0)}
        self.noise = Fraction(0)
        if isinstance(cost, Tree):
            self._function = cost.cost
        elif has_names(cost) and not is_any_frame(cost):
            self._known = read_costs(cost, self._places, "cost")
            self.noise = noise_of(value for _, value in items_of(cost))
        elif callable(cost):
            self._function, self._given = self._called(cost), cost
        else:
            msg = f"cost is of type {type(cost).__name__}; pass costs by coalition, like "
            raise CostshareError(f"{msg}{{('A', 'B'): 34}}, or a function of a frozenset of names")

    def cost(self, coalition: Coalition) -> Fraction:
        """Return the cost of some players together.

        Parameters
        ----------
        coalition : iterable of str, or str
            Names of the players, or the name of one.

        Raises
        ------
        CostshareError
            If a player is unknown or repeated, and if the cost is missing.
        """
        return self.cost_of(read_coalition(coalition, self._places, "coalition"))

    def saving(self, coalition: Coalition) -> Fraction:
        """Return how much less some players cost together than each alone.

        Raises
        ------
        CostshareError
            As `cost`.
        """
        asked = read_coalition(coalition, self._places, "coalition")
        alone = (self.cost_of(1 << self._places[name]) for name in names_in(self.players, asked))
        return sum(alone, -self.cost_of(asked))

    @property
    def total(self) -> Fraction:
        """Cost of all players together, which a solution shares."""
        return self.cost_of((1 << len(self.players)) - 1)

    @property
    def stand_alone(self) -> dict[str, Fraction]:
        """Cost of each player alone."""
        return {name: self.cost_of(1 << place) for name, place in self._places.items()}

    @property
    def marginal(self) -> dict[str, Fraction]:
        """Cost that each player adds to all the others: the separable cost."""
        everyone = (1 << len(self.players)) - 1
        return {
            name: self.total - self.cost_of(everyone ^ 1 << place)
            for name, place in self._places.items()
        }

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Coalitions whose cost was not given, the smallest first; empty where a function gives it.

        Raises
        ------
        CostshareError
            If the game has more than 20 players.
        """
        return tuple(names_in(self.players, each) for each in self._missing())

    @property
    def is_monotone(self) -> Property:
        """Whether no coalition costs more than a larger one.

        Raises
        ------
        CostshareError
            If a cost is missing, or the game has more than 20 players.
        """
        return self._properties.monotone()

    @property
    def is_subadditive(self) -> Property:
        """Whether no two coalitions without common players cost more together than apart.

        Raises
        ------
        CostshareError
            As `is_monotone`, and for more than 16 players where costs are not concave.
        """
        return self._properties.subadditive()

    @property
    def is_concave(self) -> Property:
        """Whether a player adds less cost, or as much, the more players are there already.

        Then the core is not empty, and the Shapley value lies in it (Shapley 1971).

        Raises
        ------
        CostshareError
            As `is_monotone`.
        """
        return self._properties.concave()

    @property
    def is_essential(self) -> Property:
        """Whether all players together cost less than each alone.

        Raises
        ------
        CostshareError
            If the cost of a player alone, or of all, is missing.
        """
        return essential(self.stand_alone, self.total, self.noise)

    @property
    def is_balanced(self) -> Property:
        """Whether the core is not empty (Bondareva 1963, Shapley 1967).

        Raises
        ------
        CostshareError
            As `is_monotone`; an `airport`, a `tree` and a `joint_procurement` may have any number
            of players.
        """
        if self._tree:
            return balanced()
        return self._properties.balanced()

    def __repr__(self) -> str:
        listed = self.players[:5]
        more = len(self.players) - len(listed)
        return f"<Game of {', '.join(listed)}{f' and {more} more' if more else ''}>"

    @cached_property
    def _properties(self) -> Properties:
        table = self.table
        return Properties(self.players, table, self.noise)

    @cached_property
    def table(self) -> Table:
        """Cost of every coalition, by the bits of its number; for the solutions."""
        if missing := self._missing():
            raise self._no_cost(missing)
        if self._tree:
            return self._tree.table()
        costs = [self.cost_of(each) for each in range(1 << len(self.players))]
        return Table.of(len(self.players), costs)

    @property
    def is_complete(self) -> bool:
        """Whether all costs are known, of so few players that all coalitions are looked at."""
        few = len(self.players) <= MOST_PLAYERS
        return few and (self._function is not None or len(self._known) == 1 << len(self.players))

    def some_coalitions(self) -> Iterable[int]:
        """The coalitions that can be looked at where the game is not complete."""
        if self._function is None:
            return list(self._known)
        everyone, alone = (1 << len(self.players)) - 1, [1 << at for at in self._places.values()]
        return [*alone, *(everyone ^ each for each in alone)]

    @property
    def tree(self) -> Tree | None:
        """The segments that the costs are sums of, where the game was made of segments."""
        return self._tree

    def cost_of(self, coalition: int) -> Fraction:
        """Return the cost of the coalition whose players are the bits of a number."""
        cost = self._known.get(coalition)
        if cost is None:
            if self._function is None:
                raise self._no_cost([coalition])
            cost = self._function(coalition)
            # Of many players, no coalition is likely to be asked for again.
            if len(self.players) <= MOST_PLAYERS:
                self._known[coalition] = cost
        return cost

    def costs_along(self, order: Sequence[int]) -> list[Fraction]:
        """The cost of those who have come, after each arrival in an order of the players."""
        if self._given is None or len(self.players) <= MOST_PLAYERS:
            return [self.cost_of(each) for each in accumulate((1 << at for at in order), or_)]
        come: list[str] = []
        costs = []
        for at in order:
            come.append(self.players[at])
            costs.append(self._ask(self._given, come))
        return costs

    def _called(self, function: CostFunction) -> Callable[[int], Fraction]:
        """Read what a function gives for a coalition."""
        return lambda coalition: self._ask(function, names_in(self.players, coalition))

    def _ask(self, function: CostFunction, names: Sequence[str]) -> Fraction:
        """Ask a function for the cost of some players."""
        given = function(frozenset(names))
        if isinstance(given, float):
            self.noise = max(self.noise, noise_of([given]))
        try:
            return read_amount(given, "cost")
        except CostshareError:
            # A long name is written only where it is read.
            named = " + ".join(sorted(names, key=self._places.__getitem__))
            return read_amount(given, f"cost of {shown(named)}")

    def _missing(self) -> list[int]:
        """The coalitions without a cost, the smallest first."""
        size = len(self.players)
        if size > MOST_PLAYERS:
            msg = f"{size} players have 2 ** {size} coalitions; pass at most {MOST_PLAYERS}, or "
            raise UnsolvedError(msg + "estimate the Shapley value by fairness.estimate_shapley")
        if self._function is not None or len(self._known) == 1 << size:
            return []
        missing = [each for each in range(1 << size) if each not in self._known]
        return sorted(missing, key=int.bit_count)

    def _no_cost(self, missing: list[int]) -> UnsolvedError:
        """Build the error that names coalitions without a cost."""
        named = [shown(name_of(self.players, each)) for each in missing[:_MOST_NAMED]]
        more = len(missing) - len(named)
        rest = f" and {more} more" if more else ""
        key = names_in(self.players, missing[0])
        return UnsolvedError(
            f"cost of {', '.join(named)}{rest} is missing; add cost[{key!r}], or use "
            "fairness.stand_alone, in which coalitions without an own cost save nothing"
        )
