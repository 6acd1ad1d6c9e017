"""What support departments pass on, and what ends on each operating department."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from costshare.amounts import Amount, Unit, exact_sum, plain
from costshare.apportionment import exact_total
from costshare.errors import ConservationError
from costshare.fields import Currency, Exact, Name, OneOf, OrderRuleField, ReadOnly, find_name
from costshare.overhead._explanation import Department, OverheadExplanation, flow_ids
from costshare.overhead._facts import read_facts
from costshare.overhead._flow import Flow, flows_of, round_matrix
from costshare.overhead._pass_on import Method, parts_of, pass_on
from costshare.overhead._passes import Pass, received
from costshare.overhead._words import TITLES, Rule, department_table, round_table
from costshare.periods import PeriodField
from costshare.results import (
    Block,
    Column,
    Result,
    counted,
    exact_column,
    heading,
    number,
    same_column,
    text_column,
    to_pandas,
)

if TYPE_CHECKING:
    import pandas as pd

ByDepartment = Mapping[Name, Exact]
Services = Mapping[Name, Mapping[Name, Exact]]


@dataclass(frozen=True, repr=False)
class OverheadAllocation(Result):
    """Costs of support departments, passed on to operating departments by one method.

    `direct`, `step_down`, `reciprocal` and `repeated` return it. Iterating over it yields the
    flows.

    Attributes
    ----------
    method : {"direct", "step_down", "reciprocal", "repeated"}
        How costs are passed on.
    costs : mapping of str to Fraction
        Costs of every department before any are passed on.
    services : mapping of str to mapping of str to Fraction
        What each support department serves the others, by giver and receiver, in its own unit.
    fixed : mapping of str to Fraction, or None
        Fixed part of the costs of each support department, passed on by `capacity`.
    capacity : mapping of str to mapping of str to Fraction, or None
        Capacity that each department has ordered, by giver and receiver.
    order : tuple of str, or None
        Order of a step-down.
    order_rule : {"most_service", "largest_costs"} or None
        Rule that gave the order; None if it was stated.
    until : Fraction or None
        Amount below which the rounds of a repeated distribution end.
    most_rounds : int or None
        Number of rounds after which a repeated distribution ends.
    period : Period or None
        Period of the costs.
    currency : str or None
        Currency of every amount.

    Examples
    --------
    >>> import costshare as cs
    >>> costs = {"IT": 100, "HR": 50, "Schools": 900, "Care": 700}
    >>> hours = {"IT": {"HR": 1, "Schools": 2, "Care": 2}, "HR": {"Schools": 7, "Care": 3}}
    >>> print(cs.overhead.step_down(costs, hours))
    Costs passed on, step-down method
    <BLANKLINE>
             own costs  from IT  from HR  passed on  in all
    -------------------------------------------------------
    IT             100                         -100       0
    HR              50       20                 -70       0
    Schools        900       40       49                989
    Care           700       40       21                761
    -------------------------------------------------------
    total        1 750      100       70       -170   1 750
    <BLANKLINE>
    Step-down method: each support department passes its costs on to operating departments and to \
