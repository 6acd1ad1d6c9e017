"""Budget, forecast and actuals, and what does not add up between them and the fees."""

from costshare.budget._budget_report import BudgetReport
from costshare.budget._finding import BudgetFinding
from costshare.budget._item import BudgetItem, Plan

__all__ = ["BudgetFinding", "BudgetItem", "BudgetReport", "Plan"]
