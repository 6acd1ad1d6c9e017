"""A member: a party to the agreement, with its drivers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from costshare.errors import CostshareError
from costshare.fields import ByName, Declared, Name, NonNegative
from costshare.periods import Day, Period


class Member(Declared):
    """A party that shares costs.

    Parameters
    ----------
    name : str
        Unique in the agreement.
    population : number, optional
        Inhabitants; the driver ``population``.
    drivers : mapping of str to number
        Any other allocation bases by name, for example ``{"population_2019": 22867}``.
    joined, left : date, optional
        First and last day of the membership. A member outside it for a whole period has no fees.

    Examples
    --------
    >>> Member(name="Kiruna", drivers={"population_2019": 22_867}).driver_values
    {'population_2019': Fraction(22867, 1)}
    """

    name: Name
    population: NonNegative | None = None
    drivers: ByName[NonNegative] = Field(default_factory=dict)
    joined: Day | None = None
    left: Day | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.population is not None and "population" in self.drivers:
            msg = f"member {self.name} has its population twice; leave it out of drivers"
            raise CostshareError(msg)
        if self.joined and self.left and self.left < self.joined:
            msg = f"member {self.name} left {self.left}, before it joined {self.joined}"
            raise CostshareError(msg)
        return self

    @property
    def driver_values(self) -> Mapping[str, Fraction]:
        """All drivers by name, the population among them."""
        if self.population is None:
            return self.drivers
        return {"population": self.population, **self.drivers}

    def takes_part_in(self, period: Period) -> bool:
        """Tell whether the member belongs to the agreement during a period.

        Raises
        ------
        CostshareError
            Where it joins or leaves within the period: there is no rule yet for part of one.
        """
        if (self.joined and self.joined > period.last) or (self.left and self.left < period.first):
            return False
        for word, day in (("joins", self.joined), ("leaves", self.left)):
            edge = period.first if word == "joins" else period.last
            if day and day != edge and period.first <= day <= period.last:
                msg = (
                    f"member {self.name} {word} on {day}, within {period}; make an agreement for "
                    "each part of the period, so that every pool says what it charges for it"
                )
                raise CostshareError(msg)
        return True
