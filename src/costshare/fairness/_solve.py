"""A solution by its name, and what it gives in whole units."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from costshare.amounts import Amount, Unit, plain, read_word
from costshare.apportionment import apportion
from costshare.errors import CostshareError
from costshare.fairness._core import read_amounts
from costshare.fairness._egalitarian import dutta_ray
from costshare.fairness._gains import (
    alternative_cost_avoided,
    equal_gains,
    proportional_gains,
    scrb,
)
from costshare.fairness._game import Game
from costshare.fairness._nucleolus import nucleolus, per_capita_nucleolus, prenucleolus
from costshare.fairness._shapley import shapley
from costshare.fairness._tau import tau_value
from costshare.fields import AmountsLike, given_as

Rule = Literal[
    "shapley",
    "nucleolus",
    "per_capita_nucleolus",
    "prenucleolus",
    "tau_value",
    "dutta_ray",
    "scrb",
    "alternative_cost_avoided",
    "equal_gains",
    "proportional_gains",
]

SOLUTIONS: Mapping[Rule, Callable[[Game], dict[str, Fraction]]] = {
    "shapley": shapley,
    "nucleolus": nucleolus,
    "per_capita_nucleolus": per_capita_nucleolus,
    "prenucleolus": prenucleolus,
    "tau_value": tau_value,
    "dutta_ray": dutta_ray,
    "scrb": scrb,
    "alternative_cost_avoided": alternative_cost_avoided,
    "equal_gains": equal_gains,
    "proportional_gains": proportional_gains,
}


def solve(game: Game, rule: Rule) -> dict[str, Fraction]:
    """Share the cost of a game by the solution of a name.

    Parameters
    ----------
    game : Game
        What any players cost together.
    rule : str
        Name of the solution, such as ``"shapley"``; each is a function of that name.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If the rule is another word, and as the function of that name.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.solve(fairness.airport({"A": 3, "B": 9}), "shapley")
    {'A': Fraction(3, 2), 'B': Fraction(15, 2)}
    """
    return SOLUTIONS[read_word(rule, "rule", Rule)](given_as(Game, game, "game", "a Game"))


def fees(game: Game, amounts: AmountsLike, *, unit: Amount = 1) -> dict[str, Decimal]:
    """Turn a solution into fees in whole units, which sum to the cost of all.

    By largest remainders: each fee is the share, rounded down or up; of equal remainders the first
    listed is rounded up. A share below zero, by which a
    player is paid for taking part, gives a fee below zero.

    Parameters
    ----------
    game : Game
        What any players cost together.
    amounts : mapping of str to amount, Series or frame
        Share of each player: a solution.
    unit : amount, default 1
        Smallest amount that fees move by.

    Returns
    -------
    dict
        Fee of each player, as Decimals.

    Raises
    ------
    CostshareError
        If the cost of all is not a whole multiple of the unit, if the amounts do not sum to it, or
        one of them is missing.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.airport({"A": 3, "B": 9, "C": 11})
    >>> fairness.fees(game, fairness.nucleolus(game), unit="0.1")
    {'A': Decimal('1.5'), 'B': Decimal('3.8'), 'C': Decimal('5.7')}
    """
    shares = read_amounts(amounts, given_as(Game, game, "game", "a Game"))
    size = Unit.read(unit)
    if sum(shares.values()) != game.total:
        msg = f"amounts sum to {plain(sum(shares.values(), Fraction(0)))}, not to the cost of all, "
        raise CostshareError(f"{msg}{plain(game.total)}; pass a solution of this game")
    return whole_fees(shares, size, game.total)


def whole_fees(shares: Mapping[str, Fraction], unit: Unit, total: Fraction) -> dict[str, Decimal]:
    """Round shares of either sign by largest remainders."""
    # A credit gives the negated fees of the charge.
    sign = -1 if total < 0 else 1
    quotas = {name: sign * share / unit.size for name, share in shares.items()}
    floors = {name: floor(quota) for name, quota in quotas.items()}
    left = sign * unit.count(total, "cost of all") - sum(floors.values())
    # The kernel shares what is left; the quotas of that are the remainders.
    extra = apportion(left, {name: quota - floors[name] for name, quota in quotas.items()})
    return {name: unit.decimal(sign * (floors[name] + extra[name])) for name in shares}
