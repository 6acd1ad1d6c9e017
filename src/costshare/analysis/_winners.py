"""Who wins and who loses: each member's change by scenario, and counts and sums of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit
from costshare.analysis._change import Change, Effect, rounded_column, signed_change
from costshare.fields import Value
from costshare.results import (
    Cell,
    Column,
    Table,
    amount_column,
    number,
    signed,
    text_column,
)
from costshare.words import say, say_all, say_count, say_some

_PLACES = 2  # of per cent, as in the frames


@dataclass(frozen=True, slots=True)
class Winners(Value):
    """How many members gain and pay in a scenario, and how much together.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    gain, pay, unchanged : int
        Numbers of members that pay less, more and the same as in the baseline.
    gained, paid : Decimal
        What those who pay less save together, and what those who pay more pay more together.
    join, leave : int
        Numbers of members that have a fee in one of the two only.
    """

    scenario: str
    gain: int
    gained: Decimal
    pay: int
    paid: Decimal
    unchanged: int
    join: int
    leave: int


def winners_in(scenario: str, changes: Sequence[Change], unit: Unit) -> Winners:
    """Count and add up the changes of a scenario."""
    units = [unit.count(Fraction(each.change), "change") for each in changes if each.change]
    effects = [each.effect for each in changes]
    return Winners(
        scenario=scenario,
        gain=effects.count("gains"),
        gained=unit.decimal(-sum(each for each in units if each < 0)),
        pay=effects.count("pays"),
        paid=unit.decimal(sum(each for each in units if each > 0)),
        unchanged=effects.count("unchanged"),
        join=effects.count("joins"),
        leave=effects.count("leaves"),
    )


def winner_columns(changes: Mapping[str, Sequence[Change]]) -> tuple[Column, ...]:
    """Lay out one row a member in each scenario, the largest increase first."""
    rows = [each for own in changes.values() for each in sorted(own, key=_by_change) if each.effect]
    percents = (None if each.relative is None else each.relative * 100 for each in rows)
    return (
        text_column("scenario", (each.scenario for each in rows)),
        text_column("member", (each.member for each in rows)),
        text_column("effect", (each.effect for each in rows)),
        amount_column("change", (each.change for each in rows)),
        rounded_column("change_percent", percents, _PLACES),
    )


def winner_table(changes: Mapping[str, Sequence[Change]], caption: str) -> Table:
    """Lay out changes and per cent by scenario, in the order of the changes of the first."""
    cells = {(each.scenario, each.member): each for own in changes.values() for each in own}
    first = next(iter(changes.values()))
    rows: list[list[Cell]] = []
    for each in sorted(first, key=_by_change):
        row: list[Cell] = [each.member]
        for scenario in changes:
            cell = cells[scenario, each.member]
            row += [
                signed_change(cell.change),
                None if cell.relative is None else signed(cell.relative * 100, _PLACES),
            ]
        rows.append(row)
    header = ["", *(title for scenario in changes for title in (scenario, "%"))]
    return Table(header=header, rows=rows, caption=caption)


def winner_sentences(counts: Sequence[Winners]) -> Iterator[str]:
    """State how many win and lose in each scenario, and how much together."""
    for each in counts:
        gain = say_count(
            each.gain,
            "{count} pays {amount} less",
            "{count} pay {amount} less in total",
            amount=number(each.gained),
        )
        pay = say_count(
            each.pay,
            "{count} pays {amount} more",
            "{count} pay {amount} more in total",
            amount=number(each.paid),
        )
        same = say_count(each.unchanged, "{count} pays the same", "{count} pay the same")
        found = {gain: each.gain, pay: each.pay, same: each.unchanged}
        if any(found.values()):
            texts = say_all([text for text, count in found.items() if count])
            yield say("{scenario}: {changes}.", scenario=each.scenario, changes=texts)


def members_that_differ(changes: Sequence[Change], baseline: str) -> Iterator[str]:
    """State which members have a fee in the baseline or in a scenario only."""
    joining, leaving = _names_by_scenario(changes, "joins"), _names_by_scenario(changes, "leaves")
    for scenario, names in joining.items():
        yield say(
            "Not in {baseline}, but in {scenario}: {members}.",
            baseline=baseline,
            scenario=scenario,
            members=say_some(names),
        )
    for scenario, names in leaving.items():
        yield say(
            "Only in {baseline}, not in {scenario}: {members}.",
            baseline=baseline,
            scenario=scenario,
            members=say_some(names),
        )


def _names_by_scenario(changes: Sequence[Change], effect: Effect) -> dict[str, list[str]]:
    """Collect the members on which each scenario has an effect."""
    names: dict[str, list[str]] = {}
    for each in changes:
        if each.effect == effect:
            names.setdefault(each.scenario, []).append(each.member)
    return names


def _by_change(change: Change) -> tuple[bool, Fraction]:
    """Sort the largest increase first, and missing changes last."""
    return change.change is None, -Fraction(change.change or 0)
