"""What happens to a surplus or deficit: policies, balances, and the lines that settle a year."""

from costshare.invoices import NO_MEMBER
from costshare.settlement._balance import Balance
from costshare.settlement._policies import (
    CarryForward,
    CoverFrom,
    Policy,
    Return,
    TrueUp,
    read_policy,
)
from costshare.settlement._pool import PoolSettlement, Transfer
from costshare.settlement._settle import settle
from costshare.settlement._settlement import Settlement

__all__ = [
    "NO_MEMBER",
    "Balance",
    "CarryForward",
    "CoverFrom",
    "Policy",
    "PoolSettlement",
    "Return",
    "Settlement",
    "Transfer",
    "TrueUp",
    "read_policy",
    "settle",
]
