"""What users declare (models, members, pools) as frozen pydantic data with exact numbers."""

from costshare.amounts import each_once, has_names, is_series, read_word
from costshare.fields._choice import NumberOr, OneOf, WordOr, word_or_list
from costshare.fields._currency import CURRENCIES, Currency, read_currency
from costshare.fields._currency_sign import (
    SIGNS,
    common_codes,
    currency_codes,
    may_be_one,
    one_currency,
)
from costshare.fields._declared import NO_OTHER_FIELDS, Declared
from costshare.fields._exact import Exact, Money, NonNegative, ShareOfOne, UnitSize, read_share
from costshare.fields._given import given_as, given_list, given_mapping, read_path
from costshare.fields._messages import validation_message
from costshare.fields._names import (
    NOTHING_BY_NAME,
    AmountsLike,
    ByName,
    Name,
    SomeByName,
    find_name,
    name_of_label,
    read_amounts_by_name,
    read_by_name,
    read_name,
    refuse_missing_label,
)
from costshare.fields._order_rule import ORDER_RULES, OrderRule, OrderRuleField
from costshare.fields._percent import Percent, is_percent, percent_text, read_fraction, read_percent
from costshare.fields._read_only import ReadOnly, Value, freeze
from costshare.fields._stated import Sentence, Stated
from costshare.fields._text import plain_text
from costshare.fields._total_row import TOTALS, refuse_total_row, says_total, sum_of_others
from costshare.fields._whole_number import WholeNumber

__all__ = [
    "CURRENCIES",
    "NOTHING_BY_NAME",
    "NO_OTHER_FIELDS",
    "ORDER_RULES",
    "SIGNS",
    "TOTALS",
    "AmountsLike",
    "ByName",
    "Currency",
    "Declared",
    "Exact",
    "Money",
    "Name",
    "NonNegative",
    "NumberOr",
    "OneOf",
    "OrderRule",
    "OrderRuleField",
    "Percent",
    "ReadOnly",
    "Sentence",
    "ShareOfOne",
    "SomeByName",
    "Stated",
    "UnitSize",
    "Value",
    "WholeNumber",
    "WordOr",
    "common_codes",
    "currency_codes",
    "each_once",
    "find_name",
    "freeze",
    "given_as",
    "given_list",
    "given_mapping",
    "has_names",
    "is_percent",
    "is_series",
    "may_be_one",
    "name_of_label",
    "one_currency",
    "percent_text",
    "plain_text",
    "read_amounts_by_name",
    "read_by_name",
    "read_currency",
    "read_fraction",
    "read_name",
    "read_path",
    "read_percent",
    "read_share",
    "read_word",
    "refuse_missing_label",
    "refuse_total_row",
    "says_total",
    "sum_of_others",
    "validation_message",
    "word_or_list",
]
