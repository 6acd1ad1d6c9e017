"""The problem of two drivers: their shares, and what those leave is shared equally."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from costshare.inference._condition import Condition
from costshare.inference._family import Point, blend
from costshare.inference._polygon import Polygon, solve_polygon
from costshare.inference._problem import Problem
from costshare.inference._proof import Proof
from costshare.inference._proof_text import plane_proof
from costshare.inference._rule import Shared
from costshare.inference._share_problems import shared_rule
from costshare.inference._words import listed
from costshare.models import Blend, Flat, Proportional, RuleModel
from costshare.results import percent
from costshare.words import say

_CORNERS = tuple((Fraction(x), Fraction(y)) for x, y in ((0, 0), (1, 0), (0, 1)))
_SIDES = Condition((-1, 0), 0), Condition((0, -1), 0), Condition((1, 1), 1)


@dataclass(frozen=True)
class BlendProblem(Problem):
    """Shares of two drivers of zero or more, and a flat part."""

    kind = "blend"
    free = 2

    @property
    def headline(self) -> str:
        """Blend, and the drivers."""
        return say("Blend: a flat part, and parts by {drivers}", drivers=listed([*self.drivers]))

    def not_exact(self, fees: str, /) -> str:
        """That no shares reproduce the fees."""
        return say("No shares of the drivers reproduce {fees}.", fees=fees)

    @cached_property
    def rule(self) -> Shared:
        """Quotas that are affine in the two shares, and the method."""
        return shared_rule(self, blend(abs(self.total), list(self.drivers.values())))

    def _solve(self) -> Polygon | Proof:
        return solve_polygon(self.rule, _CORNERS, _SIDES)

    def allows(self, point: Point) -> bool:
        """Whether the shares are zero or more, and leave zero or more for the flat part."""
        return min(point) >= 0 and sum(point) <= 1

    def model(self, point: Point, /) -> RuleModel:
        """The blend with these shares of the drivers."""
        by = [Proportional(driver=driver) for driver in self.drivers]
        return Blend(parts=[(_flat(point), Flat()), *zip(point, by, strict=True)])

    @property
    def parameters(self) -> list[str]:
        """The shares of the drivers."""
        return [say("share of {driver}", driver=name) for name in self.drivers]

    def in_words(self, point: Point, /) -> str:
        """The shares."""
        parts = zip(point, self.drivers, strict=True)
        by = [
            say("{share} by {driver}", share=percent(share), driver=name) for share, name in parts
        ]
        return say("{share} flat, {others}", share=percent(_flat(point)), others=listed(by))

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        return plane_proof(self, proof, Fraction(1))


def _flat(point: Point) -> Fraction:
    return 1 - sum(point, Fraction(0))
