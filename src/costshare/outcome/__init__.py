"""Budget, forecast and outcome, and what does not add up between them and the fees."""

from costshare.outcome._check import OutcomeFinding
from costshare.outcome._item import OutcomeItem, Plan
from costshare.outcome._outcome import Outcome

__all__ = ["Outcome", "OutcomeFinding", "OutcomeItem", "Plan"]
