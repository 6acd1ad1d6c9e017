"""How a step-down passes costs on: the order, and what pools therefore do not charge each other."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from costshare.agreement._cascade import charged_members, closed_by
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import (
    NO_OTHER_FIELDS,
    ORDER_RULES,
    Name,
    OrderRuleField,
    Value,
    each_once,
)
from costshare.words import join, say, say_all


@dataclass(frozen=True, slots=True)
class StepDown(Value):
    """The order of a step-down, and the mutual charges that it leaves out.

    Attributes
    ----------
    order : tuple of str
        Pools in the order in which they pass their costs on.
    not_charged : mapping of str to tuple of str
        By pool, members that it serves and does not charge: their own pools passed on before it.
    order_rule : {"most_service", "largest_costs"} or None
        Rule that gave the order; None if it was stated.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    order: tuple[Name, ...]
    not_charged: Mapping[str, tuple[Name, ...]]
    order_rule: OrderRuleField | None = None

    @classmethod
    def of(
        cls, order: tuple[str, ...], pools: Iterable[Pool], present: Container[str]
    ) -> "StepDown":
        """Find which members that are present the pools of an order serve, and do not charge."""
        served = {pool.name: charged_members(pool, order) for pool in pools}
        left_out = {
            name: tuple(each for each in closed[:-1] if each in served[name] and each in present)
            for name, closed in closed_by(order).items()
        }
        return cls(order, {name: each for name, each in left_out.items() if each})

    def check(self, pools: Sequence[PoolAllocation]) -> None:
        """Prove that the pools of the order charge nobody before them.

        Raises
        ------
        ConservationError
            If one of them does.
        CostshareError
            If the order names a pool twice, or a name is unknown.
        """
        by_name = {pool.name: pool for pool in pools}
        each_once("pool in the order of a step-down", self.order)
        for at, name in enumerate(self.order):
            if name not in by_name:
                raise unknown_name("pool in the order of a step-down:", name, by_name)
            before = self.order[: at + 1]
            for member in before:
                if member in by_name[name].fees:
                    msg = f"pool {name} charges {member}, which is not after it in the step-down"
                    raise ConservationError(msg)
            for member in self.not_charged.get(name, ()):
                if member not in before[:-1]:
                    msg = f"pool {name} does not charge {member}, which is not before it in the "
                    raise CostshareError(f"{msg}order {', '.join(self.order)}")
        for name in self.not_charged:
            if name not in self.order:
                raise unknown_name("pool of a step-down:", name, dict.fromkeys(self.order))

    def change_in_words(self, after: "StepDown | None", labels: Mapping[str, str]) -> Iterator[str]:
        """Say that another step-down has another order, by which pools charge others."""
        if after is not None and after.order != self.order:
            orders = [
                join(", ", [labels.get(name, name) for name in each.order])
                for each in (self, after)
            ]
            yield say(
                "The order of the step-down has changed: {after} instead of {before}. So pools "
                "charge other departments than before, which are said to join or to leave.",
                after=orders[1],
                before=orders[0],
            )

    def in_words(
        self, labels: Mapping[str, str], pools: Collection[str] | None = None
    ) -> Iterator[str]:
        """Say the order, and what some pools of it, or all, do not charge; by their labels."""
        chosen = [name for name in self.order if pools is None or name in pools]
        if chosen:
            yield say(
                "Step-down: costs are passed on in the order {order}.",
                order=join(", ", [labels.get(name, name) for name in self.order]),
            )
            if self.order_rule is not None:
                yield ORDER_RULES[self.order_rule]
        for name in chosen:
            if members := self.not_charged.get(name):
                yield say(
                    "{pool} charges nothing to {members}, which passed on before it.",
                    pool=labels.get(name, name),
                    members=say_all([labels.get(each, each) for each in members]),
                )
