"""A declared price: tiers, packages, a free allowance, a commitment, a minimum charge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from costshare.amounts import Amount, AmountByName, decimals, plain
from costshare.errors import CostshareError
from costshare.fields import ByName, Declared, NonNegative, NumberOr, OneOf
from costshare.models._draw import Draw
from costshare.models._term import exactly
from costshare.periods import OrByDay
from costshare.words import say


class Tier(Declared):
    """One tier of a price: the quantity that it ends at, the price of one, and a flat fee.

    In `Tiered` it is a fee class, and has either a fee or a price, which mean the same there.

    Parameters
    ----------
    up_to : number, optional
        Last quantity in the tier, itself included; only the last tier has none.
    price : number, optional
        Price of one; nothing where left out.
    fee : number, optional
        Flat fee of the tier, also at zero use. In a volume price the tier that the use lies in has
        it; in a graduated one each tier that the use reaches. The first tier is always reached.

    Raises
    ------
    CostshareError
        If there is neither a price nor a fee.

    Examples
    --------
    >>> Tier(up_to=5, price="6.5").price
    Fraction(13, 2)
    """

    up_to: NonNegative | None = None
    price: NonNegative | None = None
    fee: NonNegative | None = None

    def __init__(
        self,
        *,
        up_to: Amount | None = None,
        price: Amount | None = None,
        fee: Amount | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _charges_something(self) -> Self:
        """Raise if there is neither a price nor a fee."""
        if self.price is None and self.fee is None:
            msg = "a tier has neither a price nor a fee; give one of them, 0 if it costs nothing"
            raise CostshareError(msg)
        return self

    @property
    def rate(self) -> Fraction:
        """The price of one, 0 where only a fee is stated."""
        return self.price or Fraction(0)

    def times(self, factor: Fraction) -> Tier:
        """Return a copy with price and fee multiplied by the factor."""
        price, fee = self.price, self.fee
        return self.replace(
            price=None if price is None else price * factor,
            fee=None if fee is None else fee * factor,
        )


TierMode = Literal["graduated", "volume"]


class Price(Declared):
    """Price that a member pays for its use of one resource.

    All quantities, fees and the minimum are for one member, in the unit of the resource and for the
    period of the pool; they are prorated by days, but for packages, which are whole. They apply in
    this order:

    1. `free`: that much of the use costs nothing. The rest is billable.
    2. `package`: billable use is counted in packages, a started one as whole. From here on one is
       a package: in `price`, `overage`, `committed`, and in the prices and ends of tiers.
    3. `committed`: billable use inside the commitment costs `price`, and so does the part of the
       commitment that is not used. Billable use above it costs `overage`.
       Or `tiers`: counted from the first billable unit, with their fees. Or `price` alone.
    4. `minimum`: a member that has used anything pays at least that much for the resource.

    Parameters
    ----------
    price : number, optional
        Price of one. Give this or `tiers`.
    tiers : list of Tier, optional
        Tiers in rising order, the last one without an `up_to`.
    mode : {"graduated", "volume"}, optional
        Graduated tiers, the default, price each unit of use by the tier that it lies in; volume
        tiers price all billable use by the tier that its quantity reaches.
    free : number, optional
        Free allowance.
    committed : number or mapping of member to number, optional
        Quantity that each member has promised to pay for, with `price` and `overage`. In a
        mapping, a member that is not named has promised nothing.
    overage : number, optional
        Price of one above the commitment.
    minimum : number, optional
        Minimum charge.
    package : number, optional
        How many make a package, the smallest quantity that is charged.

    Raises
    ------
    CostshareError
        If the fields do not go together, or tiers do not rise.

    Examples
    --------
    >>> from costshare import Capacity
    >>> tiers = [{"up_to": 5, "price": 7}, {"up_to": 10, "price": "6.5"}, {"price": 6}]
    >>> graduated = Capacity(prices={"fonts": Price(tiers=tiers)})
    >>> graduated.quotas({"A": {"fonts": 20}})
    {'A': Fraction(255, 2)}
    >>> volume = Capacity(prices={"fonts": Price(tiers=tiers, mode="volume")})
    >>> volume.quotas({"A": {"fonts": 20}})
    {'A': Fraction(120, 1)}

    121 units in packages of 10 are 13 packages:

    >>> Capacity(prices={"fonts": Price(price=50, package=10)}).quotas({"A": {"fonts": 121}})
    {'A': Fraction(650, 1)}
    """

    price: NonNegative | None = None
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)] | None = None
    mode: Annotated[TierMode, OneOf("mode of tiers", TierMode)] | None = None
    free: NonNegative | None = None
    committed: Annotated[Fraction | dict[str, Fraction], NumberOr(ByName[NonNegative])] | None = (
        None
    )
    overage: NonNegative | None = None
    minimum: NonNegative | None = None
    package: NonNegative | None = None

    def __init__(
        self,
        *,
        price: Amount | None = None,
        tiers: Iterable[Tier | Mapping[str, Any]] | None = None,
        mode: Literal["graduated", "volume"] | None = None,
        free: Amount | None = None,
        committed: Amount | AmountByName | None = None,
        overage: Amount | None = None,
        minimum: Amount | None = None,
        package: Amount | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless the fields go together."""
        if (self.price is None) == (self.tiers is None):
            given = "neither is" if self.price is None else "both are"
            msg = f"give price or tiers; {given} given"
            raise CostshareError(msg)
        if self.tiers is None and self.mode is not None:
            msg = (
                f"mode {self.mode!r} says how tiers are read, and there are no tiers; leave it out"
            )
            raise CostshareError(msg)
        if self.tiers is not None and self.committed is not None:
            msg = "a commitment has a price and an overage, not tiers; give one or the other"
            raise CostshareError(msg)
        if (self.committed is None) != (self.overage is None):
            there, lacks = ("overage", "committed")[:: 1 if self.committed is None else -1]
            msg = f"{there} is given without {lacks}; give both, or neither"
            raise CostshareError(msg)
        if self.package == 0:
            msg = "a package of 0 holds nothing; leave package out where each unit is charged"
            raise CostshareError(msg)
        if self.package is not None and decimals(self.package) is None:
            msg = f"package {self.package} has no finite decimals, so that nobody could tell a "
            msg += "full package from a started one; write it as a decimal such as 0.5"
            raise CostshareError(msg)
        check_rising(self.tiers or (), "use")
        return self

    @property
    def rate(self) -> Fraction:
        """The price of the first that is charged: of a unit, or of a package."""
        if self.tiers is not None:
            return self.tiers[0].rate
        return self.price or Fraction(0)

    @property
    def first(self) -> Fraction:
        """The price of the first unit that is not free; idle capacity is valued at it."""
        return self.rate / (self.package or 1)

    @property
    def promising(self) -> tuple[str, ...]:
        """The members that the commitment names; empty where it is for all."""
        return tuple(self.committed) if isinstance(self.committed, dict) else ()

    def committed_by(self, member: str) -> Fraction:
        """Return how much a member has promised to pay for."""
        if isinstance(self.committed, dict):
            return self.committed.get(member, Fraction(0))
        return self.committed or Fraction(0)

    def times(self, factor: Fraction) -> Price:
        """Return a copy with every price multiplied by the factor; quantities stay."""
        amounts = {"price": self.price, "overage": self.overage, "minimum": self.minimum}
        changes: dict[str, Any] = {
            field: None if amount is None else amount * factor for field, amount in amounts.items()
        }
        if self.tiers is not None:
            changes["tiers"] = [each.times(factor) for each in self.tiers]
        return self.replace(**changes)


