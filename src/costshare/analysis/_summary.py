"""A scenario in one line: its total, its spread, and how many members gain and pay."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit
from costshare.analysis._change import EFFECTS, Change, Effect, changes_of, rounded_column
from costshare.analysis._fees import Fees
from costshare.fields import Value
from costshare.results import (
    Cell,
    Column,
    Table,
    amount_column,
    count_column,
    exact_column,
    text_column,
)
from costshare.words import say

_EFFECTS: Mapping[Effect, str] = {
    "gains": say("gains"),
    "pays": say("pays"),
    "unchanged": say("unchanged"),
    "joins": say("joins"),
    "leaves": say("leaves"),
}


@dataclass(frozen=True, slots=True)
class Summary(Value):
    """One scenario over all members.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    total, change : Decimal
        Sum of all fees, and by how much it differs from the baseline.
    members : int
        Number of members that have a fee.
    lowest, highest : Decimal or None
        Lowest and highest fee.
    gini : Fraction or None
        How unequal the fees are, from 0; None if all are zero, or some are charges and some
        credits.
    effects : mapping of str to int
        Number of members that gain, pay, are unchanged, join and leave.
    smallest, largest : str or None
        Members with the least and the most of the driver, above zero.
    per_smallest, per_largest : Fraction or None
        Their fees divided by the driver.
    """

    scenario: str
    total: Decimal
    change: Decimal
    members: int
    lowest: Decimal | None
    highest: Decimal | None
    gini: Fraction | None
    effects: Mapping[str, int]
    smallest: str | None
    largest: str | None
    per_smallest: Fraction | None
    per_largest: Fraction | None


def summaries_of(
    members: Sequence[str],
    fees: Mapping[str, Fees],
    baseline: str,
    unit: Unit,
    figures: Mapping[str, Mapping[str, Fraction]],
) -> tuple[Summary, ...]:
    """Sum up every scenario; `fees` are in units."""
    base = fees[baseline]
    return tuple(
        _summary(
            list(changes_of(name, members, (own, base), unit, figures[name])),
            own,
            base,
            unit,
            figures[name],
        )
        for name, own in fees.items()
    )


def _summary(
    changes: Sequence[Change], fees: Fees, base: Fees, unit: Unit, figures: Mapping[str, Fraction]
) -> Summary:
    """Sum up one scenario."""
    paid = [change.fee for change in changes if change.fee is not None]
    rates = {each.member: each.per_driver for each in changes if each.per_driver is not None}
    by_size = sorted(rates, key=figures.__getitem__)
    smallest, largest = (by_size[0], by_size[-1]) if by_size else (None, None)
    total = sum(fees.values())
    return Summary(
        scenario=changes[0].scenario,
        total=unit.decimal(total),
        change=unit.decimal(total - sum(base.values())),
        members=len(paid),
        lowest=min(paid, default=None),
        highest=max(paid, default=None),
        gini=gini(fees.values()),
        effects=Counter(change.effect for change in changes if change.effect is not None),
        smallest=smallest,
        largest=largest,
        per_smallest=None if smallest is None else rates[smallest],
        per_largest=None if largest is None else rates[largest],
    )


def gini(values: Iterable[int]) -> Fraction | None:
    """Return the Gini coefficient: the mean difference of all pairs, over twice the mean.

    Sen, A., *On Economic Inequality* (1973), section 2.9; by the sum over sorted values, which
    equals that over all pairs. Credits count by their size.

    Examples
    --------
    >>> gini([1, 1, 1]), gini([0, 0, 3]), gini([0, 0])
    (Fraction(0, 1), Fraction(2, 3), None)
    """
    ordered = sorted(values)
    whole, count = sum(ordered), len(ordered)
    if not whole or ordered[0] < 0 < ordered[-1]:
        return None
    weighted = sum((2 * place - count - 1) * each for place, each in enumerate(ordered, start=1))
    return Fraction(weighted, count * abs(whole))


def summary_columns(rows: Sequence[Summary], driver: str, *, exact: bool) -> tuple[Column, ...]:
    """Lay out one row a scenario; Gini and fees per driver exact, or rounded to 4 decimals."""

    def rates(name: str, values: Iterable[Fraction | None]) -> Column:
        return exact_column(name, values) if exact else rounded_column(name, values, 4)

    columns = [
        text_column("scenario", (row.scenario for row in rows)),
        amount_column("total", (row.total for row in rows)),
        amount_column("change", (row.change for row in rows)),
        count_column("members", (row.members for row in rows)),
        amount_column("lowest", (row.lowest for row in rows)),
        amount_column("highest", (row.highest for row in rows)),
        rates("gini", (row.gini for row in rows)),
    ]
    columns += [
        count_column(effect, (row.effects.get(effect, 0) for row in rows)) for effect in EFFECTS
    ]
    return (
        *columns,
        rates(f"per_{driver}_smallest", (row.per_smallest for row in rows)),
        rates(f"per_{driver}_largest", (row.per_largest for row in rows)),
    )


def summary_table(rows: Sequence[Summary], driver: str) -> Table:
    """Lay out one row a scenario, for people."""
    columns: list[tuple[str, list[Cell]]] = [
        (say("lowest"), [row.lowest for row in rows]),
        (say("highest"), [row.highest for row in rows]),
        (say("Gini"), [row.gini for row in rows]),
    ]
    for effect in EFFECTS:
        counts = [row.effects.get(effect, 0) for row in rows]
        # Joining and leaving are rare; a column of zeros would only hide the others.
        if any(counts) or effect in {"gains", "pays"}:
            columns.append((_EFFECTS[effect], list(counts)))
    if any(row.smallest for row in rows):
        columns += [
            (say("per {driver}, smallest", driver=driver), [row.per_smallest for row in rows]),
            (say("largest"), [row.per_largest for row in rows]),
        ]
    return Table(
        header=["", *(title for title, _ in columns)],
        rows=[
            [row.scenario, *(cells[place] for _, cells in columns)]
            for place, row in enumerate(rows)
        ],
    )
