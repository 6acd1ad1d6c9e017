"""The terms of a changed fee: what each change adds to it, exactly."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from costshare.agreement import Allocation, PoolAllocation
from costshare.amounts import read_amount
from costshare.analysis._change_steps import Cause, Drivers, Quotas, Side, State, Step, way_between
from costshare.analysis._fees import members_of, pools_of
from costshare.analysis._figures import drivers_used
from costshare.analysis._recorded_model import earlier_fee
from costshare.fields import NO_OTHER_FIELDS, Exact, Value

_ZERO = Fraction(0)
_NO_FIGURES = (None, None)
Figures = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class ChangeTerm(Value):
    """What one change adds to one fee.

    Attributes
    ----------
    pool, member : str
        Names of the pool and of the member.
    causes : tuple of str
        What changes; several where the quotas between them cannot be computed.
    driver, driver_after : str or None
        Driver that changes, by its name in each of the two records.
    before, after : Fraction or None
        Figure that changes: the total, the member's driver (or that in its place), the sum of the
        others' driver, the number of members, an agreed amount, or fee less quota. None where it
        is not a figure.
    amount : Fraction
        What the change adds to the fee.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    pool: str
    member: str
    causes: Annotated[tuple[Cause, ...], Field(min_length=1)]
    driver: str | None
    driver_after: str | None
    before: Exact | None
    after: Exact | None
    amount: Exact


def change_terms(
    before: Allocation,
    after: Allocation,
    known: tuple[Drivers, Drivers],
    member: str | None,
    pool: str | None,
) -> tuple[ChangeTerm, ...]:
    """Explain what changes between two allocations, for one member or all, in one pool or all.

    `known` are drivers besides those that the two have used.
    """
    both = before, after
    everyone = members_of(both)
    drivers = [
        {name: {**more.get(name, {}), **used.get(name, {})} for name in everyone}
        for more, used in zip(known, map(drivers_used, both), strict=True)
    ]
    olds, news = ({each.name: each for each in side.pools} for side in both)
    terms: list[ChangeTerm] = []
    for name in pools_of(both) if pool is None else (pool,):
        old, new = olds.get(name), news.get(name)
        members = [
            each
            for each in everyone
            if member in {None, each} and any(side and each in side.fees for side in (old, new))
        ]
        if old is None or new is None:
            terms += _one_sided(name, old, new, members)
        elif old != new:
            sides = Side(old, before.period, drivers[0]), Side(new, after.period, drivers[1])
            terms += _Explained(*sides).terms(members)
    return tuple(terms)


def _one_sided(
    name: str, old: PoolAllocation | None, new: PoolAllocation | None, members: Iterable[str]
) -> Iterator[ChangeTerm]:
    """Explain the fees of a pool that is in one of the allocations only."""
    for member in members:
        amount = _fee(new, member) - _fee(old, member)
        yield ChangeTerm(name, member, ("pool",), None, None, None, None, amount)


