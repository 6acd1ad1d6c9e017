"""A pool: an amount to be shared, by whom, and by which rule."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from costshare.agreement._rounded import ROUND_EACH, RoundEach
from costshare.agreement._version import Version
from costshare.amounts import Unit
from costshare.apportionment import (
    METHODS,
    ROUNDINGS,
    SYNONYMS,
    TIE_RULES,
    MethodName,
    RoundingRule,
    TieRule,
    read_method,
    read_rounding,
    read_tie_rule,
)
from costshare.errors import unknown_name
from costshare.fields import Declared, Exact, Name, OneOf, UnitSize, each_once
from costshare.models import AnyModel
from costshare.periods import Period, whole_period


def _one_of(*names: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": list(names)})


class Pool(Declared):
    """A cost pool and the rule that shares it.

    Parameters
    ----------
    name : str
        Unique in the agreement.
    model : model
        What turns members and total into quotas: `Flat`, `Mixed` …, or your own object with a
        ``quotas(members, total)``.
    total : number, optional
        The amount to share, a whole multiple of `unit`. Leave it out for a price list or agreed
        amounts: the total is then what the fees come to.
    unit : number, default 1
        The smallest step of a fee.
    members : list of str, optional
        Who takes part; all members of the agreement where left out.
    exempt : list of str
        Who does not.
    billed_by : str, default "host"
        Who sends the invoices: the host of the agreement, or for example ``"supplier"``.
    method, ties : str
        How quotas become fees, as in `apportion`.
    rounding : {"half_up", "half_even", "half_down", "up", "down"}
        How each quota is rounded where there is no total.
    round_each : {"fee", "line"}
        What is rounded on its own where there is no total: each fee, or each of the lines that it
        is the sum of. One resource is one line, with its tiers, minimum and idle capacity.
    versions : list of Version
        What changes from later dates.

    Examples
    --------
    >>> from costshare import Mixed
    >>> Pool(name="e-archive", total=313_000, unit=1000, model=Mixed(flat_share="0.025")).unit.size
    Fraction(1000, 1)
    """

    name: Name
    total: Exact | None = None
    unit: UnitSize = Field(default_factory=lambda: Unit.read(1))
    model: AnyModel
    members: tuple[Name, ...] | None = None
    exempt: tuple[Name, ...] = ()
    billed_by: Name = "host"
    method: Annotated[MethodName, PlainValidator(read_method), _one_of(*METHODS, *SYNONYMS)] = (
        "largest_remainder"
    )
    ties: Annotated[TieRule, PlainValidator(read_tie_rule), _one_of(*TIE_RULES)] = "listed"
    rounding: Annotated[RoundingRule, PlainValidator(read_rounding), _one_of(*ROUNDINGS)] = (
        "half_up"
    )
    round_each: Annotated[RoundEach, OneOf("thing to round", *ROUND_EACH)] = "fee"
    versions: tuple[Version, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.total is not None:
            self.unit.count(self.total, "total")
        each_once(f"version of pool {self.name}:", [str(each.since) for each in self.versions])
        for version in sorted(self.versions, key=lambda each: each.since):
            state = {"total": self.total, "unit": self.unit, **self._changes_by(version.since)}
            if state["total"] is not None:
                state["unit"].count(state["total"], f"total from {version.since}")
        for field in ("members", "exempt"):
            each_once(f"{field} of pool {self.name}:", getattr(self, field) or ())
        if self.members is not None:
            for name in self.exempt:
                if name not in self.members:
                    raise unknown_name(f"exempt member of pool {self.name}:", name, self.members)
        return self

    def in_period(self, period: Period) -> Self:
        """The pool as it stands in a period.

        Raises
        ------
        CostshareError
            Where a version begins within the period.
        """
        whole_period((each.since for each in self.versions), period, f"pool {self.name}")
        changes = self._changes_by(period.first)
        return self.replace(versions=(), **changes) if self.versions else self

    def _changes_by(self, day: date) -> dict[str, Any]:
        """What versions have changed by a day."""
        changes: dict[str, Any] = {}
        for version in sorted(self.versions, key=lambda each: each.since):
            if version.since <= day:
                changes |= version.changes
        return changes
