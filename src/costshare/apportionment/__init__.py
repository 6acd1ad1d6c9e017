"""The kernel: whole units that sum to the total. The only place where amounts are rounded."""

from costshare.apportionment._apportion import apportion
from costshare.apportionment._divisor import SIGNPOSTS
from costshare.apportionment._labels import labelled_pairs, names_and_values, places_of
from costshare.apportionment._methods import (
    METHODS,
    SYNONYMS,
    MethodName,
    TieRule,
    apportion_units,
    read_method,
    read_tie_rule,
)
from costshare.apportionment._rounding import ROUNDINGS, RoundingRule, read_rounding, round_units
from costshare.apportionment._tie import Apportioned, Tie, tie_error
from costshare.apportionment._weights import exact_total, scale_to_whole
from costshare.apportionment._within import share_within
from costshare.apportionment._words import METHOD_WORDS, ROUNDING_WORDS, TIE_WORDS

__all__ = [
    "METHODS",
    "METHOD_WORDS",
    "ROUNDINGS",
    "ROUNDING_WORDS",
    "SIGNPOSTS",
    "SYNONYMS",
    "TIE_WORDS",
    "Apportioned",
    "MethodName",
    "RoundingRule",
    "Tie",
    "TieRule",
    "apportion",
    "apportion_units",
    "exact_total",
    "labelled_pairs",
    "names_and_values",
    "places_of",
    "read_method",
    "read_rounding",
    "read_tie_rule",
    "round_units",
    "scale_to_whole",
    "share_within",
    "tie_error",
]
