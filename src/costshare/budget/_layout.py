"""What people read of a budget report: its items, what varies, and the comments."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from costshare.budget._item import BudgetItem, Plan
from costshare.results import Cell, Point, Table, about, number
from costshare.words import say

NAME = "Budget report"
"""Name of a report that is not given one."""

Amounts = Sequence[Decimal | None]
Total = Callable[[Amounts], Decimal | None]
"""Adds amounts, written with the decimals of the report; None if one of them is missing."""


def title_of(name: str) -> str:
    """Say the name of a report that was not given one; another name stays as it is."""
    return say("Budget report") if name == NAME else name


class Varies(Protocol):
    """An item or a report: both have a variance of income and one of cost."""

    @property
    def income_variance(self) -> Decimal:
        """Income less budgeted income."""
        ...

    @property
    def income_variance_percent(self) -> Fraction | None:
        """The same in per cent."""
        ...

    @property
    def cost_variance(self) -> Decimal:
        """Budgeted cost less cost."""
        ...

    @property
    def cost_variance_percent(self) -> Fraction | None:
        """The same in per cent."""
        ...


def items_table(
    items: Sequence[BudgetItem],
    plans: Mapping[str, Sequence[Plan | None]],
    year_variances: Amounts,
    total: Total,
    caption: str,
) -> Table:
    """Lay out actual amounts, budget and forecast, a row for each item."""
    columns: list[tuple[str, Amounts]] = [
        *_planned(plans["budget"], say("budget"), (say("budget income"), say("budget cost"))),
        (say("income"), [item.income for item in items]),
        (say("cost"), [item.cost for item in items]),
        (say("variance"), [item.variance for item in items]),
    ]
    if any(item.forecast or item.year_budget for item in items):
        columns += [
            *_planned(
                plans["year_budget"],
                say("year budget"),
                (say("year budget income"), say("year budget cost")),
            ),
            *_planned(
                plans["forecast"],
                say("forecast"),
                (say("forecast income"), say("forecast cost")),
            ),
            (say("year variance"), year_variances),
        ]
    return Table(
        header=["", *(title for title, _ in columns)],
        rows=[
            [item.name, *(total([amounts[row]]) for _, amounts in columns)]
            for row, item in enumerate(items)
        ],
        totals=[say("total"), *(total(amounts) for _, amounts in columns)],
        caption=caption,
    )


def variances_table(items: Mapping[str, Varies], whole: Varies, total: Total) -> Table:
    """Lay out the variances of income and of cost, also in per cent of the budget."""

    def cells(each: Varies) -> list[Cell]:
        return [
            total([each.income_variance]),
            _percent(each.income_variance_percent),
            total([each.cost_variance]),
            _percent(each.cost_variance_percent),
        ]

    return Table(
        header=[
            "",
            *(say("income variance"), say("income, %")),
            *(say("cost variance"), say("cost, %")),
        ],
        rows=[[name, *cells(item)] for name, item in items.items()],
        totals=[say("total"), *cells(whole)],
        caption=say("Variances, also in per cent of the budget; above zero is better"),
    )


def _percent(value: Fraction | None) -> Cell:
    """Write a percentage with one decimal."""
    return None if value is None else about(value, 1)


def comments_of(items: Sequence[BudgetItem]) -> list[Point]:
    """Lay out the reasons for variances that are stated."""
    return [
        Point(
            say(
                "{item}, {amount}: {comment}",
                item=item.name,
                amount=number(item.variance),
                comment=item.comment,
            )
        )
        for item in items
        if item.comment
    ]


def _planned(
    plans: Sequence[Plan | None], title: str, titles: tuple[str, str]
) -> list[tuple[str, Amounts]]:
    """Lay out no column without a plan, one if all plans are in balance, else two."""
    given = [plan for plan in plans if plan]
    if not given:
        return []
    income = [plan.income if plan else None for plan in plans]
    cost = [plan.cost if plan else None for plan in plans]
    if all(plan.income == plan.cost for plan in given):
        return [(title, cost)]
    return [(titles[0], income), (titles[1], cost)]
