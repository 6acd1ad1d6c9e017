"""Hypothesis for users: strategies for amounts and agreements, and assertions on results."""

from costshare.testing._assertions import (
    assert_allocation_sums,
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)
from costshare.testing._books import (
    assert_corrections_restate,
    assert_credit_notes_undo,
    assert_finds_changed_lines,
    assert_reconciles,
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
from costshare.testing._settlements import assert_settlement_closes
from costshare.testing._tables import assert_instalments_sum, assert_table_sums

try:
    from costshare.testing._agreements import agreements, allocations
    from costshare.testing._amounts import totals, units, weights
    from costshare.testing._board_year import BoardYear
    from costshare.testing._budgets import budgets
    from costshare.testing._cost_lines import cost_lines
    from costshare.testing._frames import frames
    from costshare.testing._invoices import Invoices, Planted, invoices
    from costshare.testing._members import members
    from costshare.testing._models import models
    from costshare.testing._near_ties import near_ties, ties
    from costshare.testing._pools import pools
    from costshare.testing._types import register
    from costshare.testing._usage import usage_logs
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    msg = 'costshare.testing needs hypothesis: pip install "costshare[testing]"'
    raise ModuleNotFoundError(msg, name="hypothesis") from error

register()

__all__ = [
    "LAWS",
    "BoardYear",
    "Invoices",
    "Planted",
    "agreements",
    "allocations",
    "assert_allocation_sums",
    "assert_corrections_restate",
    "assert_credit_mirrors_charge",
    "assert_credit_notes_undo",
    "assert_finds_changed_lines",
    "assert_instalments_sum",
    "assert_monotone",
    "assert_nothing_for_nothing",
    "assert_order_free",
    "assert_reconciles",
    "assert_repeatable",
    "assert_same_as",
    "assert_scale_free",
    "assert_settlement_closes",
    "assert_sums",
    "assert_sums_exactly",
    "assert_table_sums",
    "assert_within_quota",
    "budgets",
    "check_allocator",
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
