"""A rolling forecast: the months so far, and what is expected of the rest of the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from costshare.amounts import Unit
from costshare.apportionment import apportion_units, round_units
from costshare.budget._budget_report import BudgetReport
from costshare.budget._forecast_item import ForecastItem
from costshare.budget._item import BudgetItem, Plan, sum_of
from costshare.budget._layout import title_of
from costshare.budget._months import BudgetMonths, month_of
from costshare.errors import ConservationError, CostshareError
from costshare.fields import Currency, Declared, OneOf, find_name
from costshare.periods import Period
from costshare.results import (
    Block,
    Cell,
    Column,
    Result,
    Table,
    amount_column,
    heading,
    number,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say, say_count

if TYPE_CHECKING:
    import pandas as pd

ForecastBy = Literal["budget", "pace"]
"""What the rest of a year is forecast by: what is left of its budget, or the months so far."""

_YEAR = 12  # months


class BudgetForecast(Result, Declared):
    """A forecast of the year from its first months; iterating over it yields the items.

    Parameters
    ----------
    months : BudgetMonths
        The months so far, from January.
    by : {"budget", "pace"}
        What the rest of the year is forecast by. ``"budget"``: the year's budget less the budget
        of the months so far; if these have none, a twelfth of the year's budget for each month
        that is left. ``"pace"``: each month that is left is as the average of those so far.

    Notes
    -----
    Income and cost of the rest of the year are each computed exactly and rounded once, half up, to
    the unit of the months. Each month that is left gets an equal part in whole units.

    Examples
    --------
    >>> import costshare as cs
    >>> january = cs.BudgetReport(
    ...     period="2022-01", items=[cs.BudgetItem(name="office", income=100, cost=91)]
    ... )
    >>> months = cs.BudgetMonths(reports=[january], year_budget={"office": 1200})
    >>> office = cs.BudgetForecast(months=months, by="budget").item("office")
    >>> office.remaining.cost, office.forecast.cost, office.variance
    (Decimal('1100'), Decimal('1191'), Decimal('9'))
    >>> cs.BudgetForecast(months=months, by="pace").item("office").forecast.cost
    Decimal('1092')
    """

    format: ClassVar[str] = "costshare.budget_forecast/1"

    months: BudgetMonths
    by: Annotated[ForecastBy, OneOf("basis of the forecast", ForecastBy)]

    def __init__(self, *, months: BudgetMonths | Mapping[str, Any], by: ForecastBy) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        first = month_of(self.months.reports[0])
        if first.first.month != 1:
            msg = f"the months begin with {first}; pass those from January, which the year needs"
            raise CostshareError(msg)
        self.check()
        return self

    @property
    def name(self) -> str:
        """Name of the months."""
        return self.months.name

    @property
    def period(self) -> Period:
        """The year."""
        return Period.read(self.months.period.first.year)

    @property
    def currency(self) -> Currency:
        """Currency of every amount, if one is stated."""
        return self.months.currency

    @property
    def unit(self) -> Unit:
        """Unit of the months, to which the forecast is rounded."""
        return self.months.unit

    @property
    def months_left(self) -> tuple[Period, ...]:
        """The months of the year that follow the last report."""
        return self.period.parts(_YEAR)[len(self.months.reports) :]

    @cached_property
    def items(self) -> tuple[ForecastItem, ...]:
        """The forecast of each item."""
        report = self.months.report()
        return tuple(self._forecast(item, report.year_plan(item)) for item in report)

    def __iter__(self) -> Iterator[ForecastItem]:  # type: ignore[override]
        """Iterate over the items."""
        return iter(self.items)

    def item(self, name: str) -> ForecastItem:
        """One item.

        Raises
        ------
        CostshareError
            If no item has the name.
        """
        items = {item.name: item for item in self.items}
        return items[find_name("item", name, items)]

    def report(self) -> BudgetReport:
        """Return the months so far as one budget report with the forecast of each item.

        Returns
        -------
        BudgetReport
            The sum of the months; its ``year_variances`` are those of the forecast.
        """
        so_far = self.months.report()
        items = [
            item.replace(forecast=each.forecast, year_budget=each.budget)
            for item, each in zip(so_far, self.items, strict=True)
        ]
        return so_far.replace(items=items)

    def _forecast(self, item: BudgetItem, budget: Plan | None) -> ForecastItem:
        """Forecast one item."""
        left = self.months_left
        income, cost = (
            self._parts(self._remaining(item, budget, side)) for side in ("income", "cost")
        )
        return ForecastItem(
            item.name,
            Plan(income=item.income, cost=item.cost),
            {
                str(month): Plan(income=one, cost=other)
                for month, one, other in zip(left, income, cost, strict=True)
            },
            budget,
        )

    def _remaining(self, item: BudgetItem, budget: Plan | None, side: str) -> Fraction:
        """Compute what is expected of the months that are left, exactly."""
        past, left = len(self.months.reports), len(self.months_left)
        if self.by == "pace":
            return Fraction(getattr(item, side)) * left / past
        if not left:
            return Fraction(0)
        if budget is None:
            msg = f"item {item.name} has no budget of the year; pass one to BudgetMonths: "
            raise CostshareError(f"{msg}year_budget={{{item.name!r}: …}}, or forecast by='pace'")
        year = Fraction(getattr(budget, side))
        if item.budget is None:
            return year * left / _YEAR
        self._refuse_missing_budget(item.name)
        return year - Fraction(getattr(item.budget, side))

    def _refuse_missing_budget(self, name: str) -> None:
        """Refuse an item with a budget for some of its months: the rest is not known."""
        for report in self.months:
            if any(item.name == name and item.budget is None for item in report):
                msg = f"item {name} has no budget for {report.period}, but for another month; "
                raise CostshareError(f"{msg}give it one for each month, 0 if nothing is planned")

    def _parts(self, amount: Fraction) -> list[Decimal]:
        """Round an amount to the unit, and share it equally among the months that are left."""
        units = round_units(amount / self.unit.size, "half_up")
        equal = [1] * len(self.months_left)
        shared = apportion_units(units, equal, method="largest_remainder", ties="listed")
        return [self.unit.decimal(part) for part in shared.parts]

    def check(self) -> None:
        """Prove the months again, and that the variances of the items sum to that of the report.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        self.months.check()
        report = self.report()
        report.check()
        expected = sum(Fraction(item.variance) for item in self.items)
        if expected != Fraction(report.year_variance or 0):
            msg = f"variances of items do not sum to that of the report {report.year_variance}"
            raise ConservationError(f"{msg}; make the forecast again from its months")

    def _about(self) -> str:
        result = sum_of(item.forecast for item in self.items).result
        return (
            f"{heading(self.name, self.period)} by {self.by}: expected result "
            f"{with_currency(number(result), self.currency)}"
        )

    def _wide(self) -> pd.DataFrame:
        """Lay out a row for each item."""
        columns = [
            amount_column(f"{name}_{side}", (getattr(plan, side) for plan in plans))
            for name, plans in (
                ("actual", [item.actual for item in self.items]),
                ("remaining", [item.remaining for item in self.items]),
                ("forecast", [item.forecast for item in self.items]),
            )
            for side in ("income", "cost")
        ]
        for side in ("income", "cost"):
            budgets = (getattr(item.budget, side, None) for item in self.items)
            columns.append(amount_column(f"year_budget_{side}", budgets))
        columns += [
            amount_column(name, (getattr(item, name) for item in self.items))
            for name in ("income_variance", "cost_variance", "variance")
        ]
        return to_pandas(columns, text_column("item", (item.name for item in self.items)))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each item and month: actual, then forecast."""
        rows: list[tuple[str, str, str, BudgetItem | Plan]] = [
            (str(report.period), item.name, "actual", item)
            for report in self.months
            for item in report
        ]
        rows += [
            (str(month), item.name, "forecast", item.months[str(month)])
            for month in self.months_left
            for item in self.items
        ]
        return (
            text_column("period", (month for month, *_ in rows)),
            text_column("item", (name for _, name, *_ in rows)),
            text_column("figures", (figures for *_, figures, _ in rows)),
            same_column("currency", self.currency, rows),
            *(
                amount_column(side, (getattr(given, side) for *_, given in rows))
                for side in ("income", "cost", "result")
            ),
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out income, cost and result: so far, remaining, of the year, and the variance."""
        title = heading(title_of(self.name), self.period, self.currency)
        yield say("{report}: forecast", report=title)
        yield self._table("income", "income_variance", say("Income"))
        yield self._table("cost", "cost_variance", say("Cost"))
        yield self._table("result", "variance", say("Result"))
        yield self._basis()

    def _basis(self) -> str:
        """Say what the rest of the year is forecast by."""
        left = len(self.months_left)
        if not left:
            return say("The year is complete: the forecast is what was booked.")
        if self.by == "budget":
            return say_count(
                left,
                "{count} month remains, forecast as the rest of the year's budget.",
                "{count} months remain, forecast as the rest of the year's budget.",
            )
        return say_count(
            left,
            "{count} month remains, forecast at the pace of the months so far.",
            "{count} months remain, forecast at the pace of the months so far.",
        )

    def _table(self, side: str, variance: str, caption: str) -> Table:
        """Lay out one side of each item with the sums below."""
        rows: list[list[Decimal | None]] = []
        for item in self.items:
            plans = (item.actual, item.remaining, item.forecast, item.budget)
            amounts = [None if plan is None else getattr(plan, side) for plan in plans]
            rows.append([self._sum([each]) for each in (*amounts, getattr(item, variance))])
        sums: list[Cell] = [self._sum(column) for column in zip(*rows, strict=True)]
        return Table(
            header=[
                "",
                *(say("actual"), say("remaining"), say("forecast"), say("year budget")),
                say("expected variance"),
            ],
            rows=[[item.name, *row] for item, row in zip(self.items, rows, strict=True)],
            totals=[say("total"), *sums],
            caption=caption,
        )

    def _sum(self, amounts: Sequence[Decimal | None]) -> Decimal | None:
        """Add amounts with the decimals of the unit; None if one is missing."""
        known = [Fraction(amount) for amount in amounts if amount is not None]
        if len(known) < len(amounts):
            return None
        return self.unit.decimal(self.unit.count(sum(known, Fraction(0)), "amount"))
