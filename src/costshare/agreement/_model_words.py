"""A model as data, in words: its kind, and what is set."""

from collections.abc import Callable, Mapping
from typing import Any

from costshare.agreement._band_words import band_words
from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS
from costshare.words import Figure, Said, join, say

Label = Callable[[str], str]
"""What people read for a driver."""

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
        say("except_for"),
        say("nothing_below"),
        say("discounts"),
        say("on"),
        say("max_increase"),
        say("max_decrease"),
        say("parts"),
        say("model"),
        say("index"),
        say("years_before"),
        say("day"),
        say("years"),
        say("steps"),
        say("before"),
        say("after"),
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
_CHOICES = {"idle", "mode", "on", "method", "ties", "rounding"}
_PER_CENT = {"max_increase", "max_decrease"}
_ONE_OF_TWO = {"before", "after"}
_LEFT_OUT = {"kind", "amounts", "lines", "previous", "corrections", "groups"}
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


def _settings(model: Mapping[str, Any], label: Label) -> list[str]:
    """Write each setting of a model."""
    return [
        _setting(name, value, label)
        for name, value in sorted(model.items(), key=lambda setting: setting[0] == "model")
        if name not in _LEFT_OUT
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
        return say("prorated by days") if value else say("not prorated")
    if name == "start":
        return say("start {day}", day=str(value))
    return join(" ", [_WORDS.get(name, name), _value(name, value, label)])


def _value(name: str, value: object, label: Label) -> str:
    """Write the value of a setting; `name` says what it is."""
    if isinstance(value, Mapping):
        return _table(name, value, label)
    if isinstance(value, list | tuple):
        return _in_brackets(join("; ", [_value(name, each, label) for each in value]))
    text = str(value)
    if name in _PER_CENT and text.endswith("%"):
        return say("{number}%", number=Figure(text[:-1]))
    if name in _CHOICES:
        return _WORDS.get(text, text)
    if name == "driver":
        return label(text)
    return text if name in {"host", "except_for"} else Figure(text)


def _table(name: str, table: Mapping[str, Any], label: Label) -> str:
    """Write values by driver or by member, another model, or settings that belong together."""
    if name == "bands":
        parts = [
            join(" ", [label(resource), _in_brackets(band_words(bands))])
            for resource, bands in table.items()
        ]
    elif name in _BY_DRIVER or name in _BY_MEMBER:
        read = label if name in _BY_DRIVER else str
        parts = [join(" ", [read(key), _value("", each, label)]) for key, each in table.items()]
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
