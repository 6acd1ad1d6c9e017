"""Proportional: in proportion to a driver, such as the population."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from costshare.fields import Name
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel, needed
from costshare.models._term import Term, shared
from costshare.words import say


class _ByDriver(RuleModel):
    """Base of the two models that share by one driver."""

    def _by(self, driver: str, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term that shares the total."""
        amount = needed(total, type(self).__name__)
        label = say("by {driver}", driver=facts.label(driver))
        return (shared(label, driver, amount, facts.read(driver), facts.proration),)


class Proportional(_ByDriver):
    """Share the total in proportion to a driver.

    Parameters
    ----------
    driver : str
        Name of the driver, for example ``"pupils"``.

    Examples
    --------
    >>> Proportional(driver="pupils").quotas({"A": {"pupils": 1}, "B": {"pupils": 3}}, 100)
    {'A': Fraction(25, 1), 'B': Fraction(75, 1)}
    """

    kind: Literal["proportional"] = "proportional"
    driver: Name

    def __init__(
        self,
        *,
        driver: str,
    ) -> None: ...

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Share a total by one of the drivers."""
        return cls(driver=draw.driver()) if draw.drivers and draw.total is not None else None

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term, by the driver."""
        return self._by(self.driver, facts, total)


class PerCapita(_ByDriver):
    """Share the total per inhabitant.

    Parameters
    ----------
    driver : str, default "population"
        Driver that holds the population, where members have those of several years.

    Examples
    --------
    >>> PerCapita().quotas({"A": {"population": 1}, "B": {"population": 3}}, 100)
    {'A': Fraction(25, 1), 'B': Fraction(75, 1)}
    """

    kind: Literal["per_capita"] = "per_capita"
    driver: Name = "population"

    def __init__(
        self,
        *,
        driver: str = "population",
    ) -> None: ...

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Share a total by one of the drivers."""
        return cls(driver=draw.driver()) if draw.drivers and draw.total is not None else None

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term, by population."""
        return self._by(self.driver, facts, total)
