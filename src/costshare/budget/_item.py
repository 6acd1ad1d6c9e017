"""One item of a budget report: actual income and cost, budget and forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from pydantic import Field, model_validator

from costshare.amounts import Amount, AmountByName, exact_decimal, exact_sum, plain
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import NOTHING_BY_NAME, ByName, Declared, Money, Name, ReadOnly

FEES = "fees"
"""The source whose income is compared with the members' fees."""


class Plan(Declared):
    """A budget or a forecast of an item.

    Parameters
    ----------
    income, cost : number
        Expected income and cost.
    """

    income: Money
    cost: Money

    def __init__(
        self,
        *,
        income: Amount,
        cost: Amount,
    ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        """Take one number as a plan in balance: the members pay what it costs."""
        if isinstance(value, Mapping | Plan):
            return value
        return {"income": value, "cost": value}

    @property
    def result(self) -> Decimal:
        """Income less cost."""
        return exact_decimal(Fraction(self.income) - Fraction(self.cost), "result")


def sum_of(plans: Iterable[Plan]) -> Plan:
    """Add up plans, such as the budgets of months."""
    listed = list(plans)
    return Plan(
        income=exact_sum(plan.income for plan in listed),
        cost=exact_sum(plan.cost for plan in listed),
    )


def per_cent_of(variance: Decimal, plans: Iterable[Plan | None], side: str) -> Fraction | None:
    """Divide a variance by the size of what was planned; None if that is 0 or in part missing."""
    listed = list(plans)
    planned = sum((Fraction(getattr(plan, side)) for plan in listed if plan), Fraction(0))
    return None if None in listed or not planned else Fraction(variance) * 100 / abs(planned)


class BudgetItem(Declared):
    """One row of a budget report.

    Parameters
    ----------
    name : str
        Name of the item, unique in the budget report.
    income, cost : number
        Actual income and cost of the period.
    budget : number or Plan, optional
        Budget of the period. A number is a budget in balance, with as much income as cost;
        ``{"income": 100, "cost": 90}`` states both.
    forecast : number or Plan, optional
        Expected income and cost of the full year.
    year_budget : number or Plan, optional
        Budget of the full year, if the period is only a part of one.
    sources : mapping of str to number, optional
        Income by source, which sums to `income`. The source ``"fees"`` is what the members paid.
    pools : list of str, optional
        Pools of the allocation whose fees are the income. If left out, the pool with the name of
        the item, if there is one.
    comment : str
        Reason for a variance, in words.
    stated_variance : number, optional
        Variance as printed elsewhere, which `BudgetReport.findings` compares.

    Examples
    --------
    >>> import costshare as cs
    >>> item = cs.BudgetItem(name="E-arkiv", income=313_000, cost=263_196)
    >>> item.variance
    Decimal('49804')
    >>> item.replace(budget={"income": 313_000, "cost": 300_000}).variance
    Decimal('36804')
    """

    name: Name
    income: Money
    cost: Money
    budget: Plan | None = None
    forecast: Plan | None = None
    year_budget: Plan | None = None
    sources: ByName[Money] = Field(default_factory=ReadOnly)
    pools: tuple[Name, ...] | None = None
    comment: str = ""
    stated_variance: Money | None = None

    def __init__(
        self,
        *,
        name: str,
        income: Amount,
        cost: Amount,
        budget: Amount | Plan | Mapping[str, Amount] | None = None,
        forecast: Amount | Plan | Mapping[str, Amount] | None = None,
        year_budget: Amount | Plan | Mapping[str, Amount] | None = None,
        sources: AmountByName = NOTHING_BY_NAME,
        pools: Iterable[str] | None = None,
        comment: str = "",
        stated_variance: Amount | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.check()
        for pool in self.pools or ():
            if (self.pools or ()).count(pool) > 1:
                msg = f"item {self.name} names pool {pool} twice; name it once"
                raise CostshareError(msg)
        return self

    def check(self) -> None:
        """Prove that the sources sum to the income, if there are any.

        Raises
        ------
        ConservationError
            If they do not; the error states the difference.
        """
        whole = sum(map(Fraction, self.sources.values()), Fraction(0))
        off = whole - Fraction(self.income)
        if self.sources and off:
            msg = (
                f"sources of {self.name} sum to {plain(whole)}, not to its income {self.income:f}: "
                f"{plain(abs(off))} too {'much' if off > 0 else 'little'}"
            )
            raise ConservationError(msg)

    @property
    def result(self) -> Decimal:
        """Income less cost."""
        return exact_decimal(Fraction(self.income) - Fraction(self.cost), "result")

    @property
    def variance(self) -> Decimal:
        """The result less the budgeted result; the result itself if there is no budget."""
        planned = Fraction(self.budget.result) if self.budget else Fraction(0)
        return exact_decimal(Fraction(self.result) - planned, "variance")

    @property
    def income_variance(self) -> Decimal:
        """Income less budgeted income; all income where no budget is stated."""
        planned = self.budget.income if self.budget else Decimal(0)
        return exact_decimal(Fraction(self.income) - Fraction(planned), "income variance")

    @property
    def cost_variance(self) -> Decimal:
        """Budgeted cost less cost, so that above zero is better, as in `variance`."""
        planned = self.budget.cost if self.budget else Decimal(0)
        return exact_decimal(Fraction(planned) - Fraction(self.cost), "cost variance")

    @property
    def income_variance_percent(self) -> Fraction | None:
        """Income variance in per cent of the budgeted income; None if that is 0 or not stated."""
        return per_cent_of(self.income_variance, [self.budget], "income")

    @property
    def cost_variance_percent(self) -> Fraction | None:
        """Cost variance in per cent of the budgeted cost; None if that is 0 or not stated."""
        return per_cent_of(self.cost_variance, [self.budget], "cost")

    @property
    def fee_income(self) -> Decimal:
        """Income from fees: the source ``"fees"``, or all income if it is not split."""
        return self.sources.get(FEES, Decimal(0)) if self.sources else self.income

    def pools_in(self, pools: Mapping[str, object]) -> tuple[str, ...]:
        """The pools of this item among those of an allocation.

        Raises
        ------
        CostshareError
            If the item names a pool that the allocation does not have.
        """
        if self.pools is None:
            return (self.name,) if self.name in pools else ()
        for pool in self.pools:
            if pool not in pools:
                raise unknown_name(f"pool of item {self.name}:", pool, pools)
        return self.pools
