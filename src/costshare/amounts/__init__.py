"""Reading numbers exactly, the unit of an amount, and recognising what callers pass."""

from costshare.amounts._columns import exact_values, items_of
from costshare.amounts._frames import is_any_column, is_any_frame, is_pandas
from costshare.amounts._items import take_items
from costshare.amounts._read import (
    Amount,
    AmountByName,
    Labelled,
    is_computed,
    read_amount,
    refuse_computed,
)
from costshare.amounts._shapes import each_once, has_names, is_series, read_word
from costshare.amounts._text import EXACT, decimals, exact_decimal, exact_sum, places_of, plain
from costshare.amounts._unit import Unit, common_unit

__all__ = [
    "EXACT",
    "Amount",
    "AmountByName",
    "Labelled",
    "Unit",
    "common_unit",
    "decimals",
    "each_once",
    "exact_decimal",
    "exact_sum",
    "exact_values",
    "has_names",
    "is_any_column",
    "is_any_frame",
    "is_computed",
    "is_pandas",
    "is_series",
    "items_of",
    "places_of",
    "plain",
    "read_amount",
    "read_word",
    "refuse_computed",
    "take_items",
]
