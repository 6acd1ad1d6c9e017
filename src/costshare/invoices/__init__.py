"""Invoice lines: as they come in, and as they should go out."""

from costshare.invoices._credit import CreditNote, credit_note
from costshare.invoices._instalments import PoolFees, split_fees
from costshare.invoices._issue import Fees, Per, invoice_lines
from costshare.invoices._line import InvoiceLine
from costshare.invoices._numbers import InvoiceNumbers
from costshare.invoices._reading import (
    is_missing,
    read_day,
    read_label,
    read_money,
    read_period,
    read_rate,
    read_sender,
    reason_of,
)
from costshare.invoices._surcharge import ChargedInvoice, ChargedLine, Surcharge, surcharge

__all__ = [
    "ChargedInvoice",
    "ChargedLine",
    "CreditNote",
    "Fees",
    "InvoiceLine",
    "InvoiceNumbers",
    "Per",
    "PoolFees",
    "Surcharge",
    "credit_note",
    "invoice_lines",
    "is_missing",
    "read_day",
    "read_label",
    "read_money",
    "read_period",
    "read_rate",
    "read_sender",
    "reason_of",
    "split_fees",
    "surcharge",
]
