"""Invoice lines: as they come in, and as they should go out."""

from costshare.invoices._credit import CreditNote, credit_note
from costshare.invoices._customers import CUSTOMER_NUMBER, Customers
from costshare.invoices._fields import LINE_FIELDS, NEEDED_FIELDS, FieldKind
from costshare.invoices._given import given_lines
from costshare.invoices._instalments import PoolFees, split_fees
from costshare.invoices._issue import Fees, Per, invoice_lines
from costshare.invoices._labels import (
    NO_LABELS,
    NO_MEMBER,
    ROUNDING,
    is_rounding,
    issuer_label,
    member_label,
    pool_label,
    rounding_label,
)
from costshare.invoices._line import InvoiceLine, known_lines
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._numbers import InvoiceNumbers
from costshare.invoices._reading import (
    Unreadable,
    read_day,
    read_issuer,
    read_label,
    read_money,
    read_period,
    read_rate,
    reason_of,
)
from costshare.invoices._rounding import round_invoices, rounding_of, rounding_step
from costshare.invoices._tax import add_tax
from costshare.invoices._taxed import TaxedInvoice, TaxedLine, TaxedLines
from costshare.invoices._types import (
    NO_TYPES,
    TYPE_HEADERS,
    LineType,
    has_types,
    read_types,
    turn_credits,
    type_columns,
    type_of,
    types_in,
)

__all__ = [
    "CUSTOMER_NUMBER",
    "LINE_FIELDS",
    "NEEDED_FIELDS",
    "NO_LABELS",
    "NO_MEMBER",
    "NO_TYPES",
    "ROUNDING",
    "TYPE_HEADERS",
    "CreditNote",
    "Customers",
    "Fees",
    "FieldKind",
    "InvoiceLine",
    "InvoiceLines",
    "InvoiceNumbers",
    "LineType",
    "Per",
    "PoolFees",
    "TaxedInvoice",
    "TaxedLine",
    "TaxedLines",
    "Unreadable",
    "add_tax",
    "credit_note",
    "given_lines",
    "has_types",
    "invoice_lines",
    "is_rounding",
    "issuer_label",
    "known_lines",
    "member_label",
    "pool_label",
    "read_day",
    "read_issuer",
    "read_label",
    "read_money",
    "read_period",
    "read_rate",
    "read_types",
    "reason_of",
    "round_invoices",
    "rounding_label",
    "rounding_of",
    "rounding_step",
    "split_fees",
    "turn_credits",
    "type_columns",
    "type_of",
    "types_in",
]
