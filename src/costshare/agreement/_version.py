"""A version: the changes to a pool from a date."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from costshare.amounts import Amount
from costshare.errors import CostshareError
from costshare.fields import Declared, Exact, UnitSize
from costshare.models import AnyModel, ModelLike
from costshare.periods import Day, DayLike


class Version(Declared):
    """Changes to a pool from a date; what is left out stays as it is.

    Parameters
    ----------
    since : date
        First day of the changes.
    total : number, optional
        New total.
    model : model, optional
        New model.
    unit : number, optional
        New unit.

    Raises
    ------
    CostshareError
        If nothing changes.

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
        """Fields that are given, by name."""
        given = {"total": self.total, "model": self.model, "unit": self.unit}
        return {field: value for field, value in given.items() if value is not None}
