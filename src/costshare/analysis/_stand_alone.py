"""What members would pay alone or together, without the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.amounts import exact_decimal, items_of, read_amount, take_items
from costshare.errors import CostshareError
from costshare.fields import (
    NO_OTHER_FIELDS,
    Money,
    Value,
    each_once,
    find_name,
    has_names,
)
from costshare.words import join


@dataclass(frozen=True, slots=True)
class StandAlone(Value):
    """The cost of some members without the others.

    Attributes
    ----------
    members : tuple of str
        One member, or several that would share the cost.
    cost : Decimal
        Cost of doing without the other members.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    members: tuple[str, ...]
    cost: Money

    @property
    def name(self) -> str:
        """Names of the members, with "+" between them."""
        return join(" + ", self.members)

    def excess(self, fees: Mapping[str, Decimal]) -> Fraction | None:
        """Return by how much these members pay more than alone; None if one has no fee."""
        if any(name not in fees for name in self.members):
            return None
        return sum((Fraction(fees[name]) for name in self.members), -Fraction(self.cost))


def read_stand_alone(given: Any, members: Sequence[str]) -> tuple[StandAlone, ...]:
    """Read costs by member, or by members that would share a cost, each group once.

    Raises
    ------
    CostshareError
        If a member is unknown or repeated, if two costs are for the same members, and if a cost is
        not an exact amount.
    """
    if not has_names(given):
        msg = f"stand_alone is of type {type(given).__name__}; pass costs by member, like "
        raise CostshareError(f"{msg}{{'A': 900}}, or by members, like {{('A', 'B'): 1500}}")
    read = []
    for key, given_cost in items_of(given):
        group = _group(key, members)
        what = f"stand-alone cost of {', '.join(group)}"
        read.append(StandAlone(group, exact_decimal(read_amount(given_cost, what), what)))
    each_once("stand-alone cost of", [each.members for each in read])
    return tuple(read)


def _group(key: object, members: Sequence[str]) -> tuple[str, ...]:
    """Read one member, or several, in the order of all members."""
    several = isinstance(key, Iterable) and not isinstance(key, str)
    names = take_items(key, "members in stand_alone", "names") if several else [key]
    found = [find_name("member in stand_alone:", name, members) for name in names]
    if not found:
        msg = "stand_alone has a cost of no members; name one or more"
        raise CostshareError(msg)
    each_once("member in one cost of stand_alone:", found)
    return tuple(sorted(found, key=members.index))
