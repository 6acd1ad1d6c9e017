"""The least and the most that a member pays, and whether a total fits between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import CostshareError, some_of
from costshare.fields import NO_OTHER_FIELDS, Exact
from costshare.models._term import by_days


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and most that one member pays; of a credit, least and most that it gets.

    Attributes
    ----------
    lowest : Fraction
        Minimum; zero without one.
    highest : Fraction or None
        Maximum, if any.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    lowest: Exact = Fraction(0)
    highest: Exact | None = None

    def clamp(self, amount: Fraction) -> Fraction:
        """Return the amount, or the bound that it is past."""
        most = amount if self.highest is None else min(amount, self.highest)
        return max(most, self.lowest)


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound as it was declared, with its amount for each member.

    Attributes
    ----------
    label : str
        Name for people.
    is_maximum : bool
        Whether it bounds from above.
    amounts : mapping of str to Fraction
        Bound of each member that has one.
    driver : str or None
        Driver that the amounts follow from: `rate` × `weights` by member.
    is_of_fees : bool
        Whether it bounds fees too, not only the exact quotas.
    is_fixed : bool
        Whether it is one side of what is fixed for a member.
    """

    label: str
    is_maximum: bool
    amounts: Mapping[str, Fraction]
    driver: str | None = None
    rate: Fraction | None = None
    weights: Mapping[str, Fraction] | None = None
    is_of_fees: bool = True
    is_fixed: bool = False
    prorated: bool = False

    def by_days(self, proration: Mapping[str, Fraction]) -> "Bound":
        """Return the bound for the days of each member; the weights stay those of its driver."""
        amounts = {name: each * proration[name] for name, each in self.amounts.items()}
        return replace(self, label=by_days(self.label, proration), amounts=amounts, prorated=True)


@dataclass(frozen=True, slots=True)
class FixedPart:
    """What is fixed for some members, while the others share the rest.

    Attributes
    ----------
    label : str
        Name for people.
    weights : mapping of str to Fraction
        Share or amount of each member that has one.
    rate : Fraction
        Total that the weights are shares of; 1 for amounts.
    is_of_fees : bool
        Whether fees too are the amounts, or one of the two multiples of the unit next to them.
    """

    label: str
    weights: Mapping[str, Fraction]
    rate: Fraction
    is_of_fees: bool

    def by_days(self, proration: Mapping[str, Fraction]) -> "FixedPart":
        """Return what is fixed for the days of each member."""
        weights = {name: each * proration[name] for name, each in self.weights.items()}
        return replace(self, label=by_days(self.label, proration), weights=weights)

    @property
    def amounts(self) -> dict[str, Fraction]:
        """Amount of each member."""
        return {name: weight * self.rate for name, weight in self.weights.items()}

    @property
    def bounds(self) -> tuple[Bound, Bound]:
        """The amounts as a least and a most."""
        low, high = (
            Bound(self.label, is_maximum, self.amounts, is_of_fees=self.is_of_fees, is_fixed=True)
            for is_maximum in (False, True)
        )
        return low, high


def strictest(declared: Sequence[Bound], member: str, *, is_maximum: bool) -> Bound | None:
    """Find the bound that binds a member first from one side; of equals the first one."""
    its = [each for each in declared if each.is_maximum == is_maximum and member in each.amounts]
    choose = min if is_maximum else max
    return choose(its, key=lambda bound: bound.amounts[member], default=None)


def bounds_of(declared: Sequence[Bound]) -> dict[str, Bounds]:
    """Return the bounds of every member that has any, or raise where a minimum is too high."""
    bounds = {}
    for name in dict.fromkeys(name for bound in declared for name in bound.amounts):
        low = strictest(declared, name, is_maximum=False)
        high = strictest(declared, name, is_maximum=True)
        lowest = Fraction(0) if low is None else low.amounts[name]
        highest = None if high is None else high.amounts[name]
        if low is not None and high is not None and lowest > high.amounts[name]:
            msg = (
                f"{name} would pay at least {plain(lowest)} ({low.label}) and at most "
                f"{plain(high.amounts[name])} ({high.label}); "
            )
            if low.is_fixed or high.is_fixed:
                way_out = f"change what is fixed, or leave {name} out of the other bound"
            else:
                way_out = "lower the minimum, or raise the maximum"
            raise CostshareError(msg + way_out)
        bounds[name] = Bounds(lowest, highest)
    return bounds


@dataclass(frozen=True, slots=True)
class Reach:
    """Least and most that members can pay together.

    Attributes
    ----------
    least : Fraction
        Sum of the minima.
    most : Fraction or None
        Sum of the maxima; None where a member has no maximum. A member that the model charges
        nothing takes over nothing, whatever its maximum.
    idle : tuple of str
        Members that have a maximum and are charged nothing.
    """

    least: Fraction
    most: Fraction | None
    idle: tuple[str, ...]

    @classmethod
    def of(cls, bounds: Mapping[str, Bounds], sizes: Mapping[str, Fraction]) -> "Reach":
        """Add up the bounds; `sizes` are what the model charges, by member."""
        every = {name: bounds.get(name, Bounds()) for name in sizes}
        # A member that takes over nothing pays its minimum.
        tops = [bound.highest if sizes[name] else bound.lowest for name, bound in every.items()]
        known = [top for top in tops if top is not None]
        return cls(
            least=sum((bound.lowest for bound in every.values()), Fraction(0)),
            most=None if len(known) < len(tops) else sum(known, Fraction(0)),
            idle=tuple(name for name, bound in bounds.items() if bound.highest and not sizes[name]),
        )

    def too_little(self, total: Fraction, what: str = "total") -> str | None:
        """Say by how much a total (or a rest) is less than the minima; None where it fits."""
        if self.least <= total:
            return None
        return (
            f"the minima sum to {plain(self.least)}, {plain(self.least - total)} more than the "
            f"{what} {plain(total)}"
        )

    def too_much(self, total: Fraction, what: str = "total") -> str | None:
        """Say by how much a total (or a rest) is more than the maxima; None where it fits."""
        if self.most is None or self.most >= total:
            return None
        msg = (
            f"the maxima let the members pay {plain(self.most)} together, "
            f"{plain(total - self.most)} less than the {what} {plain(total)}"
        )
        if self.idle:
            msg += f" (the model charges {some_of(self.idle)} nothing to raise)"
        return msg
