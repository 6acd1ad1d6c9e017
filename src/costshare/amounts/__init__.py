"""Reading numbers exactly, and the unit in which an amount is counted."""

from costshare.amounts._items import take_items
from costshare.amounts._read import Amount, read_amount
from costshare.amounts._text import decimals, exact_decimal, plain
from costshare.amounts._unit import Unit, common_unit

__all__ = [
    "Amount",
    "Unit",
    "common_unit",
    "decimals",
    "exact_decimal",
    "plain",
    "read_amount",
    "take_items",
]
