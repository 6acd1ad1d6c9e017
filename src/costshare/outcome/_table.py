"""An outcome as people read it: the board's table, with plans where there are some."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from costshare.amounts import exact_decimal
from costshare.display import MISSING, Table, number, with_currency
from costshare.outcome._item import OutcomeItem, Plan

if TYPE_CHECKING:
    from costshare.outcome._outcome import Outcome

Column = tuple[str, Sequence[Fraction | None]]


def outcome_table(outcome: "Outcome") -> Table:
    """Lay out the items, and their sum below."""
    items = outcome.items
    columns: list[Column] = [
        *_planned("budget", items, lambda item: item.budget),
        ("income", [item.income for item in items]),
        ("cost", [item.cost for item in items]),
        ("deviation", [Fraction(item.deviation) for item in items]),
    ]
    if any(item.forecast or item.year_budget for item in items):
        off = outcome.year_deviations.values()
        columns += [
            *_planned("year budget", items, outcome.year_plan),
            *_planned("forecast", items, lambda item: item.forecast),
            ("year deviation", [None if each is None else Fraction(each) for each in off]),
        ]

    def shown(amount: Fraction | None) -> str:
        if amount is None:
            return MISSING
        return number(outcome.unit.decimal(outcome.unit.count(amount, "amount")))

    period = f" {outcome.period}" if outcome.period else ""
    return Table(
        header=["", *(title for title, _ in columns)],
        rows=[
            [item.name, *(shown(amounts[row]) for _, amounts in columns)]
            for row, item in enumerate(items)
        ],
        totals=["total", *(shown(total(amounts)) for _, amounts in columns)],
        caption=with_currency(f"{outcome.name}{period}", outcome.currency, ", "),
    )


def total(amounts: Sequence[Fraction | None]) -> Fraction | None:
    """Sum a column; a sum of some of its items would pass for the sum of all, so there is none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def _planned(
    title: str, items: Sequence[OutcomeItem], plan_of: Callable[[OutcomeItem], Plan | None]
) -> list[Column]:
    """No column without a plan, one where all plans are in balance, else two."""
    plans = [plan_of(item) for item in items]
    given = [plan for plan in plans if plan]
    if not given:
        return []
    income: Column = (f"{title} income", [plan.income if plan else None for plan in plans])
    cost: Column = (f"{title} cost", [plan.cost if plan else None for plan in plans])
    if all(plan.income == plan.cost for plan in given):
        return [(title, cost[1])]
    return [income, cost]


def comments(outcome: "Outcome") -> list[tuple[str, str]]:
    """Each comment, behind its item and deviation."""
    return [
        (f"{item.name}, {number(exact_decimal(Fraction(item.deviation), 'deviation'))}", text)
        for item in outcome.items
        if (text := item.comment)
    ]


def outcome_text(outcome: "Outcome") -> str:
    """The table, and the comments below it."""
    notes = "\n".join(f"{title}: {text}" for title, text in comments(outcome))
    return outcome_table(outcome).text() + (f"\n\n{notes}" if notes else "")


def outcome_html(outcome: "Outcome") -> str:
    """The table, and the comments in a list below it."""
    notes = "\n".join(
        f"<li>{escape(title)}: {escape(text)}</li>" for title, text in comments(outcome)
    )
    return outcome_table(outcome).html() + (f"\n<ul>\n{notes}\n</ul>" if notes else "")
