"""Rules that order support departments in a step-down, which agreements and overhead share."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from costshare.fields._choice import OneOf
from costshare.words import say

OrderRule: TypeAlias = Literal["most_service", "largest_costs"]
OrderRuleField: TypeAlias = Annotated[OrderRule, OneOf("rule of order", OrderRule)]

ORDER_RULES: Mapping[OrderRule, str] = {
    "most_service": say(
        "The order is by the share of service that goes to other support departments, largest "
        "first."
    ),
    "largest_costs": say("The order is by costs, largest first."),
}
"""Each rule in a sentence."""
