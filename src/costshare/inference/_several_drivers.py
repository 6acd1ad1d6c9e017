"""Problems of several drivers: the share of each, and what those leave is shared equally or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from costshare.inference._condition import Condition
from costshare.inference._family import Point, blend, keys
from costshare.inference._interval import Interval, solve_interval
from costshare.inference._least_change import Nearest
from costshare.inference._misprints import fewest_wrong, wrong_or_bound
from costshare.inference._nearest_point import least_squares
from costshare.inference._plainest import plain_share
from costshare.inference._polygon import Polygon, solve_polygon
from costshare.inference._problem import MOST_WRONG, Kind, Problem
from costshare.inference._proof import Proof
from costshare.inference._proof_text import plane_proof
from costshare.inference._region import Region, feasible, simple_point, solve_region
from costshare.inference._rounded import Rounded
from costshare.inference._rule import Rule, Shared
from costshare.inference._share_problems import shared_rule
from costshare.inference._words import listed, share_text
from costshare.models import Blend, Flat, Proportional, RuleModel
from costshare.words import say

_CORNERS = tuple((Fraction(x), Fraction(y)) for x, y in ((0, 0), (1, 0), (0, 1)))
_SIDES = Condition((-1, 0), 0), Condition((0, -1), 0), Condition((1, 1), 1)


@dataclass(frozen=True)
class BlendProblem(Problem):
    """Shares of several drivers of zero or more, and a flat part."""

    kind: ClassVar[Kind] = "blend"
    drivers_taken = (2, 3)

    @property
    def free(self) -> int:
        """The share of each driver; what they leave follows."""
        return len(self.drivers) - 1 + self.has_base

    @property
    def headline(self) -> str:
        """Blend, and the drivers."""
        return say("Blend: a flat part, and parts by {drivers}", drivers=listed([*self.drivers]))

    def not_exact(self, fees: str, /) -> str:
        """That no shares reproduce the fees."""
        return say("No shares of the drivers reproduce {fees}.", fees=fees)

    @cached_property
    def rule(self) -> Shared | Rounded:
        """Quotas that are affine in the shares, and the method."""
        columns = list(self.drivers.values())
        total = self.whole
        return shared_rule(self, blend(total, columns) if self.has_base else keys(total, columns))

    @property
    def _whole(self) -> Condition:
        """The shares sum to 1 at most."""
        return Condition((1,) * self.free, 1)

    def _solve(self) -> Interval | Polygon | Region | Proof:
        if self.free == 1:
            return solve_interval(self.rule, Fraction(0), Fraction(1))
        if self.free == 2:
            return solve_polygon(self.rule, _CORNERS, _SIDES)
        return solve_region(self.rule, (self._whole,), self._whole)

    def _fits(self) -> bool:
        """Whether some shares reproduce the fees."""
        return not isinstance(feasible(self.rule, (self._whole,)), Proof)

    def allows(self, point: Point) -> bool:
        """Whether the shares are zero or more, and leave zero or more for the rest."""
        return min(point) >= 0 and sum(point) <= 1

    def model(self, point: Point, /) -> RuleModel:
        """The blend with these shares of the drivers."""
        by = [Proportional(driver=driver) for driver in self.drivers]
        if self.has_base:
            return Blend(parts=[(_rest(point), Flat()), *zip(point, by, strict=True)])
        return Blend(parts=[*zip((*point, _rest(point)), by, strict=True)])

    def simple_point(self) -> Point | None:
        """The shares with few decimals, the first ones first."""
        return simple_point(self.rule, (self._whole,), self._whole, plain_share)

    def nearest(self) -> Nearest | None:
        """The shares that most fees fit, as far as that is worked out."""
        sets, least = list[tuple[int, ...]](), 1
        if self.method != "cumulative":
            sets, least = wrong_or_bound(self.rule, (self._whole,), MOST_WRONG[self.free])
        return self._nearest_of(sets, least)

    def nearest_within(self, most: int) -> Nearest | None:
        """The same where no more than so many fees differ; else None."""
        if self.method == "cumulative" or most > MOST_WRONG[self.free]:
            return super().nearest_within(most)
        sets, least = fewest_wrong(self.rule, (self._whole,), most)
        near = self._nearest_of(sets, least) if sets else None
        return None if near is None or near.changed > most else near

    def _nearest_of(self, sets: Sequence[tuple[int, ...]], least: int) -> Nearest | None:
        """The shares that fit all fees but one of some sets, or else the least squares."""
        found = [near for each in sets if (near := self.near_without(each)) is not None]
        if found:
            return min(
                (replace(each, at_least=max(least, 1)) for each in found),
                key=lambda each: each.off(self.sizes),
            )
        point = least_squares(self.rule.family, self.rule.fees, Fraction(1))
        return self.near(point, least)

    def point_for(self, some: Rule) -> Point | None:
        """Shares with few decimals that fulfil the conditions of some fees."""
        corner = feasible(some, (self._whole,))
        if isinstance(corner, Proof):
            return None
        return simple_point(some, (self._whole,), self._whole, plain_share) or corner[0]

    @property
    def parameters(self) -> list[str]:
        """The shares of the drivers."""
        names = list(self.drivers)[: self.free]
        return [say("share of {driver}", driver=name) for name in names]

    def in_words(self, point: Point, /) -> str:
        """The shares."""
        shares = point if self.has_base else (*point, _rest(point))
        by = [
            say("{share} by {driver}", share=share_text(share), driver=name)
            for share, name in zip(shares, self.drivers, strict=True)
        ]
        if not self.has_base:
            return listed(by)
        return say("{share} flat, {others}", share=share_text(_rest(point)), others=listed(by))

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        return plane_proof(self, proof, Fraction(1))


@dataclass(frozen=True)
class KeysProblem(BlendProblem):
    """Shares of several drivers that sum to 1, and no flat part."""

    kind: ClassVar[Kind] = "keys"
    has_base = False

    @property
    def headline(self) -> str:
        """Keys, and the drivers."""
        return say("Keys: parts by {drivers}, and no flat part", drivers=listed([*self.drivers]))


def _rest(point: Point) -> Fraction:
    return 1 - sum(point, Fraction(0))
