"""What was asked: which fees, which drivers, and how quotas became fees."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from costshare.agreement import Allocation, allocate
from costshare.amounts import Unit
from costshare.apportionment import (
    METHODS,
    ROUNDINGS,
    SYNONYMS,
    MethodName,
    RoundingRule,
    TieRule,
    read_method,
    read_rounding,
)
from costshare.errors import CostshareError, unknown_name
from costshare.inference._columns import Fees
from costshare.inference._divisor import LINEAR
from costshare.models import RuleModel

Kind = Literal["flat", "proportional", "per_capita", "mixed", "tariff", "blend"]

PARAMETERS: Mapping[Kind, int] = {
    "flat": 0,
    "proportional": 0,
    "per_capita": 0,
    "mixed": 1,
    "tariff": 2,
    "blend": 2,
}

# The usual word for rounding each fee on its own.
_NEAREST: Mapping[str, RoundingRule] = {"nearest": "half_up"}


@dataclass(frozen=True, slots=True)
class Question:
    """Fees in units, and what may have made them.

    Parameters
    ----------
    kind : str
        The kind of model.
    members : tuple of str
        Who has a fee, in order.
    left_out : tuple of str
        Who has none, and takes no part.
    units : tuple of int
        The fees, in units.
    unit : Unit
        Their step.
    drivers : mapping of str to tuple of Fraction
        By name, in the order of the members.
    method : str or None
        How a total was shared; None where each fee was rounded on its own.
    ties : str
        Who gets a unit to which several have the same claim.
    rounding : str or None
        How each fee was rounded on its own.
    shared : int or None
        The total that was shared, in units; None where it is what the fees sum to.
    """

    kind: Kind
    members: tuple[str, ...]
    left_out: tuple[str, ...]
    units: tuple[int, ...]
    unit: Unit
    drivers: Mapping[str, tuple[Fraction, ...]]
    method: MethodName | None
    ties: TieRule
    rounding: RoundingRule | None
    shared: int | None = None

    @property
    def total(self) -> int:
        """What was shared, in units."""
        return sum(self.units) if self.shared is None else self.shared

    @property
    def over(self) -> int:
        """By how much the fees sum to more than the total, in units."""
        return sum(self.units) - self.total

    @property
    def sizes(self) -> tuple[int, ...]:
        """The fees by size, in units: credits are inferred as the charges that they mirror."""
        return tuple(map(abs, self.units))

    def allocate(self, model: RuleModel) -> Allocation:
        """Run a model on the members, with the total and the rounding of the question."""
        facts = {
            member: {name: column[at] for name, column in self.drivers.items()}
            for at, member in enumerate(self.members)
        }
        return allocate(
            None if self.method is None else self.total * self.unit.size,
            model,
            facts,
            unit=self.unit.size,
            method=self.method,
            ties=None if self.method is None else self.ties,
            rounding=self.rounding,
        )


def in_units(fees: Fees, unit: Unit) -> tuple[int, ...]:
    """Count the units of every fee."""
    return tuple(unit.count(fee, f"fee of {name}") for name, fee in fees.amounts.items())


def read_how(rounding: object) -> tuple[MethodName | None, RoundingRule | None]:
    """Read how fees were rounded: a method that shares a total, or a rule for each fee.

    Raises
    ------
    CostshareError
        On an unknown name, and on a method whose ends are no fractions.
    """
    if isinstance(rounding, str):
        if rounding in _NEAREST or rounding in ROUNDINGS:
            return None, read_rounding(_NEAREST.get(rounding, rounding))
        if rounding in METHODS or rounding in SYNONYMS:
            return _can_infer(read_method(rounding)), None
    known = [*METHODS, *SYNONYMS, *_NEAREST, *ROUNDINGS]
    raise unknown_name("rounding", rounding, known)


def _can_infer(method: MethodName) -> MethodName:
    known = ("largest_remainder", *LINEAR, "cumulative")
    if method in known:
        return method
    msg = f"{method} rounds at square roots, so the ends of an interval are no fractions; "
    raise CostshareError(f"{msg}inference knows {', '.join(known)}")
