"""Costs of support departments, passed on to the departments that they serve."""

from costshare.overhead._allocation import OverheadAllocation
from costshare.overhead._explanation import OverheadExplanation
from costshare.overhead._methods import direct, reciprocal, repeated, step_down

__all__ = [
    "OverheadAllocation",
    "OverheadExplanation",
    "direct",
    "reciprocal",
    "repeated",
    "step_down",
]
