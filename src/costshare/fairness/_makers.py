"""Games made of facts: segments, links, fixed and variable costs, and costs of known groups."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from costshare.amounts import Amount, is_any_frame, items_of, plain, read_amount, take_items
from costshare.errors import CostshareError, shown
from costshare.fairness._coalitions import by_player, name_of, read_costs, read_players
from costshare.fairness._floats import noise_of
from costshare.fairness._game import Game
from costshare.fairness._tree import ROOT, Tree, chain
from costshare.fields import AmountsLike, find_name, given_mapping, read_by_name, read_name

_GROUPS = "groups", "costs by group, like {('A', 'B'): 12}"


def airport(costs: AmountsLike) -> Game:
    """Make the game of a runway, a road or a cable whose cost the largest player decides.

    Some players together cost as much as the most expensive of them alone (Littlechild and Owen
    1973). It may have any number of players for `shapley`.

    Parameters
    ----------
    costs : mapping of str to amount, Series or frame
        What each player costs alone, zero or more; of a frame the one column beside the names.

    Raises
    ------
    CostshareError
        If there are no players, and if a cost is not an amount of zero or more.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.shapley(fairness.airport({"A": 3, "B": 9, "C": 12}))
    {'A': Fraction(1, 1), 'B': Fraction(4, 1), 'C': Fraction(7, 1)}
    """
    given = by_player(costs, "costs", "costs")
    read = _costs_by_player(given, "costs")
    return _noted(Game(list(read), chain(list(read.values()))), given.values())


def tree(links: Mapping[str, tuple[str | None, Amount]], *, players: Any = None) -> Game:
    """Make the game of a fixed network without circles: a line, a pipe, stages of a service.

    Some players together cost what the links from them to the root cost. It may have any number of
    players for `shapley` (Megiddo 1978).

    Parameters
    ----------
    links : mapping of str to (str or None, amount)
        By place, the next place on the way to the root (None for the root) and the cost of the link
        to it.
    players : iterable of str, optional
        The places where a player is; without it every place has one.

    Raises
    ------
    CostshareError
        If a place is unknown, links form a circle, and if a cost is not an amount of zero or more.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.tree({"A": (None, 6), "B": ("A", 4), "C": ("A", 1)})
    >>> fairness.shapley(game)
    {'A': Fraction(2, 1), 'B': Fraction(6, 1), 'C': Fraction(3, 1)}
    """
    way_out = "links like {'A': (None, 6)}"
    if is_any_frame(links):
        given_mapping(links, "links", way_out)
    read = read_by_name(links, "links", name="place", way_out=way_out)
    before: dict[str, str | None] = {}
    costs: dict[str, Fraction] = {}
    given = []
    for name, link in read.items():
        pair = take_items(link, f"link of {shown(name)}", "a place and a cost")
        if len(pair) != 2:
            msg = f"link of {shown(name)} has {len(pair)} items; pass the next place and the cost"
            raise CostshareError(msg)
        to = None if pair[0] is None else find_name(f"place in link of {name}:", pair[0], read)
        before[name], costs[name] = to, _cost(pair[1], f"cost of the link of {shown(name)}")
        given.append(pair[1])
    order = _from_the_root(before)
    at: dict[str | None, int] = {None: ROOT, **{name: place for place, name in enumerate(order)}}
    named = read_players(list(read) if players is None else players)
    homes = tuple(at[find_name("player in links:", name, read)] for name in named)
    segments = tuple(costs[name] for name in order)
    game = Game(named, Tree(tuple(at[before[name]] for name in order), segments, homes))
    return _noted(game, given)


def _from_the_root(before: Mapping[str, str | None]) -> list[str]:
    """Order places so that each comes after the next one on its way to the root."""
    order: dict[str, None] = {}
    for name in before:
        way: dict[str | None, None] = {}
        place: str | None = name
        while place is not None and place not in order:
            if place in way:
                circle = " → ".join(shown(each) for each in [*way, place])
                msg = f"links {circle} form a circle; let one of them lead to the root (None)"
                raise CostshareError(msg)
            way[place] = None
            place = before[place]
        order.update(dict.fromkeys(each for each in reversed(way) if each is not None))
    return list(order)


def joint_procurement(fixed: Amount, variable: AmountsLike) -> Game:
    """Make the game of a procurement: a fixed cost once, and the variable cost of each player.

    Some players together pay the fixed cost once. It may have any number of players for `shapley`.

    Parameters
    ----------
    fixed : amount
        Cost of a procurement, however many take part; zero or more.
    variable : mapping of str to amount, Series or frame
        Cost that each player adds; of a frame the one column beside the names.

    Raises
    ------
    CostshareError
        If there are no players, and if a cost is not an amount of zero or more.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.joint_procurement(300, {"Boden": 20, "Luleå": 80, "Piteå": 50})
    >>> game.cost(["Boden", "Luleå"]), fairness.shapley(game)["Luleå"]
    (Fraction(400, 1), Fraction(180, 1))
    """
    once = _cost(fixed, "fixed cost")
    given = by_player(variable, "variable", "costs")
    read = _costs_by_player(given, "variable")
    upstream = (ROOT, *(0 for _ in read))
    game = Game(list(read), Tree(upstream, (once, *read.values()), tuple(range(1, len(read) + 1))))
    return _noted(game, [fixed, *given.values()])


def spanning_tree(costs: Mapping[Any, Amount], *, source: str = "source") -> Game:
    """Make the game of a network that is yet to be built, at the lowest cost.

    Some players together build the cheapest network that connects them with the source, over links
    between each other and the source alone (Claus and Kleitman 1973, Bird 1976).

    Parameters
    ----------
    costs : mapping of (str, str) to amount
        Cost of each link between two places, one of which may be the source.
    source : str, default "source"
        Name of the place that all must reach.

    Raises
    ------
    CostshareError
        If a link does not have two places or comes twice, if no link leads to the source, and if a
        cost is not an amount of zero or more. A coalition that no links connect is an error where
        its cost is needed.

    Examples
    --------
    >>> from costshare import fairness
    >>> links = {("source", "A"): 6, ("source", "B"): 7, ("A", "B"): 2}
    >>> game = fairness.spanning_tree(links)
    >>> game.total, fairness.nucleolus(game)
    (Fraction(8, 1), {'A': Fraction(7, 2), 'B': Fraction(9, 2)})
    """
    root = read_name(source, what="source")
    links: dict[frozenset[str], Fraction] = {}
    for key, value in items_of(given_mapping(costs, "costs", "costs of links by two places")):
        several = not isinstance(key, str)
        ends = (
            [read_name(each, what="place") for each in take_items(key, "link", "places")]
            if several
            else [key]
        )
        if len(set(ends)) != 2 or len(ends) != 2:
            msg = f"link {shown(key)} in costs does not have two places; pass ('A', 'B')"
            raise CostshareError(msg)
        link = frozenset(ends)
        if link in links:
            msg = f"link {' – '.join(map(shown, ends))} comes twice in costs; remove one"
            raise CostshareError(msg)
        links[link] = _cost(value, f"cost of the link {' – '.join(map(shown, ends))}")
    places = dict.fromkeys(each for key in costs for each in map(read_name, key))
    if root not in places:
        msg = f"source {shown(root)} is in no link of costs; name it as source= or add its links"
        raise CostshareError(msg)
    cheapest = sorted(links.items(), key=lambda link: link[1])

    def cost(coalition: frozenset[str]) -> Fraction:
        return _shortest(cheapest, coalition, root)

    game = Game([name for name in places if name != root], cost)
    return _noted(game, _values(costs))


def _shortest(
    links: list[tuple[frozenset[str], Fraction]], coalition: frozenset[str], root: str
) -> Fraction:
    """The cost of the cheapest links that connect some players with the root (Kruskal 1956)."""
    part = {name: name for name in (*coalition, root)}

    def find(name: str) -> str:
        while part[name] != name:
            name = part[name]
        return name

    total, left = Fraction(0), len(coalition)
    for link, cost in links:
        if left and link <= part.keys():
            one, other = map(find, link)
            if one != other:
                part[one] = other
                total += cost
                left -= 1
    if left:
        named = shown(" + ".join(sorted(coalition)))
        msg = f"no links of costs connect {named} with {shown(root)}; add a link"
        raise CostshareError(msg)
    return total


def stand_alone(
    costs: AmountsLike, together: Amount, *, groups: Mapping[Any, Amount] | None = None
) -> Game:
    """Make a game of what is known: costs alone, the cost together, and costs of some groups.

    Players who do without the others cost as little as the known groups, and players alone, can
    make it: a group whose own cost is not known saves nothing. That is an assumption, and groups
    that would save something can block shares that are in the core of this game.

    Parameters
    ----------
    costs : mapping of str to amount, Series or frame
        Cost of each player alone; of a frame the one column beside the names.
    together : amount
        Cost of all players together.
    groups : mapping of tuple of str to amount, optional
        Cost of some players together, without the others.

    Raises
    ------
    CostshareError
        If there are no players, if a group has an unknown or a repeated player or comes twice, if a
        group has all players, and if a cost is not an exact amount.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.stand_alone({"A": 10, "B": 8, "C": 5}, 15, groups={("A", "B"): 12})
    >>> game.cost(["A", "B"]), game.cost(["B", "C"]), game.saving(["A", "B", "C"])
    (Fraction(12, 1), Fraction(13, 1), Fraction(8, 1))
    """
    alone = by_player(costs, "costs", "costs")
    players = read_players(list(alone))
    place = {name: at for at, name in enumerate(players)}
    known = read_costs({} if groups is None else given_mapping(groups, *_GROUPS), place, "groups")
    for group in known:
        if group.bit_count() in {1, len(players)}:
            way = "costs" if group.bit_count() == 1 else "together"
            msg = f"groups has a cost of {shown(name_of(players, group))}; pass it as {way}"
            raise CostshareError(msg)
    total = read_amount(together, "cost together")
    for name, cost in alone.items():
        known[1 << place[name]] = read_amount(cost, f"costs: cost of {shown(name)}")
    by_first: dict[int, list[tuple[int, Fraction]]] = {}
    for group, cost in known.items():
        by_first.setdefault(group & -group, []).append((group, cost))
    found = {0: Fraction(0)}

    def cheapest(coalition: int) -> Fraction:
        if coalition not in found:
            found[coalition] = min(
                cost + cheapest(coalition ^ group)
                for group, cost in by_first[coalition & -coalition]
                if group & coalition == group
            )
        return found[coalition]

    def cost_of(coalition: frozenset[str]) -> Fraction:
        if len(coalition) == len(players):
            return total
        return cheapest(sum(1 << place[name] for name in coalition))

    stated = [*alone.values(), together, *_values({} if groups is None else groups)]
    return _noted(Game(players, cost_of), stated)


def _noted(game: Game, amounts: Iterable[Any]) -> Game:
    """Note the noise of the floats among amounts that the costs of a game are made of."""
    game.noise = noise_of(amounts)
    return game


def _values(given: Any) -> list[Any]:
    """The values of a mapping or a Series, as they were given."""
    return [value for _, value in items_of(given)]


def _costs_by_player(given: Mapping[str, Any], what: str) -> dict[str, Fraction]:
    """Read a cost of zero or more for each player."""
    return {name: _cost(value, f"{what}: cost of {shown(name)}") for name, value in given.items()}


def _cost(value: object, what: str) -> Fraction:
    """Read a cost of zero or more."""
    cost = read_amount(value, what)
    if cost < 0:
        msg = f"{what} is {plain(cost)}, below zero; it must be zero or more"
        raise CostshareError(msg)
    return cost
