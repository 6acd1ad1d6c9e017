"""A comparison as people read it: a table by member, one by scenario, and what is not alike."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.analysis._change import EFFECTS, Change
from costshare.errors import some_of
from costshare.results import MISSING, Table, number, with_currency

if TYPE_CHECKING:
    from costshare.analysis._comparison import Comparison


def comparison_tables(comparison: "Comparison") -> tuple[Table, Table]:
    """Lay out fees and changes by member, and each scenario in one line."""
    return _by_member(comparison), _by_scenario(comparison)


def notes(comparison: "Comparison") -> list[str]:
    """Say where totals and members are not alike, so that nobody takes it for the model's doing."""
    base = comparison.baseline
    off = [each for each in comparison.summaries() if each.change]
    said = []
    if off:
        listed = ", ".join(f"{each.scenario} {signed(each.change)}" for each in off)
        said.append(f"Totals differ from {base}: {listed}.")
    changes = comparison.changes_in()
    for effect, words in (
        ("joins", "Not in {base}, but in {scenario}"),
        ("leaves", "Only in {base}, not in {scenario}"),
    ):
        for scenario in comparison.scenarios:
            names = [
                each.member
                for each in changes
                if (each.scenario, each.effect) == (scenario, effect)
            ]
            if names:
                said.append(f"{words.format(base=base, scenario=scenario)}: {some_of(names)}.")
    return said


def signed(amount: Decimal) -> str:
    """Write a change with its sign."""
    return f"+{number(amount)}" if amount > 0 else number(amount)


def _by_member(comparison: "Comparison") -> Table:
    base = comparison.baseline
    cells: dict[str, dict[str, Change]] = {name: {} for name in comparison.scenarios}
    for change in comparison.changes_in():
        cells[change.scenario][change.member] = change
    header = [""]
    columns: list[tuple[str, Callable[[Change], str]]] = []
    totals = ["total"]
    sums = {each.scenario: each for each in comparison.summaries()}
    for name in (base, *(each for each in comparison.scenarios if each != base)):
        header.append(name)
        columns.append((name, lambda cell: _shown(cell.fee, number)))
        totals.append(number(sums[name].total))
        if name != base:
            header.append("change")
            columns.append((name, lambda cell: _shown(cell.change, signed)))
            totals.append(signed(sums[name].change))
    return Table(
        header=header,
        rows=[
            [member, *(write(cells[name][member]) for name, write in columns)]
            for member in comparison.members
        ],
        totals=totals,
        caption=with_currency(comparison.title, comparison.currency, ", "),
    )


def _by_scenario(comparison: "Comparison") -> Table:
    summaries = comparison.summaries()
    columns: list[tuple[str, Sequence[str]]] = [
        ("lowest", [_shown(each.lowest, number) for each in summaries]),
        ("highest", [_shown(each.highest, number) for each in summaries]),
        ("Gini", [_rate(each.gini, 3) for each in summaries]),
    ]
    for effect in EFFECTS:
        counts = [each.effects.get(effect, 0) for each in summaries]
        # Joining and leaving are rare; a column of zeros would only hide the others.
        if any(counts) or effect in {"gains", "pays"}:
            columns.append((effect, [str(count) for count in counts]))
    if any(each.smallest for each in summaries):
        per = f"per {comparison.driver}"
        columns += [
            (f"{per}, smallest", [_rate(each.per_smallest) for each in summaries]),
            ("largest", [_rate(each.per_largest) for each in summaries]),
        ]
    return Table(
        header=["", *(title for title, _ in columns)],
        rows=[
            [each.scenario, *(cells[row] for _, cells in columns)]
            for row, each in enumerate(summaries)
        ],
    )


def _rate(rate: Fraction | None, places: int = 2) -> str:
    return MISSING if rate is None else number(rate, places)


def _shown(amount: Decimal | None, write: Callable[[Decimal], str]) -> str:
    return MISSING if amount is None else write(amount)
