"""Rules that look at single players, all players, and all but one."""

from collections.abc import Mapping
from fractions import Fraction

from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError, UnsolvedError, shown, unknown_name
from costshare.fairness._coalitions import by_player
from costshare.fairness._game import Game
from costshare.fields import AmountsLike, given_as


def scrb(game: Game, *, benefits: "AmountsLike | None" = None) -> dict[str, Fraction]:
    """Share by separable costs and remaining benefits.

    Each player pays its separable cost, which it adds to all the others. The rest of the cost is
    shared in proportion to the remaining benefits: the benefit of the player, but no more than what
    it costs alone, less its separable cost.

    Parameters
    ----------
    game : Game
        What players cost alone, all together, and all but one; other coalitions may be missing.
    benefits : mapping of str to amount, Series or frame, optional
        What taking part is worth to each player. Without it, the cost alone:
        then it is `alternative_cost_avoided`.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost or a benefit is missing, if a player has a remaining benefit below zero, and if
        there is a cost to share but no remaining benefit.

    References
    ----------
    Federal Inter-Agency River Basin Committee, Proposed Practices for Economic Analysis of River
    Basin Projects ("Green Book"), Washington 1950. Young, H. P., Okada, N. and Hashimoto, T., "Cost
    Allocation in Water Resources Development", Water Resources Research 18, 1982.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.scrb(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    >>> fairness.scrb(game, benefits={"A": 7, "B": 30})
    {'A': Fraction(16, 3), 'B': Fraction(44, 3)}
    """
    justified = given_as(Game, game, "game", "a Game").stand_alone
    if benefits is not None:
        worth = _benefits(benefits, game)
        justified = {name: min(cost, worth[name]) for name, cost in justified.items()}
    separable = game.marginal
    remaining = {name: justified[name] - separable[name] for name in game.players}
    for name, left in remaining.items():
        if left < 0:
            msg = f"remaining benefit of {shown(name)} is {plain(left)}: it adds "
            msg += f"{plain(separable[name])} to the others' cost, more than its justified cost of "
            msg += f"{plain(justified[name])}; leave the player out, or use shapley"
            raise UnsolvedError(msg)
    rest = game.total - sum(separable.values())
    return _in_proportion(rest, remaining, separable, "remaining benefits")


def alternative_cost_avoided(game: Game) -> dict[str, Fraction]:
    """Share by the alternative cost avoided: separable costs, and the rest by what each saves.

    What a player saves is its cost alone less its separable cost. It is `scrb` without benefits.

    Parameters
    ----------
    game : Game
        What players cost alone, all together, and all but one; other coalitions may be missing.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        As `scrb`.

    References
    ----------
    Ransmeier, J. S., The Tennessee Valley Authority, Nashville 1942. Straffin, P. D. and Heaney,
    J. P., "Game Theory and the Tennessee Valley Authority", International Journal of Game Theory
    10, 1981.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.alternative_cost_avoided(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    """
    return scrb(game)


def equal_gains(game: Game) -> dict[str, Fraction]:
    """Share so that each player saves the same amount against its cost alone.

    Parameters
    ----------
    game : Game
        What players cost alone and all together; other coalitions may be missing.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all. One may be below zero where
        a player alone costs less than the equal gain.

    Raises
    ------
    CostshareError
        If a cost is missing.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.equal_gains(game)
    {'A': Fraction(7, 1), 'B': Fraction(13, 1)}
    """
    alone = given_as(Game, game, "game", "a Game").stand_alone
    return share_equal_gains(alone, game.total)


def proportional_gains(game: Game) -> dict[str, Fraction]:
    """Share so that each player saves the same part of its cost alone.

    Parameters
    ----------
    game : Game
        What players cost alone and all together; other coalitions may be missing.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost is missing or a cost alone is below zero, and if there is a cost to share but all
        costs alone are zero.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 12, "B": 18, ("A", "B"): 20})
    >>> fairness.proportional_gains(game)
    {'A': Fraction(8, 1), 'B': Fraction(12, 1)}
    """
    alone = given_as(Game, game, "game", "a Game").stand_alone
    return share_proportional_gains(alone, game.total)


def share_equal_gains(alone: Mapping[str, Fraction], total: Fraction) -> dict[str, Fraction]:
    """Take the same amount from each cost alone."""
    gain = (sum(alone.values()) - total) / len(alone)
    return {name: cost - gain for name, cost in alone.items()}


def share_proportional_gains(alone: Mapping[str, Fraction], total: Fraction) -> dict[str, Fraction]:
    """Take the same part from each cost alone."""
    for name, cost in alone.items():
        if cost < 0:
            msg = f"cost of {shown(name)} alone is {plain(cost)}, below zero; use equal_gains"
            raise UnsolvedError(msg)
    return _in_proportion(total, alone, dict.fromkeys(alone, Fraction(0)), "costs alone")


def _in_proportion(
    rest: Fraction, weights: Mapping[str, Fraction], start: Mapping[str, Fraction], what: str
) -> dict[str, Fraction]:
    """Add a part of the rest to what each pays, in proportion to weights."""
    total = sum(weights.values())
    if rest and not total:
        msg = f"{what} are all zero, so {plain(rest)} cannot be shared by them; use equal_gains"
        raise UnsolvedError(msg)
    factor = rest / total if total else Fraction(0)
    return {name: paid + weights[name] * factor for name, paid in start.items()}


def _benefits(given: AmountsLike, game: Game) -> dict[str, Fraction]:
    """Read the benefit of every player."""
    read = by_player(given, "benefits", "benefits", name="name in benefits")
    if unknown := [name for name in read if name not in game.players]:
        raise unknown_name("player in benefits:", unknown[0], game.players)
    if missing := [name for name in game.players if name not in read]:
        msg = f"benefit of {shown(missing[0])} is missing; add it to benefits"
        raise CostshareError(msg)
    return {name: read_amount(value, f"benefit of {shown(name)}") for name, value in read.items()}
