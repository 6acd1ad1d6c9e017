"""How a rule fits one year: its model, its parameters, and the fees that differ."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from costshare.agreement import allocate
from costshare.apportionment import ROUNDINGS, RoundingRule, TieRule, read_rounding, round_units
from costshare.fields import NO_OTHER_FIELDS, ByName, Exact, Name, ReadOnly
from costshare.inference._inference import Inference
from costshare.inference._problem import How
from costshare.inference._year_table import first_year
from costshare.models import AnyModel


@dataclass(frozen=True, slots=True)
class Cell:
    """A published fee that differs from the rule.

    Attributes
    ----------
    year, member : str
        Where it stands.
    fee, by_rule : Decimal
        The published fee, and what the rule gives.
    """

    year: str
    member: str
    fee: Decimal
    by_rule: Decimal


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the quotas of a rule become fees.

    Attributes
    ----------
    unit : Fraction
        The unit of the fees.
    how : str
        The method that shares a total, or how each fee was rounded on its own.
    ties : str
        Which member gets a unit to which several have the same claim.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    unit: Exact
    how: How
    ties: TieRule

    @property
    def each(self) -> RoundingRule | None:
        """How each fee was rounded on its own; None where a method shared a total."""
        return read_rounding(self.how) if self.how in ROUNDINGS else None


@dataclass(frozen=True)
class YearFit:
    """How a rule fits one year.

    Attributes
    ----------
    year : str
        Name of the year.
    fees : mapping of str to Fraction
        The published fees.
    figures : mapping of str to mapping of str to Fraction
        The figures of each driver, by member.
    references : mapping of str to str
        The year of each driver's figures, where the driver has several.
    fitting : tuple of str
        All reference years with which this year alone is exact.
    parameters : mapping of str to Fraction
        The values of the parameters in this year.
    model : model
        The model of this year.
    total : Fraction or None
        The total that was shared; None for a price list.
    total_is_given : bool
        Whether it was given; else it is what the fees sum to, or deduced.
    changes : mapping of str to Fraction
        What the rule gives, for the members whose fee differs.
    inference : Inference or None
        What was inferred from this year alone, with all values of the parameters, or with a proof
        that there are none.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    year: str
    fees: ByName[Exact]
    figures: ByName[ByName[Exact]]
    references: ByName[Name]
    fitting: tuple[str, ...]
    parameters: ByName[Exact]
    model: AnyModel
    total: Exact | None
    total_is_given: bool
    changes: ByName[Exact]
    inference: Inference | None = None

    @property
    def deduced_total(self) -> Fraction | None:
        """The total that was shared, where it is deduced; None where it was given, or is the sum.

        The fees sum to another total because some of them differ.
        """
        is_sum = self.total == sum(self.fees.values())
        return None if self.total_is_given or is_sum else self.total

    @property
    def years_before(self) -> int | None:
        """By how many years the figures are older; None where drivers differ, or have no year."""
        found = {first_year(self.year) - first_year(each) for each in self.references.values()}
        return found.pop() if len(found) == 1 else None

    def by_rule(self, rounding: Rounding) -> dict[str, Fraction]:
        """The fees that the model gives, by member."""
        facts = {
            member: {name: column[member] for name, column in self.figures.items()}
            for member in self.fees
        }
        each = rounding.each
        done = allocate(
            self.total,
            self.model,
            facts,
            unit=rounding.unit,
            period=self.year,
            **(
                {"method": rounding.how, "ties": rounding.ties}
                if each is None
                else {"rounding": each, "method": None if self.total is None else "each"}
            ),
        )
        return {name: Fraction(fee) for name, fee in done.member_totals.items()}

    def with_changes(self, rounding: Rounding) -> "YearFit":
        """The same with the fees that differ from the model's."""
        given = self.by_rule(rounding)
        changes = {name: fee for name, fee in given.items() if fee != self.fees[name]}
        return replace(self, changes=ReadOnly(changes))

    def cut_off(self, rate: Fraction, rounding: Rounding) -> list[tuple[str, Fraction]]:
        """What a rate gives where a fee is that amount cut off; none if a fee is neither."""
        (figures,) = self.figures.values()
        found = []
        for name, fee in self.fees.items():
            quota = rate * figures[name] / rounding.unit
            given, cut = (
                rounding.unit * round_units(quota, how)
                for how in (rounding.each or "half_up", "down")
            )
            if fee not in {given, cut}:
                return []
            if fee != given:
                found.append((name, given))
        return found
