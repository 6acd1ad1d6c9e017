"""A member: a party to the agreement, with its drivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from costshare.periods import (
    ByDay,
    ByDayLike,
    Day,
    DayLike,
    MemberDays,
    Membership,
    MembershipField,
    Period,
    check_apart,
    read_day,
    spans_of,
)


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
    memberships : list of two dates, optional
        Several memberships instead, in order of time, each with its first and last day; None, or
        nothing, where it has begun before or goes on:
        ``[("2022-01-01", "2022-03-31"), ("2022-07-01", None)]``, in a file ``"2022-07-01/"``.

    Raises
    ------
    CostshareError
        If the population is given twice, the member left before it joined, or memberships have
        days in common.

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
    memberships: tuple[MembershipField, ...] | None = None

    def __init__(
        self,
        *,
        name: str,
        population: Amount | None = None,
        drivers: AmountByName = NOTHING_BY_NAME,
        series: Mapping[str, ByDayLike[Amount]] = NOTHING_BY_NAME,
        joined: DayLike | None = None,
        left: DayLike | None = None,
        memberships: Iterable[str | tuple[DayLike | None, DayLike | None]] | None = None,
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
        if self.memberships is not None:
            if self.joined or self.left:
                msg = f"member {self.name} has memberships, and joined or left as well; write each "
                raise CostshareError(msg + "day in memberships")
            if not self.memberships:
                msg = f"member {self.name} has an empty list of memberships; leave it out for a "
                raise CostshareError(msg + "member for all time")
            check_apart(self.memberships, f"member {self.name}")
        return self

    @property
    def _spans(self) -> tuple[Membership, ...]:
        """The memberships, however they are stated."""
        return self.memberships or (Membership(self.joined, self.left),)

    def until(self, last: DayLike) -> Self:
        """Return the member with its last day; memberships that begin later are left out.

        Raises
        ------
        CostshareError
            If the day is before the first membership.

        Examples
        --------
        >>> Member(name="Kiruna", joined="2022-05-01").until("2022-09-30").left
        datetime.date(2022, 9, 30)
        """
        day = read_day(last, what="last")
        if self.memberships is None:
            return self.replace(left=day)
        kept = [own for each in self.memberships if (own := each.until(day)) is not None]
        if not kept:
            msg = f"member {self.name} left {day}, before its first membership, "
            raise CostshareError(msg + f"{self.memberships[0]}; give a later last day")
        return self.replace(memberships=kept)

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

    def membership_in(self, period: Period) -> MemberDays | None:
        """Return the days of a period on which the member belongs to the agreement, or None."""
        period = Period.read(period)
        days = (each.common(period) for each in self._spans)
        return spans_of(own for own in days if own is not None)

    def takes_part_in(self, period: Period) -> bool:
        """Return whether the member belongs to the agreement on any day of a period."""
        return self.proration_in(period) > 0
