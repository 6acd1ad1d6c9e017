"""A version: what changes in a pool from a date."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from costshare.amounts import Amount
from costshare.errors import CostshareError
from costshare.fields import Declared, Exact, UnitSize
from costshare.models import AnyModel, ModelLike
from costshare.periods import Day, DayLike


class Version(Declared):
    """What changes in a pool from a date; all that is left out stays as it was.

    Parameters
    ----------
    since : date
        The first day on which it holds.
    total : number, optional
        The new total.
    model : model, optional
        The new model.
    unit : number, optional
        The new smallest step of a fee.

    Examples
    --------
    >>> import costshare as cs
    >>> pool = cs.Pool(
    ...     name="portal",
    ...     total=900,
    ...     model=cs.Flat(),
    ...     versions=[cs.Version(since="2023-01-01", total=1000, model=cs.PerCapita())],
    ... )
    >>> pool.in_period(cs.Period.read("2022")).total, pool.in_period(cs.Period.read("2023")).total
    (Fraction(900, 1), Fraction(1000, 1))
    """

    since: Day
    total: Exact | None = None
    model: AnyModel | None = None
    unit: UnitSize | None = None

    def __init__(
        self,
        *,
        since: DayLike,
        total: Amount | None = None,
        model: ModelLike | None = None,
        unit: Amount | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.changes:
            msg = f"the version of {self.since} changes nothing; give a total, model or unit"
            raise CostshareError(msg)
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that it gives."""
        given = {"total": self.total, "model": self.model, "unit": self.unit}
        return {field: value for field, value in given.items() if value is not None}
