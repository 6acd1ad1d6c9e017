"""costshare: exact, explainable cost sharing."""

from costshare.agreement import Agreement, Allocation, Explanation, Member, Period, Pool, allocate
from costshare.apportionment import apportion
from costshare.apportionment.arrays import apportion_array
from costshare.apportionment.tables import apportion_table, instalments
from costshare.errors import ConservationError, CostshareError, TieError
from costshare.files import read_budget, read_invoices, read_number, read_sie
from costshare.invoices import InvoiceLine, Surcharge, credit_note, surcharge
from costshare.metering import UsageLog
from costshare.models import Blend, Capacity, Fixed, Flat, Mixed, PerCapita, Proportional, Tariff
from costshare.reconciliation import Finding, FindingsError, Reconciliation, reconcile

__all__ = [
    "Agreement",
    "Allocation",
    "Blend",
    "Capacity",
    "ConservationError",
    "CostshareError",
    "Explanation",
    "Finding",
    "FindingsError",
    "Fixed",
    "Flat",
    "InvoiceLine",
    "Member",
    "Mixed",
    "PerCapita",
    "Period",
    "Pool",
    "Proportional",
    "Reconciliation",
    "Surcharge",
    "Tariff",
    "TieError",
    "UsageLog",
    "allocate",
    "apportion",
    "apportion_array",
    "apportion_table",
    "credit_note",
    "instalments",
    "read_budget",
    "read_invoices",
    "read_number",
    "read_sie",
    "reconcile",
    "surcharge",
]
