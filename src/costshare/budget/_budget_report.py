"""The report: budget, forecast and what came of it, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from costshare.agreement import Allocation
from costshare.amounts import Amount, Unit, exact_decimal
from costshare.budget._check import BudgetFinding, find_differences
from costshare.budget._item import BudgetItem, Money, Plan
from costshare.budget._table import budget_html, budget_text
from costshare.errors import CostshareError
from costshare.fields import Currency, Declared, Name, find_name, given_as, validation_message
from costshare.periods import Period, PeriodField, PeriodLike
from costshare.results import number, with_currency

if TYPE_CHECKING:
    import pandas as pd


class BudgetReport(Declared):
    """What came in and went out, against what was planned.

    Parameters
    ----------
    items : list of BudgetItem
        Each name once, each pool in one item at most.
    name : str, default "Budget report"
        The table's title.
    period : str or two dates, optional
        What `income` and `cost` are for.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.
    stated_income, stated_cost, stated_variance : number, optional
        Totals as printed elsewhere, for `check` to compare.

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

    items: Annotated[tuple[BudgetItem, ...], Field(min_length=1)]
    name: Name = "Budget report"
    period: PeriodField | None = None
    currency: Currency = None
    stated_income: Money | None = None
    stated_cost: Money | None = None
    stated_variance: Money | None = None

    def __init__(
        self,
        *,
        items: Iterable[BudgetItem | Mapping[str, Any]],
        name: str = "Budget report",
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
                msg = f"pool {pool} stands in two items; its fees can be the income of one only"
                raise CostshareError(msg)
        for item in self.items:
            if item.pools is None and item.name in pools:
                msg = f"pool {item.name} stands in another item; give item {item.name} its pools"
                raise CostshareError(f"{msg}, or pools=[] for none")
        return self

    def item(self, name: str) -> BudgetItem:
        """One item.

        Raises
        ------
        CostshareError
            On a name that no item has.
        """
        items = {item.name: item for item in self.items}
        return items[find_name("item", name, items)]

    @property
    def unit(self) -> Unit:
        """1 where every amount is whole, else the smallest decimal that occurs, such as 0.01."""
        places = max(_places(amount) for amount in self._amounts())
        return Unit(Fraction(1, 10**places))

    def _amounts(self) -> Iterator[Fraction]:
        for item in self.items:
            yield from (item.income, item.cost, *item.sources.values())
            for plan in (item.budget, item.forecast, item.year_budget):
                if plan is not None:
                    yield from (plan.income, plan.cost)

    @property
    def income(self) -> Decimal:
        """What came in, in all."""
        return self._sum(item.income for item in self.items)

    @property
    def cost(self) -> Decimal:
        """What went out, in all."""
        return self._sum(item.cost for item in self.items)

    @property
    def result(self) -> Decimal:
        """Income less cost: the surplus, or below zero the deficit."""
        return self._sum(item.income - item.cost for item in self.items)

    @property
    def variances(self) -> dict[str, Decimal]:
        """Each item's result less its budgeted result."""
        return {item.name: self._sum([Fraction(item.variance)]) for item in self.items}

    @property
    def variance(self) -> Decimal:
        """The sum of the variances."""
        return self._sum(Fraction(item.variance) for item in self.items)

    def year_plan(self, item: BudgetItem) -> Plan | None:
        """The budget of an item for the full year: its own, or that of a period of a year."""
        given_as(BudgetItem, item, "item", "an BudgetItem")
        return item.year_budget or (item.budget if _whole_year(self.period) else None)

    @property
    def year_variances(self) -> dict[str, Decimal | None]:
        """Each item's forecast result less that of its full year's budget.

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
        """The sum of the full year's variances; None where an item has no forecast."""
        known = [each for each in self.year_variances.values() if each is not None]
        return self._sum(known) if len(known) == len(self.items) else None

    @property
    def sources(self) -> dict[str, Decimal]:
        """Income by source; that of items whose income is not split is under ``""``."""
        totals: dict[str, Fraction] = {}
        for item in self.items:
            for source, amount in (item.sources or {"": item.income}).items():
                totals[source] = totals.get(source, Fraction(0)) + amount
        return {source: self._sum([amount]) for source, amount in totals.items()}

    def _sum(self, amounts: Any) -> Decimal:
        whole = sum(map(Fraction, amounts), Fraction(0))
        return self.unit.decimal(self.unit.count(whole, "amount"))

    def check(self, allocation: Allocation | None = None) -> tuple[BudgetFinding, ...]:
        """Find what does not add up.

        Parameters
        ----------
        allocation : Allocation, optional
            The fees to compare the income with. Pools that the host does not bill count as
            nothing: their fees never reach the board.

        Returns
        -------
        tuple of BudgetFinding
            The largest difference first. The differences of the kinds ``income_differs``,
            ``item_without_fees`` and ``pool_without_item`` sum to all fee income less all fees.

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
        >>> for finding in cs.BudgetReport(items=[item]).check(fees):
        ...     print(finding)
        E-arkiv: an income of 313 500, but the fees of E-arkiv sum to 313 000: 500 too much.
        """
        return find_differences(self, allocation)

    def to_frame(self) -> pd.DataFrame:
        """The report as a DataFrame, a row for each item.

        Returns
        -------
        DataFrame
            Columns ``income``, ``cost``, ``variance``, then income and cost of ``budget``,
            ``year_budget`` and ``forecast``, ``year_variance`` and ``comment``. ``Int64`` where
            all amounts are whole, else Decimals; ``<NA>`` where nothing is planned.
        """
        from costshare.budget._frames import (
            budget_frame,
        )

        return budget_frame(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON; `from_dict` reads it."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a budget report from plain data.

        Raises
        ------
        CostshareError
            On anything that is no report, with the place in the data.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise CostshareError(validation_message(error, cls.__name__, data)) from None

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the table."""
        period = f" {self.period}" if self.period else ""
        return (
            f"<BudgetReport {self.name}{period}: {len(self.items)} items, result "
            f"{with_currency(number(self.result), self.currency)}>"
        )

    def __str__(self) -> str:
        """The table and the comments."""
        return budget_text(self)

    def _repr_html_(self) -> str:
        return budget_html(self)


def _whole_year(period: Period | None) -> bool:
    if period is None:
        return True
    first, last = period.first, period.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _places(amount: Fraction) -> int:
    return max(0, -int(exact_decimal(amount, "amount").as_tuple().exponent))
