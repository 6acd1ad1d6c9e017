"""The least and the most that a member pays, and whether a total fits between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import CostshareError, some_of
from costshare.fields import NO_OTHER_FIELDS, Exact


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that one member pays; of a credit, that it gets.

    Parameters
    ----------
    lowest : Fraction
        Zero where there is no minimum.
    highest : Fraction or None
        None where there is no maximum.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    lowest: Exact = Fraction(0)
    highest: Exact | None = None

    def hold(self, amount: Fraction) -> Fraction:
        """The amount, or the bound that it lies outside of."""
        most = amount if self.highest is None else min(amount, self.highest)
        return max(most, self.lowest)


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound as it was declared, with the amount that it comes to for each member.

    Parameters
    ----------
    label : str
        What it is, for people.
    is_maximum : bool
        Whether it bounds from above.
    amounts : mapping of str to Fraction
        By member that it bounds.
    driver : str or None
        The driver that the amounts go by, with its `rate` and its `weights` by member.
    """

    label: str
    is_maximum: bool
    amounts: Mapping[str, Fraction]
    driver: str | None = None
    rate: Fraction | None = None
    weights: Mapping[str, Fraction] | None = None


def tightest(limits: Sequence[Limit], member: str, *, is_maximum: bool) -> Limit | None:
    """The limit that binds a member first from one side; of equals the first one."""
    its = [each for each in limits if each.is_maximum == is_maximum and member in each.amounts]
    choose = min if is_maximum else max
    return choose(its, key=lambda limit: limit.amounts[member], default=None)


def bounds_of(limits: Sequence[Limit]) -> dict[str, Bounds]:
    """The bounds of every member that has any.

    Raises
    ------
    CostshareError
        Where a minimum lies above a maximum.
    """
    bounds = {}
    for name in dict.fromkeys(name for limit in limits for name in limit.amounts):
        low = tightest(limits, name, is_maximum=False)
        high = tightest(limits, name, is_maximum=True)
        lowest = Fraction(0) if low is None else low.amounts[name]
        highest = None if high is None else high.amounts[name]
        if low is not None and high is not None and lowest > high.amounts[name]:
            msg = (
                f"{name} would pay at least {plain(lowest)} ({low.label}) and at most "
                f"{plain(high.amounts[name])} ({high.label}); lower the minimum, or raise the "
                "maximum"
            )
            raise CostshareError(msg)
        bounds[name] = Bounds(lowest, highest)
    return bounds


@dataclass(frozen=True, slots=True)
class Reach:
    """The least and the most that members can pay together.

    Parameters
    ----------
    least : Fraction
        The sum of the minima.
    most : Fraction or None
        The sum of the maxima, None where somebody has none. Who is charged nothing by the model
        takes over nothing, whatever its maximum.
    idle : tuple of str
        Who has a maximum, and is charged nothing.
    """

    least: Fraction
    most: Fraction | None
    idle: tuple[str, ...]

    @classmethod
    def of(cls, bounds: Mapping[str, Bounds], sizes: Mapping[str, Fraction]) -> "Reach":
        """Add up the bounds; `sizes` are what the model charges, by member."""
        every = {name: bounds.get(name, Bounds()) for name in sizes}
        # Who takes over nothing pays its minimum.
        tops = [bound.highest if sizes[name] else bound.lowest for name, bound in every.items()]
        known = [top for top in tops if top is not None]
        return cls(
            least=sum((bound.lowest for bound in every.values()), Fraction(0)),
            most=None if len(known) < len(tops) else sum(known, Fraction(0)),
            idle=tuple(name for name, bound in bounds.items() if bound.highest and not sizes[name]),
        )

    def too_little(self, total: Fraction) -> str | None:
        """Say by how much a total is less than the members pay at least; None where it fits."""
        if self.least <= total:
            return None
        return (
            f"the minima sum to {plain(self.least)}, {plain(self.least - total)} more than the "
            f"total {plain(total)}"
        )

    def too_much(self, total: Fraction) -> str | None:
        """Say by how much a total is more than the members pay at most; None where it fits."""
        if self.most is None or self.most >= total:
            return None
        msg = (
            f"the maxima let the members pay {plain(self.most)} together, "
            f"{plain(total - self.most)} less than the total {plain(total)}"
        )
        if self.idle:
            msg += f" (the model charges {some_of(self.idle)} nothing to raise)"
        return msg
