"""Phased: a rule that gives way to another one year by year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from costshare.amounts import Amount, plain
from costshare.errors import CostshareError
from costshare.fields import ShareOfOne, WholeNumber
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import AnyModel, Model, ModelLike, RuleModel, terms_of, times_of
from costshare.models._term import Term, labelled
from costshare.periods import Day, DayLike, Period, in_force, year_from

_MOST_YEARS = 1000
_LAST_YEAR = 9999
_MONTHS = 12


def _read_start(value: object) -> object:
    """Read a year as its first day; `Day` reads a date."""
    try:
        year = Period.read(value)
    except CostshareError:
        return value
    return year.first if str(year) == f"{year.first.year:04}" else value


StartDay = Annotated[
    Day,
    BeforeValidator(_read_start),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]


class Phased(RuleModel):
    """Move from one rule to another year by year.

    A quota is (1 - part) × the quota of `before` + part × the quota of `after`, both of the whole
    total. The part is 0 before `start`, grows each year, and is 1 after the last one.

    Parameters
    ----------
    before, after : model
        Rule to leave, and rule to reach.
    start : int or date
        First year with the first part of `after`: 2023, or the day on which it and each later
        part begins.
    years : int, optional
        Number of equal parts: with 4, a quarter of `after` in the first year and all of it in the
        fourth.
    steps : list of number from 0 to 1, or per cent, optional
        Part of `after` in each year instead, none less than the one before it:
        ``["25%", "50%", "100%"]``. After the last year the part is 1.

    Raises
    ------
    CostshareError
        If neither or both of `years` and `steps` are given, a step is less than the one before it,
        or the phases begin on 29 February or end after the year 9999.

    Examples
    --------
    >>> import costshare as cs
    >>> model = cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=2)
    >>> members = {"A": {"population": 1}, "B": {"population": 3}}
    >>> for year in (2022, 2023, 2024):
    ...     print(cs.allocate(100, model, members, period=year).member_totals)
    {'A': Decimal('50'), 'B': Decimal('50')}
    {'A': Decimal('38'), 'B': Decimal('62')}
    {'A': Decimal('25'), 'B': Decimal('75')}
    """

    kind: Literal["phased"] = "phased"
    start: StartDay
    years: Annotated[int, WholeNumber("years", 1, _MOST_YEARS)] | None = None
    steps: Annotated[tuple[ShareOfOne, ...], Field(min_length=1)] | None = None
    before: AnyModel
    after: AnyModel

    def __init__(
        self,
        *,
        before: ModelLike,
        after: ModelLike,
        start: DayLike | int,
        years: int | None = None,
        steps: Iterable[Amount] | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless the parts grow, on days that every year has."""
        if (self.years is None) == (self.steps is None):
            given = "neither is" if self.years is None else "both are"
            msg = f"give years or steps; {given} given"
            raise CostshareError(msg)
        parts = self._parts
        for part, later in pairwise(parts):
            if later < part:
                msg = f"step {plain(later)} is less than the one before it, {plain(part)}; "
                raise CostshareError(msg + "list them in the order of the years, rising")
        if (self.start.month, self.start.day) == (2, 29):
            msg = f"start {self.start} is a day that most years do not have; start a day earlier "
            raise CostshareError(msg + "or later")
        if self.start.year + len(parts) > _LAST_YEAR:
            msg = f"{len(parts)} years from {self.start} end after the year {_LAST_YEAR}; give "
            raise CostshareError(msg + "an earlier start, or fewer years")
        return self

    @property
    def _parts(self) -> tuple[Fraction, ...]:
        """The part of `after` in each year from the start on."""
        count = self.years or 1
        return self.steps or tuple(Fraction(year, count) for year in range(1, count + 1))

    def part_in(self, period: Period | None) -> Fraction:
        """Return the part of `after` in a period.

        Parameters
        ----------
        period : Period
            Period within which the part does not change.

        Raises
        ------
        CostshareError
            If the part changes within the period, or the period is not known.

        Examples
        --------
        >>> import costshare as cs
        >>> steps = ["25%", "50%", "100%"]
        >>> model = cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, steps=steps)
        >>> model.part_in(cs.Period.read("2024-Q2"))
        Fraction(1, 2)
        """
        parts = {date.min: Fraction(0)}
        last = Fraction(0)
        for number, part in enumerate([*self._parts, Fraction(1)]):
            if part != last:  # an equal part changes nothing within a period
                parts[self.start.replace(year=self.start.year + number)] = last = part
        days = None if period is None else Period.read(period)
        try:
            return in_force(parts, days, "the phase-in")
        except CostshareError as error:
            if days is None or days.months != _MONTHS:
                raise
            start = year_from(days.first, self.start.year).first
            msg = f"{error}; or let its years begin with those of the agreement: start='{start}'"
            raise CostshareError(msg) from None

    @property
    def _inner(self) -> tuple[Model, ...]:
        """Both rules."""
        return (self.before, self.after)

    def times(self, factor: Fraction) -> Self:
        """Return the same between models with their amounts multiplied."""
        before, after = (times_of(model, factor) for model in self._inner)
        return self.replace(before=before, after=after)

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw two models, and one to three steps around the year of the period."""
        period = draw.period
        if draw.is_inside or period is None or period.first.year != period.last.year:
            return None
        start = period.first.year - draw.whole(-1, 3)
        steps = [Fraction(step, 100) for step in draw.rising(3, 100)] or [Fraction(1)]
        return cls(before=draw.inside(), after=draw.inside(), start=start, steps=steps)

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the terms of both rules, each at its part."""
        part = self.part_in(facts.period)
        parts = [(1 - part, self.before), (part, self.after)]
        return tuple(
            labelled(term.scaled(share), share) if share != 1 else term
            for share, model in parts
            if share
            for term in terms_of(model, facts, total)
        )
