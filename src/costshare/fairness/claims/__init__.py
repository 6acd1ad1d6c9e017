"""Claims problems: an amount that does not meet all claims on it, such as a deficit or a grant."""

from costshare.fairness.claims._award import ClaimsRule
from costshare.fairness.claims._compare import compare
from costshare.fairness.claims._comparison import ClaimsComparison
from costshare.fairness.claims._rules import (
    RULES,
    RuleName,
    cea,
    cel,
    constrained_egalitarian,
    minimal_overlap,
    piniles,
    proportional,
    random_arrival,
    reverse_talmud,
    talmud,
)

__all__ = [
    "RULES",
    "ClaimsComparison",
    "ClaimsRule",
    "RuleName",
    "cea",
    "cel",
    "compare",
    "constrained_egalitarian",
    "minimal_overlap",
    "piniles",
    "proportional",
    "random_arrival",
    "reverse_talmud",
    "talmud",
]
