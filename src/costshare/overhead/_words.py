"""What people read of costs that are passed on: the method in a sentence, and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from costshare.apportionment import exact_total
from costshare.fields import ORDER_RULES, Name, OneOf, OrderRuleField
from costshare.overhead._pass_on import Method
from costshare.results import Cell, Table, number
from costshare.words import join, say, say_count

_METHODS: Mapping[Method, str] = {
    "direct": say(
        "Direct method: each support department passes its costs on to operating departments alone."
    ),
    "reciprocal": say(
        "Reciprocal method: each support department passes on its own costs and what it receives, "
        "by simultaneous equations."
    ),
}
TITLES: Mapping[Method, str] = {
    "direct": say("Costs passed on, direct method"),
    "step_down": say("Costs passed on, step-down method"),
    "reciprocal": say("Costs passed on, reciprocal method"),
    "repeated": say("Costs passed on, repeated distribution"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How costs are passed on.

    Attributes
    ----------
    method : {"direct", "step_down", "reciprocal", "repeated"}
        Method.
    order : tuple of str or None
        Order of a step-down.
    order_rule : {"most_service", "largest_costs"} or None
        Rule that gave the order; None if it was stated.
    rounds : int or None
        Rounds that repeated distribution took.
    has_two_rates : bool
        Whether fixed costs are passed on by capacity, and variable costs by use.
    """

    method: Annotated[Method, OneOf("method", Method)]
    order: tuple[Name, ...] | None
    order_rule: OrderRuleField | None
    rounds: int | None
    has_two_rates: bool

    def in_words(self) -> str:
        """Say how costs are passed on."""
        texts = [self._method()]
        if self.order_rule is not None:
            texts.append(ORDER_RULES[self.order_rule])
        if self.has_two_rates:
            texts.append(say("Fixed costs are passed on by capacity, variable costs by use."))
        return join(" ", texts)

    def _method(self) -> str:
        if self.order is not None:
            return say(
                "Step-down method: each support department passes its costs on to operating "
                "departments and to those that follow it in the order {order}.",
                order=join(", ", self.order),
            )
        if self.rounds is not None:
            return say_count(
                self.rounds,
                "Repeated distribution in {count} round: each support department in turn passes "
                "on what it has; in the last round nothing goes back.",
                "Repeated distribution in {count} rounds: each support department in turn passes "
                "on what it has; in the last round nothing goes back.",
            )
        return _METHODS[self.method]


_MOST_GIVERS = 8  # more columns than these are not read side by side


def department_table(
    caption: str,
    costs: Mapping[str, Fraction],
    has: Mapping[str, Fraction],
    matrix: Mapping[str, Mapping[str, Fraction]],
    passed_on: Mapping[str, Fraction],
) -> Table:
    """Lay out own costs of each department, what it receives and passes on, and what is left."""
    givers = list(matrix) if len(matrix) <= _MOST_GIVERS else []

    def cells(name: str) -> list[Cell]:
        parts: list[Cell] = [matrix[giver][name] or "" for giver in givers]
        passed = passed_on.get(name)
        return [
            name,
            costs[name],
            *(parts or [has[name] - costs[name]]),
            "" if passed is None else -passed,
            has[name] - (passed or 0),
        ]

    total, passed = exact_total(costs.values()), exact_total(passed_on.values())
    return Table(
        header=[
            "",
            say("own costs"),
            *([say("from {giver}", giver=each) for each in givers] or [say("received")]),
            say("passed on"),
            say("in all"),
        ],
        rows=[cells(name) for name in costs],
        totals=[
            say("total"),
            total,
            *([passed_on[giver] for giver in givers] or [passed]),
            -passed,
            total,
        ],
        caption=caption,
        sheet=say("Departments"),
    )


def round_table(rounds: Sequence[Mapping[str, Fraction]], givers: Sequence[str]) -> Table:
    """Lay out what each support department passes on in each round."""
    return Table(
        header=[say("round"), *givers],
        rows=[
            [number(at), *(own.get(giver, Fraction(0)) for giver in givers)]
            for at, own in enumerate(rounds, start=1)
        ],
        totals=[
            say("total"),
            *(exact_total(own.get(giver, Fraction(0)) for own in rounds) for giver in givers),
        ],
        caption=say("What each support department passes on in each round"),
        sheet=say("Rounds"),
    )
