"""Why a department has what it has: its own costs, and each amount that it receives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.apportionment import exact_total
from costshare.errors import ConservationError
from costshare.fields import Currency, Exact, Name
from costshare.overhead._flow import Flow
from costshare.overhead._words import Rule
from costshare.periods import PeriodField
from costshare.results import (
    Block,
    Column,
    Result,
    exact_column,
    heading,
    number,
    places_shown,
    same_column,
    text_column,
    that_follow,
)
from costshare.words import join, say

PLACES = 4


@dataclass(frozen=True, slots=True)
class Department:
    """How a department comes to what it has.

    Attributes
    ----------
    name : str
        Name of the department.
    is_support : bool
        Whether it passes on what it has.
    own_costs : Fraction
        Its costs before any are passed on.
    own_fixed : Fraction or None
        Fixed part of them, if a support department has two rates.
    received, passed_on : tuple of Flow
        Amounts from others, and to others.
    amount : Fraction
        Own costs and all that it receives; a support department passes it on, and on an operating
        department it stays.
    """

    name: Name
    is_support: bool
    own_costs: Exact
    own_fixed: Exact | None
    received: tuple[Flow, ...]
    passed_on: tuple[Flow, ...]
    amount: Exact

    def check(self) -> None:
        """Prove that each amount follows, and that they sum."""
        for flow in (*self.received, *self.passed_on):
            if not flow.follows:
                msg = f"the amount of {flow.giver} to {flow.receiver} is not what it passes on "
                raise ConservationError(f"{msg}times quantity / of")
        has = self.own_costs + _sum(self.received)
        if has != self.amount or (self.is_support and _sum(self.passed_on) != has):
            msg = f"own costs and amounts of {self.name} do not sum to what it has and passes on"
            raise ConservationError(msg)


@dataclass(frozen=True, slots=True, repr=False)
class OverheadExplanation(Result):
    """Why departments have what they have. Print it, or take ``to_dict()``.

    Attributes
    ----------
    departments : tuple of Department
        Departments that are explained.
    rule : Rule
        How costs are passed on.
    period : Period or None
        Period of the costs.
    currency : str or None
        Currency of every amount.
    """

    format = "costshare.overhead_explanation/1"

    departments: tuple[Department, ...]
    rule: Rule
    period: PeriodField | None
    currency: Currency

    def __iter__(self) -> Iterator[Department]:
        return iter(self.departments)

    def check(self) -> None:
        """Prove again that each amount follows from what is passed on, and that they sum.

        Raises
        ------
        ConservationError
            If one does not; the error names the departments.
        """
        for each in self.departments:
            each.check()

    def _about(self) -> str:
        names = ", ".join(each.name for each in self.departments)
        return (
            f"of {names if len(self.departments) == 1 else f'{len(self.departments)} departments'}"
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out the steps of each department in words and numbers."""
        yield heading(say("How costs are passed on"), self.period, self.currency)
        yield self.rule.in_words()
        for each in self.departments:
            yield join("\n", [*_steps(each)])

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each amount from giver to receiver."""
        rows = [
            (each.name, flow)
            for each in self.departments
            for flow in (*each.received, *each.passed_on)
        ]
        flows = [flow for _, flow in rows]
        return (
            same_column("period", self.period, rows),
            text_column("department", (name for name, _ in rows)),
            *flow_ids(flows),
            same_column("currency", self.currency, rows),
            exact_column("passed_on", (flow.passed_on for flow in flows)),
            exact_column("quantity", (flow.quantity for flow in flows)),
            exact_column("of", (flow.of for flow in flows)),
            exact_column("amount", (flow.amount for flow in flows)),
        )


def flow_ids(flows: Sequence[Flow]) -> tuple[Column, Column, Column]:
    """Lay out who passes on to whom, and which part."""
    return (
        text_column("giver", (flow.giver for flow in flows)),
        text_column("receiver", (flow.receiver for flow in flows)),
        text_column("part", (flow.part for flow in flows)),
    )


def _sum(flows: Sequence[Flow]) -> Fraction:
    return exact_total(flow.amount for flow in flows)


def _steps(department: Department) -> Iterator[str]:
    """Write own costs, what is received, and where it goes."""
    has = {"department": department.name, "amount": number(department.amount, PLACES)}
    if department.is_support:
        yield say("{department} has {amount} and passes all of it on", **has)
    else:
        yield say("{department} has {amount}", **has)
    own = {"amount": number(department.own_costs, PLACES)}
    if department.own_fixed is None:
        steps = [say("own costs: {amount}", **own)]
    else:
        fixed = number(department.own_fixed, PLACES)
        steps = [say("own costs: {amount}, of which {fixed} fixed", **own, fixed=fixed)]
    steps += [
        say("from {giver}: {step}", giver=flow.giver, step=_step(flow))
        for flow in department.received
    ]
    steps += [
        say("to {receiver}: {step}", receiver=flow.receiver, step=_step(flow))
        for flow in department.passed_on
    ]
    yield from (join("", ["  ", each]) for each in steps)


def _step(flow: Flow) -> str:
    """Write one amount with as many digits as it takes to follow."""

    def computed(shown: Sequence[Fraction]) -> Fraction:
        return shown[0] * shown[1] / shown[2]

    values = [flow.passed_on, flow.quantity, flow.of]
    places = places_shown(flow.amount, PLACES)
    passed_on, quantity, of = that_follow(values, PLACES, [(computed, flow.amount, places)])
    amount = number(flow.amount, PLACES)
    numbers = {"passed_on": passed_on, "quantity": quantity, "of": of, "amount": amount}
    if flow.part == "fixed":
        return say("fixed costs {passed_on} × {quantity} / {of} = {amount}", **numbers)
    if flow.part == "variable":
        return say("variable costs {passed_on} × {quantity} / {of} = {amount}", **numbers)
    return say("{passed_on} × {quantity} / {of} = {amount}", **numbers)
