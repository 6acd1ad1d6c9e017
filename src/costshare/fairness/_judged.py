"""Shares and fees judged by the core: which coalition loses most, and what that says."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from costshare.fairness._core import Blocking, known_blocking
from costshare.fairness._game import Game
from costshare.fairness._property import Property
from costshare.results import number
from costshare.words import join, say, say_all, say_some

_PLACES = 4
_MOST_LISTED = 20
_MOST_NAMED = 4  # of a coalition that has most of the players
_ZERO = Fraction(0)


class Judged(NamedTuple):
    """What `Solutions` states of the core; its fields have the same names."""

    blocking: dict[str, Blocking | None]
    fee_blocking: dict[str, Blocking | None]
    is_complete: bool
    empty_core: Property | None


def judge(
    game: Game,
    shares: Mapping[str, Mapping[str, Fraction]],
    fees: Mapping[str, Mapping[str, Decimal]],
    noises: Mapping[str, Fraction] | None = None,
) -> Judged:
    """Find the coalition that loses most, by every solution, before rounding and after it."""
    noise = {} if noises is None else noises
    blocking = {
        rule: known_blocking(game, each, noise.get(rule, _ZERO)) for rule, each in shares.items()
    }
    by_fees = {
        rule: known_blocking(game, {name: Fraction(fee) for name, fee in each.items()})
        for rule, each in fees.items()
    }
    is_complete, empty = game.is_complete or game.tree is not None, None
    # Shares that no coalition blocks are in the core, so that it is not empty.
    if is_complete and all(blocking.values()) and all(by_fees.values()):
        balanced = game.is_balanced
        empty = None if balanced else balanced
    return Judged(blocking, by_fees, is_complete, empty)


def verdict(
    rule: str,
    players: Sequence[str],
    found: tuple[Blocking | None, Blocking | None],
    *,
    others: Sequence[str],
    is_complete: bool,
) -> str:
    """Say whether a solution is in the core, by its shares and fees, and who pays for whom if not.

    Sentences name what fees say, so that they agree with a table of fees. `others` are those for
    whom the coalition pays.
    """
    exact, by_fees = found
    if by_fees is None and exact is None:
        if is_complete:
            return say(
                "{rule}: in the core. No players pay more than they would cost alone.", rule=rule
            )
        return say(
            "{rule}: not known to be in the core. No players pay more than they would cost alone, "
            "but only some coalitions were looked at.",
            rule=rule,
        )
    if by_fees is None:
        return say(
            "{rule}: in the core after rounding only. {coalition} would cost {cost} alone and pay "
            "{pays} before rounding.",
            **_values(rule, exact, players),
        )
    if exact is None and is_complete:
        return say(
            "{rule}: in the core before rounding only. {coalition} would cost {cost} alone and pay "
            "{pays} after rounding.",
            **_values(rule, by_fees, players),
        )
    if not others:
        return say(
            "{rule}: not in the core. {coalition} would cost {cost} alone and pay {pays}.",
            **_values(rule, by_fees, players),
        )
    return say(
        "{rule}: not in the core. {coalition} would cost {cost} alone and pay {pays}: they pay "
        "{excess} for {others}.",
        **_values(rule, by_fees, players),
        excess=number(by_fees.excess, _PLACES),
        others=_listed(others),
    )


def _values(rule: str, found: Blocking | None, players: Sequence[str]) -> dict[str, str]:
    """Write what a sentence states of a coalition."""
    if found is None:
        return {"rule": rule}
    return {
        "rule": rule,
        "coalition": _named(found.coalition, players),
        "cost": number(found.cost, _PLACES),
        "pays": number(found.pays, _PLACES),
    }


def _named(coalition: Sequence[str], players: Sequence[str]) -> str:
    """Name the players of a coalition, or those who are not in it where they are fewer."""
    others = [name for name in players if name not in coalition]
    if len(coalition) <= _MOST_NAMED or len(others) >= len(coalition):
        return join(" + ", coalition)
    return say("All but {others}", others=_listed(others))


def _listed(names: Sequence[str]) -> str:
    """List names in a sentence, or as many as one can read."""
    return say_all(names) if len(names) <= _MOST_LISTED else say_some(names, _MOST_LISTED)
