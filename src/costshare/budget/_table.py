"""A budget report as people read it: the board's table, with plans where there are some."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from costshare.amounts import exact_decimal
from costshare.budget._item import BudgetItem, Plan
from costshare.results import MISSING, Table, number, with_currency

if TYPE_CHECKING:
    from costshare.budget._budget_report import BudgetReport

Column = tuple[str, Sequence[Fraction | None]]


def budget_table(report: "BudgetReport") -> Table:
    """Lay out the items, and their sum below."""
    items = report.items
    columns: list[Column] = [
        *_planned("budget", items, lambda item: item.budget),
        ("income", [item.income for item in items]),
        ("cost", [item.cost for item in items]),
        ("variance", [Fraction(item.variance) for item in items]),
    ]
    if any(item.forecast or item.year_budget for item in items):
        off = report.year_variances.values()
        columns += [
            *_planned("year budget", items, report.year_plan),
            *_planned("forecast", items, lambda item: item.forecast),
            ("year variance", [None if each is None else Fraction(each) for each in off]),
        ]

    def shown(amount: Fraction | None) -> str:
        if amount is None:
            return MISSING
        return number(report.unit.decimal(report.unit.count(amount, "amount")))

    period = f" {report.period}" if report.period else ""
    return Table(
        header=["", *(title for title, _ in columns)],
        rows=[
            [item.name, *(shown(amounts[row]) for _, amounts in columns)]
            for row, item in enumerate(items)
        ],
        totals=["total", *(shown(total(amounts)) for _, amounts in columns)],
        caption=with_currency(f"{report.name}{period}", report.currency, ", "),
    )


def total(amounts: Sequence[Fraction | None]) -> Fraction | None:
    """Sum a column; a sum of some of its items would pass for the sum of all, so there is none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def _planned(
    title: str, items: Sequence[BudgetItem], plan_of: Callable[[BudgetItem], Plan | None]
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


def comments(report: "BudgetReport") -> list[tuple[str, str]]:
    """Each comment, behind its item and variance."""
    return [
        (f"{item.name}, {number(exact_decimal(Fraction(item.variance), 'variance'))}", text)
        for item in report.items
        if (text := item.comment)
    ]


def budget_text(report: "BudgetReport") -> str:
    """The table, and the comments below it."""
    notes = "\n".join(f"{title}: {text}" for title, text in comments(report))
    return budget_table(report).text() + (f"\n\n{notes}" if notes else "")


def budget_html(report: "BudgetReport") -> str:
    """The table, and the comments in a list below it."""
    notes = "\n".join(
        f"<li>{escape(title)}: {escape(text)}</li>" for title, text in comments(report)
    )
    return budget_table(report).html() + (f"\n<ul>\n{notes}\n</ul>" if notes else "")
