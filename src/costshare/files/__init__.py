"""Files that people have: invoice lines and budgets in CSV, Excel and Parquet, vouchers in SIE 4.

Other readers of tables use `open_table` and the readers of its columns.
"""

from costshare.fields import TOTALS
from costshare.files._balances import SieBalance
from costshare.files._budget import read_budget
from costshare.files._cells import (
    Reader,
    date_reader,
    number_column,
    number_reader,
    raise_first,
    read_column,
    read_label,
)
from costshare.files._columns import Headers, Table
from costshare.files._currencies import agreed_currency
from costshare.files._customers import read_customers
from costshare.files._date import DayOrder, check_day_first, possible_days, read_date
from costshare.files._drivers import read_drivers
from costshare.files._grid import Cell, cell_text
from costshare.files._headers import HEADERS, header_currency
from costshare.files._invoices import read_invoices
from costshare.files._number import Mark, check_mark, read_number
from costshare.files._number_column import NumberColumn
from costshare.files._open import open_table
from costshare.files._sie import read_sie
from costshare.files._sie_file import SieFile
from costshare.files._totals import total_rows
from costshare.files._vouchers import Transaction, Voucher
from costshare.invoices import Unreadable

__all__ = [
    "HEADERS",
    "TOTALS",
    "Cell",
    "DayOrder",
    "Headers",
    "Mark",
    "NumberColumn",
    "Reader",
    "SieBalance",
    "SieFile",
    "Table",
    "Transaction",
    "Unreadable",
    "Voucher",
    "agreed_currency",
    "cell_text",
    "check_day_first",
    "check_mark",
    "date_reader",
    "header_currency",
    "number_column",
    "number_reader",
    "open_table",
    "possible_days",
    "raise_first",
    "read_budget",
    "read_column",
    "read_customers",
    "read_date",
    "read_drivers",
    "read_invoices",
    "read_label",
    "read_number",
    "read_sie",
    "total_rows",
]
