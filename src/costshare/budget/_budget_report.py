"""The budget report: budget, forecast and actuals, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from costshare.agreement import Allocation, labels_of, same_currency, same_period
from costshare.amounts import Amount, Unit, decimals
from costshare.budget._finding import (
    BudgetFinding,
    against_fees,
    largest_first,
    stated_totals,
    stated_variances,
)
from costshare.budget._item import BudgetItem, Plan, per_cent_of
from costshare.budget._layout import NAME, comments_of, items_table, title_of, variances_table
from costshare.errors import ConservationError, CostshareError
from costshare.fields import Currency, Declared, Money, Name, find_name, given_as
from costshare.periods import Period, PeriodField, PeriodLike
from costshare.results import (
    Block,
    Column,
    Points,
    Result,
    amount_column,
    counted,
    exact_column,
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


class BudgetReport(Result, Declared):
    """Actual income and cost, item by item, against budget and forecast.

    Parameters
    ----------
    items : list of BudgetItem
        Items, each name once, and each pool in one item at most.
    name : str, default "Budget report"
        Title of the table.
    period : str or two dates, optional
        Period of the actual income and cost.
    currency : str, optional
        Currency of every amount, as an ISO 4217 code.
    stated_income, stated_cost, stated_variance : number, optional
        Totals as printed elsewhere, which `findings` compares.

    Examples
    --------
    >>> import costshare as cs
    >>> report = cs.BudgetReport(
    ...     period="2022",
    ...     items=[
    ...         cs.BudgetItem(name="E-arkiv", income=313_000, cost=263_196),
    ...         cs.BudgetItem(name="Projekt DCBD", income=54_001, cost=198_300),
    ...     ],
    ... )
    >>> print(report)
    Budget report 2022
    <BLANKLINE>
                   income     cost  variance
    ----------------------------------------
    E-arkiv       313 000  263 196    49 804
    Projekt DCBD   54 001  198 300  -144 299
    ----------------------------------------
    total         367 001  461 496   -94 495
    """

    format: ClassVar[str] = "costshare.budget_report/1"

    items: Annotated[tuple[BudgetItem, ...], Field(min_length=1)]
    name: Name = NAME
    period: PeriodField | None = None
    currency: Currency = None
    stated_income: Money | None = None
    stated_cost: Money | None = None
    stated_variance: Money | None = None

    def __init__(
        self,
        *,
        items: Iterable[BudgetItem | Mapping[str, Any]],
        name: str = NAME,
        period: PeriodLike | None = None,
        currency: str | None = None,
        stated_income: Amount | None = None,
        stated_cost: Amount | None = None,
        stated_variance: Amount | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [item.name for item in self.items]
        pools = [pool for item in self.items for pool in item.pools or ()]
        for name in names:
            if names.count(name) > 1:
                msg = f"item {name} is listed twice; add the two up, or rename one"
                raise CostshareError(msg)
        for pool in pools:
            if pools.count(pool) > 1:
                msg = f"pool {pool} is in two items; its fees can be the income of one item only"
                raise CostshareError(msg)
        for item in self.items:
            if item.pools is None and item.name in pools:
                msg = f"pool {item.name} is in another item; give item {item.name} its pools"
                raise CostshareError(f"{msg}, or pools=[] for none")
        return self

    def item(self, name: str) -> BudgetItem:
        """One item.

        Raises
        ------
        CostshareError
            If no item has the name.
        """
        items = {item.name: item for item in self.items}
        return items[find_name("item", name, items)]

    def __iter__(self) -> Iterator[BudgetItem]:  # type: ignore[override]
        """Iterate over the items."""
        return iter(self.items)

    @cached_property
    def unit(self) -> Unit:
        """1 if every amount is whole, else the smallest decimal that occurs, such as 0.01."""
        # Every amount has finite decimals, since it is a Decimal.
        places = max(decimals(Fraction(amount)) or 0 for amount in self._amounts())
        return Unit(Fraction(1, 10**places))

    def _amounts(self) -> Iterator[Decimal]:
        for item in self.items:
            yield from (item.income, item.cost, *item.sources.values())
            for plan in (item.budget, item.forecast, item.year_budget):
                if plan is not None:
                    yield from (plan.income, plan.cost)

    @property
    def income(self) -> Decimal:
        """Income of all items."""
        return self._sum(item.income for item in self.items)

    @property
    def cost(self) -> Decimal:
        """Cost of all items."""
        return self._sum(item.cost for item in self.items)

    @property
    def result(self) -> Decimal:
        """Income less cost: the surplus, or below zero the deficit."""
        return self._sum(item.result for item in self.items)

    @property
    def variances(self) -> dict[str, Decimal]:
        """Result of each item less its budgeted result."""
        return {item.name: self._sum([item.variance]) for item in self.items}

    @property
    def variance(self) -> Decimal:
        """Sum of the variances."""
        return self._sum(item.variance for item in self.items)

    @property
    def income_variance(self) -> Decimal:
        """Income less budgeted income of all items."""
        return self._sum(item.income_variance for item in self.items)

    @property
    def cost_variance(self) -> Decimal:
        """Budgeted cost less cost of all items, so that above zero is better."""
        return self._sum(item.cost_variance for item in self.items)

    @property
    def income_variance_percent(self) -> Fraction | None:
        """Income variance in per cent of the budgeted income; None if an item has no budget."""
        budgets = (item.budget for item in self.items)
        return per_cent_of(self.income_variance, budgets, "income")

    @property
    def cost_variance_percent(self) -> Fraction | None:
        """Cost variance in per cent of the budgeted cost; None if an item has no budget."""
        budgets = (item.budget for item in self.items)
        return per_cent_of(self.cost_variance, budgets, "cost")

    def year_plan(self, item: BudgetItem) -> Plan | None:
        """The budget of an item for the full year: its own, or that of a period of a year.

        Raises
        ------
        CostshareError
            If it is not a `BudgetItem`.
        """
        given_as(BudgetItem, item, "item", "a BudgetItem")
        return item.year_budget or (item.budget if _whole_year(self.period) else None)

    @property
    def year_variances(self) -> dict[str, Decimal | None]:
        """Forecast result of each item less the budgeted result of its full year.

        None without a forecast; a missing budget counts as one in balance.
        """
        off: dict[str, Decimal | None] = {}
        for item in self.items:
            plan = self.year_plan(item)
            planned = Fraction(plan.result) if plan else Fraction(0)
            off[item.name] = (
                None if item.forecast is None else self._sum([item.forecast.result, -planned])
            )
        return off

    @property
    def year_variance(self) -> Decimal | None:
        """Sum of the full year's variances; None if an item has no forecast."""
        return self._total(list(self.year_variances.values()))

    @property
    def sources(self) -> dict[str, Decimal]:
        """Income by source; that of items whose income is not split is under ``""``."""
        totals: dict[str, list[Decimal]] = {}
        for item in self.items:
            for source, amount in (item.sources or {"": item.income}).items():
                totals.setdefault(source, []).append(amount)
        return {source: self._sum(amounts) for source, amounts in totals.items()}

    def _sum(self, amounts: Iterable[Decimal | Fraction]) -> Decimal:
        """Add amounts exactly, with the decimals of the unit."""
        whole = sum((Fraction(amount) for amount in amounts), Fraction(0))
        return self.unit.decimal(self.unit.count(whole, "amount"))

    def _total(self, amounts: Sequence[Decimal | None]) -> Decimal | None:
        """Add a column; None if an amount is missing, since the sum would not be of all items."""
        known = [amount for amount in amounts if amount is not None]
        return self._sum(known) if len(known) == len(amounts) else None

    def check(self) -> None:
        """Prove again that sources sum to the income of their item, and the items to the result.

        Raises
        ------
        ConservationError
            If they do not; the error names the item or the sum.
        """
        for item in self.items:
            item.check()
        parts = self.income_variance, self.cost_variance
        if sum(map(Fraction, parts)) != Fraction(self.variance):
            msg = f"income variance {parts[0]} and cost variance {parts[1]} do not sum to "
            raise ConservationError(f"{msg}the variance {self.variance}")
        if Fraction(self.income) - Fraction(self.cost) != Fraction(self.result):
            msg = f"income {self.income} less cost {self.cost} is not the result {self.result}"
            raise ConservationError(msg)

    @property
    def findings(self) -> tuple[BudgetFinding, ...]:
        """Amounts stated elsewhere that the items do not give, the largest difference first."""
        totals: dict[str, tuple[Decimal | None, Decimal]] = {
            say("income"): (self.stated_income, self.income),
            say("cost"): (self.stated_cost, self.cost),
            say("variance"): (self.stated_variance, self.variance),
        }
        return largest_first([*stated_variances(self.items), *stated_totals(totals)])

    def findings_against(self, allocation: Allocation) -> tuple[BudgetFinding, ...]:
        """Find what does not add up, in the report itself and against the fees.

        Parameters
        ----------
        allocation : Allocation
            Fees to compare the income with. Pools that the host does not bill count as nothing,
            because their fees are not income of the host.

        Returns
        -------
        tuple of BudgetFinding
            `findings` and the differences from the fees, the largest first. The differences of the
            kinds ``income_differs``, ``item_without_fees`` and ``pool_without_item`` sum to all fee
            income less all fees.

        Raises
        ------
        CostshareError
            If the fees are for another period or in another currency, or an item names a pool
            that the allocation does not have.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(313_000, cs.Flat(), {"A": {}, "B": {}}, pool="E-arkiv")
        >>> item = cs.BudgetItem(name="E-arkiv", income=313_500, cost=263_196)
        >>> for finding in cs.BudgetReport(items=[item]).findings_against(fees):
        ...     print(finding)
        E-arkiv: an income of 313 500, but the fees of E-arkiv sum to 313 000: 500 too much.
        """
        given_as(Allocation, allocation, "allocation", "the result of allocate()")
        allocation = allocation.final_fees()
        same_currency(allocation.currency, self.currency, "the budget report")
        same_period(allocation, self.period, "the budget report")
        fees = {
            pool.name: Fraction(pool.amount) if pool.billed_by == "host" else Fraction(0)
            for pool in allocation.pools
        }
        return largest_first(
            [*self.findings, *against_fees(self.items, fees, labels_of(allocation.pools))]
        )

    @property
    def _plans(self) -> Iterator[tuple[str, Callable[[BudgetItem], Plan | None]]]:
        """How each kind of plan is found in an item, by its name."""
        yield "budget", lambda item: item.budget
        yield "year_budget", self.year_plan
        yield "forecast", lambda item: item.forecast

    def _wide(self) -> pd.DataFrame:
        """Lay out a row for each item; what is not planned is missing."""
        plans = {name: [find(item) for item in self.items] for name, find in self._plans}
        columns = [
            amount_column("income", (item.income for item in self.items)),
            amount_column("cost", (item.cost for item in self.items)),
            amount_column("variance", self.variances.values()),
        ]
        for name, given in plans.items():
            for side in ("income", "cost"):
                amounts = (None if plan is None else getattr(plan, side) for plan in given)
                columns.append(amount_column(f"{name}_{side}", amounts))
        columns.append(amount_column("year_variance", self.year_variances.values()))
        for name in ("income_variance", "cost_variance"):
            columns += [
                amount_column(name, (getattr(item, name) for item in self.items)),
                exact_column(
                    f"{name}_percent", (getattr(item, f"{name}_percent") for item in self.items)
                ),
            ]
        columns.append(text_column("comment", (item.comment for item in self.items)))
        return to_pandas(columns, text_column("item", (item.name for item in self.items)))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for the actual figures of an item, and one for each of its plans."""
        rows: list[tuple[BudgetItem, str, BudgetItem | Plan]] = []
        for item in self.items:
            rows.append((item, "actual", item))
            plans = ((name, find(item)) for name, find in self._plans)
            rows += [(item, name, plan) for name, plan in plans if plan is not None]
        return (
            same_column("period", self.period, rows),
            text_column("item", (item.name for item, _, _ in rows)),
            text_column("figures", (name for _, name, _ in rows)),
            same_column("currency", self.currency, rows),
            amount_column("income", (given.income for _, _, given in rows)),
            amount_column("cost", (given.cost for _, _, given in rows)),
            amount_column("result", (given.result for _, _, given in rows)),
        )

    def _about(self) -> str:
        return (
            f"{heading(self.name, self.period)}: {counted(len(self.items), 'item')}, result "
            f"{with_currency(number(self.result), self.currency)}"
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out the items with their sum below, what varies, and the comments."""
        yield items_table(
            self.items,
            {kind: [find(item) for item in self.items] for kind, find in self._plans},
            list(self.year_variances.values()),
            self._total,
            heading(title_of(self.name), self.period, self.currency),
        )
        if any(item.budget for item in self.items):
            yield variances_table({item.name: item for item in self.items}, self, self._total)
        comments = comments_of(self.items)
        if comments:
            yield Points(comments)


def _whole_year(period: Period | None) -> bool:
    """Whether a period is of whole calendar years; one that is not stated counts as such."""
    if period is None:
        return True
    first, last = period.first, period.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
