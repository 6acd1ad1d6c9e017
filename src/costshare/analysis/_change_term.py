"""The terms of a changed fee: what each change adds to it, exactly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from costshare.amounts import read_amount
from costshare.analysis._change_steps import Cause, Quotas, Side, State, Step, way_between
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
        others' driver, the number of members, an agreed amount, the fee of a pool that only one
        of the two has, or fee less quota. None where it is not a figure.
    amount : Fraction
        What the change adds to the fee.
    level, charged : str or None
        In a cascade, the pool behind this one in which the change is, and the member whose charge
        there it changes, and so the total here. None if the change is in the pool itself.
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
    level: str | None = None
    charged: str | None = None


class Explained:
    """The terms of one pool that is in both allocations.

    `behind` are the changes of its total, where it takes over costs.
    """

    def __init__(self, before: Side, after: Side, behind: Sequence[ChangeTerm] = ()) -> None:
        self.before, self.after, self.behind = before, after, behind
        self.pools = before.pool, after.pool
        self.quotas = before.quotas, after.quotas
        self.way = way_between(before, after, [term.amount for term in behind])

    def terms(self, member: str, paid: Sequence[Fraction]) -> Iterator[ChangeTerm]:
        """Yield the terms of a member; `paid` are its fees before and after."""
        yield from self._quota_terms(member)
        ways = [(each.rule, each.unit) for each in self.pools]
        off = [fee - its.get(member, _ZERO) for fee, its in zip(paid, self.quotas, strict=True)]
        if off[0] != off[1] or ways[0] != ways[1]:
            yield replace(self._term(member, "rounding", off), amount=off[1] - off[0])

    def _quota_terms(self, member: str) -> Iterator[ChangeTerm]:
        """Yield what each change adds to the quota of a member."""
        last = self.quotas[0].get(member, _ZERO)
        waiting: list[ChangeTerm] = []
        for term, there in self._changes(member):
            waiting.append(term)
            quotas = there.quotas() if isinstance(there, State) else there
            if quotas is not None:
                yield _together(waiting, quotas.get(member, _ZERO) - last)
                last, waiting = quotas.get(member, _ZERO), []
        rest = self.quotas[1].get(member, _ZERO) - last
        if not self.way.same_rule or (rest and not waiting):
            agreed = all(each.method is None and each.rounding is None for each in self.pools)
            quotas_of = [each.quotas.get(member) for each in self.pools] if agreed else _NO_FIGURES
            waiting.append(self._term(member, "rule", quotas_of))
        if waiting:
            yield _together(waiting, rest)

    def _changes(self, member: str) -> Iterator[tuple[ChangeTerm, State | Quotas | None]]:
        """Yield each change of facts, and the quotas after it or what they follow from."""
        state, behind = self.way.start, iter(self.behind)
        for step in self.way.steps:
            if step.cause == "driver":
                yield from self._driver_changes(member, state, step)
            elif step.cause == "own_total":
                own_pool = self.before.pool.name
                yield replace(next(behind), pool=own_pool, member=member), step.quotas
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
