"""What differs in the rule of a pool between two records of it, with sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from costshare.agreement._model_words import left_out
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rule_words import IN_WORDS, rule_words, setting_words
from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS, TIE_WORDS
from costshare.fields import read_share
from costshare.models import share_words
from costshare.results import in_units, number
from costshare.words import join, say, say_count

_PLACES = 6


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One thing that is not the same in the rules of two records of a pool.

    Attributes
    ----------
    kind : str
        What differs.
    before, after : object
        Its values: a Fraction, a model as data, or the name of a rule.
    message : str
        The difference in words.
    """

    kind: Literal["model", "total", "unit", "rounding", "issuer"]
    before: Any
    after: Any
    message: str


def rule_differences(before: PoolAllocation, after: PoolAllocation) -> Iterator[RuleDifference]:
    """Find what differs in the rule of a pool: model, total, unit, rounding and issuer."""
    title = after.title
    one, other = _model(before), _model(after)
    if one != other:
        yield RuleDifference("model", one, other, _model_text(before, after))
    agreed = any(each.method is None and each.rounding is None for each in (before, after))
    if not agreed:
        yield from _totals(before, after)
    if before.unit != after.unit:
        was, now = before.unit.size, after.unit.size
        text = say(
            "unit of {pool} {after} instead of {before}",
            pool=title,
            after=number(now, _PLACES),
            before=number(was, _PLACES),
        )
        yield RuleDifference("unit", was, now, text)
    if not agreed and (before.method is None) == (after.method is None):
        yield from _roundings(before, after)
    if before.billed_by != after.billed_by:
        text = say(
            "{pool} is invoiced by {after} instead of {before}",
            pool=title,
            after=after.billed_by,
            before=before.billed_by,
        )
        yield RuleDifference("issuer", before.billed_by, after.billed_by, text)


def _model(pool: PoolAllocation) -> Mapping[str, Any]:
    """Return the model of a pool, without corrections that were added to its fees."""
    data: Mapping[str, Any] = plain_data(pool.model)
    return {name: each for name, each in data.items() if name != "corrections"}


