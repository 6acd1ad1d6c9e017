"""Games to try, and what their solutions are by other formulas."""

from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from math import factorial

from hypothesis import strategies as st

from costshare import fairness
from costshare.linear import Span

NAMES = ("A", "B", "C", "D", "E")


def coalitions(players):
    """Every coalition of one player or more, the smallest first."""
    return [group for count in range(1, len(players) + 1) for group in combinations(players, count)]


@st.composite
def games(draw, least=1, most=4, costs=None):
    """Costs of any shape."""
    players = NAMES[: draw(st.integers(least, most))]
    amounts = st.integers(-5, 20) if costs is None else costs
    return fairness.Game(players, {group: draw(amounts) for group in coalitions(players)})


@st.composite
def usual_games(draw, least=1, most=4):
    """Together players cost no more than each alone."""
    players = NAMES[: draw(st.integers(least, most))]
    alone = {name: draw(st.integers(0, 12)) for name in players}
    cost = {
        group: draw(st.integers(0, sum(alone[name] for name in group)))
        if len(group) > 1
        else alone[group[0]]
        for group in coalitions(players)
    }
    return fairness.Game(players, cost)


def shapley_by_orders(game):
    """The mean of what each player adds, order by order."""
    paid = dict.fromkeys(game.players, Fraction(0))
    for order in permutations(game.players):
        before = Fraction(0)
        for place, name in enumerate(order, 1):
            cost = game.cost(order[:place])
            paid[name] += cost - before
            before = cost
    return {name: each / factorial(len(game.players)) for name, each in paid.items()}


def excess(game, amounts, group):
    return sum(amounts[name] for name in group) - game.cost(group)


def weights_of(collection, size):
    """The only weights with which every player takes part once in all; None without such."""
    count = len(collection)
    # Each row: the coefficient of each coalition for one player, and 1.
    rows = [[int(place in group) for group in collection] + [1] for place in range(size)]
    span = Span(count + 1)
    for row in rows:
        span.add(row)
    if span.rank != count or (*[0] * count, 1) in span:
        return None
    right = span.orthogonal()[0]
    return [Fraction(-each, right[-1]) for each in right[:-1]]


@cache
def minimal_balanced(size):
    """The smallest collections of coalitions in which weights above zero make all players equal."""
    groups = [frozenset(group) for group in coalitions(range(size))[:-1]]
    found = []
    for count in range(1, size + 1):
        for collection in combinations(groups, count):
            weights = weights_of(collection, size)
            if weights and min(weights) > 0:
                found.append(frozenset(collection))
    return found


def kohlberg(game, amounts, *, individual=True, per_capita=False):
    """Kohlberg's criterion (1971), by minimal balanced collections.

    The coalitions with at least a certain excess, beside players who pay as much as alone, must be
    a union of such collections, at every excess.
    """
    place = {name: at for at, name in enumerate(game.players)}
    every = {
        frozenset(place[name] for name in group): excess(game, amounts, group)
        / (len(group) if per_capita else 1)
        for group in coalitions(game.players)[:-1]
    }
    if individual and any(amounts[name] > game.cost(name) for name in game.players):
        return False
    tight = {
        frozenset([place[name]])
        for name in game.players
        if individual and amounts[name] == game.cost(name)
    }
    for level in set(every.values()):
        high = {group for group, value in every.items() if value >= level}
        within = [each for each in minimal_balanced(len(place)) if each <= high | tight]
        if not high <= frozenset().union(*within):
            return False
    return sum(amounts.values()) == game.total
