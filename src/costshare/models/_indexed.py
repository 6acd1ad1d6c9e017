"""Indexed: a model whose amounts follow a price index."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from costshare.amounts import Amount
from costshare.errors import CostshareError
from costshare.fields import NonNegative
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import AnyModel, Model, ModelLike, RuleModel
from costshare.models._term import Term, exactly
from costshare.models._within_bounds import WithinBounds
from costshare.periods import ByDay, ByDayLike, Day, DayLike, DayOfYear, YearsBefore, yearly_day
from costshare.words import say

if TYPE_CHECKING:
    from datetime import date


class Indexed(RuleModel):
    """Charge by a model whose amounts follow a price index.

    The amounts that the model states (base and rates of a tariff, prices, a `flat_amount`, agreed
    amounts) are multiplied by the index value for the period, divided by the value of the base
    date. The factor is exact; only the fee is rounded.

    Parameters
    ----------
    model : model
        Model with amounts of its own, as they were agreed at the base date.
    index : mapping of date to number
        Index values, above zero, by date.
    base : date
        Date of the index value that the amounts were agreed at.
    years_before : int
        Years from the date of the value that applies to the year in which the period begins.
    day : str
        Month and day of the value that applies, ``"10-31"``.

    Raises
    ------
    CostshareError
        If a value is not above zero, the base has no value, or the model states no amounts.

    Examples
    --------
    A base of 1 000 kr that follows October's index of the year before (values made up):

    >>> import costshare as cs
    >>> model = cs.Indexed(
    ...     model=cs.Tariff(base=1_000),
    ...     index={"2019-10-31": "112.5", "2021-10-31": "117"},
    ...     base="2019-10-31",
    ...     years_before=1,
    ...     day="10-31",
    ... )
    >>> cs.allocate(None, model, {"A": {}}, period="2022", unit="0.01").fee("A", "fee")
    Decimal('1040.00')
    """

    kind: Literal["indexed"] = "indexed"
    model: AnyModel
    index: ByDay[NonNegative]
    base: Day
    years_before: YearsBefore
    day: DayOfYear

    def __init__(
        self,
        *,
        model: ModelLike,
        index: ByDayLike[Amount],
        base: DayLike,
        years_before: int,
        day: str,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless the model can follow the index."""
        for day, value in self.index.items():
            if not value:
                msg = f"index value of {day} is 0; an index is above zero"
                raise CostshareError(msg)
        self._value_at(self.base, "the base")
        model = self.model
        if isinstance(model, WithinBounds):
            name = type(model).__name__
            msg = f"bounds inside an index are not those of the fee; put them around it: {name}"
            raise CostshareError(msg + "(model=Indexed(…), …)")
        if not isinstance(model, RuleModel) or model.times(Fraction(2)) == model:
            name = type(model).__name__
            msg = f"{name} states no amounts that could follow an index; index a tariff, prices, "
            raise CostshareError(msg + "a flat_amount or agreed amounts")
        return self

    def _value_at(self, day: date, what: str) -> Fraction:
        """Return the index value of a day, or raise if the index has no value."""
        if day not in self.index:
            there = ", ".join(map(str, sorted(self.index)))
            msg = f"there is no index value at {day}, {what}; add it, there is {there}"
            raise CostshareError(msg)
        return self.index[day]

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw a model with amounts, and the index values of two years."""
        if draw.is_inside or draw.period is None:
            return None
        # A model that fits without a total states amounts, which fit at any index.
        model: RuleModel = replace(draw, total=None).inside()
        year = draw.period.first.year
        index = {f"{each:04}-12-31": draw.price() for each in (year - 2, year - 1)}
        base = draw.one_of(list(index))
        return cls(model=model, index=index, base=base, years_before=1, day="12-31")

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the terms of the model with its amounts adjusted."""
        if facts.period is None:
            msg = "an index has dates, and no period is given; allocate an Agreement, or pass "
            raise CostshareError(msg + "period=")
        day = yearly_day(facts.period, self.years_before, self.day)
        now, then = self._value_at(day, f"which {facts.period} goes by"), self.index[self.base]
        adjusted = self._rule.times(now / then)
        values = {"now": exactly(now), "then": exactly(then)}
        return tuple(
            replace(term, label=say("{term}, index {now}/{then}", term=term.label, **values))
            if term.role in {"charge", "given"}
            else term
            for term in adjusted.terms(facts, total)
        )

    def times(self, factor: Fraction) -> Self:
        """Return the same with the model's amounts multiplied."""
        return self.replace(model=self._rule.times(factor))

    @property
    def _inner(self) -> tuple[Model, ...]:
        """The model whose amounts follow the index."""
        return (self.model,)

    @property
    def _rule(self) -> RuleModel:
        """The model, which states amounts."""
        assert isinstance(self.model, RuleModel)  # noqa: S101 - validated
        return self.model