those that follow it in the order IT, HR. The order is by the share of service that goes to other \
support departments, largest first.
    """

    format = "costshare.overhead/1"
    _DERIVED = ("amounts", "passed_on")

    method: Annotated[Method, OneOf("method", Method)]
    costs: ByDepartment
    services: Services
    fixed: ByDepartment | None
    capacity: Services | None
    order: tuple[Name, ...] | None
    order_rule: OrderRuleField | None
    until: Exact | None
    most_rounds: int | None
    period: PeriodField | None
    currency: Currency

    def __iter__(self) -> Iterator[Flow]:
        return iter(self.flows)

    @property
    def support(self) -> tuple[str, ...]:
        """Names of the support departments: all that serve, in the order of services."""
        return tuple(self.services)

    @property
    def operating(self) -> tuple[str, ...]:
        """Names of the operating departments: all others, in order."""
        return tuple(name for name in self.costs if name not in self.services)

    @cached_property
    def _rounds(self) -> Sequence[Sequence[Pass]]:
        """What is passed on, round by round."""
        return pass_on(
            self.method,
            parts_of(self.costs, self.services, self.fixed, self.capacity),
            order=self.order,
            until=self.until,
            most_rounds=self.most_rounds,
        )

    @cached_property
    def rounds(self) -> tuple[Mapping[str, Fraction], ...]:
        """What each support department passes on in each round of a repeated distribution.

        Each of the other methods has one round.
        """
        return tuple(map(_by_giver, self._rounds))

    @cached_property
    def _has(self) -> Mapping[str, Fraction]:
        """Own costs of each department and all that it receives."""
        got = received([each for one in self._rounds for each in one])
        return {name: own + got.get(name, 0) for name, own in self.costs.items()}

    @cached_property
    def amounts(self) -> Mapping[str, Fraction]:
        """What ends on each operating department: its own costs and all that is passed on to it."""
        return ReadOnly({name: self._has[name] for name in self.operating})

    @cached_property
    def passed_on(self) -> Mapping[str, Fraction]:
        """All that each support department passes on, in the order of services."""
        passed = _by_giver(each for one in self._rounds for each in one)
        return ReadOnly({name: passed.get(name, Fraction(0)) for name in self.support})

    @property
    def total(self) -> Fraction:
        """Sum of all costs."""
        return exact_total(self.costs.values())

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Each amount from giver to receiver, with what it follows from."""
        passes = (each for one in self._rounds for each in one)
        return tuple(flows_of(passes, self.services, self.capacity))

    @cached_property
    def matrix(self) -> Mapping[str, Mapping[str, Fraction]]:
        """What each support department passes on to each department: giver × receiver.

        A row sums to what the giver passes on.
        """
        cells = {giver: dict.fromkeys(self.costs, Fraction(0)) for giver in self.support}
        for flow in self.flows:
            cells[flow.giver][flow.receiver] += flow.amount
        return ReadOnly({giver: ReadOnly(own) for giver, own in cells.items()})

    def rounded_matrix(self, unit: Amount = 1) -> dict[str, dict[str, Decimal]]:
        """Round what is passed on to whole units: giver × receiver.

        Each amount becomes the floor or the ceiling of the exact one, and so does what ends on each
        operating department. What a support department passes on is its own costs and what it
        receives, to the unit.

        Parameters
        ----------
        unit : positive number, default 1
            Smallest amount: 1, 100, ``"0.01"``.

        Returns
        -------
        dict of dicts
            Amounts by giver and receiver.

        Raises
        ------
        CostshareError
            If the costs of a department are not a multiple of `unit`.

        Examples
        --------
        >>> import costshare as cs
        >>> hours = {"IT": {"HR": 1, "Schools": 1, "Care": 1}, "HR": {"Schools": 1, "Care": 1}}
        >>> passed = cs.overhead.step_down({"IT": 100, "HR": 50}, hours, order=["IT", "HR"])
        >>> for giver, own in passed.rounded_matrix().items():
        ...     print(giver, {name: int(amount) for name, amount in own.items()})
        IT {'IT': 0, 'HR': 34, 'Schools': 33, 'Care': 33}
        HR {'IT': 0, 'HR': 0, 'Schools': 42, 'Care': 42}
        """
        return round_matrix(self.matrix, self.costs, self.passed_on, Unit.read(unit))

    def rounded(self, unit: Amount = 1) -> dict[str, Decimal]:
        """Round what ends on each operating department to whole units, which sum to all costs.

        They are the own costs of each and the amounts that `rounded_matrix` gives for it.

        Parameters
        ----------
        unit : positive number, default 1
            Smallest amount: 1, 100, ``"0.01"``.

        Raises
        ------
        CostshareError
            If the costs of a department are not a multiple of `unit`.

        Examples
        --------
        >>> import costshare as cs
        >>> passed = cs.overhead.direct({"IT": 100}, {"IT": {"A": 1, "B": 1, "C": 1}})
        >>> passed.rounded()
        {'A': Decimal('34'), 'B': Decimal('33'), 'C': Decimal('33')}
        """
        exact_unit = Unit.read(unit)
        rows = round_matrix(self.matrix, self.costs, self.passed_on, exact_unit)
        own = {name: exact_unit.count(self.costs[name], name) for name in self.operating}
        return {
            name: exact_sum((row[name] for row in rows.values()), exact_unit.decimal(units))
            for name, units in own.items()
        }

    def explain(self, department: str | None = None) -> OverheadExplanation:
        """Explain what a department has: its own costs, and each amount that it receives.

        Parameters
        ----------
        department : str, optional
            Name of a support or operating department; all of them if left out.

        Raises
        ------
        CostshareError
            If the department is unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> hours = {"IT": {"A": 1, "B": 2}, "HR": {"A": 1}}
        >>> passed = cs.overhead.direct({"IT": 90, "HR": 6}, hours)
        >>> print(passed.explain("A"))
        How costs are passed on
        <BLANKLINE>
        Direct method: each support department passes its costs on to operating departments alone.
        <BLANKLINE>
        A has 36
          own costs: 0
          from IT: 90 × 1 / 3 = 30
          from HR: 6 × 1 / 1 = 6
        """
        names = (
            [*self.costs]
            if department is None
            else [find_name("department", department, self.costs)]
        )
        to: dict[str, list[Flow]] = {name: [] for name in self.costs}
        by: dict[str, list[Flow]] = {name: [] for name in self.costs}
        for flow in self.flows:
            to[flow.receiver].append(flow)
            by[flow.giver].append(flow)
        return OverheadExplanation(
            departments=tuple(
                Department(
                    name=name,
                    is_support=name in self.services,
                    own_costs=self.costs[name],
                    own_fixed=None if self.fixed is None else self.fixed.get(name),
                    received=tuple(to[name]),
                    passed_on=tuple(by[name]),
                    amount=self._has[name],
                )
                for name in names
            ),
            rule=self._rule,
            period=self.period,
            currency=self.currency,
        )

    def check(self) -> None:
        """Prove again that support departments pass on all that they have, and nothing is lost.

        Raises
        ------
        ConservationError
            If something does not add up.
        CostshareError
            If costs cannot be passed on.
        """
        facts = {each.name: getattr(self, each.name) for each in fields(self)}
        given = {
            name: each for name, each in facts.items() if name not in {"order_rule", "most_rounds"}
        }
        given["order"] = self.order_rule or self.order
        for name, value in read_facts(**given, rounds=self.most_rounds).items():
            if value != facts[name]:
                msg = f"{name} is not what the other fields give; pass the costs on again"
                raise ConservationError(msg)
        for name, passed in self.passed_on.items():
            if passed != self._has[name]:
                msg = f"{name} has {plain(self._has[name])} and passes on {plain(passed)}"
                raise ConservationError(msg)
        ends = exact_total(self.amounts.values())
        if ends != self.total:
            msg = f"costs sum to {plain(self.total)}, and amounts to {plain(ends)}"
            raise ConservationError(msg)

    @property
    def _rule(self) -> Rule:
        """How costs are passed on."""
        return Rule(
            method=self.method,
            order=self.order,
            order_rule=self.order_rule,
            rounds=len(self._rounds) if self.method == "repeated" else None,
            has_two_rates=self.fixed is not None,
        )

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add what is passed on, and what ends on each operating department."""
        derived = {"passed_on": self.passed_on, "amounts": self.amounts}
        return fields | {
            name: {of: plain(each) for of, each in own.items()} for name, own in derived.items()
        }

    def _about(self) -> str:
        onto = counted(len(self.operating), "operating department")
        givers = counted(len(self.support), "support department")
        return f"{self.method}: {givers}, {onto}, {number(self.total, 2)}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out departments, and the rounds of a repeated distribution."""
        title = heading(TITLES[self.method], self.period, self.currency)
        yield department_table(title, self.costs, self._has, self.matrix, self.passed_on)
        if self.method == "repeated":
            yield round_table(self.rounds, self.support)
        yield self._rule.in_words()

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each amount from giver to receiver."""
        return (
            same_column("period", self.period, self.flows),
            *flow_ids(self.flows),
            same_column("currency", self.currency, self.flows),
            exact_column("amount", (flow.amount for flow in self.flows)),
        )

    def _wide(self) -> "pd.DataFrame":
        """Lay out departments: own costs, what each giver passes on to them, and what they have."""
        names = [*self.costs]
        own = exact_column("own_costs", self.costs.values())
        givers = [
            exact_column(f"from {giver}", (row[name] for name in names))
            for giver, row in self.matrix.items()
        ]
        passed = exact_column("passed_on", (self.passed_on.get(name) for name in names))
        left = exact_column("amount", (self.amounts.get(name) for name in names))
        return to_pandas([own, *givers, passed, left], text_column("department", names))


def _by_giver(passes: Iterable[Pass]) -> Mapping[str, Fraction]:
    """Add up what each department passes on."""
    passed: dict[str, Fraction] = {}
    for each in passes:
        passed[each.giver] = passed.get(each.giver, Fraction(0)) + each.amount
    return ReadOnly(passed)
