"""What the weights of a term follow from: a quantity, and the ends that it is compared with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Annotated, Literal

from costshare.fields import NO_OTHER_FIELDS, Exact, OneOf, Value

Quantities = Mapping[str, Fraction]
"""A quantity by member."""

Counts = Literal["inside", "part", "whole", "reached", "from", "missing"]


@dataclass(frozen=True, slots=True)
class Quantity(Value):
    """Quantity by member that weights follow from. A member that is not named has a weight of 0.

    What is counted of it is what lies above the free part, in packages where there are any.

    Attributes
    ----------
    counts : {"inside", "part", "whole", "reached", "from", "missing"}
        What the weight is: how much of what is counted lies above one end and up to the other; the
        same as a part of the quantity; all of it if it lies there; 1 if it lies there; 1 if it lies
        from one end on, itself included, and below the other; what it lacks of the upper end.
    of : mapping of str to Fraction
        Quantity of each member: its use or its driver, or what it is charged before a minimum.
    above, up_to : mapping of str to Fraction or None
        Ends that it is compared with; None where that side is open.
    free : mapping of str to Fraction or None
        Part of it that is not counted.
    package : Fraction or None
        How many are one package; a started one counts as whole.
    share : Fraction
        Factor that the weight is multiplied by: the discount of a threshold.
    prorated : bool
        Whether ends and free part are those of the whole period, times the member's part of it.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    counts: Annotated[Counts, OneOf("way to count a quantity", Counts)]
    of: Mapping[str, Exact]
    above: Mapping[str, Exact] | None = None
    up_to: Mapping[str, Exact] | None = None
    free: Mapping[str, Exact] | None = None
    package: Exact | None = None
    share: Exact = Fraction(1)
    prorated: bool = False

    def billable(self, member: str) -> Fraction:
        """Return what of a member's quantity is above its free part."""
        has = self.of[member]
        return has if self.free is None else max(has - self.free[member], Fraction(0))

    def counted(self, member: str) -> Fraction:
        """Return what is counted of a member's quantity: units, or packages."""
        billable = self.billable(member)
        return billable if self.package is None else Fraction(ceil(billable / self.package))

    def ends(self, member: str) -> tuple[Fraction | None, Fraction | None]:
        """Return both ends for a member."""
        above, up_to = self.above, self.up_to
        return None if above is None else above[member], None if up_to is None else up_to[member]

    def compared(
        self, counted: Fraction, above: Fraction | None, up_to: Fraction | None
    ) -> Fraction:
        """Compare what is counted with the ends: how much lies there, is missing, or 1 or 0."""
        low = Fraction(0) if above is None else above
        if self.counts == "missing":
            return max((up_to or Fraction(0)) - counted, Fraction(0))
        if self.counts in {"inside", "part"}:
            return max((counted if up_to is None else min(counted, up_to)) - low, Fraction(0))
        if self.counts == "from":
            return Fraction(low <= counted and (up_to is None or counted < up_to))
        lies_there = (above is None or low < counted) and (up_to is None or counted <= up_to)
        return Fraction(lies_there) * (counted if self.counts == "whole" else 1)

    def weight(self, member: str) -> Fraction:
        """Return the weight of a member."""
        if member not in self.of:
            return Fraction(0)
        compared = self.compared(self.counted(member), *self.ends(member))
        if self.counts == "part" and compared:
            compared /= self.of[member]
        return compared if self.share == 1 else compared * self.share

    def weights(self, members: Iterable[str]) -> dict[str, Fraction]:
        """Return the weight of each member."""
        return {member: self.weight(member) for member in members}


@dataclass(frozen=True, slots=True)
class Idle:
    """Quantity of one resource that was provided and that nobody pays for by use.

    Attributes
    ----------
    provided : Fraction
        Quantity that could be used.
    used : Fraction
        Use of all members.
    promised : Fraction
        What members have committed to, and pay for, but do not use.
    price : Fraction
        Price of one, which idle capacity is valued at.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    provided: Exact
    used: Exact
    promised: Exact
    price: Exact

    @property
    def left(self) -> Fraction:
        """The quantity that is idle."""
        return self.provided - self.used - self.promised

    @property
    def cost(self) -> Fraction:
        """What it costs."""
        return self.price * self.left

    def scaled(self, share: Fraction) -> "Idle":
        """Return the same at a share of its price."""
        return replace(self, price=self.price * share)
