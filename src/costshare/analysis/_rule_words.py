"""The rule of a model in words, as a part of a sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from costshare.agreement import model_words
from costshare.amounts import read_amount
from costshare.results import percent
from costshare.words import say


def rule_words(model: Mapping[str, Any], label: Callable[[str], str]) -> str:
    """Say how a model, given as data, shares a total: what follows "is shared".

    `label` names a driver for people.

    Examples
    --------
    >>> rule_words({"kind": "mixed", "flat_share": "0.4", "driver": "population"}, str)
    '40 % equally and the rest by population'
    >>> rule_words({"kind": "flat"}, str), rule_words({"kind": "per_capita"}, str)
    ('equally', 'by population')
    """
    kind, driver = model["kind"], label(str(model.get("driver", "population")))
    if kind == "flat":
        return say("equally")
    if kind in {"per_capita", "proportional"}:
        return say("by {driver}", driver=driver)
    if kind == "fixed":
        return say("by agreed amounts")
    if kind == "mixed" and model.get("flat_share") is not None:
        return say(
            "{share} equally and the rest by {driver}",
            share=percent(read_amount(model["flat_share"], "flat_share")),
            driver=driver,
        )
    return say("by {model}", model=model_words(model, label))
