"""The core: shares by which no coalition pays more than it would cost alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from costshare.amounts import AmountByName, read_amount
from costshare.errors import CostshareError, shown
from costshare.fairness._coalitions import names_in
from costshare.fairness._game import Game
from costshare.fairness._table import subset_sums
from costshare.fields import NO_OTHER_FIELDS, Exact, find_name, given_as, read_by_name


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


def in_core(game: Game, amounts: AmountByName) -> bool:
    """Return whether amounts cover the cost of all, and no coalition pays more than alone.

    Parameters
    ----------
    game : Game
        What any players cost together.
    amounts : mapping of str to amount
        What each player pays: a solution, or fees.

    Raises
    ------
    CostshareError
        If an amount or a cost is missing, or a player is unknown.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.in_core(game, {"A": 10, "B": 10}), fairness.in_core(game, {"A": 13, "B": 7})
    (True, False)
    """
    paid = read_amounts(amounts, given_as(Game, game, "game", "a Game"))
    return sum(paid.values()) == game.total and most_blocking(game, paid) is None


def blocking(game: Game, amounts: AmountByName) -> Blocking | None:
    """Find the coalition that loses most: it pays more than it would cost alone.

    Parameters
    ----------
    game : Game
        What any players cost together.
    amounts : mapping of str to amount
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
    return most_blocking(game, read_amounts(amounts, given_as(Game, game, "game", "a Game")))


def most_blocking(game: Game, paid: Mapping[str, Fraction]) -> Blocking | None:
    """The coalition with the largest excess above zero."""
    table = game.table
    scale = lcm(table.scale, *(each.denominator for each in paid.values()))
    largest = int(abs(table.costs).max()) * (scale // table.scale)
    pays = subset_sums([int(paid[name] * scale) for name in game.players], max(largest, scale))
    excess = pays - table.costs.astype(pays.dtype) * (scale // table.scale)
    most = int(excess.max())
    if most <= 0:
        return None
    found = min((excess == most).nonzero()[0].tolist(), key=lambda each: (each.bit_count(), each))
    return Blocking(
        names_in(game.players, found), table.cost(found), Fraction(int(pays[found]), scale)
    )


def read_amounts(given: object, game: Game, what: str = "amounts") -> dict[str, Fraction]:
    """Read what every player pays."""
    read = read_by_name(given, what, way_out="amounts by player, like {'A': 7}")
    named = {find_name(f"player in {what}:", name, game.players): read[name] for name in read}
    if missing := [name for name in game.players if name not in named]:
        msg = f"amount of {shown(missing[0])} is missing in {what}; add it"
        raise CostshareError(msg)
    return {
        name: read_amount(named[name], f"amount of {shown(name)} in {what}")
        for name in game.players
    }
