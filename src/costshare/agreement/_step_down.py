"""How a step-down passes costs on: the order, and what pools therefore do not charge each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import NO_OTHER_FIELDS, Name, Value, each_once
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
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    order: tuple[Name, ...]
    not_charged: Mapping[str, tuple[Name, ...]]

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

    def in_words(self, pools: Collection[str] | None = None) -> Iterator[str]:
        """Say the order, and what some pools of it, or all, do not charge."""
        chosen = [name for name in self.order if pools is None or name in pools]
        if chosen:
            yield say(
                "Step-down: costs are passed on in the order {order}.",
                order=join(", ", list(self.order)),
            )
        for name in chosen:
            if members := self.not_charged.get(name):
                yield say(
                    "{pool} charges nothing to {members}, which passed on before it.",
                    pool=name,
                    members=say_all(list(members)),
                )
