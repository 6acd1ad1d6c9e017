"""How the models of two records differ, in words."""

from collections.abc import Mapping
from typing import Any

from costshare.agreement import PoolAllocation, setting_words
from costshare.analysis._recorded_model import differing, plain_data
from costshare.analysis._rule_words import IN_WORDS, rule_words
from costshare.fields import read_share
from costshare.results import number, percent
from costshare.words import say, say_count

_EXACT = 6


def model_difference(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say by which rule a pool is shared; of two of one kind, the settings that differ."""
    flat = [_flat_share(each.model) for each in (before, after)]
    if None not in flat and before.model["driver"] == after.model["driver"]:
        return say(
            "flat share of {pool} {after} instead of {before}",
            pool=after.title,
            after=percent(read_share(flat[1])),
            before=percent(read_share(flat[0])),
        )
    kinds = {str(each.model["kind"]) for each in (before, after)}
    if kinds == {"fixed"} and before.quotas != after.quotas:
        return _agreed_amounts(before, after)
    if "level" in kinds:  # of a pool that charges members that pass its fees on as well
        return say("{pool} charges those who pay in the end other amounts", pool=after.title)
    old, new = (rule_words(each.model, each.label_of) for each in (before, after))
    if old == new:
        return say("{pool} is shared {rule} with other settings", pool=after.title, rule=new)
    if len(kinds) == 1 and not kinds <= IN_WORDS:
        return _settings(before, after)
    return say(
        "{pool} is shared {after} instead of {before}", pool=after.title, after=new, before=old
    )


def _flat_share(model: Mapping[str, Any]) -> Any:
    """Return the flat share of a `Mixed` as data, or None."""
    return model.get("flat_share") if model["kind"] == "mixed" else None


def _agreed_amounts(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say whose agreed amount is another one."""
    everyone = {**before.quotas, **after.quotas}
    other = [name for name in everyone if before.quotas.get(name) != after.quotas.get(name)]
    old, new = (each.quotas.get(other[0]) for each in (before, after))
    if len(other) > 1 or old is None or new is None:
        return say_count(
            len(other),
            "agreed amount of {count} member in {pool}",
            "agreed amounts of {count} members in {pool}",
            pool=after.title,
        )
    return say(
        "agreed amount of {member} in {pool} {after} instead of {before}",
        member=other[0],
        pool=after.title,
        after=number(new, _EXACT),
        before=number(old, _EXACT),
    )


def _settings(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say which settings differ of two models of one kind."""
    one, other = (plain_data(each.model) for each in (before, after))
    old = setting_words(differing(one, other), before.label_of)
    new = setting_words(differing(other, one), after.label_of)
    if not old:
        return say("{pool} also has {settings}", pool=after.title, settings=new)
    if not new:
        return say("{pool} no longer has {settings}", pool=after.title, settings=old)
    return say("{pool} has {after} instead of {before}", pool=after.title, after=new, before=old)
