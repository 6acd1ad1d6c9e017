"""costshare: exact, explainable cost sharing."""

from costshare.agreement import Agreement, Allocation, Explanation, Member, Pool, Vintage, allocate
from costshare.analysis import Comparison, Sweep, compare, sweep
from costshare.apportionment import apportion
from costshare.apportionment.arrays import apportion_array
from costshare.apportionment.tables import apportion_table, instalments
from costshare.errors import ConservationError, CostshareError, TieError
from costshare.files import SieFile, Unreadable, read_budget, read_invoices, read_number, read_sie
from costshare.invoices import InvoiceLine, Surcharge, credit_note, surcharge
from costshare.metering import UsageLog
from costshare.models import (
    Blend,
    Bounded,
    Capacity,
    Damped,
    Fixed,
    Flat,
    Mixed,
    PerCapita,
    Price,
    Proportional,
    Tariff,
    Tier,
    Tiered,
)
from costshare.outcome import Outcome, OutcomeItem
from costshare.periods import Period
from costshare.reconciliation import Finding, FindingsError, Reconciliation, reconcile
from costshare.settlement import CarryForward, CoverFrom, Return, Settlement, TrueUp, settle

__all__ = [
    "Agreement",
    "Allocation",
    "Blend",
    "Bounded",
    "Capacity",
    "CarryForward",
    "Comparison",
    "ConservationError",
    "CostshareError",
    "CoverFrom",
    "Damped",
    "Explanation",
    "Finding",
    "FindingsError",
    "Fixed",
    "Flat",
    "InvoiceLine",
    "Member",
    "Mixed",
    "Outcome",
    "OutcomeItem",
    "PerCapita",
    "Period",
    "Pool",
    "Price",
    "Proportional",
    "Reconciliation",
    "Return",
    "Settlement",
    "SieFile",
    "Surcharge",
    "Sweep",
    "Tariff",
    "TieError",
    "Tier",
    "Tiered",
    "TrueUp",
    "Unreadable",
    "UsageLog",
    "Vintage",
    "allocate",
    "apportion",
    "apportion_array",
    "apportion_table",
    "compare",
    "credit_note",
    "instalments",
    "read_budget",
    "read_invoices",
    "read_number",
    "read_sie",
    "reconcile",
    "settle",
    "surcharge",
    "sweep",
]