PriceLike = Amount | Price | Mapping[Any, Any]
"""What a user passes for a price: a number, a `Price`, a table of its fields, or these by day."""


def price_times(price: Fraction | Price, factor: Fraction) -> Fraction | Price:
    """Return a price of any kind multiplied by the factor."""
    return price * factor if isinstance(price, Fraction) else price.times(factor)


def check_rising(tiers: tuple[Tier, ...], what: str) -> None:
    """Raise if a tier ends below the one before, or some of `what` is in no tier."""
    before = Fraction(0)
    for number, tier in enumerate(tiers, start=1):
        last = number == len(tiers)
        if tier.up_to is None:
            if last:
                return
            msg = f"tier {number} has no up_to, so no {what} reaches tier {number + 1}; give it one"
            raise CostshareError(msg)
        if tier.up_to <= before:
            above = f"that of tier {number - 1}, {plain(before)}" if number > 1 else "zero"
            msg = f"tier {number} ends at {plain(tier.up_to)}, not above {above}; write tiers in "
            raise CostshareError(msg + "rising order")
        if last:
            msg = f"{what} above {plain(tier.up_to)} has no price; leave up_to out of the last tier"
            raise CostshareError(msg)
        before = tier.up_to


def reach_of(tier: Tier, below: Fraction | None) -> str:
    """Say which quantities lie in a tier; `below` is where the one before ends, if one does."""
    low, high = (None if end is None else exactly(end) for end in (below, tier.up_to))
    return say("all") if low is None and high is None else reach_words(low, high)


def reach_words(low: str | None, high: str | None) -> str:
    """Say which quantities lie between two ends; the upper one is included, the lower one not."""
    if low is not None and high is not None:
        return say("more than {quantity} up to and including {end}", quantity=low, end=high)
    if low is not None:
        return say("more than {quantity}", quantity=low)
    return "" if high is None else say("up to and including {quantity}", quantity=high)


def drawn_tiers(draw: Draw, most: int) -> tuple[Tier, ...]:
    """Draw tiers that end at up to so many numbers, some of them with a fee instead of a price."""
    ends = (*draw.rising(most, 10**4), None)
    return tuple(Tier(up_to=end, **{draw.one_of(("price", "fee")): draw.price()}) for end in ends)


AnyPrice = Annotated[Fraction | Price, NumberOr(Price)]
PriceByDay = Annotated[Fraction | Price | dict[date, Fraction | Price], OrByDay(AnyPrice)]
