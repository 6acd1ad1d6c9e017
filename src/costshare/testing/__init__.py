"""Hypothesis for users: strategies for amounts and agreements, and assertions on results."""

from costshare.testing._assertions import (
    assert_allocation_sums,
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)
from costshare.testing._check_allocator import check_allocator
from costshare.testing._laws import LAWS
from costshare.testing._on_functions import (
    assert_credit_mirrors_charge,
    assert_monotone,
    assert_order_free,
    assert_repeatable,
    assert_same_as,
    assert_scale_free,
    assert_sums,
)

try:
    from costshare.testing._agreements import agreements
    from costshare.testing._amounts import totals, units, weights
    from costshare.testing._members import members
    from costshare.testing._models import models
    from costshare.testing._pools import pools
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    msg = 'costshare.testing needs hypothesis: pip install "costshare[testing]"'
    raise ModuleNotFoundError(msg, name="hypothesis") from error

__all__ = [
    "LAWS",
    "agreements",
    "assert_allocation_sums",
    "assert_credit_mirrors_charge",
    "assert_monotone",
    "assert_nothing_for_nothing",
    "assert_order_free",
    "assert_repeatable",
    "assert_same_as",
    "assert_scale_free",
    "assert_sums",
    "assert_sums_exactly",
    "assert_within_quota",
    "check_allocator",
    "members",
    "models",
    "pools",
    "totals",
    "units",
    "weights",
]
