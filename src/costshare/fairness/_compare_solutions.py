"""Put solutions of a game side by side."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from costshare.amounts import Amount, Unit, has_names, is_any_frame, plain, read_word
from costshare.errors import CostshareError, UnsolvedError, quoted, shown
from costshare.fairness._coalitions import by_player, in_order
from costshare.fairness._core import noise_in, read_amounts
from costshare.fairness._excess_levels import ExcessLevels
from costshare.fairness._game import Game
from costshare.fairness._judged import judge
from costshare.fairness._nucleolus import excess_levels
from costshare.fairness._solutions import PROVED, UNNAMED, Solutions
from costshare.fairness._solve import Rule, solve, whole_fees
from costshare.fields import each_once, given_as, read_by_name, read_currency, read_name
from costshare.results import Result

_ZERO = Fraction(0)
_USUAL: tuple[Rule, ...] = ("shapley", "nucleolus", "scrb", "equal_gains", "proportional_gains")


def compare_solutions(
    game: Game,
    rules: Iterable[Rule] | Mapping[str, Any] = _USUAL,
    *,
    unit: Amount = 1,
    currency: str | None = None,
    name: str = UNNAMED,
) -> Solutions:
    """Put solutions of a game side by side: fees, savings, and whether they are in the core.

    A solution that is not defined for the game, or needs costs that are not known, is left out and
    named in `left_out` with the reason.

    Parameters
    ----------
    game : Game
        What any players cost together. The costs of all and of each alone must be known.
    rules : iterable of str, or mapping
        Names of solutions, as `solve` takes them; or a mapping of any names to such a name, or to
        an amount for each player, such as today's fees, ``model.quotas(…)`` or
        ``allocation.member_totals``.
    unit : amount, default 1
        Smallest amount that fees move by.
    currency : str, optional
        Currency of every amount, as an ISO 4217 code.
    name : str, default "cost"
        What is shared.

    Returns
    -------
    Solutions
        Shares, fees and savings by solution, and whether they are in the core, before rounding and
        after it.

    Raises
    ------
    CostshareError
        If a rule is unknown or repeated, if no solution can be computed, if amounts do not sum to
        the cost of all, if that is not a multiple of the unit, and if the cost of a player alone or
        of all is missing.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.joint_procurement(300, {"Boden": 20, "Luleå": 80, "Piteå": 50})
    >>> today = {"Boden": 50, "Luleå": 300, "Piteå": 100}
    >>> found = fairness.compare_solutions(game, {"today": today, "Shapley": "shapley"})
    >>> found.in_core("today"), found.savings("today")["Boden"]
    (True, Fraction(270, 1))
    """
    given_as(Game, game, "game", "a Game")
    size, code, named = Unit.read(unit), read_currency(currency), read_name(name)
    read, alone, total = _read_rules(rules), game.stand_alone, game.total
    solved: dict[str, Any] = {key: rule for key, rule in read.items() if isinstance(rule, str)}
    shares: dict[str, dict[str, Fraction]] = {}
    proofs: dict[str, ExcessLevels] = {}
    left_out: dict[str, UnsolvedError] = {}
    for key, rule in read.items():
        try:
            if key not in solved:
                shares[key] = _given_shares(game, key, rule)
            elif rule in PROVED:
                proofs[key] = excess_levels(game, rule)
                shares[key] = dict(proofs[key].amounts)
            else:
                shares[key] = solve(game, rule)
        except UnsolvedError as error:
            left_out[key] = error
    if not shares:
        key, reason = next(iter(left_out.items()))
        msg = f"rule {shown(key)}: {reason}"
        raise UnsolvedError(msg)
    fees = {key: whole_fees(each, size, total) for key, each in shares.items()}
    noises = {key: noise_in(read[key]) for key in shares if key not in solved}
    judged = judge(game, shares, fees, noises)
    return Solutions(
        name=named,
        total=total,
        unit=size,
        currency=code,
        stand_alone=alone,
        solved=solved,
        shares=shares,
        fees=fees,
        blocking=judged.blocking,
        fee_blocking=judged.fee_blocking,
        is_complete=judged.is_complete,
        empty_core=judged.empty_core,
        proofs=proofs,
        left_out={key: str(error) for key, error in left_out.items()},
    )


def _read_rules(rules: Any) -> dict[str, Any]:
    """Read what is compared, by name."""
    if has_names(rules):
        read = read_by_name(rules, "rules", name="rule")
    else:
        listed = in_order(rules, "rules", "names of solutions")
        names = [read_word(each, "rule", Rule) for each in listed]
        each_once("rule", names)
        read = {name: name for name in names}
    if not read:
        msg = "rules are empty; name one solution or more, such as 'shapley'"
        raise CostshareError(msg)
    return {name: _read_rule(name, rule) for name, rule in read.items()}


def _read_rule(name: str, rule: Any) -> Any:
    """Read the name of a solution; amounts by player stay as given."""
    if isinstance(rule, str):
        return read_word(rule, "rule", Rule)
    # A result streams a frame of its own.
    if isinstance(rule, Result) or not (has_names(rule) or is_any_frame(rule)):
        msg = f"rule {quoted(rule)} for {shown(name)} is of type {type(rule).__name__}; pass the "
        msg += "name of a solution, or amounts by player: model.quotas(…), or "
        raise CostshareError(f"{msg}allocation.member_totals")
    return by_player(rule, f"rule {shown(name)}", "amounts")


def _given_shares(game: Game, name: str, amounts: Any) -> dict[str, Fraction]:
    """Read amounts that must sum to the cost of all."""
    shares = read_amounts(amounts, game, f"amounts of rule {shown(name)}")
    if (paid := sum(shares.values(), _ZERO)) != game.total:
        msg = f"amounts of rule {shown(name)} sum to {plain(paid)}, not to the cost of all, "
        raise CostshareError(f"{msg}{plain(game.total)}; scale them, or correct the game")
    return shares
