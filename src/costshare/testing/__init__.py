"""Hypothesis for users: strategies for amounts and agreements, and assertions on results."""

from costshare.testing._assertions import (
    assert_allocation_sums,
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)

try:
    from costshare.testing._agreements import agreements, allocations
    from costshare.testing._amounts import totals, units, weights
    from costshare.testing._budgets import budgets
    from costshare.testing._cost_lines import cost_lines
    from costshare.testing._frames import frames
    from costshare.testing._invoices import Invoices, Planted, invoices
    from costshare.testing._members import members
    from costshare.testing._models import models
    from costshare.testing._pools import pools
    from costshare.testing._ties import near_ties, ties
    from costshare.testing._types import register
    from costshare.testing._usage import usage_logs
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    msg = 'costshare.testing needs hypothesis: pip install "costshare[testing]"'
    raise ModuleNotFoundError(msg, name="hypothesis") from error

register()

__all__ = [
    "Invoices",
    "Planted",
    "agreements",
    "allocations",
    "assert_allocation_sums",
    "assert_nothing_for_nothing",
    "assert_sums_exactly",
    "assert_within_quota",
    "budgets",
    "cost_lines",
    "frames",
    "invoices",
    "members",
    "models",
    "near_ties",
    "pools",
    "ties",
    "totals",
    "units",
    "usage_logs",
    "weights",
]
