"""Problems of price lists: a base, rates for some drivers, and each fee is rounded by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import ClassVar

from costshare.apportionment import scale_to_whole
from costshare.inference._condition import Condition
from costshare.inference._family import Point
from costshare.inference._interval import Interval, solve_interval
from costshare.inference._least_change import Nearest
from costshare.inference._misprints import fewest_outside, wrong_or_bound
from costshare.inference._nearest_point import least_squares
from costshare.inference._nearest_tariff import most_fees
from costshare.inference._plainest import plain_prices
from costshare.inference._polygon import Polygon, solve_polygon
from costshare.inference._problem import MOST_WRONG, Kind, Problem, Solution
from costshare.inference._proof import Proof, prove
from costshare.inference._proof_text import plane_proof
from costshare.inference._region import Region, feasible, simple_point, solve_region
from costshare.inference._rounded import Rounded
from costshare.inference._rule import Rule
from costshare.inference._simplest import digits, shortest_decimal
from costshare.inference._words import listed
from costshare.models import RuleModel, Tariff
from costshare.results import number
from costshare.words import say

_ZERO = Fraction(0)

# A rounder rate has so many digits fewer, and all of so many fees but one.
_FEWER_DIGITS, _LEAST_ROUNDER = 3, 4

# The base and the rate are zero or more.
_BASE, _RATE = Condition((-1, 0), 0), Condition((0, -1), 0)


@dataclass(frozen=True)
class PricesProblem(Problem):
    """A base and several rates of zero or more."""

    kind: ClassVar[Kind] = "prices"
    drivers_taken: ClassVar[tuple[int, ...]] = (2, 3)
    shares_total = False

    @property
    def free(self) -> int:
        """A rate for each driver, and the base."""
        return len(self.drivers) + self.has_base

    @property
    def headline(self) -> str:
        """A price list, and the drivers."""
        names = listed([*self.drivers])
        if self.has_base:
            return say("Price list: a base, and a rate for each unit of {drivers}", drivers=names)
        return say("Price list: a rate for each unit of {drivers}", drivers=names)

    def not_exact(self, fees: str, /) -> str:
        """That no prices reproduce the fees."""
        return say("No prices of zero or more reproduce {fees}.", fees=fees)

    @cached_property
    def rule(self) -> Rounded:
        """Quotas that are linear in the prices, and the rounding of each."""
        return Rounded(self.price_list, self.sizes, self.rounding or "half_up")

    def _solve(self) -> Interval | Polygon | Region | Proof:
        return solve_region(self.rule, (), self.rule.ceiling)

    def _fits(self) -> bool:
        """Whether some prices reproduce the fees."""
        return not isinstance(feasible(self.rule, ()), Proof)

    def allows(self, point: Point) -> bool:
        """Whether all are zero or more, and one is more."""
        return min(point) >= 0 and any(point)

    def model(self, point: Point, /) -> RuleModel:
        """The price list with this base and these rates."""
        base, *rates = point if self.has_base else (_ZERO, *point)
        return Tariff(base=base, rates=dict(zip(self.drivers, rates, strict=True)))

    def simple_point(self) -> Point | None:
        """The prices with few decimals, the first ones first."""
        return simple_point(self.rule, (), self.rule.ceiling)

    def nearest(self) -> Nearest:
        """The prices that most fees fit, as far as that is worked out."""
        sets, least = wrong_or_bound(self.rule, (), MOST_WRONG[self.free])
        if not sets:
            point = least_squares(self.rule.family, self.rule.fees, None)
            return self._at(point if any(point) else self._rates_of_largest(), least)
        fits = [self._without(left_out) for left_out in sets]
        return min(
            (self._at(point, least) for point in fits), key=lambda each: each.off(self.sizes)
        )

    def _at(self, point: Point, least: int) -> Nearest:
        """The fees at some prices, of which `least` must differ."""
        return Nearest.of(point, self.rule.parts(point), self.sizes, least)

    def point_for(self, some: Rule) -> Point | None:
        """Simple prices that fulfil the conditions of some fees; None where there are none."""
        corner = feasible(some, ())
        return None if isinstance(corner, Proof) else corner[0]

    def _without(self, left_out: Sequence[int]) -> Point:
        """Simple prices that reproduce all fees but some."""
        some = self.rule.only([at for at in range(len(self.members)) if at not in left_out])
        own = some.ceiling
        found = simple_point(some, (), own) if all(own.coefficients) else None
        if found is not None:
            return found
        return self._rates_of_largest()

    def _rates_of_largest(self) -> Point:
        """Prices of which the first alone counts: the largest fee over its quota."""
        top = max(range(len(self.members)), key=lambda at: self.rule.family.slopes[at][0])
        slope = Fraction(self.rule.family.slopes[top][0], self.rule.family.denominator)
        return (self.rule.fees[top] / slope, *[_ZERO] * (self.free - 1))

    @property
    def parameters(self) -> list[str]:
        """The base, and the rate of each driver."""
        rates = [say("rate of {driver}", driver=name) for name in self.drivers]
        return [*([say("base")] * self.has_base), *rates]

    def in_words(self, point: Point, /) -> str:
        """The prices."""
        rates = point[self.has_base :]
        parts = [
            say("{rate} per unit of {driver}", rate=number(rate, 5), driver=name)
            for rate, name in zip(rates, self.drivers, strict=True)
        ]
        return listed([*(number(base, 5) for base in point[: self.has_base]), *parts])

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        return plane_proof(self, proof, self.unit.size)


@dataclass(frozen=True)
class RatesProblem(PricesProblem):
    """Several rates of zero or more, and no base."""

    kind: ClassVar[Kind] = "rates"
    has_base = False


@dataclass(frozen=True)
class RateProblem(RatesProblem):
    """One rate of zero or more, and no base."""

    kind: ClassVar[Kind] = "rate"
    drivers_taken = (1,)

    @property
    def headline(self) -> str:
        """A rate, and the driver."""
        return say("Rate: a rate for each unit of {driver}, and no base", driver=self.driver_text)

    def not_exact(self, fees: str, /) -> str:
        """That no rate reproduces the fees."""
        return say("No rate reproduces {fees}.", fees=fees)

    def _solve(self) -> Interval | Proof:
        return solve_interval(self.rule, _ZERO, self._highest(self.rule))

    @staticmethod
    def _highest(rule: Rounded) -> Fraction:
        """The highest rate at which the fee of the greatest driver fits."""
        slopes = rule.family.slopes
        return rule.of_fee(max(range(len(slopes)), key=slopes.__getitem__))[1].end

    def nearest(self) -> Nearest:
        """The rate that most fees fit; no other fits more, but for one at which nobody pays."""
        outside, rate = next(fewest_outside(self.rule))
        some = self.rule.only([at for at in range(len(self.members)) if at not in outside])
        around = solve_interval(some, _ZERO, self._highest(some))
        simple = shortest_decimal(around) if isinstance(around, Interval) else None
        point = simple or rate
        # A rate of nothing fits all who pay nothing.
        least = min(len(outside), sum(map(bool, self.rule.fees)))
        return self._at((point or self._rates_of_largest()[0],), least)

    def rounder(self, found: Solution) -> Nearest | None:
        """A rate with three digits fewer that gives all fees but one; a rounder one comes first.

        The fee that is left out is one that sets an end of the interval, since no other moves it.
        """
        exact = shortest_decimal(found) if isinstance(found, Interval) else None
        places = [at for at, slopes in enumerate(self.rule.family.slopes) if slopes[0]]
        if exact is None or len(places) < _LEAST_ROUNDER:
            return None
        ends = {at: self.rule.of_fee(at) for at in places}
        outer = (
            max(places, key=lambda at: ends[at][0].end),
            min(places, key=lambda at: ends[at][1].end),
        )
        others = [self.rule.only([at for at in places if at != out]) for out in outer]
        around = [solve_interval(each, _ZERO, self._highest(each)) for each in others]
        values = [shortest_decimal(each) for each in around if isinstance(each, Interval)]
        best = min((each for each in values if each), key=digits, default=exact)
        if digits(best) + _FEWER_DIGITS > digits(exact):
            return None
        return self._at((best,), 0)

    @property
    def parameters(self) -> list[str]:
        """The rate."""
        return [say("rate")]

    def in_words(self, point: Point, /) -> str:
        """The rate."""
        return say("{rate} per unit of {driver}", rate=number(point[0], 8), driver=self.driver_text)


@dataclass(frozen=True)
class TariffProblem(RateProblem):
    """A base and a rate of zero or more."""

    kind: ClassVar[Kind] = "tariff"
    has_base = True

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

    def _solve(self) -> Polygon | Proof:  # type: ignore[override]
        return _solve(self.rule, self._driver)

    def smallest_proof(self, found: Proof) -> tuple[Proof, bool]:
        """The proof by the fewest fees; none is by fewer."""
        return _two_fees(self.rule, self._driver) or found, True

    def nearest(self) -> Nearest:
        """The price list that most fees fit."""
        sets, least = wrong_or_bound(self.rule, (), MOST_WRONG[self.free])
        everyone = range(len(self.members))
        fits = [tuple(at for at in everyone if at not in left_out) for left_out in sets]
        if not fits:
            fitting, proven = most_fees(self.rule, (_BASE, _RATE))
            fits, least = [fitting], len(self.members) - len(fitting) if proven else least
        return min(
            (self._at(self._fitting(some), least) for some in fits),
            key=lambda each: each.off(self.sizes),
        )

    def _fitting(self, places: tuple[int, ...]) -> Point:
        """The simplest base and rate that reproduce some of the fees."""
        driver = [self._driver[at] for at in places]
        if not any(driver):
            return self.rule.fees[places[0]] * self.unit.size, _ZERO
        some = self.rule.only(places)
        region = _solve(some, driver)
        if isinstance(region, Proof):
            msg = "fees that fit together exclude each other"
            raise AssertionError(msg)  # noqa: TRY004
        return plain_prices(region, some.reproduces) or region.middle

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
    best: tuple[Fraction, Proof] | None = None
    for one, other in permutations(range(len(sizes)), 2):
        low, high = rule.reaches[one][0], rule.reaches[other][1]
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
