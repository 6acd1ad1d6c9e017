"""What people read for kinds of models, for their settings and for what these can be."""

from collections.abc import Mapping
from typing import Any

from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS, TIE_WORDS
from costshare.words import Said, say

_KINDS: Mapping[str, Said] = {
    "flat": say("flat"),
    "proportional": say("proportional"),
    "per_capita": say("per capita"),
    "mixed": say("mixed"),
    "capacity": say("capacity"),
    "tariff": say("tariff"),
    "tiered": say("tiered"),
    "fixed": say("fixed"),
    "blend": say("blend"),
    "bounded": say("bounded"),
    "damped": say("damped"),
    "discounted": say("discounted"),
    "indexed": say("indexed"),
    "phased": say("phased"),
    "rounded_shares": say("rounded shares"),
}

SETTINGS: Mapping[str, Said] = {
    "driver": say("driver"),
    "prices": say("prices"),
    "provided": say("provided"),
    "host": say("host"),
    "bands": say("bands"),
    "base": say("base"),
    "rates": say("rates"),
    "tiers": say("tiers"),
    "price": say("price"),
    "fee": say("fee"),
    "package": say("package"),
    "mode": say("mode"),
    "free": say("free"),
    "committed": say("committed"),
    "overage": say("overage"),
    "minimum": say("minimum"),
    "minimum_charge": say("minimum charge"),
    "maximum": say("maximum"),
    "minimum_share": say("minimum share"),
    "maximum_share": say("maximum share"),
    "minimum_per": say("minimum per unit"),
    "maximum_per": say("maximum per unit"),
    "fixed_amount": say("fixed amount"),
    "fixed_share": say("fixed share"),
    "except_for": say("exceptions"),
    "nothing_below": say("no fee below"),
    "discounts": say("discounts"),
    "member_discounts": say("discounts"),
    "max_increase": say("largest increase"),
    "max_decrease": say("largest decrease"),
    "model": say("rule"),
    "before": say("rule before"),
    "after": say("rule after"),
    "index": say("index"),
    "years_before": say("years before"),
    "day": say("day"),
    "years": say("years"),
    "steps": say("steps"),
    "places": say("decimal places"),
    "method": say("method"),
    "ties": say("ties to"),
    "rounding": say("rounding"),
}
"""What each setting is called; `minimum_charge` is the minimum of a price."""

WHOLE: Mapping[str, Mapping[str, Said]] = {
    "idle": {
        "by_use": say("idle capacity shared by use"),
        "flat": say("idle capacity shared equally"),
        "per_capita": say("idle capacity shared per capita"),
        "host": say("idle capacity paid by the host"),
    },
    "on": {"fee": say("bounds on fees"), "quota": say("bounds on quotas before rounding")},
    "prorated": {
        "True": say("bounds prorated by days"),
        "False": say("bounds not prorated"),
    },
    "method": {"each": say("each share rounded on its own")},
}
"""Choices of settings that are said without the name of the setting."""

CHOICES: Mapping[str, Mapping[str, Said]] = {
    "mode": {"graduated": say("graduated"), "volume": say("volume")},
    "method": METHOD_WORDS,
    "ties": TIE_WORDS,
    "rounding": {str(name): words for name, words in ROUNDING_WORDS.items()},
}
"""What each choice of a setting is called."""

_LISTS = {
    "amounts": say("agreed amounts"),
    "lines": say("agreed amounts"),
    "previous": say("previous fees"),
}


def kind_word(model: Mapping[str, Any]) -> str:
    """Say what kind of model it is; a user's own has its name."""
    kind = str(model["kind"])
    return _KINDS.get(kind, kind)


def left_out(model: Mapping[str, Any]) -> list[str]:
    """Name the lists of amounts by member that a model has, also inside others."""
    found = [word for name, word in _LISTS.items() if model.get(name)]
    inner = [each for each in model.values() if isinstance(each, Mapping) and "kind" in each]
    return [*dict.fromkeys((*found, *(word for each in inner for word in left_out(each))))]
