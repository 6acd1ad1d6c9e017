"""Budget, forecast and actuals, and what does not add up between them and the fees."""

from costshare.budget._budget_report import BudgetReport
from costshare.budget._finding import BudgetFinding
from costshare.budget._forecast import BudgetForecast
from costshare.budget._forecast_item import ForecastItem
from costshare.budget._item import BudgetItem, Plan
from costshare.budget._months import BudgetMonths

__all__ = [
    "BudgetFinding",
    "BudgetForecast",
    "BudgetItem",
    "BudgetMonths",
    "BudgetReport",
    "ForecastItem",
    "Plan",
]
