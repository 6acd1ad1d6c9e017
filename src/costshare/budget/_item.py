"""One item of a budget report: what came in, what went out, and what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from costshare.amounts import Amount, AmountByName, exact_decimal, plain
from costshare.errors import CostshareError, unknown_name
from costshare.fields import NOTHING_BY_NAME, ByName, Declared, Exact, Name, ReadOnly

FEES = "fees"
"""The source whose income is compared with the members' fees."""


def _finite(value: Fraction) -> Fraction:
    exact_decimal(value, "amount")
    return value


Money = Annotated[Exact, AfterValidator(_finite)]


class Plan(Declared):
    """A budget or a forecast of an item.

    Parameters
    ----------
    income, cost : number
        What is expected.
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
        return exact_decimal(self.income - self.cost, "result")


class BudgetItem(Declared):
    """One row of a budget report.

    Parameters
    ----------
    name : str
        Unique in the budget report.
    income, cost : number
        What came in and went out in the period.
    budget : number or Plan, optional
        The plan for the period. A number is a plan in balance, with as much income as cost;
        ``{"income": 100, "cost": 90}`` gives both.
    forecast : number or Plan, optional
        What income and cost are expected to be in the full year.
    year_budget : number or Plan, optional
        The budget of the full year, where the period is only a part of one.
    sources : mapping of str to number, optional
        Where the income came from; sums to `income`. The source ``"fees"`` is what the members
        paid.
    pools : list of str, optional
        The pools of the allocation whose fees make up the income. Left out, it is the pool of
        the same name, if there is one.
    comment : str
        The reason for a variance, in words.
    stated_variance : number, optional
        The variance as printed somewhere else, for `BudgetReport.check` to compare.

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
        whole = sum(self.sources.values(), Fraction(0))
        if self.sources and whole != self.income:
            off = f"{plain(abs(whole - self.income))} too {_much(whole - self.income)}"
            msg = f"sources of {self.name} sum to {plain(whole)}, not to its income "
            raise CostshareError(f"{msg}{plain(self.income)}: {off}")
        for pool in self.pools or ():
            if (self.pools or ()).count(pool) > 1:
                msg = f"item {self.name} names pool {pool} twice; name it once"
                raise CostshareError(msg)
        return self

    @property
    def result(self) -> Decimal:
        """Income less cost."""
        return exact_decimal(self.income - self.cost, "result")

    @property
    def variance(self) -> Decimal:
        """The result less the budgeted result; the result itself where there is no budget."""
        planned = Fraction(self.budget.result) if self.budget else Fraction(0)
        return exact_decimal(self.income - self.cost - planned, "variance")

    @property
    def fee_income(self) -> Fraction:
        """What came in as fees: the source ``"fees"``, or all income where it is not split."""
        return self.sources.get(FEES, Fraction(0)) if self.sources else self.income

    def pools_in(self, pools: Mapping[str, object]) -> tuple[str, ...]:
        """The pools behind this item, among those of an allocation.

        Raises
        ------
        CostshareError
            Where it names a pool that is not among them.
        """
        if self.pools is None:
            return (self.name,) if self.name in pools else ()
        for pool in self.pools:
            if pool not in pools:
                raise unknown_name(f"pool of item {self.name}:", pool, pools)
        return self.pools


def _much(difference: Fraction) -> str:
    return "much" if difference > 0 else "little"


__all__ = ["FEES", "BudgetItem", "Money", "Plan"]
