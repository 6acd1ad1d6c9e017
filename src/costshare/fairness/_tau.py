"""The τ-value: between the least and the most that each player can be asked for."""

from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import UnsolvedError, shown
from costshare.fairness._game import Game
from costshare.fairness._table import subset_sums
from costshare.fields import given_as


def tau_value(game: Game) -> dict[str, Fraction]:
    """Compute the τ-value: the same step for all from the least to the most that each can be asked.

    The least is the separable cost of a player. The most is what is left for the player of the cost
    of a coalition whose other players pay the least, in the coalition where that is smallest. Where
    costs are concave it is `alternative_cost_avoided`.

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
        If a cost is missing, if the game has more than 20 players, and if it is not quasi-balanced:
        the least of a player is above its most, or the cost of all is above the sum of the most.

    References
    ----------
    Tijs, S. H., "Bounds for the Core and the τ-Value", in Game Theory and Mathematical Economics,
    1981. Tijs, S. H. and Driessen, T. S. H., "Game Theory and Cost Allocation Problems",
    Management Science 32, 1986.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.tau_value(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    """
    table = given_as(Game, game, "game", "a Game").table
    least = game.marginal
    whole = [int(each * table.scale) for each in least.values()]
    # What each coalition costs beyond the least of its players.
    beyond = -subset_sums(whole, int(abs(table.costs).max()))
    beyond = beyond + table.costs.astype(beyond.dtype)
    room: dict[str, Fraction] = {}
    for place, name in enumerate(game.players):
        smallest = min((beyond[table.without(place) | 1 << place]).tolist())
        room[name] = Fraction(smallest, table.scale)
        if smallest < 0:
            msg = f"{shown(name)} adds {plain(least[name])} to the cost of the others, more than "
            msg += f"it can be asked for, {plain(least[name] + room[name])}; the τ-value is not "
            raise UnsolvedError(msg + "defined, so use prenucleolus or shapley")
    rest = game.total - sum(least.values())
    most = sum(room.values(), Fraction(0))
    # It is not below zero: all players together are one of the coalitions that room is found in.
    if rest > most:
        msg = f"all players can be asked for {plain(game.total - rest + most)} at most, less than "
        msg += f"the cost of all, {plain(game.total)}; the τ-value is not defined, so use "
        raise UnsolvedError(msg + "prenucleolus or shapley")
    step = rest / most if most else Fraction(0)
    return {name: least[name] + step * room[name] for name in game.players}
