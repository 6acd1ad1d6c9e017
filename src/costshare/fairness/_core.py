"""The core: shares by which no coalition pays more than it would cost alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from costshare.amounts import read_amount
from costshare.errors import CostshareError, shown
from costshare.fairness._coalitions import by_player, names_in
from costshare.fairness._floats import noise_of, refuse_noise
from costshare.fairness._game import Game
from costshare.fairness._table import subset_sums
from costshare.fields import NO_OTHER_FIELDS, AmountsLike, Exact, find_name, given_as

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Blocking:
    """A coalition that would cost less alone than it pays.

    Attributes
    ----------
    coalition : tuple of str
        Names of its players.
    cost : Fraction
        What it would cost without the others.
    pays : Fraction
        What it pays.
    excess : Fraction
        How much more it pays: what it loses to the others.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    coalition: tuple[str, ...]
    cost: Exact
    pays: Exact

    @property
    def excess(self) -> Fraction:
        """How much more the coalition pays than it would cost alone."""
        return self.pays - self.cost


def in_core(game: Game, amounts: AmountsLike) -> bool:
    """Return whether amounts cover the cost of all, and no coalition pays more than alone.

    Parameters
    ----------
    game : Game
        What any players cost together.
    amounts : mapping of str to amount, Series or frame
        What each player pays: a solution, or fees.

    Raises
    ------
    CostshareError
        If an amount or a cost is missing, a player is unknown, or the answer depends on the last
        digits of floats, such as those of 0.1 + 0.2.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.in_core(game, {"A": 10, "B": 10}), fairness.in_core(game, {"A": 13, "B": 7})
    (True, False)
    """
    paid = read_amounts(amounts, given_as(Game, game, "game", "a Game"))
    noise, rest = noise_in(amounts), game.total - sum(paid.values())
    refuse_noise(rest, game.noise + noise)
    return not rest and most_blocking(game, paid, noise) is None


def blocking(game: Game, amounts: AmountsLike) -> Blocking | None:
    """Find the coalition that loses most: it pays more than it would cost alone.

    Parameters
    ----------
    game : Game
        What any players cost together.
    amounts : mapping of str to amount, Series or frame
        What each player pays: a solution, or fees.

    Returns
    -------
    Blocking or None
        The coalition with the largest excess above zero; in a tie one of the fewest players, and
        then the first listed. None if no coalition pays more than alone.

    Raises
    ------
    CostshareError
        As `in_core`.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> found = fairness.blocking(game, {"A": 13, "B": 7})
    >>> found.coalition, found.excess
    (('A',), Fraction(1, 1))
    """
    paid = read_amounts(amounts, given_as(Game, game, "game", "a Game"))
    return most_blocking(game, paid, noise_in(amounts))


def most_blocking(game: Game, paid: Mapping[str, Fraction], noise: Fraction) -> Blocking | None:
    """The coalition with the largest excess above zero; `noise` is that of the amounts."""
    if game.tree:
        return _blocking(game, game.tree.most_blocking(list(paid.values())), paid, noise)
    table = game.table
    scale = lcm(table.scale, *(each.denominator for each in paid.values()))
    largest = int(abs(table.costs).max()) * (scale // table.scale)
    pays = subset_sums([int(paid[name] * scale) for name in game.players], max(largest, scale))
    excess = pays - table.costs.astype(pays.dtype) * (scale // table.scale)
    most = int(excess.max())
    return _blocking(game, _first((excess == most).nonzero()[0].tolist()), paid, noise)


def known_blocking(
    game: Game, paid: Mapping[str, Fraction], noise: Fraction = _ZERO
) -> Blocking | None:
    """The same among the coalitions that can be looked at, where some costs are not known."""
    if game.tree or game.is_complete:
        return most_blocking(game, paid, noise)
    excesses = {
        each: sum((paid[name] for name in names_in(game.players, each)), -game.cost_of(each))
        for each in game.some_coalitions()
    }
    most = max(excesses.values())
    first = _first(each for each, excess in excesses.items() if excess == most)
    return _blocking(game, first, paid, noise)


def _first(coalitions: Iterable[int]) -> int:
    """Choose the coalition of the fewest players, and then the first listed."""
    return min(coalitions, key=lambda each: (each.bit_count(), each))


def _blocking(
    game: Game, coalition: int, paid: Mapping[str, Fraction], noise: Fraction
) -> Blocking | None:
    """State what a coalition costs and pays; None if it pays no more."""
    names = names_in(game.players, coalition)
    found = Blocking(names, game.cost_of(coalition), sum((paid[each] for each in names), _ZERO))
    refuse_noise(max(found.excess, _ZERO), game.noise + noise)
    return found if found.excess > 0 else None


def read_amounts(given: AmountsLike, game: Game, what: str = "amounts") -> dict[str, Fraction]:
    """Read what every player pays."""
    read = by_player(given, what, "amounts", name=f"name in {what}")
    named = {find_name(f"player in {what}:", name, game.players): read[name] for name in read}
    if missing := [name for name in game.players if name not in named]:
        msg = f"amount of {shown(missing[0])} is missing in {what}; add it"
        raise CostshareError(msg)
    return {
        name: read_amount(named[name], f"amount of {shown(name)} in {what}")
        for name in game.players
    }


def noise_in(amounts: AmountsLike) -> Fraction:
    """Return how far amounts may be off that were computed in floats."""
    return noise_of(by_player(amounts, "amounts", "amounts").values())
