"""Scenarios against what members would cost without the others: savings, and who pays for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Literal

from costshare.agreement import Allocation
from costshare.amounts import Amount, Unit, common_unit, plain, read_word
from costshare.analysis._change import Change
from costshare.analysis._fees import count_fees
from costshare.errors import CostshareError, UnsolvedError, shown
from costshare.fairness import RULE_WORDS, SOLUTIONS, Game, Rule, Solutions, compare_solutions
from costshare.fields import ByName, Exact, given_as
from costshare.models import Facts, RuleModel, Term, given
from costshare.results import (
    Column,
    Table,
    amount_in_units,
    exact_column,
    flag_column,
    text_column,
    with_currency,
)
from costshare.words import join, say


def read_rules(scenarios: Mapping[str, Any], game: Any) -> dict[str, Rule]:
    """Read which scenarios are solutions of the game."""
    if game is not None:
        given_as(Game, game, "game", "a Game")
    named = {name: each for name, each in scenarios.items() if isinstance(each, str)}
    if game is None:
        for name, each in named.items():
            if each in SOLUTIONS:
                msg = f"scenario {name} is a solution, {each}; pass the costs of members as game="
                raise CostshareError(msg)
        return {}
    return {
        name: read_word(each, f"solution in scenario {name}:", Rule) for name, each in named.items()
    }


def judge(
    game: Game,
    rules: Mapping[str, Rule],
    others: Mapping[str, Allocation],
    order: Sequence[str],
    *,
    unit: Amount,
    currency: str | None,
) -> Solutions:
    """Put solutions of a game and the fees of other scenarios side by side."""
    size = Unit.read(unit)
    common = size
    given: dict[str, Any] = {}
    if others:
        counted, fees = count_fees(others, None)
        common = common_unit([*([size] if rules else []), counted])
        for name, own in fees.items():
            _same_members(name, own, game.players)
            given[name] = {member: counted.size * count for member, count in own.items()}
            if sum(given[name].values()) != game.total:
                msg = f"scenario {name}: fees sum to {counted.decimal(sum(own.values()))}, and all "
                msg += (
                    f"players of the game cost {plain(game.total)}; pass a game of that cost, or "
                )
                raise CostshareError(msg + "correct the total")
    solved: Mapping[str, Any] = rules
    if rules and common != size:
        # Fees of others are in smaller units, so that solutions must be rounded before.
        solved = _complete(compare_solutions(game, rules, unit=size)).fees
    every = {name: given[name] if name in given else solved[name] for name in order}
    return _complete(compare_solutions(game, every, unit=common, currency=currency))


def _complete(found: Solutions) -> Solutions:
    """Raise if a solution could not be computed."""
    for name, reason in found.left_out.items():
        msg = f"scenario {name}: {reason}"
        raise UnsolvedError(msg)
    return found


def _same_members(scenario: str, fees: Mapping[str, int], players: Sequence[str]) -> None:
    """Raise unless those who have a fee are the players."""
    for name in fees:
        if name not in players:
            msg = f"scenario {scenario}: {shown(name)} has a fee, and is not a player of the game; "
            raise CostshareError(msg + "pass a game of all members")
    for name in players:
        if name not in fees:
            msg = f"scenario {scenario}: {shown(name)} is a player of the game, and has no fee; "
            raise CostshareError(msg + "pass a game of those who have one")


class SolvedGame(RuleModel):
    """Charge what a solution of a game gives, in whole units; it may pay some for taking part."""

    agreed: ClassVar[bool] = True

    kind: Literal["solution"] = "solution"
    rule: Rule
    amounts: ByName[Exact]

    def __init__(self, *, rule: Rule, amounts: Mapping[str, Amount]) -> None: ...

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term; those who pay are the players."""
        del total  # it follows from the fees
        for name in facts.names:
            if name not in self.amounts:
                msg = f"{shown(name)} is a member, and is not a player of the game; pass a game of "
                raise CostshareError(msg + "all members")
        for name in self.amounts:
            if name not in facts.names:
                msg = f"{shown(name)} is a player of the game, and is not a member; pass a game of "
                raise CostshareError(msg + "the members alone")
        return (given(RULE_WORDS[self.rule], {name: self.amounts[name] for name in facts.names}),)


def saving_table(found: Solutions, members: Sequence[str]) -> Table:
    """Lay out what each member would cost alone, and what it saves in each scenario."""
    saved = {scenario: found.savings(scenario) for scenario in found}
    alone = found.stand_alone
    money = partial(amount_in_units, unit=found.unit)
    return Table(
        ["", say("alone"), *saved],
        [
            [name, money(alone[name]), *(money(own[name]) for own in saved.values())]
            for name in members
        ],
        [say("total"), *(money(sum(own.values())) for own in (alone, *saved.values()))],
        with_currency(say("saving against the cost alone"), found.currency, ", "),
    )


def saving_columns(found: Solutions, changes: Sequence[Change]) -> tuple[Column, ...]:
    """Lay out the cost alone and the saving of each member in each scenario."""
    saved = {scenario: found.savings(scenario) for scenario in found}
    return (
        exact_column("alone", (found.stand_alone[each.member] for each in changes)),
        exact_column("saving", (saved[each.scenario][each.member] for each in changes)),
    )


def core_columns(found: Solutions, scenarios: Sequence[str]) -> tuple[Column, ...]:
    """Lay out whether fees are in the core, and who pays how much for whom if not."""
    others = [found.subsidised(scenario) for scenario in scenarios]
    paying = [
        found.fee_blocking[scenario] if gaining else None
        for scenario, gaining in zip(scenarios, others, strict=True)
    ]
    return (
        flag_column("in_core", (found.fees_in_core(scenario) for scenario in scenarios)),
        text_column(
            "subsidising", (None if each is None else join(", ", each.coalition) for each in paying)
        ),
        text_column("subsidised", (join(", ", each) if each else None for each in others)),
        exact_column("subsidy", (None if each is None else each.excess for each in paying)),
    )
