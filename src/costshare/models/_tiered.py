"""Tiered: fee classes by the size of a driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from costshare.errors import CostshareError
from costshare.fields import Name
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel
from costshare.models._price import Tier, check_rising, drawn_tiers, reach_of
from costshare.models._quantity import Quantity
from costshare.models._term import Term, charged, exactly, scaled_to
from costshare.words import say


class Tiered(RuleModel):
    """Charge the fee of the class that a member's driver falls in.

    Without a total that is the quota, and the total follows. With a total, the fees of the classes
    are multiplied by one factor so that they sum to it. Fees are for the whole period; a member for
    a part of it is prorated by days.

    Parameters
    ----------
    driver : str, default "population"
        Driver that the classes go by.
    tiers : list of Tier
        Classes in rising order: ``up_to``, itself included, and the fee of the class as ``fee`` or
        ``price``. The last one has no ``up_to``.

    Raises
    ------
    CostshareError
        If the classes do not rise, the last one ends, or one has both a fee and a price.

    Examples
    --------
    >>> classes = [{"up_to": 5_000, "price": 30_000}, {"up_to": 20_000, "price": 60_000}]
    >>> tiered = Tiered(tiers=[*classes, {"price": 100_000}])
    >>> tiered.quotas({"Arjeplog": {"population": 2_785}, "Kiruna": {"population": 22_867}})
    {'Arjeplog': Fraction(30000, 1), 'Kiruna': Fraction(100000, 1)}
    """

    kind: Literal["tiered"] = "tiered"
    driver: Name = "population"
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]

    def __init__(
        self,
        *,
        driver: str = "population",
        tiers: Iterable[Tier | Mapping[str, Any]],
    ) -> None: ...

    @model_validator(mode="after")
    def _rising(self) -> Self:
        """Raise if the classes do not rise, the last one ends, or one has a fee and a price."""
        check_rising(self.tiers, self.driver)
        for number, tier in enumerate(self.tiers, start=1):
            if tier.fee is not None and tier.price is not None:
                msg = (
                    f"class {number} has a fee and a price, which mean the same here; give one of "
                )
                raise CostshareError(msg + "them, or use a Capacity with a Price of tiers")
        return self

    def times(self, factor: Fraction) -> Self:
        """Return the classes with every fee multiplied by the factor."""
        return self.replace(tiers=[tier.times(factor) for tier in self.tiers])

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw up to four classes."""
        if not draw.drivers:
            return None
        return cls(driver=draw.driver(), tiers=drawn_tiers(draw, 3))

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term for each class: its fee, for the members in it."""
        sizes = facts.read(self.driver)
        terms: list[Term] = []
        below: Fraction | None = None
        for number, tier in enumerate(self.tiers, start=1):
            above, up_to = (
                None if end is None else dict.fromkeys(sizes, end) for end in (below, tier.up_to)
            )
            reached = Quantity("reached", sizes, above, up_to)
            label = say(
                "{driver} class {number} ({reach})",
                driver=facts.label(self.driver),
                number=exactly(number),
                reach=reach_of(tier, below),
            )
            fee = tier.rate if tier.fee is None else tier.fee
            inside = reached.weights(sizes)
            term = charged(label, self.driver, fee, inside, facts.proration, use=sizes)
            terms.append(replace(term, quantity=reached))
            below = tier.up_to
        return tuple(scaled_to(terms, total, [self.driver]))