def _model_text(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say by which rule a pool is shared; of two of one kind, the settings that differ."""
    one, other = _model(before), _model(after)
    flat = [_flat_share(each) for each in (one, other)]
    if None not in flat and one["driver"] == other["driver"]:
        return say(
            "flat share of {pool} {after} instead of {before}",
            pool=after.title,
            after=share_words(read_share(flat[1])),
            before=share_words(read_share(flat[0])),
        )
    kinds = {str(each["kind"]) for each in (one, other)}
    if kinds == {"fixed"} and before.quotas != after.quotas:
        return _agreed_amounts(before, after)
    if "level" in kinds:  # of a pool that charges members that pass its fees on as well
        return say("{pool} charges those who pay in the end other amounts", pool=after.title)
    old, new = rule_words(one, before.label_of), rule_words(other, after.label_of)
    same_settings = old == new and kinds != {"solution"}
    if same_settings or (len(kinds) == 1 and not kinds <= IN_WORDS):
        return _settings(before, after)
    return _rule_text(before, after, old, new)


def _rule_text(before: PoolAllocation, after: PoolAllocation, old: str, new: str) -> str:
    """Say by which rule a pool is shared, or charged where it has no total to share."""
    if old == new:
        return say("{pool} is shared {rule}, of another game", pool=after.title, rule=new)
    its = {"pool": after.title, "after": new, "before": old}
    was, now = is_charged(before), is_charged(after)
    if was and now:
        return say("{pool} is charged {after} instead of {before}", **its)
    if now:
        return say("{pool} is charged {after} instead of shared {before}", **its)
    if was:
        return say("{pool} is shared {after} instead of charged {before}", **its)
    return say("{pool} is shared {after} instead of {before}", **its)


def is_charged(pool: PoolAllocation) -> bool:
    """Return whether fees come from prices or agreed amounts, and not from a total.

    A solution of a game shares what all players cost.
    """
    return pool.method is None and pool.model["kind"] != "solution"


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
        after=in_units(new, after.unit, _PLACES),
        before=in_units(old, before.unit, _PLACES),
    )


def _settings(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say which settings differ of two models of one kind; name lists that are not written out."""
    one, other = _model(before), _model(after)
    changed = differing(one, other), differing(other, one)
    old, new = (
        setting_words(data, pool.label_of)
        for data, pool in zip(changed, (before, after), strict=True)
    )
    places = {"pool": after.title, "before": old, "after": new}
    texts = []
    if old and new and old != new:
        texts.append(say("{pool} has {after} instead of {before}", **places))
    elif new and not old:
        texts.append(say("{pool} also has {settings}", pool=after.title, settings=new))
    elif old and not new:
        texts.append(say("{pool} no longer has {settings}", pool=after.title, settings=old))
    both = {*left_out(one)} & {*left_out(other)}
    lists = dict.fromkeys(word for data in changed for word in left_out(data) if word in both)
    if lists:
        texts.append(say("other {lists} in {pool}", lists=join(", ", [*lists]), pool=after.title))
    return join("; ", texts)


def _totals(before: PoolAllocation, after: PoolAllocation) -> Iterator[RuleDifference]:
    """Find another total, and another rule by which it is rounded to the unit."""
    was, now = before.shared_total, after.shared_total
    if was != now:
        yield RuleDifference("total", was, now, _total_text(before, after))
    old, new = before.round_total, after.round_total
    # A total that needs no rounding has no rule: another total alone is not another rule.
    if old != new and (None not in {old, new} or was == now):
        yield RuleDifference("rounding", old, new, _round_total_text(after.title, old, new))


def _total_text(before: PoolAllocation, after: PoolAllocation) -> str:
    """Say which total a pool shares, and which it did."""
    pool, was, now = after.title, before.shared_total, after.shared_total
    if now is None:
        return say("{pool} has no total to share", pool=pool)
    total = in_units(now, after.unit, _PLACES)
    if was is None:
        return say("{pool} shares a total of {after}", pool=pool, after=total)
    return say(
        "total of {pool} {after} instead of {before}",
        pool=pool,
        after=total,
        before=in_units(was, before.unit, _PLACES),
    )


def _round_total_text(pool: str, before: Any, after: Any) -> str:
    """Say by which rule a total is rounded."""
    if before is None:
        return say("the total of {pool} is rounded {rule}", pool=pool, rule=ROUNDING_WORDS[after])
    if after is None:
        return say("the total of {pool} is not rounded", pool=pool)
    return say(
        "the total of {pool} is rounded {after} instead of {before}",
        pool=pool,
        after=ROUNDING_WORDS[after],
        before=ROUNDING_WORDS[before],
    )


def _roundings(before: PoolAllocation, after: PoolAllocation) -> Iterator[RuleDifference]:
    """Find what differs in how quotas become fees."""
    one, other, title = before.rule, after.rule, after.title
    if (one.method, one.rounding) != (other.method, other.rounding):
        was, now = _way(before), _way(after)
        text = say(
            "rounding of {pool} by {after} instead of {before}", pool=title, after=now, before=was
        )
        yield RuleDifference("rounding", was, now, text)
    if one.ties != other.ties and None not in {one.ties, other.ties}:
        text = say(
            "ties in {pool} go to {after}, instead of to {before}",
            pool=title,
            after=TIE_WORDS[str(other.ties)],
            before=TIE_WORDS[str(one.ties)],
        )
        yield RuleDifference("rounding", one.ties, other.ties, text)
    if one.round_each != other.round_each and None not in {one.rounding, other.rounding}:
        text = (
            say("each line of {pool} is rounded instead of each fee", pool=title)
            if other.round_each == "line"
            else say("each fee of {pool} is rounded instead of each line", pool=title)
        )
        yield RuleDifference("rounding", one.round_each, other.round_each, text)


def _way(pool: PoolAllocation) -> str:
    """Name the method or the rounding of a pool."""
    return (
        METHOD_WORDS[str(pool.method)] if pool.rounding is None else ROUNDING_WORDS[pool.rounding]
    )


# Fields of prices and of bands of time, which say something only as a whole.
_WHOLE = frozenset({"price", "tiers", "timezone"})


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings of one model that differ from the other's, with its kind.

    Of values by driver, member or date, those that differ. A rule that is said in a few words, and
    a price, say something only as a whole.
    """
    is_whole = not _WHOLE.isdisjoint(one) if "kind" not in one else one["kind"] in IN_WORDS
    if one.get("kind") != other.get("kind") or is_whole:
        return one
    return {
        name: differing(each, other[name])
        if isinstance(each, Mapping) and isinstance(other.get(name), Mapping)
        else each
        for name, each in one.items()
        if name == "kind" or each != other.get(name)
    }


def plain_data(value: Any) -> Any:
    """Copy data into dicts and lists, which compare by what is in them."""
    if isinstance(value, Mapping):
        return {key: plain_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    return value