class _Explained:
    """The terms of one pool that is in both allocations."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.pools = before.pool, after.pool
        self.way = way_between(before, after)

    def terms(self, members: Iterable[str]) -> Iterator[ChangeTerm]:
        """Yield the terms of some members."""
        ways = [(each.rule, each.unit) for each in self.pools]
        for member in members:
            yield from self._quota_terms(member)
            off = [_fee(each, member) - _quota(each, member) for each in self.pools]
            if off[0] != off[1] or ways[0] != ways[1]:
                yield replace(self._term(member, "rounding", off), amount=off[1] - off[0])

    def _quota_terms(self, member: str) -> Iterator[ChangeTerm]:
        """Yield what each change adds to the quota of a member."""
        last = _quota(self.before.pool, member)
        waiting: list[ChangeTerm] = []
        for term, there in self._changes(member):
            waiting.append(term)
            quotas = there.quotas() if isinstance(there, State) else there
            if quotas is not None:
                yield _together(waiting, quotas.get(member, _ZERO) - last)
                last, waiting = quotas.get(member, _ZERO), []
        rest = _quota(self.after.pool, member) - last
        if not self.way.same_rule or (rest and not waiting):
            agreed = all(each.method is None and each.rounding is None for each in self.pools)
            quotas_of = [each.quotas.get(member) for each in self.pools] if agreed else _NO_FIGURES
            waiting.append(self._term(member, "rule", quotas_of))
        if waiting:
            yield _together(waiting, rest)

    def _changes(self, member: str) -> Iterator[tuple[ChangeTerm, State | Quotas | None]]:
        """Yield each change of facts, and the quotas after it or what they follow from."""
        state = self.way.start
        for step in self.way.steps:
            if step.cause == "driver":
                yield from self._driver_changes(member, state, step)
            elif step.cause == "other_driver":
                own = [each.pop(member, None) for each in _driver_figures(state, step)]
                yield self._term(member, "other_driver", own, step), step.quotas
            else:
                yield self._term(member, step.cause, self._figures(member, step)), step.quotas
            state = step.state

    def _driver_changes(
        self, member: str, state: State, step: Step
    ) -> Iterator[tuple[ChangeTerm, State | Quotas | None]]:
        """Yield the change of a member's own driver, and that of the others'."""
        sides = _driver_figures(state, step)
        own = [each.pop(member, None) for each in sides]
        others = sides[0] != sides[1]
        if own[0] != own[1]:
            there = state.with_drivers_of(member, step.state) if others else step.quotas
            yield self._term(member, "driver", own, step), there
        if others:
            sums = [sum(each.values(), _ZERO) for each in sides]
            yield self._term(member, "others", sums, step), step.quotas

    def _figures(self, member: str, step: Step) -> Figures:
        """Return the figure that a change is about, in the two records."""
        if step.cause == "members":
            return [Fraction(len(each.quotas)) for each in self.pools]
        if step.cause == "total":
            exact = [each.shared_total for each in self.pools]
            return exact if exact[0] != exact[1] else [each.total for each in self.pools]
        if step.cause == "previous_fees":
            fees = [earlier_fee(each.model, member) for each in self.pools]
            return [None if each is None else read_amount(each, "fee") for each in fees]
        return _NO_FIGURES

    def _term(
        self, member: str, cause: Cause, figures: Figures, step: Step | None = None
    ) -> ChangeTerm:
        """Make a term whose amount is still to be computed."""
        return ChangeTerm(
            pool=self.before.pool.name,
            member=member,
            causes=(cause,),
            driver=None if step is None else step.driver,
            driver_after=None if step is None else step.driver_after,
            before=figures[0],
            after=figures[1],
            amount=_ZERO,
        )


def _driver_figures(state: State, step: Step) -> list[dict[str, Fraction]]:
    """Return the driver that a step changes by member, before and after it."""
    driver = str(step.driver)
    return [
        {
            name: read_amount(its[driver], f"{driver} of {name}")
            for name, its in each.drivers.items()
            if driver in its
        }
        for each in (state, step.state)
    ]


def _together(terms: Sequence[ChangeTerm], amount: Fraction) -> ChangeTerm:
    """Make one term of changes between which no quotas can be computed."""
    first = terms[0]
    if len(terms) == 1:
        return replace(first, amount=amount)
    causes = tuple(dict.fromkeys(cause for each in terms for cause in each.causes))
    return ChangeTerm(first.pool, first.member, causes, None, None, None, None, amount)


def _quota(pool: PoolAllocation, member: str) -> Fraction:
    """Return the quota of a member; zero if it takes no part."""
    return pool.quotas.get(member, _ZERO)


def _fee(pool: PoolAllocation | None, member: str) -> Fraction:
    """Return the fee of a member; zero if it takes no part."""
    fee = None if pool is None else pool.fees.get(member)
    return _ZERO if fee is None else Fraction(fee)
