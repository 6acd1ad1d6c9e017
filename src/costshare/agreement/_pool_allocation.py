"""What one pool came to: quotas, fees and ties, and the working behind each fee."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Annotated, Any

from pydantic import AfterValidator

from costshare.amounts import plain
from costshare.apportionment import MethodName, RoundingRule, TieRule
from costshare.errors import ConservationError, CostshareError
from costshare.fields import NO_OTHER_FIELDS, Exact, UnitSize
from costshare.models import Term


def _with_kind(model: Mapping[str, Any]) -> Mapping[str, Any]:
    if "kind" not in model:
        msg = "the model's kind is missing; it tells how the quotas came about"
        raise CostshareError(msg)
    return model


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """Members with equal claims to a last unit, and those of them who got one."""

    __pydantic_config__ = NO_OTHER_FIELDS

    tied: tuple[str, ...]
    won: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One member's fee in one pool.

    Parameters
    ----------
    member : str
        Its name.
    drivers : mapping of str to Fraction
        The drivers that the model used.
    quota : Fraction
        The exact amount before rounding.
    floor : Decimal
        The largest multiple of the unit that is not above the quota.
    extra_unit : int
        How many units the fee lies above the floor: 0 or 1 wherever the method keeps quota.
    fee : Decimal
        The amount to pay.
    """

    member: str
    drivers: Mapping[str, Fraction]
    quota: Fraction
    floor: Decimal
    extra_unit: int
    fee: Decimal


@dataclass(frozen=True, slots=True)
class PoolAllocation:
    """The fees of one pool, with everything needed to derive them again.

    Parameters
    ----------
    name : str
        The pool's.
    total : Fraction
        What the fees sum to.
    unit : Unit
        The smallest step of a fee.
    method, ties : str or None
        How the quotas became fees; None where there was no total to share.
    rounding : str or None
        How each quota was rounded on its own; None where the total was shared, and for agreed
        amounts, which are not rounded.
    billed_by : str
        Who sends the invoices.
    model : mapping
        The model as data.
    terms : tuple of Term
        The parts of the model with weights and quotas by member.
    quotas : mapping of str to Fraction
        By member: the sums of its terms' quotas.
    units : mapping of str to int
        By member: the fee, in units.
    broken_ties : tuple of BrokenTie
        The ties that the tie rule decided.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    total: Exact
    unit: UnitSize
    method: MethodName | None
    ties: TieRule | None
    rounding: RoundingRule | None
    billed_by: str
    model: Annotated[Mapping[str, Any], AfterValidator(_with_kind)]
    terms: tuple[Term, ...]
    quotas: Mapping[str, Exact]
    units: Mapping[str, int]
    broken_ties: tuple[BrokenTie, ...]

    def fee(self, member: str) -> Decimal | None:
        """One member's fee; None for one that takes no part."""
        units = self.units.get(member)
        return None if units is None else self.unit.decimal(units)

    @property
    def amount(self) -> Decimal:
        """The total, with the decimals of the unit."""
        return self.unit.decimal(sum(self.units.values()))

    @property
    def lines(self) -> Iterator[FeeLine]:
        """A line for each member that takes part."""
        return map(self.line, self.units)

    def line(self, member: str) -> FeeLine:
        """The working of one member's fee."""
        quota, units = self.quotas[member], self.units[member]
        below = floor(quota / self.unit.size)
        return FeeLine(
            member=member,
            drivers={
                term.driver: (term.weights if term.use is None else term.use)[member]
                for term in self.terms
                if term.driver is not None
            },
            quota=quota,
            floor=self.unit.decimal(below),
            extra_unit=units - below,
            fee=self.unit.decimal(units),
        )

    def check(self) -> None:
        """Add everything up again.

        Raises
        ------
        ConservationError
            Where a member is missing, the terms do not sum to the quotas, the quotas or the fees
            do not sum to the total, or a fee lies a unit or more from a quota that its rule keeps.
        """
        tables = [
            each
            for term in self.terms
            for each in (term.weights, term.quotas, term.use)
            if each is not None
        ]
        if any(set(table) != set(self.quotas) for table in (self.units, *tables)):
            msg = f"pool {self.name}: units, quotas and terms do not name the same members"
            raise ConservationError(msg)
        for term in self.terms:
            amount = sum(term.quotas.values(), Fraction(0))
            self._same(amount, term.amount, f"quotas of the term {term.label}", "its amount")
        for member, quota in self.quotas.items():
            parts = sum((term.quotas[member] for term in self.terms), Fraction(0))
            self._same(parts, quota, f"terms of {member}", "the quota")
            off = abs(self.units[member] - quota / self.unit.size)
            if off >= 1 and self.method in {None, "largest_remainder"}:
                msg = f"pool {self.name}: the fee of {member} lies {plain(off)} units off its quota"
                raise ConservationError(msg)
        if self.method is not None:
            self._same(sum(self.quotas.values(), Fraction(0)), self.total, "quotas", "the total")
        fees = sum(self.units.values()) * self.unit.size
        self._same(fees, self.total, "fees", "the total")

    def _same(self, one: Fraction, other: Fraction, what: str, whole: str) -> None:
        if one != other:
            msg = (
                f"pool {self.name}: {what} sum to {plain(one)}, not to {whole} {plain(other)}: "
                f"{plain(abs(one - other))} too {'much' if one > other else 'little'}"
            )
            raise ConservationError(msg)
