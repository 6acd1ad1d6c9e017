"""How one allocation differs from another: rules, totals, members and figures, from the records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from costshare.agreement import (
    Allocation,
    PoolAllocation,
    labels_of,
    plain_data,
    rule_differences,
    rule_words,
    say_days,
)
from costshare.fields import Sentence, Value
from costshare.periods import MemberDays, Period, Spans
from costshare.results import number, percent
from costshare.words import join, say

Kind = Literal[
    "period",
    "member",
    "days",
    "pool",
    "model",
    "total",
    "unit",
    "rounding",
    "issuer",
    "part",
    "order",
    "date",
    "driver",
]
_EXACT = 6


@dataclass(frozen=True, slots=True)
class Difference(Sentence, Value):
    """One thing that is not the same in two scenarios. `Comparison.differences` returns them.

    Attributes
    ----------
    kind : str
        ``period`` (where both state one); ``member`` (joins or leaves), ``days`` (of a membership);
        ``pool`` (is added or dropped; where each scenario has one pool, these are compared by any
        name), ``model``, ``total``, ``unit``, ``rounding``, ``issuer`` and
        ``part`` (a member takes part in a pool, or not); ``order`` (of a step-down); ``date`` and
        ``driver`` (a figure).
    pool, member, driver : str or None
        What it is about, by name.
    before, after : object
        Value in the baseline and in the scenario: a Fraction, a date or several, a Period, a
        model as data, the name of a rule, pools in order, or True and False for what is there and
        what is not.
        A solution of a game shares the cost of all: `pool` and `before` are None.
        None where a member belongs to the agreement for the whole period.
    message : str
        The difference in words.
    """

    kind: Kind
    pool: str | None
    member: str | None
    driver: str | None
    before: Any
    after: Any
    message: str


def differences_of(
    before: Allocation, after: Allocation, levels: tuple[Allocation, Allocation]
) -> Iterator[Difference]:
    """Find what differs in an allocation; a change of fees alone is not a difference.

    `levels` are both with the levels before those who pay.
    """
    if None not in (before.period, after.period) and before.period != after.period:
        text = say(
            "period {after} instead of {before}", after=str(after.period), before=str(before.period)
        )
        yield Difference("period", None, None, None, before.period, after.period, text)
    yield from _members(before, after)
    old, new = ({pool.name: pool for pool in each.pools} for each in (before, after))
    if old.keys() != new.keys() and (solved := _solution(before) or _solution(after)):
        # A solution shares the cost of all, which belongs to no pool of an agreement.
        model = plain_data(solved.model)
        text = say("fees are shared {rule}", rule=rule_words(model, after.label_of))
        if _solution(after):
            yield Difference("model", None, None, None, None, model, text)
        old = new = {}
    elif len(old) == len(new) == 1:  # the same costs, by another name or from a model alone
        old = dict(zip(new, old.values(), strict=True))
    for name in {**old, **new}:
        if name not in old:
            text = say("pool {pool} is added", pool=new[name].title)
            yield Difference("pool", name, None, None, before=False, after=True, message=text)
        elif name not in new:
            text = say("pool {pool} is dropped", pool=old[name].title)
            yield Difference("pool", name, None, None, before=True, after=False, message=text)
        else:
            for each in rule_differences(old[name], new[name]):
                yield Difference(each.kind, name, None, None, each.before, each.after, each.message)
            yield from _parts(old[name], new[name], _common(before, after))
    yield from _orders(*levels)
    yield from _dates(before, after)
    yield from _figures(before, after)


def _solution(allocation: Allocation) -> PoolAllocation | None:
    """Return the pool of a solution of a game."""
    pools = (pool for pool in allocation.pools if pool.model["kind"] == "solution")
    return next(pools, None)


def _taking(allocation: Allocation) -> dict[str, None]:
    """Return the members that take part in any pool, in order."""
    some = {member for pool in allocation.pools for member in pool.fees}
    return {member: None for member in allocation.members if member in some}


def _common(before: Allocation, after: Allocation) -> set[str]:
    """Return the members that take part in both."""
    return _taking(before).keys() & _taking(after).keys()


def _members(before: Allocation, after: Allocation) -> Iterator[Difference]:
    """Find who joins and leaves, and of the others whose days in the period differ."""
    old, new = _taking(before), _taking(after)
    old_days, new_days = _days(before), _days(after)
    for name in {**old, **new}:
        if (name in old) != (name in new):
            joins = name in new
            text = (
                say("{member} joins", member=name) if joins else say("{member} leaves", member=name)
            )
            yield Difference("member", None, name, None, not joins, joins, text)
        one, other = old_days.get(name), new_days.get(name)
        if name in old and name in new and one != other:
            yield Difference("days", None, name, None, one, other, _days_text(name, other))


def _days(allocation: Allocation) -> dict[str, MemberDays | Fraction]:
    """Return the days of members for a part of the period, or the part where days are unknown."""
    days: dict[str, MemberDays | Fraction] = {}
    for pool in allocation.pools:
        days |= pool.proration
        days |= pool.memberships
    return days


def _days_text(member: str, days: MemberDays | Fraction | None) -> str:
    """Say for which days a member belongs to the agreement."""
    if days is None:
        return say("{member} is a member for the whole period", member=member)
    if isinstance(days, Period):
        return say(
            "{member} is a member from {first} to {last}",
            member=member,
            first=str(days.first),
            last=str(days.last),
        )
    if isinstance(days, Spans):
        return say("{member} is a member in {periods}", member=member, periods=str(days))
    return say("{member} is a member for {part} of the period", member=member, part=percent(days))


def _parts(before: PoolAllocation, after: PoolAllocation, both: set[str]) -> Iterator[Difference]:
    """Find which members of both take part in a pool in one only."""
    for member in {**before.fees, **after.fees}:
        if member in both and (member in before.fees) != (member in after.fees):
            now = member in after.fees
            text = (
                say("{member} takes part in {pool}", member=member, pool=after.title)
                if now
                else say("{member} takes no part in {pool}", member=member, pool=after.title)
            )
            yield Difference("part", after.name, member, None, not now, now, text)


def _orders(before: Allocation, after: Allocation) -> Iterator[Difference]:
    """Find another order of a step-down."""
    if before.step_down is None or after.step_down is None:
        return
    was, now = before.step_down.order, after.step_down.order
    if was != now:
        labels = labels_of([*before.pools, *after.pools])
        said = [join(", ", [labels.get(name, name) for name in order]) for order in (was, now)]
        text = say(
            "the order of the step-down is {after} instead of {before}",
            after=said[1],
            before=said[0],
        )
        yield Difference("order", None, None, None, was, now, text)


def _dates(before: Allocation, after: Allocation) -> Iterator[Difference]:
    """Find drivers of another date."""
    old, new = _date_of_each(before), _date_of_each(after)
    for driver, days in new.items():
        if driver in old and old[driver] != days:
            text = say(
                "{driver} at {after} instead of {before}",
                driver=after.label_of(driver),
                after=say_days(days),
                before=say_days(old[driver]),
            )
            was, now = (each[0] if len(each) == 1 else each for each in (old[driver], days))
            yield Difference("date", None, None, driver, was, now, text)


def _date_of_each(allocation: Allocation) -> dict[str, tuple[date, ...]]:
    """Return the reference date of each driver, or the dates of its mean."""
    return {name: days for pool in allocation.pools for name, days in pool.dates.items()}


def _figures(before: Allocation, after: Allocation) -> Iterator[Difference]:
    """Find figures of members that differ, of drivers that both use."""
    old, new = _figure_of_each(before), _figure_of_each(after)
    for (driver, member), figure in new.items():
        was = old.get((driver, member), figure)
        if was != figure:
            text = say(
                "{driver} of {member} {after} instead of {before}",
                driver=after.label_of(driver),
                member=member,
                after=number(figure, _EXACT),
                before=number(was, _EXACT),
            )
            yield Difference("driver", None, member, driver, was, figure, text)


def _figure_of_each(allocation: Allocation) -> dict[tuple[str, str], Fraction]:
    """Return the figures that an allocation used, by driver and member."""
    return {
        (term.driver, member): figure
        for pool in allocation.pools
        for term in pool.terms
        if term.driver is not None
        for member, figure in term.driver_values.items()
    }
