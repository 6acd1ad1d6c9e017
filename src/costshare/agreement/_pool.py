"""A pool: an amount to be shared, by whom, and by which rule."""

from typing import Annotated, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

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
from costshare.fields import Declared, Exact, Name, UnitSize, each_once
from costshare.models import AnyModel


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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.total is not None:
            self.unit.count(self.total, "total")
        for field in ("members", "exempt"):
            each_once(f"{field} of pool {self.name}:", getattr(self, field) or ())
        if self.members is not None:
            for name in self.exempt:
                if name not in self.members:
                    raise unknown_name(f"exempt member of pool {self.name}:", name, self.members)
        return self
