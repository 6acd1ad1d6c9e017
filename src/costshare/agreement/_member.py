"""A member: a party to the agreement, with its drivers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from costshare.amounts import Amount, AmountByName
from costshare.errors import CostshareError
from costshare.fields import (
    NOTHING_BY_NAME,
    ByName,
    Declared,
    Name,
    NonNegative,
    ReadOnly,
)
from costshare.periods import ByDay, ByDayLike, Day, DayLike, Period


class Member(Declared):
    """A party that shares costs.

    Parameters
    ----------
    name : str
        Name, unique in the agreement.
    population : number, optional
        Number of inhabitants; the driver ``population``.
    drivers : mapping of str to number
        Other drivers by name, for example ``{"population_2019": 22867}``.
    series : mapping of str to mapping of date to number
        Drivers by date; the `reference_dates` of the agreement say which date applies:
        ``{"population": {"2020-12-31": 22_423, "2021-12-31": 22_433}}``.
    joined, left : date, optional
        First and last day of the membership, both included. Fees are prorated by days for a member
        for a part of the period; without a day in the period there are no fees.

    Raises
    ------
    CostshareError
        If the population is given twice, or the member left before it joined.

    Examples
    --------
    >>> Member(name="Kiruna", drivers={"population_2019": 22_867}).driver_values
    {'population_2019': Fraction(22867, 1)}
    """

    name: Name
    population: NonNegative | None = None
    drivers: ByName[NonNegative] = Field(default_factory=ReadOnly)
    series: ByName[ByDay[NonNegative]] = Field(default_factory=ReadOnly)
    joined: Day | None = None
    left: Day | None = None

    def __init__(
        self,
        *,
        name: str,
        population: Amount | None = None,
        drivers: AmountByName = NOTHING_BY_NAME,
        series: Mapping[str, ByDayLike[Amount]] = NOTHING_BY_NAME,
        joined: DayLike | None = None,
        left: DayLike | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless drivers and dates go together."""
        if self.population is not None and "population" in self.drivers:
            msg = f"member {self.name} has its population twice; leave it out of drivers"
            raise CostshareError(msg)
        if self.joined and self.left and self.left < self.joined:
            msg = f"member {self.name} left {self.left}, before it joined {self.joined}"
            raise CostshareError(msg)
        return self

    @property
    def driver_values(self) -> Mapping[str, Fraction]:
        """Drivers by name, with the population; drivers by date are in `series`."""
        if self.population is None:
            return self.drivers
        return {"population": self.population, **self.drivers}

    def proration_in(self, period: Period) -> Fraction:
        """Return the part of the days of a period on which the member belongs to the agreement.

        Examples
        --------
        >>> import costshare as cs
        >>> Member(name="Kiruna", joined="2022-05-01").proration_in(cs.Period.read("2022"))
        Fraction(49, 73)
        """
        period = Period.read(period)
        days = self.membership_in(period)
        return Fraction(0 if days is None else days.days, period.days)

    def membership_in(self, period: Period) -> Period | None:
        """Return the days of a period on which the member belongs to the agreement, or None."""
        period = Period.read(period)
        first = max(self.joined or period.first, period.first)
        last = min(self.left or period.last, period.last)
        return None if last < first else Period(first, last)

    def takes_part_in(self, period: Period) -> bool:
        """Return whether the member belongs to the agreement on any day of a period."""
        return self.proration_in(period) > 0
