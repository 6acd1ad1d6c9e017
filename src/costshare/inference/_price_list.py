"""The problem of a price list: a base and a rate, and each fee is rounded on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import cast

from costshare.apportionment import scale_to_whole
from costshare.inference._condition import Condition
from costshare.inference._family import Point, tariff
from costshare.inference._least_change import Nearest
from costshare.inference._nearest_tariff import most_fees
from costshare.inference._polygon import Polygon, solve_polygon
from costshare.inference._problem import Problem
from costshare.inference._proof import Proof, prove
from costshare.inference._proof_text import plane_proof
from costshare.inference._rounded import Rounded
from costshare.inference._simplest import simplest_point
from costshare.models import RuleModel, Tariff
from costshare.results import number
from costshare.words import say

_ZERO = Fraction(0)
# The base and the rate are zero or more.
_BASE, _RATE = Condition((-1, 0), 0), Condition((0, -1), 0)


@dataclass(frozen=True)
class TariffProblem(Problem):
    """A base and a rate of zero or more."""

    kind = "tariff"
    free = 2
    shares_total = False

    @property
    def headline(self) -> str:
        """Tariff, and the driver."""
        return say("Tariff: a base, and a rate for each unit of {driver}", driver=self.driver_text)

    def not_exact(self, fees: str, /) -> str:
        """That no prices reproduce the fees."""
        return say("No base and rate of zero or more reproduce {fees}.", fees=fees)

    @property
    def _driver(self) -> tuple[Fraction, ...]:
        return next(iter(self.drivers.values()))

    @cached_property
    def rule(self) -> Rounded:
        """Quotas that are linear in base and rate, and the rounding of each."""
        family = tariff(self.unit.size, self._driver)
        return Rounded(family, self.sizes, self.rounding or "half_up")

    def _solve(self) -> Polygon | Proof:
        return _solve(self.rule, self._driver)

    def allows(self, point: Point) -> bool:
        """Whether both are zero or more."""
        return min(point) >= 0

    def model(self, point: Point, /) -> RuleModel:
        """The price list with this base and rate."""
        base, rate = point
        return Tariff(base=base, rates={self.driver: rate})

    def smallest_proof(self, found: Proof) -> tuple[Proof, bool]:
        """The proof by the fewest fees; none is by fewer."""
        return _two_fees(self.rule, self._driver) or found, True

    def nearest(self) -> Nearest:
        """The price list that most fees fit."""
        fitting, proven = most_fees(self.rule, (_BASE, _RATE))
        point = self._fitting(fitting)
        fees = tuple(self.rule.parts(point))
        changed = sum(a != b for a, b in zip(fees, self.rule.fees, strict=True))
        return Nearest(point, fees, changed, changed if proven else 1)

    def _fitting(self, places: tuple[int, ...]) -> Point:
        """The simplest base and rate that reproduce some of the fees."""
        driver = [self._driver[at] for at in places]
        if not any(driver):
            return self.rule.fees[places[0]] * self.unit.size, _ZERO
        some = self.rule.only(places)
        # These fees were chosen for having a common point.
        region = cast("Polygon", _solve(some, driver))
        return simplest_point(region, some.reproduces) or region.middle

    @property
    def parameters(self) -> list[str]:
        """Base and rate."""
        return [say("base"), say("rate")]

    def in_words(self, point: Point, /) -> str:
        """The prices."""
        base, rate = (number(value, 5) for value in point)
        return say(
            "{base} + {rate} per unit of {driver}", base=base, rate=rate, driver=self.driver_text
        )

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        return plane_proof(self, proof, self.unit.size)


def _solve(rule: Rounded, driver: Sequence[Fraction]) -> Polygon | Proof:
    """Find all prices inside the triangle that the fee of the greatest driver leaves."""
    top = max(range(len(driver)), key=driver.__getitem__)
    side = rule.of_fee(top)[1]
    corners = (_ZERO, _ZERO), (side.end, _ZERO), (_ZERO, side.end / driver[top])
    return solve_polygon(rule, corners, (_BASE, _RATE, side))


def _two_fees(rule: Rounded, driver: Sequence[Fraction]) -> Proof | None:
    """Find the two fees that exclude each other by the widest gap, where there are such.

    One fee alone is always possible. Two exclude each other where the greater driver has the
    smaller fee, or the fee grows faster than the driver, since neither base nor rate is below
    zero. Where no two do, it takes three (Helly).
    """
    sizes = scale_to_whole(driver)
    # Twice the reach is whole.
    reaches = [(int(2 * low), int(2 * high)) for low, high in rule.reaches]
    best: tuple[Fraction, Proof] | None = None
    for one, other in permutations(range(len(sizes)), 2):
        low, high = reaches[one][0], reaches[other][1]
        if sizes[one] <= sizes[other]:
            if low < high:
                continue
            gap, own = Fraction(low - high), _RATE
        else:
            over = low * sizes[other] - high * sizes[one]
            if over < 0:
                continue
            gap, own = Fraction(over, sizes[one]), _BASE
        if best is None or gap > best[0]:
            at_least, at_most = rule.of_fee(one)[0], rule.of_fee(other)[1]
            proof = prove((at_least, at_most)) or prove((own, at_least, at_most))
            if proof is not None:
                best = gap, proof
    return None if best is None else best[1]
