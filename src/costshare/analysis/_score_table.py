"""Criteria by scenario as a table for people, and the words for each criterion."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.analysis._change import rounded_column
from costshare.analysis._score import Criterion, Score
from costshare.analysis._stand_alone import StandAlone
from costshare.results import MISSING, Cell, Column, Table, amount_column, count_column
from costshare.words import join, say, say_some

_MOST_NAMED = 2  # in a cell
_PLACES = 4
_COUNTS: tuple[Criterion, ...] = ("pay_more", "pay_more_than_alone")
_AMOUNTS: tuple[Criterion, ...] = ("largest_increase", "largest_excess")


def criterion_text(criterion: Criterion, driver: str) -> str:
    """Say what a criterion measures."""
    texts: dict[Criterion, str] = {
        "highest_to_lowest": say("highest ÷ lowest fee per {driver}", driver=driver),
        "gini_of_rates": say("Gini of fees per {driver}", driver=driver),
        "largest_increase": say("largest increase"),
        "largest_increase_percent": say("largest increase, %"),
        "pay_more": say("members that pay more"),
        "pay_more_than_alone": say("pay more than alone"),
        "largest_excess": say("largest excess over alone"),
        "paid_by_others_percent": say("paid by others than use says, %"),
    }
    return texts[criterion]


def by_criterion(scores: Iterable[Score]) -> dict[Criterion, list[Score]]:
    """Group the scores of all scenarios."""
    grouped: dict[Criterion, list[Score]] = {}
    for each in scores:
        grouped.setdefault(each.criterion, []).append(each)
    return grouped


def score_columns(scores: Iterable[Score]) -> Iterator[Column]:
    """Lay out one row a scenario; amounts and counts exact, others rounded."""
    for name, own in by_criterion(scores).items():
        values = [each.value for each in own]
        if name in _COUNTS:
            yield count_column(name, (None if each is None else int(each) for each in values))
        elif name in _AMOUNTS:
            yield amount_column(name, values)
        else:
            yield rounded_column(name, values, _PLACES)


def score_table(scores: Iterable[Score], driver: str, caption: str) -> Table:
    """Lay out one row a criterion, a column a scenario, and the best of them at the end."""
    grouped = by_criterion(scores)
    rows: list[list[Cell]] = []
    for name, own in grouped.items():
        text = criterion_text(name, driver)
        best = [each.scenario for each in own if each.best]
        rows.append([text, *(each.value for each in own), _best(best, own)])
        if any(each.who for each in own):
            who = (say_some(each.who, _MOST_NAMED) if each.who else None for each in own)
            rows.append([say("{criterion}: who", criterion=text), *who, ""])
    scenarios = [each.scenario for each in next(iter(grouped.values()))]
    return Table(header=["", *scenarios, say("best")], rows=rows, caption=caption)


def _best(best: Sequence[str], own: Sequence[Score]) -> str:
    """Name the best scenarios; what is the same in all of them favours none."""
    known = sum(each.value is not None for each in own)
    if not best:
        return MISSING
    return say("all the same") if len(best) == known else join(", ", best)


def left_out(
    fees: Mapping[str, Mapping[str, Decimal]],
    figures: Mapping[str, Mapping[str, Fraction]],
    use: Mapping[str, Mapping[str, Fraction]] | None,
    costs: Sequence[StandAlone],
    driver: str,
) -> Iterator[str]:
    """State which members and costs are missing in a criterion."""
    known = any(figures.values())
    for scenario, own in fees.items():
        rated, used = figures.get(scenario, {}), None if use is None else use.get(scenario, {})
        without = [name for name in own if known and not rated.get(name)]
        unused = [name for name in own if used is not None and name not in used]
        untested = [each.name for each in costs if each.excess(own) is None]
        if without:
            yield say(
                "{scenario}: without {driver}, and so without a fee per {driver}: {members}.",
                scenario=scenario,
                driver=driver,
                members=say_some(without),
            )
        if unused:
            yield say(
                "{scenario}: closeness to use is missing, since use is not known of {members}.",
                scenario=scenario,
                members=say_some(unused),
            )
        if untested:
            yield say(
                "{scenario}: not compared with costs alone, since a member has no fee: {members}.",
                scenario=scenario,
                members=say_some(untested),
            )
