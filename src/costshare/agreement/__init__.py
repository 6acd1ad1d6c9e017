"""The contract: members, pools and a period, and what they come to."""

from importlib import import_module
from typing import TYPE_CHECKING

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._agreement import Agreement, known_drivers
from costshare.agreement._allocate import MembersLike, allocate, read_members
from costshare.agreement._allocation import Allocation
from costshare.agreement._cascade import levels_before
from costshare.agreement._comparable import (
    STATE_THE_CURRENCY,
    currencies_differ,
    same_currency,
    same_period,
)
from costshare.agreement._member import Member
from costshare.agreement._members import members_in_frame
from costshare.agreement._months import Periods, add_periods
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import FeeLine, PoolAllocation, labels_of
from costshare.agreement._reference_date import ReferenceDate
from costshare.agreement._share import count_units, share_pool, total_rounding
from costshare.agreement._step_down import StepDown
from costshare.agreement._version import Version
from costshare.models import BrokenTie

if TYPE_CHECKING:
    from costshare.agreement._explanation import Explanation
    from costshare.agreement._rule import say_days
    from costshare.agreement._rule_difference import (
        RuleDifference,
        differing,
        is_charged,
        plain_data,
        rule_differences,
    )
    from costshare.agreement._rule_words import rule_words
else:
    # Fees are shared without the words about them.
    _MODULES = {
        "_explanation": "Explanation",
        "_rule": "say_days",
        "_rule_difference": "RuleDifference differing is_charged plain_data rule_differences",
        "_rule_words": "rule_words",
    }
    _MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        """Import a name when it is first used."""
        if name in _MODULE_OF:
            return getattr(import_module(f"costshare.agreement.{_MODULE_OF[name]}"), name)
        msg = f"module 'costshare.agreement' has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = [
    "STATE_THE_CURRENCY",
    "Agreement",
    "Allocation",
    "BrokenTie",
    "Explanation",
    "FeeLine",
    "Member",
    "MembersLike",
    "Periods",
    "Pool",
    "PoolAllocation",
    "ReferenceDate",
    "RuleDifference",
    "StepDown",
    "Version",
    "add_periods",
    "agreed_pool",
    "allocate",
    "count_units",
    "currencies_differ",
    "differing",
    "is_charged",
    "known_drivers",
    "labels_of",
    "levels_before",
    "members_in_frame",
    "plain_data",
    "read_members",
    "rule_differences",
    "rule_words",
    "same_currency",
    "same_period",
    "say_days",
    "share_pool",
    "total_rounding",
]
