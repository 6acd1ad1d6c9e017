"""A model as data, in words: its kind, and what is set."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from costshare.agreement._band_words import band_words
from costshare.amounts import decimals
from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS
from costshare.fields import read_fraction
from costshare.models import exactly
from costshare.words import Figure, Said, join, say

Label = Callable[[str], str]
"""What people read for a driver."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?")

_WORDS: Mapping[str, Said] = {
    str(word): word
    for word in (
        # kinds of models, also of fees that were agreed elsewhere
        say("flat"),
        say("proportional"),
        say("per_capita"),
        say("mixed"),
        say("capacity"),
        say("tariff"),
        say("tiered"),
        say("fixed"),
        say("blend"),
        say("bounded"),
        say("damped"),
        say("discounted"),
        say("indexed"),
        say("phased"),
        say("rounded_shares"),
        say("instalment"),
        say("periods"),
        say("settlement"),
        say("settled"),
        say("corrected"),
        # settings
        say("driver"),
        say("flat_share"),
        say("flat_amount"),
        say("prices"),
        say("provided"),
        say("idle"),
        say("host"),
        say("bands"),
        say("base"),
        say("rates"),
        say("tiers"),
        say("up_to"),
        say("price"),
        say("fee"),
        say("package"),
        say("mode"),
        say("free"),
        say("committed"),
        say("overage"),
        say("minimum"),
        say("maximum"),
        say("minimum_share"),
        say("maximum_share"),
        say("minimum_per"),
        say("maximum_per"),
        say("fixed_amount"),
        say("fixed_share"),
        say("discounts"),
        say("max_increase"),
        say("max_decrease"),
        say("parts"),
        say("model"),
        say("index"),
        say("years_before"),
        say("day"),
        say("years"),
        say("steps"),
        say("places"),
        say("method"),
        say("ties"),
        say("rounding"),
        # choices
        say("by_use"),
        say("graduated"),
        say("volume"),
        say("fee"),
        say("quota"),
        say("each"),
        say("listed"),
        say("largest"),
        say("smallest"),
        say("error"),
        *METHOD_WORDS.values(),
        *ROUNDING_WORDS.values(),
    )
}
_NOUNS: Mapping[str, Said] = {
    "on": say("bounded amount"),
    "except_for": say("exceptions"),
    "nothing_below": say("no fee below"),
    "before": say("rule before"),
    "after": say("rule after"),
}
"""What a setting is called whose name is not one in a sentence."""

_ON_DISCOUNTS: Mapping[str, Said] = {
    "graduated": say("discounts on what is above a threshold"),
    "volume": say("discounts on the whole fee"),
}
_CHOICES = {"idle", "mode", "on", "method", "ties", "rounding"}
_PER_CENT = {"max_increase", "max_decrease", "steps"}
_ONE_OF_TWO = {"before", "after"}
_LEFT_OUT = {"kind", "amounts", "lines", "previous", "corrections", "groups"}
_LISTS = {
    "amounts": say("agreed amounts"),
    "lines": say("agreed amounts"),
    "previous": say("previous fees"),
}
_BY_DRIVER = {"prices", "rates", "provided", "minimum_per", "maximum_per"}
_BY_MEMBER = {
    "minimum",
    "maximum",
    "minimum_share",
    "maximum_share",
    "fixed_amount",
    "fixed_share",
    "committed",
}


def model_words(model: Mapping[str, Any], label: Label) -> str:
    """Write a model as data in words; lists of one amount for each member are left out.

    A model inside another comes last, so that the rest of the sentence is its own.
    """
    return join(", ", [kind_word(model), *_settings(model, label)])


def setting_words(model: Mapping[str, Any], label: Label) -> str:
    """Write the settings of a model as data in words; empty if nothing is set."""
    return join(", ", _settings(model, label))


def left_out(model: Mapping[str, Any]) -> list[str]:
    """Name the lists of amounts by member that a model has, also inside others."""
    found = [word for name, word in _LISTS.items() if model.get(name)]
    inner = [each for each in model.values() if isinstance(each, Mapping) and "kind" in each]
    return [*dict.fromkeys((*found, *(word for each in inner for word in left_out(each))))]


def _settings(model: Mapping[str, Any], label: Label) -> list[str]:
    """Write each setting of a model."""
    return [
        _ON_DISCOUNTS[str(value)]
        if name == "mode" and model["kind"] == "discounted"
        else _setting(name, value, label)
        for name, value in sorted(model.items(), key=lambda setting: setting[0] == "model")
        if name not in _LEFT_OUT and value != {}
    ]


def kind_word(model: Mapping[str, Any]) -> str:
    """Say what kind of model it is; a user's own has its name."""
    kind = str(model["kind"])
    return _WORDS.get(kind, kind)


def _setting(name: str, value: object, label: Label) -> str:
    """Write the name of a setting and its value."""
    if name == "base" and "-" in str(value):
        return say("base {day}", day=str(value))
    if name == "prorated":
        return say("bounds prorated by days") if value else say("bounds not prorated")
    if name == "start":
        return say("start {day}", day=str(value))
    known = _NOUNS.get(name) or _WORDS.get(name)
    return _named(name if known is None else known, _value(name, value, label))


def _named(name: str, value: str) -> str:
    """Write a value after its name; a name that could be read as a number is set apart."""
    has_digit = name[:1].isdigit() or name[-1:].isdigit()
    return join(": " if has_digit else " ", [name, value])


def _value(name: str, value: object, label: Label) -> str:
    """Write the value of a setting; `name` says what it is."""
    if isinstance(value, Mapping):
        return _table(name, value, label)
    if isinstance(value, list | tuple):
        return _in_brackets(join("; ", [_value(name, each, label) for each in value]))
    text = str(value)
    if name in _PER_CENT:
        return share_words(text)
    if name in _CHOICES:
        return _WORDS.get(text, text)
    if name == "driver":
        return label(text)
    return text if name in {"host", "except_for"} else _figure(text)


def share_words(text: str) -> str:
    """Write a share in per cent; one that has no finite decimals stays a ratio."""
    share = read_fraction(text)
    if decimals(share) is None:
        return Figure(text)
    return say("{number} %", number=exactly(share * 100))


def _figure(text: str) -> Figure:
    """Write a number of a model; a day stays as it is."""
    return exactly(Fraction(text)) if _NUMBER.fullmatch(text) else Figure(text)


def _table(name: str, table: Mapping[str, Any], label: Label) -> str:
    """Write values by driver or by member, another model, or settings that belong together."""
    if name == "bands":
        parts = [
            join(" ", [label(resource), _in_brackets(band_words(bands))])
            for resource, bands in table.items()
        ]
    elif name in _BY_DRIVER or name in _BY_MEMBER:
        read = label if name in _BY_DRIVER else str
        parts = [_named(read(key), _value("", each, label)) for key, each in table.items()]
    elif name == "discounts":
        parts = [
            say("{share} from {threshold}", share=share_words(each), threshold=_figure(key))
            for key, each in table.items()
        ]
    elif "kind" in table:
        words = model_words(table, label)
        return _in_brackets(words) if name in _ONE_OF_TWO else words
    else:
        parts = [_setting(key, each, label) for key, each in table.items()]
    return _in_brackets(_listed(parts))


def _listed(parts: list[str]) -> str:
    """List numbers with names; a language with decimal commas has another sign between them."""
    if len(parts) < 2:
        return join("", parts)
    half = len(parts) // 2
    return say("{first}, {more}", first=_listed(parts[:half]), more=_listed(parts[half:]))


def _in_brackets(text: str) -> str:
    return join("", ["(", text, ")"])
