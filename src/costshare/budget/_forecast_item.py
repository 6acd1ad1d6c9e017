"""The forecast of one item: what is booked, what is expected of each month left, the budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from costshare.budget._item import BudgetItem, Plan, sum_of
from costshare.fields import Value


@dataclass(frozen=True, slots=True)
class ForecastItem(Value):
    """The forecast of one item.

    Attributes
    ----------
    name : str
        Name of the item.
    actual : Plan
        Income and cost of the months so far.
    months : mapping of str to Plan
        Expected income and cost of each month that is left.
    budget : Plan or None
        Budget of the year.
    """

    name: str
    actual: Plan
    months: Mapping[str, Plan]
    budget: Plan | None

    @property
    def remaining(self) -> Plan:
        """Expected income and cost of all months that are left."""
        return sum_of(self.months.values())

    @property
    def forecast(self) -> Plan:
        """Expected income and cost of the year."""
        return sum_of([self.actual, self.remaining])

    @property
    def _year(self) -> BudgetItem:
        """The year as it is expected."""
        year = self.forecast
        return BudgetItem(name=self.name, income=year.income, cost=year.cost, budget=self.budget)

    @property
    def income_variance(self) -> Decimal:
        """Expected income less the budgeted one; all of it without a budget."""
        return self._year.income_variance

    @property
    def cost_variance(self) -> Decimal:
        """Budgeted cost less the expected one, so that above zero is better."""
        return self._year.cost_variance

    @property
    def variance(self) -> Decimal:
        """Expected result less the budgeted one; the sum of the other two."""
        return self._year.variance
