"""Reconciliation: what was invoiced, against what was allocated and budgeted."""

from costshare.reconciliation._cell import Cell, Issuer, Status, Sums
from costshare.reconciliation._finding import Finding, FindingKind, Hint, HintKind
from costshare.reconciliation._reconcile import reconcile
from costshare.reconciliation._reconciliation import FindingsError, Reconciliation
from costshare.reconciliation._worklist import Task, Worklist

__all__ = [
    "Cell",
    "Finding",
    "FindingKind",
    "FindingsError",
    "Hint",
    "HintKind",
    "Issuer",
    "Reconciliation",
    "Status",
    "Sums",
    "Task",
    "Worklist",
    "reconcile",
]
