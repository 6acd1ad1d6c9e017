"""The rule of a model in words, as a part of a sentence: what follows "is shared"."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from costshare.agreement._model_words import kind_word, setting_words, share_words
from costshare.amounts import read_amount
from costshare.fields import read_percent, read_share
from costshare.results import number, percent
from costshare.words import join, say, say_count

Label = Callable[[str], str]
Data = Mapping[str, Any]

_PLACES = 4
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
}
IN_WORDS = {*_PLAIN, "per_capita", "proportional", "mixed"}
"""Kinds whose rule is said in a few words."""


def rule_words(model: Data, label: Label) -> str:
    """Say how a model, given as data, shares a total: what follows "is shared".

    `label` names a driver for people.

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
    own = {name: each for name, each in model.items() if name != "model"}
    settings = setting_words(own, label)
    if kind in _WITH_SETTINGS:
        rule = rule_words(model["model"], label) if "model" in model else ""
        return _WITH_SETTINGS[kind](rule, settings)
    named = say("by {model}", model=kind_word(model))
    return join("", [named, " (", settings, ")"]) if settings else named


# Kinds whose settings follow in brackets; of those around a model, after the rule of that.
_WITH_SETTINGS: Mapping[str, Callable[[str, str], str]] = {
    "capacity": lambda _, settings: say("by priced use ({settings})", settings=settings),
    "tariff": lambda _, settings: say("by a tariff ({settings})", settings=settings),
    "tiered": lambda _, settings: say("by fee classes ({settings})", settings=settings),
    "bounded": lambda rule, settings: say(
        "{rule}, with bounds ({settings})", rule=rule, settings=settings
    ),
    "discounted": lambda rule, settings: say(
        "{rule}, with discounts ({settings})", rule=rule, settings=settings
    ),
    "indexed": lambda rule, settings: say(
        "{rule}, indexed ({settings})", rule=rule, settings=settings
    ),
    "rounded_shares": lambda rule, settings: say(
        "{rule}, with rounded shares ({settings})", rule=rule, settings=settings
    ),
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
        share = percent(read_share(model["flat_share"]))
        return say("{share} equally and the rest by {driver}", share=share, driver=driver)
    amount = number(read_amount(model["flat_amount"], "flat_amount"), _PLACES)
    return say("{amount} for each member and the rest by {driver}", amount=amount, driver=driver)


def _blend(model: Data, label: Label) -> str:
    """Say which share of the total goes by which rule."""
    parts = [
        join(": ", [percent(read_share(share)), rule_words(each, label)])
        for share, each in model["parts"]
    ]
    return say("in parts ({parts})", parts=join("; ", parts))


def _damped(model: Data, label: Label) -> str:
    """Say by which rule, and how far fees may move."""
    return join(", ", [rule_words(model["model"], label), *_limits(model)])


def _limits(damped: Data) -> Iterator[str]:
    """Say how far fees may move from the previous ones."""
    if (most := damped.get("max_increase")) is not None:
        yield say("at most {share} above previous fees", share=percent(read_percent(most, "limit")))
    if (most := damped.get("max_decrease")) is not None:
        yield say("at most {share} below previous fees", share=percent(read_percent(most, "limit")))


def _phased(model: Data, label: Label) -> str:
    """Say which rule gives way to which, from when on and in how many years or by which steps."""
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
    steps = join("; ", [share_words(each) for each in model["steps"]])
    return say(
        "{before}, phased from {start} in steps ({steps}) to: {after}", steps=steps, **places
    )


_OWN_WORDS: Mapping[str, Callable[[Data, Label], str]] = {
    "per_capita": _proportional,
    "proportional": _proportional,
    "mixed": _mixed,
    "blend": _blend,
    "damped": _damped,
    "phased": _phased,
}
