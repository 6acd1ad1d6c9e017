"""A problem: published fees, and one kind of model whose parameters may reproduce them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any, ClassVar, Literal, Self

from costshare.agreement import Allocation, allocate
from costshare.amounts import Unit, exact_decimal, plain
from costshare.apportionment import ROUNDINGS, MethodName, RoundingRule, TieRule
from costshare.fields import NO_OTHER_FIELDS, ReadOnly
from costshare.inference._condition import Condition
from costshare.inference._family import Family, Point, prices
from costshare.inference._interval import Interval
from costshare.inference._least_change import Nearest
from costshare.inference._off_unit import count_units
from costshare.inference._plainest import plain_share
from costshare.inference._polygon import Polygon
from costshare.inference._proof import Proof
from costshare.inference._region import Region
from costshare.inference._rounded import Within
from costshare.inference._rule import Rule
from costshare.inference._simplest import shortest_decimal
from costshare.models import RuleModel
from costshare.words import say

Kind = Literal[
    "flat",
    "proportional",
    "rounded_shares",
    "per_capita",
    "rate",
    "mixed",
    "tariff",
    "keys",
    "rates",
    "blend",
    "prices",
]

How = MethodName | RoundingRule

Solution = Interval | Polygon | Region | Proof

# With so many parameters, sets of wrong fees up to this size are looked at one by one.
MOST_WRONG = {1: 3, 2: 3, 3: 3, 4: 2}

NO_MISPRINTS: Mapping[int, Fraction] = ReadOnly()


def whole_or_not(units: Fraction) -> int | Fraction:
    """A number of units, as a whole number where it is one."""
    return int(units) if units.denominator == 1 else units


def whole_beside(total: int | Fraction, fees: int) -> int | Fraction:
    """The whole number beside a total that the fees sum to; the total where they sum to neither."""
    return fees if floor(total) <= fees <= ceil(total) else total


@dataclass(frozen=True)
class Problem(ABC):
    """Published fees in units, and one kind of model that may have made them.

    Attributes
    ----------
    members : tuple of str
        The members with a fee, in order.
    left_out : tuple of str
        The members without a fee, who take no part.
    units : tuple of int
        The fees, in units.
    unit : Unit
        The unit of the fees.
    drivers : mapping of str to tuple of Fraction
        By name, in the order of the members.
    method : str or None
        How a total was shared; None where each fee was rounded on its own, also where these are
        parts of a total.
    ties : str
        Which member gets a unit to which several have the same claim.
    rounding : str or None
        How each fee was rounded on its own.
    stated_total : int, Fraction or None
        The total that was stated, in units; None where it is what the fees sum to.
    misprints : mapping of int to Fraction
        Amounts that are not a multiple of the unit, by the position of the member. They cannot be
        right, and `units` has them rounded.
    """

    kind: ClassVar[Kind]
    # How many drivers it takes.
    drivers_taken: ClassVar[tuple[int, ...]] = (1,)
    shares_total: ClassVar[bool] = True
    # Whether some of each fee may be the same for all members.
    has_base: ClassVar[bool] = True
    # Whether its one parameter is the flat share.
    has_flat_share: ClassVar[bool] = False
    # Whether no parameter can be chosen.
    settled: ClassVar[bool] = False
    __pydantic_config__ = NO_OTHER_FIELDS

    members: tuple[str, ...]
    left_out: tuple[str, ...]
    units: tuple[int, ...]
    unit: Unit
    drivers: Mapping[str, tuple[Fraction, ...]]
    method: MethodName | None
    ties: TieRule
    rounding: RoundingRule | None
    stated_total: int | Fraction | None = None
    misprints: Mapping[int, Fraction] = NO_MISPRINTS

    @property
    def amounts(self) -> tuple[Fraction, ...]:
        """The fees as they were published."""
        size = self.unit.size
        return tuple(self.misprints.get(at, each * size) for at, each in enumerate(self.units))

    @property
    def total(self) -> int | Fraction:
        """The total that was shared, in units; a method shares one that was rounded first."""
        sums, stated = sum(self.units), self.stated_total
        if stated is None:
            return sums
        return stated if self.method is None else whole_beside(stated, sums)

    @property
    def whole(self) -> int | Fraction:
        """The total without a sign."""
        return max(self.total, -self.total)

    @property
    def excess(self) -> int | Fraction:
        """By how much the fees sum to more than the total, in units."""
        return sum(self.units) - self.total

    @property
    def misses_total(self) -> bool:
        """Whether the fees cannot be right, since a method would share all of the total."""
        return self.method is not None and bool(self.excess)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The fees without a sign: credits are inferred as the charges that they mirror."""
        return tuple(map(abs, self.units))

    @property
    @abstractmethod
    def free(self) -> int:
        """The number of its parameters."""

    @property
    @abstractmethod
    def rule(self) -> Rule:
        """The quotas at every point of the parameters, and how they become fees."""

    def solve(self) -> Solution:
        """Find all parameters that reproduce the fees, or prove that there are none."""
        if self.misprints:
            return Proof((Condition((0,), -1, members=tuple(self.misprints)),), (1,))
        if self.misses_total:
            everyone = tuple(range(len(self.units)))
            sums = Condition((0,), -ceil(max(self.excess, -self.excess)), members=everyone)
            return Proof((sums,), (1,))
        return self._solve()

    @abstractmethod
    def _solve(self) -> Solution:
        """Find all parameters of fees that sum to the total."""

    @abstractmethod
    def allows(self, point: Point) -> bool:
        """Whether the model may have these parameters."""

    @abstractmethod
    def model(self, point: Point, /) -> RuleModel:
        """The model at a point of the parameters."""

    def smallest_proof(self, found: Proof) -> tuple[Proof, bool]:
        """The proof by the fewest fees, and whether it is known that none is by fewer."""
        return found, False

    def conflicts(self) -> list[int] | None:
        """The number of other fees that each fee contradicts; None where that is not counted."""
        return None

    def nearest(self) -> Nearest | None:
        """The model's fees that differ from the published ones in the fewest."""
        return None

    @cached_property
    def closest(self) -> Nearest | None:
        """The same, worked out once: the change, its text and the years all ask for it."""
        return self.nearest()

    def nearest_within(self, most: int) -> Nearest | None:
        """The same where no more than so many fees differ; else None."""
        near = self.closest
        return None if near is None or near.changed > most else near

    def rounder(self, found: Solution) -> Nearest | None:
        """Much rounder parameters that give all fees but one; None where none are looked for."""
        del found
        return None

    def near(self, point: Point, least: int) -> Nearest | None:
        """The model's fees at a point, of which `least` must differ; None where ties stop it."""
        fees = self.rule.parts(point)
        return None if fees is None else Nearest.of(point, fees, self.sizes, least)

    def near_without(self, left_out: Sequence[int]) -> Nearest | None:
        """The model's fees where it gives all but some of the fees; None where it gives no such."""
        if self.shares_total and self.method == "cumulative":
            return None
        some = self.rule.only([at for at in range(len(self.members)) if at not in left_out])
        point = self.point_for(some)
        return None if point is None else self.near(point, 1)

    def fits_without(self, left_out: Sequence[int]) -> bool:
        """Whether the model gives all but some of the fees."""
        some = self.rule.only([at for at in range(len(self.members)) if at not in left_out])
        point = self.point_for(some)
        if point is None:
            return False
        if not self.shares_total:
            return True
        nearest = self.near(point, 1)
        return nearest is not None and nearest.changed <= len(left_out)

    def point_for(self, some: Rule) -> Point | None:
        """Simple parameters that fulfil the conditions of some fees; None where there are none."""
        del some
        return None

    def plain_value(self, found: Interval) -> Fraction:
        """The plainest parameter of those that reproduce the fees, where there is one parameter."""
        return plain_share(found) if self.shares_total else shortest_decimal(found) or found.low

    def simple_point(self) -> Point | None:
        """The parameters with few decimals, where the solution is a region."""
        return None

    @property
    def price_list(self) -> Family:
        """The quotas of a price list with a rate for each driver, and with a base if it has one."""
        base = [[Fraction(1)] * len(self.members)] * self.has_base
        return prices(self.unit.size, [*base, *self.drivers.values()])

    @property
    def relaxed(self) -> Within:
        """Conditions that the fees fulfil if the model gave them, however they were rounded."""
        return Within(self.price_list, self.sizes, "half_up")

    def fits(self) -> bool:
        """Whether some parameters reproduce the fees."""
        return not self.misprints and not self.misses_total and self._fits()

    def _fits(self) -> bool:
        """Whether some parameters reproduce fees that sum to the total."""
        return not isinstance(self._solve(), Proof)

    @property
    def how(self) -> How:
        """How the fees were rounded: the method, or the rounding of each."""
        return self.method or self.rounding or "half_up"

    def rounded_by(self, how: How) -> Self:
        """The same problem with its fees rounded in another way."""
        if how in ROUNDINGS:
            return replace(self, method=None, rounding=how)  # type: ignore[arg-type]
        return replace(self, method=how, rounding=None)  # type: ignore[arg-type]

    def with_total(self, total: int | Fraction) -> Self:
        """The same problem with another total, in units."""
        return replace(self, stated_total=total)

    def in_unit(self, unit: Unit) -> Self:
        """The same problem with its fees in another unit."""
        by, of = (self.unit.size / unit.size).as_integer_ratio()
        off = NO_MISPRINTS
        if self.misprints or any(each * by % of for each in self.units):
            units, off = count_units(dict(zip(self.members, self.amounts, strict=True)), unit)
        else:
            units = tuple(each * by // of for each in self.units)
        stated = self.stated_total
        total = None if stated is None else whole_or_not(stated * self.unit.size / unit.size)
        return replace(self, unit=unit, units=units, stated_total=total, misprints=off)

    @property
    def _facts(self) -> dict[str, dict[str, Fraction]]:
        """The drivers of each member."""
        return {
            member: {name: column[at] for name, column in self.drivers.items()}
            for at, member in enumerate(self.members)
        }

    def allocate(self, model: RuleModel) -> Allocation:
        """Run a model on the members, with the total and the rounding of the problem."""
        return allocate(
            self.total * self.unit.size if self.shares_total else None,
            model,
            self._facts,
            unit=self.unit.size,
            method=self.method or ("each" if self.shares_total else None),
            ties=None if self.method is None else self.ties,
            rounding=self.rounding,
        )

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain data; exact numbers are strings."""
        return {
            "kind": self.kind,
            "unit": plain(self.unit.size),
            "method": self.method,
            "ties": self.ties,
            "rounding": self.rounding,
            "total": self._total_text,
            "fees": {name: f"{fee:f}" for name, fee in self.published.items()},
            "left_out": list(self.left_out),
            "drivers": {
                name: dict(zip(self.members, map(plain, column), strict=True))
                for name, column in self.drivers.items()
            },
        }

    @property
    def _total_text(self) -> str | None:
        """The stated total, with the decimals of the unit where it is a whole number of them."""
        total = self.stated_total
        if total is None:
            return None
        if isinstance(total, int):
            return f"{self.unit.decimal(total):f}"
        return plain(self.amount(total))

    def amount(self, units: int | Fraction) -> Fraction:
        """What some units come to."""
        return units * self.unit.size

    @property
    def published(self) -> Mapping[str, Decimal]:
        """The fees by member, with the decimals of the unit."""
        decimal, off = self.unit.decimal, self.misprints
        return ReadOnly(
            {
                name: exact_decimal(off[at], name) if at in off else decimal(self.units[at])
                for at, name in enumerate(self.members)
            }
        )

    @property
    def driver(self) -> str:
        """The name of its driver, or of the first one; empty where it has none."""
        return next(iter(self.drivers), "")

    @property
    def driver_text(self) -> str:
        """What people read for it: a driver that came without a name is called that."""
        return say("driver") if self.driver == "driver" else self.driver

    @property
    @abstractmethod
    def headline(self) -> str:
        """The kind of model, and its drivers."""

    def not_exact(self, fees: str, /) -> str:
        """That no parameters reproduce the fees, of which `fees` says how many they are."""
        return say("It does not reproduce {fees}.", fees=fees)

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters."""
        return [say("flat share")]

    @abstractmethod
    def in_words(self, point: Point, /) -> str:
        """The parameters of a model in words."""

    @abstractmethod
    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
