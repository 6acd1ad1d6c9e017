"""Coalitions as people name them, and as numbers whose bits are the players."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from costshare.amounts import each_once, items_of, plain, read_amount, take_items
from costshare.errors import CostshareError, shown
from costshare.fairness._table import places_in
from costshare.fields import AmountsLike, find_name, name_of_label, read_amounts_by_name
from costshare.words import join


def in_order(given: object, what: str, of: str) -> list[Any]:
    """Take the items of a list; refuse a set, whose order is another one in each run."""
    if isinstance(given, set | frozenset):
        msg = f"{what} are a {type(given).__name__}, which has no order; pass a list of {of}"
        raise CostshareError(msg)
    return take_items(given, what, of)


def read_players(players: object) -> tuple[str, ...]:
    """Read the names of players, each once."""
    names = in_order(players, "players", "names")
    if not names:
        msg = "players are empty; a game needs at least one player"
        raise CostshareError(msg)
    read = tuple(name_of_label(name, what="player") for name in names)
    each_once("player:", read)
    return read


def by_player(given: AmountsLike, what: str, of: str, *, name: str = "player") -> dict[str, Any]:
    """Read amounts by player, which stay as given; of a frame the one column beside the names."""
    return read_amounts_by_name(given, what, name=name, way_out=f"{of} by player, like {{'A': 7}}")


def read_coalition(key: object, places: Mapping[str, int], what: str) -> int:
    """Read the names of some players, or of one; `places` has the position of each player."""
    several = isinstance(key, Iterable) and not isinstance(key, str)
    names = take_items(key, what, "names of players") if several else [key]
    coalition = 0
    for name in names:
        place = places.get(name) if type(name) is str else None
        if place is None:
            place = places[find_name(f"player in {what}:", name, places)]
        if coalition >> place & 1:
            msg = f"{what} {shown(' + '.join(map(shown, names)))} has a player twice; remove one"
            raise CostshareError(msg)
        coalition |= 1 << place
    return coalition


def read_costs(given: Any, places: Mapping[str, int], what: str) -> dict[int, Fraction]:
    """Read costs by coalition, each once; no players cost nothing."""
    players, read = list(places), {0: Fraction(0)}
    listed = []
    for key, value in items_of(given):
        coalition = read_coalition(key, places, f"coalition in {what}")
        listed.append(coalition)
        named = shown(name_of(players, coalition)) if coalition else "no players"
        name = f"cost of {named}" if what == "cost" else f"cost of {named} in {what}"
        cost = read_amount(value, name)
        if cost and not coalition:
            msg = f"{name} is {plain(cost)}; it must be 0, so leave it out"
            raise CostshareError(msg)
        read[coalition] = cost
    if len(set(listed)) < len(listed):
        each_once("cost of", [name_of(players, each) for each in listed])
    return read


def names_in(players: Sequence[str], coalition: int) -> tuple[str, ...]:
    """The names of the players in a coalition."""
    return tuple(players[place] for place in places_in(coalition))


def name_of(players: Sequence[str], coalition: int) -> str:
    """The names of the players in a coalition, with "+" between them."""
    return join(" + ", names_in(players, coalition))
