"""The rule of a model in words, as a part of a sentence."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from costshare.agreement import model_words
from costshare.amounts import read_amount
from costshare.fields import read_percent
from costshare.results import percent
from costshare.words import join, say

_PLAIN = {"flat": say("equally"), "fixed": say("by agreed amounts")}

IN_WORDS = {*_PLAIN, "per_capita", "proportional", "mixed"}
"""Kinds whose rule is said in a few words."""


def rule_words(model: Mapping[str, Any], label: Callable[[str], str]) -> str:
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
    """
    kind, driver = model["kind"], label(str(model.get("driver", "population")))
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in {"per_capita", "proportional"}:
        return say("by {driver}", driver=driver)
    if kind == "mixed" and model.get("flat_share") is not None:
        return say(
            "{share} equally and the rest by {driver}",
            share=percent(read_amount(model["flat_share"], "flat_share")),
            driver=driver,
        )
    if kind == "damped":
        return join(", ", [rule_words(model["model"], label), *_limits(model)])
    if kind == "phased":
        return say(
            "{before}, phased over from {start} to: {after}",
            before=rule_words(model["before"], label),
            start=str(model["start"]),
            after=rule_words(model["after"], label),
        )
    return say("by {model}", model=model_words(model, label))


def _limits(damped: Mapping[str, Any]) -> Iterator[str]:
    """Say how far fees may move from the previous ones."""
    if (most := damped.get("max_increase")) is not None:
        yield say("at most {share} above previous fees", share=percent(read_percent(most, "limit")))
    if (most := damped.get("max_decrease")) is not None:
        yield say("at most {share} below previous fees", share=percent(read_percent(most, "limit")))
