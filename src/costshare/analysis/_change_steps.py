"""From one record of a pool to another, one change after another, with the quotas at each step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Any, Literal

from costshare.agreement import PoolAllocation, plain_data, total_rounding
from costshare.analysis._recorded_model import (
    Data,
    other_drivers,
    with_amounts_of,
    with_drivers,
    with_earlier_fees,
    with_values_by_date,
)
from costshare.errors import CostshareError
from costshare.models import Facts, RuleModel, add_terms, read_written
from costshare.periods import Period

Cause = Literal[
    "pool",
    "members",
    "previous_fees",
    "own_total",
    "total",
    "driver",
    "others",
    "other_driver",
    "by_date",
    "rule",
    "rounding",
]
Quotas = Mapping[str, Fraction]
Drivers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Side:
    """One pool of an allocation, with all that is recorded of its members.

    Attributes
    ----------
    pool : PoolAllocation
        Record of the pool.
    period : Period or None
        Period of the allocation.
    drivers : mapping of str to mapping
        Drivers of each member of the allocation, also those that other pools used.
    """

    pool: PoolAllocation
    period: Period | None
    drivers: Drivers

    @property
    def total(self) -> Fraction | None:
        """The total that was shared; None where it followed from the fees."""
        return self.pool.shared_total

    @property
    def due(self) -> Fraction | None:
        """The total that was shared, as it was rounded; that of a circle is rounded in the fees."""
        return None if self.pool.method is None else self._total

    @property
    def _total(self) -> Fraction:
        return self.pool.exact_total if self.pool.solved else self.pool.total

    @property
    def quotas(self) -> Quotas:
        """The quotas, in a circle those before its whole units."""
        if not self.pool.solved:
            return self.pool.quotas
        return {name: self.pool.exact_quota(name) for name in self.pool.quotas}

    def data(self) -> Data:
        """Return the model as data."""
        data: Data = plain_data(self.pool.model)
        return {name: each for name, each in data.items() if name != "corrections"}

    def proration(self, member: str) -> Fraction:
        """Return the part of the period that a member belongs to the agreement."""
        return self.pool.proration.get(member, Fraction(1))


@dataclass(frozen=True, slots=True)
class State:
    """Facts and a model between the two records.

    Attributes
    ----------
    drivers, proration : mapping
        Drivers and part of the period of each member that takes part.
    total, due, period
        Total before and after it is rounded, and period, as in an allocation.
    data : mapping
        Model as data.
    known : bool
        Whether the model is one of costshare, which computes the quotas of the first record.
    model : RuleModel or None
        The model; None where it is not known, or the data do not go together.
    absent : tuple of str
        Members that rules may name, and that take no part.
    """

    drivers: Drivers
    proration: Quotas
    total: Fraction | None
    due: Fraction | None
    period: Period | None
    data: Data
    known: bool
    model: RuleModel | None
    absent: tuple[str, ...]

    def quotas(self) -> Quotas | None:
        """Compute the quotas; None where the facts do not fit the model."""
        if self.model is None:
            return None
        absent: Drivers = {name: {} for name in self.absent if name not in self.drivers}
        try:
            facts = Facts(self.drivers, self.proration, period=self.period, absent=absent)
            terms = self.model.terms(facts, self.total)
            quotas = add_terms(facts, terms)
            if self.total is None or self.due is None or self.due == self.total:
                return quotas
            return add_terms(facts, (*terms, total_rounding(quotas, self.total, self.due)))
        except CostshareError:
            return None

    def with_data(self, data: Data) -> "State":
        """Return the state with another model."""
        return replace(self, data=data, model=_read(data) if self.known else None)

    def with_drivers_of(self, member: str, other: "State") -> "State":
        """Return the state with the drivers that one member has in another state."""
        return replace(self, drivers={**self.drivers, member: other.drivers[member]})


@dataclass(frozen=True, slots=True)
class Step:
    """One change, and what holds after it.

    Attributes
    ----------
    cause : str
        What changes; ``"driver"`` stands for new figures of a driver, of all members,
        ``"other_driver"`` for another driver in its place, and ``"own_total"`` for one of the
        amounts behind the total.
    state : State
        Facts and model after the change.
    quotas : mapping of str to Fraction or None
        Quotas after the change; None where they cannot be computed.
    driver, driver_after : str or None
        Name of the driver that changes, in each of the two records.
    """

    cause: Cause
    state: State
    quotas: Quotas | None
    driver: str | None = None
    driver_after: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The changes of facts from one record to another; the rule changes last.

    Attributes
    ----------
    start : State
        The first record.
    steps : tuple of Step
        Changes of facts, in order.
    same_rule : bool
        Whether the rule is known to be the same.
    """

    start: State
    steps: tuple[Step, ...]
    same_rule: bool


