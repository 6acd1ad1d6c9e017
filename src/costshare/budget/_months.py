"""Budget reports of consecutive months, item by month, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from costshare.amounts import Amount, Unit, common_unit, exact_sum
from costshare.budget._budget_report import BudgetReport
from costshare.budget._item import FEES, BudgetItem, Plan, sum_of
from costshare.budget._layout import NAME, title_of
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import NOTHING_BY_NAME, ByName, Currency, Declared, Name, ReadOnly, given_as
from costshare.periods import Period
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    heading,
    number,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd


def _in_order(reports: tuple[BudgetReport, ...]) -> tuple[BudgetReport, ...]:
    """Sort reports by month, and refuse those that do not make one time."""
    for each in reports:
        if each.period is None or each.period.months != 1 or each.period.first.day != 1:
            said = "no period" if each.period is None else f"{each.period}, which is not a month"
            msg = f"{each.name} is for {said}; pass reports of months: period='2022-05'"
            raise CostshareError(msg)
    ordered = sorted(reports, key=lambda each: month_of(each).first)
    for one, other in pairwise(ordered):
        _refuse_gap(month_of(one), month_of(other))
    stated = [each for each in ordered if each.currency is not None]
    for each in stated[1:]:
        if each.currency != stated[0].currency:
            msg = f"the report of {stated[0].period} is in {stated[0].currency}, that of "
            raise CostshareError(
                f"{msg}{each.period} in {each.currency}; convert one of them first"
            )
    return tuple(ordered)


def _refuse_gap(one: Period, other: Period) -> None:
    """Refuse two months of which the second does not follow the first in the same year."""
    if other == one:
        msg = f"{one} has two reports; leave one of them out, or add their items up"
        raise CostshareError(msg)
    if other.first != one.last + timedelta(days=1):
        msg = f"no report is given between {one} and {other}; pass those too, or fewer months"
        raise CostshareError(msg)
    if other.first.year != one.first.year:
        msg = f"{one} and {other} are months of two years; add up each year by itself"
        raise CostshareError(msg)


def month_of(report: BudgetReport) -> Period:
    """The period of a report, which has one."""
    return given_as(Period, report.period, "period", "a month")


class BudgetMonths(Result, Declared):
    """Budget reports of consecutive months of one year; iterating over it yields them.

    Parameters
    ----------
    reports : list of BudgetReport
        A report for each month, in any order, without a gap.
    name : str, default "Budget report"
        Title of the tables.
    year_budget : mapping of str to number or Plan, optional
        Budget of the full year by item, as in `BudgetItem`. Where it is left out, the last one
        that the item itself states.

    Examples
    --------
    >>> import costshare as cs
    >>> months = cs.BudgetMonths(
    ...     reports=[
    ...         cs.BudgetReport(
    ...             period=period, items=[cs.BudgetItem(name="office", income=100, cost=cost)]
    ...         )
    ...         for period, cost in {"2022-01": 90, "2022-02": 115}.items()
    ...     ]
    ... )
    >>> print(months)
    Budget report 2022-01-01/2022-02-28
    <BLANKLINE>
    Result
    <BLANKLINE>
            2022-01  2022-02  total
    -------------------------------
    office       10      -15     -5
    -------------------------------
    total        10      -15     -5
    <BLANKLINE>
    Result, cumulated
    <BLANKLINE>
            2022-01  2022-02
    ------------------------
    office       10       -5
    ------------------------
    total        10       -5
    """

    format: ClassVar[str] = "costshare.budget_months/1"

    reports: Annotated[tuple[BudgetReport, ...], Field(min_length=1), AfterValidator(_in_order)]
    name: Name = NAME
    year_budget: ByName[Plan] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        reports: Iterable[BudgetReport | Mapping[str, Any]],
        name: str = NAME,
        year_budget: Mapping[str, Amount | Plan | Mapping[str, Amount]] = NOTHING_BY_NAME,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in self.year_budget:
            if name not in self.item_names:
                raise unknown_name("item of year_budget", name, self.item_names)
        self.report()  # whose items must go together too
        return self

    def __iter__(self) -> Iterator[BudgetReport]:  # type: ignore[override]
        """Iterate over the reports, in order of time."""
        return iter(self.reports)

    @property
    def period(self) -> Period:
        """From the first day of the first month to the last day of the last."""
        return Period(month_of(self.reports[0]).first, month_of(self.reports[-1]).last)

    @property
    def currency(self) -> Currency:
        """Currency of every amount, if one is stated."""
        return next((each.currency for each in self.reports if each.currency is not None), None)

    @property
    def item_names(self) -> tuple[str, ...]:
        """Names of the items, in the order in which they are named first."""
        return tuple(dict.fromkeys(item.name for report in self.reports for item in report))

    @cached_property
    def unit(self) -> Unit:
        """1 if every amount is whole, else the smallest decimal that occurs, such as 0.01."""
        return common_unit([self.report().unit, *(each.unit for each in self.reports)])

    def report(self) -> BudgetReport:
        """Return the sum of the months as one budget report.

        Returns
        -------
        BudgetReport
            Income, cost, sources and budget of each item are the sums of those of its months. Its
            forecast and its budget of the year are the last ones that are stated, and each comment
            begins with its month.
        """
        return self._whole

    @cached_property
    def _whole(self) -> BudgetReport:
        """The sum of all months."""
        return self._first(len(self.reports))

    def _first(self, count: int) -> BudgetReport:
        """Add up the first so many months."""
        reports = self.reports[:count]
        found: dict[str, list[tuple[Period, BudgetItem]]] = {}
        for report in reports:
            for item in report:
                found.setdefault(item.name, []).append((month_of(report), item))
        return BudgetReport(
            name=self.name,
            period=Period(month_of(reports[0]).first, month_of(reports[-1]).last),
            currency=self.currency,
            items=[_added(months, self.year_budget.get(name)) for name, months in found.items()],
        )

    def check(self) -> None:
        """Prove each report again, and that the months sum to their sum.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        whole = self.report()
        for each in (*self.reports, whole):
            each.check()
        for figure in ("income", "cost", "result", "variance"):
            months = sum(Fraction(getattr(each, figure)) for each in self.reports)
            if months != Fraction(getattr(whole, figure)):
                msg = (
                    f"{figure} by month does not sum to {getattr(whole, figure)}; add whole months"
                )
                raise ConservationError(msg)

    def _about(self) -> str:
        whole = self.report()
        return (
            f"{heading(self.name, self.period)}: {counted(len(self.reports), 'month')}, result "
            f"{with_currency(number(whole.result), self.currency)}"
        )

    def _wide(self) -> pd.DataFrame:
        """Lay out the results, items by months."""
        columns = [
            amount_column(
                str(each.period), (_figure(each, name, "result") for name in self.item_names)
            )
            for each in self.reports
        ]
        return to_pandas(columns, text_column("item", self.item_names))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each item and month."""
        rows = [
            (report.period, item, so_far.item(item.name))
            for report, so_far in zip(self.reports, self._so_far, strict=True)
            for item in report
        ]
        return (
            text_column("period", (str(period) for period, _, _ in rows)),
            text_column("item", (item.name for _, item, _ in rows)),
            same_column("currency", self.currency, rows),
            *(
                amount_column(name, (getattr(item, name) for _, item, _ in rows))
                for name in ("income", "cost", "result")
            ),
            *(
                amount_column(name, (getattr(item, name) for _, item, _ in rows))
                for name in ("income_variance", "cost_variance", "variance")
            ),
            *(
                amount_column(f"cumulated_{name}", (getattr(item, name) for _, _, item in rows))
                for name in ("result", "variance")
            ),
        )

    @cached_property
    def _so_far(self) -> list[BudgetReport]:
        """The sum of the months up to each month."""
        return [self._first(count + 1) for count in range(len(self.reports))]

    def _blocks(self) -> Iterator[Block]:
        """Lay out result and variance, items by months, and both cumulated."""
        yield heading(title_of(self.name), self.period, self.currency)
        yield from self._tables("result", say("Result"), say("Result, cumulated"))
        if any(item.budget for report in self.reports for item in report):
            yield from self._tables("variance", say("Variance"), say("Variance, cumulated"))

    def _tables(self, figure: str, caption: str, cumulated: str) -> Iterator[Table]:
        """Lay out a figure by month with its total, and cumulated."""
        months, whole = [str(each.period) for each in self.reports], self.report()
        yield Table(
            header=["", *months, say("total")],
            rows=[self._row(figure, name, [*self.reports, whole]) for name in self.item_names],
            totals=self._totals(figure, [*self.reports, whole]),
            caption=caption,
        )
        yield Table(
            header=["", *months],
            rows=[self._row(figure, name, self._so_far) for name in self.item_names],
            totals=self._totals(figure, self._so_far),
            caption=cumulated,
        )

    def _row(
        self, figure: str, name: str, reports: Sequence[BudgetReport]
    ) -> list[str | Decimal | None]:
        """Lay out a figure of one item in each report."""
        return [name, *(self._written(_figure(each, name, figure)) for each in reports)]

    def _totals(self, figure: str, reports: Sequence[BudgetReport]) -> list[str | Decimal | None]:
        """Lay out the sums of each report."""
        return [say("total"), *(self._written(getattr(each, figure)) for each in reports)]

    def _written(self, amount: Decimal | None) -> Decimal | None:
        """Write an amount with the decimals of the unit."""
        return None if amount is None else self.unit.decimal(self.unit.whole(amount))


def _figure(report: BudgetReport, name: str, figure: str) -> Decimal | None:
    """A figure of an item; None where the report does not have the item."""
    return next((getattr(item, figure) for item in report if item.name == name), None)


def _added(months: Sequence[tuple[Period, BudgetItem]], year_budget: Plan | None) -> BudgetItem:
    """Add up the months of one item."""
    items = [item for _, item in months]
    sources: dict[str, list[Decimal]] = {}
    for item in items if any(item.sources for item in items) else ():
        for source, amount in (item.sources or {FEES: item.income}).items():
            sources.setdefault(source, []).append(amount)
    for (month, item), (other, then) in pairwise(months):
        if item.pools != then.pools:
            msg = f"item {item.name} has pools {_pools(item)} in {month}, {_pools(then)} in {other}"
            raise CostshareError(f"{msg}; give it the same in each month")
    plans = [item.budget for item in items if item.budget]
    forecasts = [item.forecast for item in items if item.forecast]
    year_budgets = [item.year_budget for item in items if item.year_budget]
    return BudgetItem(
        name=items[0].name,
        income=exact_sum(item.income for item in items),
        cost=exact_sum(item.cost for item in items),
        budget=sum_of(plans) if plans else None,
        forecast=forecasts[-1] if forecasts else None,
        year_budget=year_budget or (year_budgets[-1] if year_budgets else None),
        sources={source: exact_sum(amounts) for source, amounts in sources.items()},
        pools=items[0].pools,
        comment="; ".join(f"{month}: {item.comment}" for month, item in months if item.comment),
    )


def _pools(item: BudgetItem) -> str:
    """Write the pools of an item for an error."""
    return "by its name" if item.pools is None else str(list(item.pools))
