"""The outcome: budget, forecast and what came of it, item by item."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from costshare.agreement import Allocation
from costshare.amounts import Unit, exact_decimal
from costshare.display import number, with_currency
from costshare.errors import CostshareError
from costshare.fields import Currency, Declared, Name, find_name, given_as, validation_message
from costshare.outcome._check import OutcomeFinding, check_outcome
from costshare.outcome._item import Money, OutcomeItem, Plan
from costshare.outcome._table import outcome_html, outcome_text
from costshare.periods import Period, PeriodField

if TYPE_CHECKING:
    import pandas as pd


class Outcome(Declared):
    """What came in and went out, against what was planned.

    Parameters
    ----------
    items : list of OutcomeItem
        Each name once, each pool in one item at most.
    name : str, default "Outcome"
        The table's title.
    period : str or two dates, optional
        What `income` and `cost` are for.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.
    stated_income, stated_cost, stated_deviation : number, optional
        Totals as printed elsewhere, for `check` to compare.

    Examples
    --------
    >>> import costshare as cs
    >>> outcome = cs.Outcome(
    ...     period="2022",
    ...     items=[
    ...         cs.OutcomeItem(name="E-arkiv", income=313_000, cost=263_196),
    ...         cs.OutcomeItem(name="Projekt DCBD", income=54_001, cost=198_300),
    ...     ],
    ... )
    >>> print(outcome)
    Outcome 2022
    <BLANKLINE>
                   income     cost  deviation
    -----------------------------------------
    E-arkiv       313 000  263 196     49 804
    Projekt DCBD   54 001  198 300   -144 299
    -----------------------------------------
    total         367 001  461 496    -94 495
    """

    items: Annotated[tuple[OutcomeItem, ...], Field(min_length=1)]
    name: Name = "Outcome"
    period: PeriodField | None = None
    currency: Currency = None
    stated_income: Money | None = None
    stated_cost: Money | None = None
    stated_deviation: Money | None = None

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

    def item(self, name: str) -> OutcomeItem:
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
    def deviations(self) -> dict[str, Decimal]:
        """Each item's result less its budgeted result."""
        return {item.name: self._sum([Fraction(item.deviation)]) for item in self.items}

    @property
    def deviation(self) -> Decimal:
        """The sum of the deviations."""
        return self._sum(Fraction(item.deviation) for item in self.items)

    def year_plan(self, item: OutcomeItem) -> Plan | None:
        """The budget of an item for the full year: its own, or that of a period of a year."""
        given_as(OutcomeItem, item, "item", "an OutcomeItem")
        return item.year_budget or (item.budget if _whole_year(self.period) else None)

    @property
    def year_deviations(self) -> dict[str, Decimal | None]:
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
    def year_deviation(self) -> Decimal | None:
        """The sum of the full year's deviations; None where an item has no forecast."""
        known = [each for each in self.year_deviations.values() if each is not None]
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

    def check(self, allocation: Allocation | None = None) -> tuple[OutcomeFinding, ...]:
        """Find what does not add up.

        Parameters
        ----------
        allocation : Allocation, optional
            The fees to compare the income with. Pools that the host does not bill count as
            nothing: their fees never reach the board.

        Returns
        -------
        tuple of OutcomeFinding
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
        >>> item = cs.OutcomeItem(name="E-arkiv", income=313_500, cost=263_196)
        >>> for finding in cs.Outcome(items=[item]).check(fees):
        ...     print(finding)
        E-arkiv: an income of 313 500, but the fees of E-arkiv sum to 313 000: 500 too much.
        """
        return check_outcome(self, allocation)

    def to_frame(self) -> "pd.DataFrame":
        """The outcome as a DataFrame, a row for each item.

        Returns
        -------
        DataFrame
            Columns ``income``, ``cost``, ``deviation``, then income and cost of ``budget``,
            ``year_budget`` and ``forecast``, ``year_deviation`` and ``comment``. ``Int64`` where
            all amounts are whole, else Decimals; ``<NA>`` where nothing is planned.
        """
        from costshare.outcome._frames import (  # noqa: PLC0415 - pandas comes late
            outcome_frame,
        )

        return outcome_frame(self)

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain data, for JSON; `from_dict` reads it."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read an outcome from plain data.

        Raises
        ------
        CostshareError
            On anything that is no outcome, with the place in the data.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise CostshareError(validation_message(error, cls.__name__, data)) from None

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the table."""
        period = f" {self.period}" if self.period else ""
        return (
            f"<Outcome {self.name}{period}: {len(self.items)} items, result "
            f"{with_currency(number(self.result), self.currency)}>"
        )

    def __str__(self) -> str:
        """The table and the comments."""
        return outcome_text(self)

    def _repr_html_(self) -> str:
        return outcome_html(self)


def _whole_year(period: Period | None) -> bool:
    if period is None:
        return True
    first, last = period.first, period.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _places(amount: Fraction) -> int:
    return max(0, -int(exact_decimal(amount, "amount").as_tuple().exponent))
