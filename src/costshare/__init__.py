"""costshare: exact, explainable cost sharing."""

from costshare import plotting
from costshare.agreement import (
    Agreement,
    Allocation,
    Explanation,
    Member,
    Pool,
    ReferenceDate,
    Version,
    allocate,
)
from costshare.analysis import (
    Comparison,
    Paradoxes,
    Simulation,
    Sweep,
    compare,
    paradoxes,
    simulate,
    sweep,
    what_if,
)
from costshare.apportionment import apportion
from costshare.apportionment.arrays import apportion_array
from costshare.apportionment.tables import apportion_table, instalments
from costshare.budget import BudgetItem, BudgetReport
from costshare.correction import Correction, correct
from costshare.errors import ConservationError, CostshareError, TieError
from costshare.files import SieFile, Unreadable, read_budget, read_invoices, read_number, read_sie
from costshare.inference import Inference, Ranking, infer, infer_blend, infer_mixed
from costshare.invoices import InvoiceLine, TaxedLines, add_tax, credit_note
from costshare.metering import UsageLog
from costshare.models import (
    Blend,
    Bounded,
    Capacity,
    Damped,
    Fixed,
    Flat,
    Indexed,
    Mixed,
    PerCapita,
    Price,
    Proportional,
    Tariff,
    Tier,
    Tiered,
)
from costshare.periods import Period
from costshare.reconciliation import Finding, FindingsError, Reconciliation, reconcile
from costshare.settlement import CarryForward, CoverFrom, Return, Settlement, TrueUp, settle

__all__ = [
    "Agreement",
    "Allocation",
    "Blend",
    "Bounded",
    "BudgetItem",
    "BudgetReport",
    "Capacity",
    "CarryForward",
    "Comparison",
    "ConservationError",
    "Correction",
    "CostshareError",
    "CoverFrom",
    "Damped",
    "Explanation",
    "Finding",
    "FindingsError",
    "Fixed",
    "Flat",
    "Indexed",
    "Inference",
    "InvoiceLine",
    "Member",
    "Mixed",
    "Paradoxes",
    "PerCapita",
    "Period",
    "Pool",
    "Price",
    "Proportional",
    "Ranking",
    "Reconciliation",
    "ReferenceDate",
    "Return",
    "Settlement",
    "SieFile",
    "Simulation",
    "Sweep",
    "Tariff",
    "TaxedLines",
    "TieError",
    "Tier",
    "Tiered",
    "TrueUp",
    "Unreadable",
    "UsageLog",
    "Version",
    "add_tax",
    "allocate",
    "apportion",
    "apportion_array",
    "apportion_table",
    "compare",
    "correct",
    "credit_note",
    "infer",
    "infer_blend",
    "infer_mixed",
    "instalments",
    "paradoxes",
    "plotting",
    "read_budget",
    "read_invoices",
    "read_number",
    "read_sie",
    "reconcile",
    "settle",
    "simulate",
    "sweep",
    "what_if",
]
