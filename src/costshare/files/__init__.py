"""Files that people have: invoice lines and budgets in CSV and Excel, vouchers in SIE 4."""

from costshare.files._budget import read_budget
from costshare.files._invoices import read_invoices
from costshare.files._number import read_number
from costshare.files._sie import read_sie
from costshare.files._unreadable import Unreadable
from costshare.files._vouchers import SieFile, Transaction, Voucher

__all__ = [
    "SieFile",
    "Transaction",
    "Unreadable",
    "Voucher",
    "read_budget",
    "read_invoices",
    "read_number",
    "read_sie",
]
