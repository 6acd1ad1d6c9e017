"""Shares that were rounded first: each in per cent to some decimals, then multiplied by the total.

The quotas are fixed once the decimals are known, so each number of decimals is tried. Where each
share or each fee was rounded on its own, the fees may miss the total. It is then deduced from them
as the rate of a price list is, for the rounded shares are its driver.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any, ClassVar, Literal, Self

from costshare.apportionment import RoundingRule, apportion_units, round_units, scale_to_whole
from costshare.inference._family import Family, Point, fixed, prices
from costshare.inference._interval import solve_interval
from costshare.inference._least_change import Nearest
from costshare.inference._problem import Kind
from costshare.inference._proof import Proof
from costshare.inference._rounded import Rounded
from costshare.inference._rule import Rule
from costshare.inference._share_problems import ProportionalProblem, shared_rule
from costshare.inference._simplest import shortest_decimal
from costshare.models import Proportional, RoundedShares
from costshare.results import number
from costshare.words import say

ShareMethod = Literal["largest_remainder", "each"]

# Shares in per cent are tried with up to so many decimals.
MOST_PLACES = 5


def steps_of(places: int) -> int:
    """The steps in the whole of 100 %, of so many decimals of a per cent."""
    return 100 * int(10**places)


def rounded_shares(
    weights: Sequence[Fraction], places: int, method: ShareMethod
) -> tuple[Fraction, ...]:
    """The shares by some weights, each or all together rounded to decimals of a per cent."""
    steps, whole = steps_of(places), scale_to_whole(weights)
    if method == "each":
        total = sum(whole)
        counts = [round_units(Fraction(steps * each, total), "half_up") for each in whole]
    else:
        counts = apportion_units(steps, whole, method=method, ties="listed").parts
    return tuple(Fraction(count, steps) for count in counts)


def likely_total(
    shares: Sequence[Fraction],
    fees: tuple[int, ...],
    rounding: RoundingRule,
    unit: Fraction,
    kept: Sequence[int],
) -> int | None:
    """The simplest total, in units, of which shares give some of the fees, each rounded."""
    rule = Rounded(prices(unit, [shares]), fees, rounding).only(kept)
    found = solve_interval(rule, Fraction(0), rule.ceiling.end)
    total = None if isinstance(found, Proof) else shortest_decimal(found)
    return None if total is None or (total / unit).denominator != 1 else int(total / unit)


def settings_in_words(places: int, method: ShareMethod) -> str:
    """How shares were rounded."""
    step = number(Fraction(1, 10**places))
    if method == "each":
        return say("each share on its own, rounded to {step} %", step=step)
    return say("shares rounded to {step} %", step=step)


@dataclass(frozen=True)
class RoundedSharesProblem(ProportionalProblem):
    """In proportion to a driver, with shares in per cent that are rounded first.

    Each fee may be rounded on its own as well: then it has a rounding, and no method.
    """

    kind: ClassVar[Kind] = "rounded_shares"
    # The number of decimals counts as a parameter.
    free = 1
    has_flat_share = False
    places: int = 2
    share_method: ShareMethod = "largest_remainder"

    @property
    def headline(self) -> str:
        """Rounded shares, and the driver."""
        return say(
            "Rounded shares: in proportion to {driver}, {settings}",
            driver=self.driver_text,
            settings=self.in_words(()),
        )

    def in_words(self, _: Point, /) -> str:
        """How the shares were rounded."""
        return settings_in_words(self.places, self.share_method)

    def model(self, _: Point, /) -> RoundedShares:
        """The model, with its number of decimals."""
        by = Proportional(driver=self.driver)
        return RoundedShares(model=by, places=self.places, method=self.share_method)

    @cached_property
    def rounded_shares(self) -> tuple[Fraction, ...]:
        """The rounded shares, of a total of 1."""
        return rounded_shares(next(iter(self.drivers.values())), self.places, self.share_method)

    @property
    def shares_all(self) -> bool:
        """Whether the rounded shares sum to the whole, so that a method can share the total."""
        return sum(self.rounded_shares) == 1

    @cached_property
    def rule(self) -> Rule:  # type: ignore[override]
        """The shares times the total, and how these quotas were rounded."""
        family = fixed([share * self.whole for share in self.rounded_shares])
        return shared_rule(self, family)

    @property
    def price_list(self) -> Family:
        """The quotas of a price for each whole share."""
        return prices(self.unit.size, [self.rounded_shares])

    def with_likely_total(self, left_out: Sequence[int] = ()) -> Self | None:
        """The same with the simplest total at which each fee but some is rounded on its own."""
        kept = [at for at in range(len(self.units)) if at not in left_out]
        rounding = self.rounding or "half_up"
        units = likely_total(self.rounded_shares, self.sizes, rounding, self.unit.size, kept)
        if units is None:
            return None
        return replace(self, stated_total=-units if sum(self.units) < 0 else units)

    def nearest(self) -> Nearest | None:
        """The model's fees: there is no parameter, so each fee that differs must."""
        found = self.near((Fraction(0),), 1)
        return None if found is None else replace(found, at_least=found.changed)

    def variants(self, *, all_right: bool) -> Iterator[Self]:
        """Each number of decimals, the fewest first, by both ways of rounding shares.

        Where all fees are right, most numbers of decimals need not be tried.
        """
        for places in range(MOST_PLACES + 1):
            for method in ("largest_remainder", "each"):
                tried = replace(self, places=places, share_method=method)
                if not all_right or tried.may_fit(0):
                    yield tried

    def may_fit(self, wrong: int) -> bool:
        """Whether some total leaves all fees but so many as near to it as rounding a share does.

        Rounding moves a share by less than a step, and a fee by a unit. So each fee allows a span
        of totals, and this counts how many are open at once: much faster than rounding the shares.
        """
        weights = scale_to_whole(next(iter(self.drivers.values())))
        # Times the sum of the weights and the whole of 100 %, a step is the sum of the weights.
        step, whole = sum(weights), steps_of(self.places)
        ends: list[tuple[int, int]] = []
        for fee, weight in zip(self.sizes, weights, strict=True):
            share = weight * whole
            # Spans are widened to whole totals; the next one is where it is closed.
            ends.append(((fee - 1) * step * whole // (share + step), 1))
            if share > step:
                ends.append((-((fee + 1) * step * whole // (step - share)) + 1, -1))
        return max(accumulate(by for _, by in sorted(ends))) >= len(self.units) - wrong

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain data, with the decimals of shares."""
        settings = {"places": self.places, "share_method": self.share_method}
        return super().to_dict() | settings