def way_between(before: Side, after: Side, behind: Sequence[Fraction] = ()) -> Way:
    """Find what changes between two records, in the order that `explain_change` documents.

    `behind` are the amounts by which the total of a pool that takes over costs changes, one after
    another; where quotas exist at each of these totals, each is a step ``"own_total"``.
    """
    start = _start(before, after)
    steps: list[Step] = []
    state = start
    for cause, state, *names in _changes(before, after, start, behind):
        steps.append(Step(cause, state, state.quotas(), *names))
    its = after.data()
    same = (
        start.known
        and with_drivers(state.data, other_drivers(state.data, its)) == its
        and (before.total is None) == (after.total is None)
    )
    return Way(start, tuple(steps), same)


def _start(before: Side, after: Side) -> State:
    """Read the first record; its model is known if it computes the quotas of the record."""
    data = before.data()
    model = _read(data)
    start = State(
        # A driver that the first record does not have was not used, and may be used later.
        drivers={
            name: {**after.drivers[name], **before.drivers[name]} for name in before.pool.quotas
        },
        proration={name: before.proration(name) for name in before.pool.quotas},
        total=before.total,
        due=before.due,
        period=before.period,
        data=data,
        known=True,
        model=model,
        absent=tuple({**before.drivers, **after.drivers}),
    )
    if start.quotas() == before.quotas:
        return start
    return replace(start, known=False, model=None)


def _changes(
    before: Side, after: Side, state: State, behind: Sequence[Fraction]
) -> Iterator[tuple[Cause, State] | tuple[Cause, State, str, str]]:
    """Yield each change of facts, and the state after it."""
    its = after.data()
    names = other_drivers(state.data, its)
    used = {term.driver: None for term in before.pool.terms if term.driver is not None}
    # What the second rule uses besides, such as the key to which a rule that is phased in moves.
    paired = {names.get(driver, driver) for driver in used}
    later_used = [term.driver for term in after.pool.terms if term.driver is not None]
    used |= {driver: None for driver in later_used if driver not in paired}
    replaced = {driver: names[driver] for driver in used if names.get(driver, driver) != driver}

    proration = {name: after.proration(name) for name in after.pool.quotas}
    if proration != state.proration:
        staying = {name: state.drivers[name] for name in proration if name in state.drivers}
        # A new member has its own figure of a driver that is replaced later, or none.
        drivers = {
            name: staying.get(name, {**before.drivers[name], **after.drivers[name]})
            for name in proration
        }
        leaving = set(state.drivers) - set(staying)
        data = with_amounts_of(state.data, its, leaving, set(proration) - set(staying))
        state = replace(state, drivers=drivers, proration=proration).with_data(data)
        yield "members", state
    data = with_earlier_fees(state.data, its)
    if data != state.data:
        state = state.with_data(data)
        yield "previous_fees", state
    totals = [*_total_changes(before, after, state, behind)]
    yield from totals
    state = totals[-1][1] if totals else state
    for driver in used:
        if driver not in replaced:
            drivers = {
                name: {**mine, **_figure(after.drivers[name], driver, driver)}
                for name, mine in state.drivers.items()
            }
            if drivers != state.drivers:
                state = replace(state, drivers=drivers)
                yield "driver", state, driver, driver
    for driver, other in replaced.items():
        # Figures of two drivers may be of two units, so those of all members change at once.
        drivers = {
            name: {
                **{each: figure for each, figure in mine.items() if each != driver},
                **_figure(after.drivers[name], other, driver),
            }
            for name, mine in state.drivers.items()
        }
        if drivers != state.drivers:
            state = replace(state, drivers=drivers)
            yield "other_driver", state, driver, other
    data = with_values_by_date(state.data, its)
    later = replace(state, period=after.period).with_data(data)
    if data != state.data or later.quotas() != state.quotas():
        yield "by_date", later


def _total_changes(
    before: Side, after: Side, state: State, behind: Sequence[Fraction]
) -> Iterator[tuple[Cause, State]]:
    """Yield the change of the total, or what is behind it one by one, and the states after."""
    if before.total is None or after.total is None:
        return
    if state.known and (before.total, after.total) == (before.due, after.due):
        totals = accumulate(behind, initial=before.total)
        states = [replace(state, total=total, due=total) for total in totals]
        if behind and all(each.quotas() is not None for each in states):
            yield from (("own_total", each) for each in states[1:])
            return
    if (before.total, before.due) != (after.total, after.due):
        yield "total", replace(state, total=after.total, due=after.due)


def _figure(drivers: Mapping[str, Any], driver: str, name: str) -> Mapping[str, Any]:
    """Return a driver of a member under a name; nothing if the member has none."""
    return {name: drivers[driver]} if driver in drivers else {}


def _read(data: Data) -> RuleModel | None:
    """Read a model; None if it is a user's own, or its data do not go together."""
    try:
        return read_written(data)
    except CostshareError:
        return None
