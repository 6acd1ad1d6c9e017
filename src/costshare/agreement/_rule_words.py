"""The rule of a model in words, as a part of a sentence: what follows "is shared"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from costshare.agreement._band_words import band_words
from costshare.agreement._model_words import CHOICES, SETTINGS, WHOLE, kind_word
from costshare.fields import read_fraction
from costshare.models import exactly, reach_words, share_words
from costshare.words import Figure, join, say, say_all, say_count, say_some

Label = Callable[[str], str]
"""What people read for a driver."""
Data = Mapping[str, Any]

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+|/[0-9]+)?")
# Kinds whose rule has no settings to say here.
_PLAIN: Mapping[str, str] = {
    "flat": say("equally"),
    "fixed": say("by agreed amounts"),
    "instalment": say("in instalments"),
    "periods": say("as the sum of periods"),
    "settlement": say("as a settlement"),
    "settled": say("with a settlement"),
    "correction": say("as a correction"),
    "corrected": say("with a correction"),
    "level": say("as a part of a pool that others are charged too"),
}
IN_WORDS = {*_PLAIN, "per_capita", "proportional", "mixed", "blend", "solution"}
"""Kinds whose rule is said in a few words, so that it is said whole."""


def rule_words(model: Data, label: Label) -> str:
    """Say how a model, given as data, shares a total: what follows "is shared".

    Of a model around another one, also only what differs (`differing`). Lists of one amount for
    each member are left out. `label` names a driver for people.

    Examples
    --------
    >>> rule_words({"kind": "mixed", "flat_share": "0.4", "driver": "population"}, str)
    '40 % equally and the rest by population'
    >>> rule_words({"kind": "flat"}, str), rule_words({"kind": "per_capita"}, str)
    ('equally', 'by population')
    >>> damped = {"kind": "damped", "model": {"kind": "flat"}, "max_increase": "5%"}
    >>> rule_words(damped, str)
    'equally, at most 5 % above previous fees'
    >>> rule_words({"kind": "bounded", "maximum": "1500", "model": {"kind": "flat"}}, str)
    'equally, with bounds (maximum 1 500)'
    """
    kind = str(model["kind"])
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _OWN_WORDS:
        return _OWN_WORDS[kind](model, label)
    way = _WITH_SETTINGS.get(kind) or say("by {model}", model=kind_word(model))
    own = {name: each for name, each in model.items() if name != "model"}
    settings = setting_words(own, label)
    how = join(" ", [way, _in_brackets(settings)]) if settings else way
    return join(", ", [rule_words(model["model"], label), how]) if "model" in model else how


def setting_words(model: Data, label: Label) -> str:
    """Write the settings of a model as data in words; empty if nothing is set.

    A model inside another comes last, so that the rest of the sentence is its own.
    """
    if model.get("idle") == "host" and "host" in model:
        paid = say("idle capacity paid by {host}", host=str(model["host"]))
        rest = {name: each for name, each in model.items() if name not in {"idle", "host"}}
        others = setting_words(rest, label)
        return join(", ", [others, paid]) if others else paid
    settings = [
        _ON_DISCOUNTS[str(value)]
        if name == "mode" and model["kind"] == "discounted"
        else _setting(name, value, label)
        for name, value in sorted(model.items(), key=lambda setting: setting[0] == "model")
        if name not in _LEFT_OUT and value != {} and not (name == "driver" and _by_name(model))
    ]
    return join(", ", settings)


def _by_name(model: Data) -> bool:
    """Whether a model gives discounts by name alone, which no driver decides."""
    return "member_discounts" in model and not {"nothing_below", "discounts"} & set(model)


# Kinds whose settings follow in brackets; of those around a model, after the rule of that.
_WITH_SETTINGS: Mapping[str, str] = {
    "capacity": say("by priced use"),
    "tariff": say("by a tariff"),
    "tiered": say("by fee classes"),
    "bounded": say("with bounds"),
    "discounted": say("with discounts"),
    "indexed": say("indexed"),
    "rounded_shares": say("with rounded shares"),
}
_ON_DISCOUNTS: Mapping[str, str] = {
    "graduated": say("discounts on what is above a threshold"),
    "volume": say("discounts on the whole fee from a threshold on"),
}
_LEFT_OUT = {"kind", "amounts", "lines", "previous", "corrections"}
_MOST_NAMED = 8
_PER_CENT = {
    "max_increase",
    "max_decrease",
    "minimum_share",
    "maximum_share",
    "fixed_share",
    "member_discounts",
}
_BY_DRIVER = {"prices", "rates", "provided", "minimum_per", "maximum_per"}
_BY_MEMBER = {
    "minimum",
    "maximum",
    "minimum_share",
    "maximum_share",
    "fixed_amount",
    "fixed_share",
    "member_discounts",
    "committed",
}


def _driver(model: Data, label: Label) -> str:
    """Name the driver of a model for people."""
    return label(str(model.get("driver", "population")))


def _proportional(model: Data, label: Label) -> str:
    """Say what a total is in proportion to."""
    return say("by {driver}", driver=_driver(model, label))


def _mixed(model: Data, label: Label) -> str:
    """Say what is equal for all, and what the rest goes by."""
    driver = _driver(model, label)
    if model.get("flat_share") is not None:
        share = _share(model["flat_share"])
        return say("{share} equally and the rest by {driver}", share=share, driver=driver)
    amount = _figure(str(model["flat_amount"]))
    return say("{amount} for each member and the rest by {driver}", amount=amount, driver=driver)


def _blend(model: Data, label: Label) -> str:
    """Say which share of the total goes by which rule."""
    parts = [join(": ", [_share(share), rule_words(each, label)]) for share, each in model["parts"]]
    return say("in parts ({parts})", parts=join("; ", parts))


def _damped(model: Data, label: Label) -> str:
    """Say by which rule, and how far fees may move."""
    rule = [rule_words(model["model"], label)] if "model" in model else []
    return join(", ", [*rule, *_limits(model)] or [kind_word(model)])


def _limits(damped: Data) -> Iterator[str]:
    """Say how far fees may move from the previous ones."""
    if (most := damped.get("max_increase")) is not None:
        yield say("at most {share} above previous fees", share=_share(most))
    if (most := damped.get("max_decrease")) is not None:
        yield say("at most {share} below previous fees", share=_share(most))


def _phased(model: Data, label: Label) -> str:
    """Say which rule gives way to which, from when on and in how many years or by which steps."""
    if not {"before", "start", "after"} <= set(model):
        return setting_words(model, label) or kind_word(model)
    places = {
        "before": rule_words(model["before"], label),
        "start": str(model["start"]),
        "after": rule_words(model["after"], label),
    }
    if model.get("years") is not None:
        return say_count(
            int(model["years"]),
            "{before}, phased over {count} year from {start} to: {after}",
            "{before}, phased over {count} years from {start} to: {after}",
            **places,
        )
    if "steps" not in model:
        return setting_words(model, label)
    steps = join("; ", [_share(each) for each in model["steps"]])
    return say(
        "{before}, phased from {start} in steps ({steps}) to: {after}", steps=steps, **places
    )


def _solution(model: Data, _: Label) -> str:
    """Name the solution of a game."""
    from costshare.fairness import RULE_WORDS  # late: few rules are solutions, and it needs numpy

    name = str(model.get("rule"))
    return say("by a solution of the game ({solution})", solution=RULE_WORDS.get(name, name))


_OWN_WORDS: Mapping[str, Callable[[Data, Label], str]] = {
    "per_capita": _proportional,
    "proportional": _proportional,
    "mixed": _mixed,
    "blend": _blend,
    "damped": _damped,
    "phased": _phased,
    "solution": _solution,
}


def _setting(name: str, value: object, label: Label) -> str:
    """Write the name of a setting and its value."""
    if name == "base" and "-" in str(value):
        return say("base {day}", day=str(value))
    if name == "start":
        return say("start {day}", day=str(value))
    if whole := WHOLE.get(name, {}).get(str(value)):
        return whole
    if name == "groups" and isinstance(value, Mapping):
        return join(", ", [_group(*each) for each in value.items()])
    if name == "taken_over_by" and isinstance(value, list | tuple):
        return say("taken over by {names}", names=_some(value))
    return _named(SETTINGS.get(name, name), _value(name, value, label))


def _group(name: str, members: Sequence[str]) -> str:
    """Name a group, and its members; the first of many."""
    return say("group {group} ({members})", group=name, members=_some(members))


def _some(names: Sequence[str]) -> str:
    """Name all of a few, and the first of many."""
    all_of = list(names)
    return say_all(all_of) if len(all_of) <= _MOST_NAMED else say_some(all_of, _MOST_NAMED)


def _named(name: str, value: str) -> str:
    """Write a value after its name; a name that could be read as a number is set apart."""
    has_digit = name[:1].isdigit() or name[-1:].isdigit()
    return join(": " if has_digit else " ", [name, value])


def _value(name: str, value: object, label: Label) -> str:
    """Write the value of a setting; `name` says what it is."""
    if isinstance(value, Mapping):
        return _table(name, value, label)
    if isinstance(value, list | tuple):
        inner = "max_increase" if name == "steps" else name
        parts = [_value(inner, each, label) for each in value if name != "tiers"]
        return _in_brackets(join("; ", parts or [*_tiers(value, label)]))
    text = str(value)
    if name in _PER_CENT:
        return _share(text)
    if name in CHOICES:
        return CHOICES[name].get(text, text)
    if name == "driver":
        return label(text)
    return text if name in {"host", "except_for"} else _figure(text)


def _tiers(tiers: Sequence[Data], label: Label) -> Iterator[str]:
    """Write each tier: the quantities that it is for, and what it charges."""
    for tier in tiers:
        own = {name: each for name, each in tier.items() if name != "up_to"}
        end = tier.get("up_to")
        reach = say("above that") if end is None else reach_words(None, _figure(str(end)))
        charges = say_all([_setting(name, each, label) for name, each in own.items()])
        yield charges if len(tiers) == 1 else join(": ", [reach, charges])


def _share(given: Any) -> str:
    """Write a share as data, in per cent where that is exact."""
    return share_words(read_fraction(given, "share"))


def _figure(text: str) -> Figure:
    """Write a number of a model; a day stays as it is."""
    return exactly(Fraction(text)) if _NUMBER.fullmatch(text) else Figure(text)


def _table(name: str, table: Data, label: Label) -> str:
    """Write values by driver or by member, another model, or settings that belong together."""
    if name == "bands":
        parts = [
            join(" ", [label(resource), _in_brackets(band_words(bands))])
            for resource, bands in table.items()
        ]
    elif name in _BY_DRIVER or name in _BY_MEMBER:
        read = label if name in _BY_DRIVER else str
        # A share by member is one as well; what else is by member has a name of its own inside.
        inner = name if name in _PER_CENT else ""
        parts = [_named(read(key), _value(inner, each, label)) for key, each in table.items()]
    elif name == "discounts":
        parts = [
            say("{share} from {threshold}", share=_share(each), threshold=_figure(key))
            for key, each in table.items()
        ]
    elif "kind" in table:
        parts = [rule_words(table, label)]
    else:
        its = {"minimum": "minimum_charge"}  # of a price
        parts = [_setting(its.get(key, key), each, label) for key, each in table.items()]
    return _in_brackets(_listed(parts))


def _listed(parts: list[str]) -> str:
    """List numbers with names; a language with decimal commas has another sign between them."""
    if len(parts) < 2:
        return join("", parts)
    half = len(parts) // 2
    return say("{first}, {more}", first=_listed(parts[:half]), more=_listed(parts[half:]))


def _in_brackets(text: str) -> str:
    return join("", ["(", text, ")"])
