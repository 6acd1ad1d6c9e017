"""Rounded shares of a rule with parameters, read from the fees.

Where a step of a share is worth a unit or more, each fee shows the share that it is: the nearest
one. These shares are then a table of fees like any other, of 100 % in steps of their last decimal:
the rule of it is inferred as of fees, and the fees follow from the shares.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

from costshare.amounts import Unit
from costshare.apportionment import RoundingRule
from costshare.fields import ReadOnly
from costshare.inference._condition import Condition
from costshare.inference._family import Point, fixed
from costshare.inference._interval import solve_interval
from costshare.inference._least_change import Nearest
from costshare.inference._problem import MOST_WRONG, Kind, Problem, Solution
from costshare.inference._proof import Proof
from costshare.inference._proof_text import share_proof
from costshare.inference._rounded import Rounded
from costshare.inference._rounded_shares import (
    MOST_PLACES,
    ShareMethod,
    likely_total,
    settings_in_words,
    steps_of,
)
from costshare.inference._rule import Rule, Shared
from costshare.inference._several_drivers import BlendProblem, KeysProblem
from costshare.inference._share_problems import MixedProblem, ProportionalProblem, shared_rule
from costshare.models import RoundedShares
from costshare.words import join, say

# The rules whose shares are read from fees.
RULES: Mapping[Kind, type[Problem]] = ReadOnly(
    {rule.kind: rule for rule in (MixedProblem, KeysProblem, BlendProblem)}
)

# Shares in proportion are rounded as those of a driver alone, and read where some are bounded.
BY: Mapping[Kind, type[Problem]] = ReadOnly({**RULES, "proportional": ProportionalProblem})

# By so many units a step of a share, few fees agree with a share by chance.
_TELLING = 4

# Shares that fees are show in each rule and way to round.
_KEPT = 16


@dataclass(frozen=True)
class RoundedFirst(Rule):
    """The conditions of shares on the parameters, and the fees that the shares give."""

    shares: Rule
    problem: "SharesReadProblem"

    def parts(self, point: Point) -> list[int] | None:
        """Round the shares, then the fees."""
        shares = self.shares.parts(point)
        return None if shares is None else self.problem.fees_of(shares)

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The condition of shares that their quotas violate by most."""
        return self.shares.violated_by(quotas, below)

    def met(self, point: Point) -> Iterator[Condition]:
        """The conditions of shares at whose end a point lies."""
        return self.shares.met(point)

    def only(self, places: Sequence[int]) -> Self:
        """The conditions that come from the shares of some members."""
        return replace(super().only(places), shares=self.shares.only(places))


@dataclass(frozen=True)
class SharesReadProblem(Problem):
    """A rule with parameters, whose shares in per cent are rounded first."""

    kind: ClassVar[Kind] = "rounded_shares"
    drivers_taken = (1, 2, 3)
    places: int = 2
    share_method: ShareMethod = "largest_remainder"
    by: Kind = "keys"

    @property
    def free(self) -> int:
        """The parameters of the rule, and the number of decimals."""
        return self.shares.free + 1

    @property
    def headline(self) -> str:
        """The rule, and how its shares were rounded."""
        return join("; ", [self.shares.headline, self._settings])

    def in_words(self, point: Point, /) -> str:
        """The parameters of the rule, and how its shares were rounded."""
        return join(", ", [self.shares.in_words(point), self._settings])

    @property
    def _settings(self) -> str:
        return settings_in_words(self.places, self.share_method)

    @property
    def parameters(self) -> list[str]:
        """Those of the rule."""
        return self.shares.parameters

    def model(self, point: Point, /) -> RoundedShares:
        """The rule, with its shares rounded first."""
        rule = self.shares.model(point)
        return RoundedShares(model=rule, places=self.places, method=self.share_method)

    @cached_property
    def shares(self) -> Problem:
        """The rule of the shares in per cent; those that are no part of the total are misprints."""
        read, off = shares_of(self.sizes, self.whole, self.places)
        each = self.share_method == "each"
        return BY[self.by](
            members=self.members,
            left_out=self.left_out,
            units=read,
            unit=Unit(Fraction(1, 10**self.places)),
            drivers=self.drivers,
            method=None if each else "largest_remainder",
            ties="listed",
            rounding="half_up" if each else None,
            stated_total=steps_of(self.places),
            misprints=ReadOnly({at: 100 * Fraction(self.sizes[at]) / self.whole for at in off}),
        )

    @property
    def shares_all(self) -> bool:
        """Whether the shares sum to the whole, so that a method can share the total by them."""
        return self.share_method != "each" or not self.shares.excess

    def fees_of(self, shares: Sequence[int]) -> list[int] | None:
        """The fees by some shares, counted in steps; None where a method cannot share them."""
        return self._fees_rule(shares).parts((Fraction(0),))

    def _fees_rule(self, shares: Sequence[int]) -> Shared | Rounded:
        by = Fraction(self.whole, steps_of(self.places))
        return shared_rule(self, fixed([share * by for share in shares]))

    @cached_property
    def rule(self) -> RoundedFirst:
        """The conditions of the shares, and how they become fees."""
        shares = self.shares.rule
        return RoundedFirst(shares.family, self.sizes, shares, self)

    @cached_property
    def _off(self) -> Proof | None:
        """The proof that the shares which were read do not give the fees; None where they do."""
        zero = Fraction(0)
        found = solve_interval(self._fees_rule(self.shares.units), zero, zero)
        return found if isinstance(found, Proof) else None

    def _solve(self) -> Solution:
        """Find all parameters that give the shares, where these give the fees."""
        return self._off or self.shares.solve()

    def _fits(self) -> bool:
        """Whether some parameters reproduce the shares, and these the fees."""
        return self._off is None and self.shares.fits()

    def allows(self, point: Point) -> bool:
        """Whether the rule may have these parameters."""
        return self.shares.allows(point)

    def simple_point(self) -> Point | None:
        """The parameters of the rule with few decimals."""
        return self.shares.simple_point()

    def point_for(self, some: Rule) -> Point | None:
        """Simple parameters that fulfil the conditions of some shares."""
        return self.shares.point_for(some.shares) if isinstance(some, RoundedFirst) else None

    def nearest(self) -> Nearest | None:
        """The parameters that most shares fit; a share that differs makes a fee that does."""
        near = self.shares.nearest()
        if near is None:
            return None
        wrong = near.at_least if near.changed else 0
        return self.near(near.point, max(wrong, len(self.shares.misprints)))

    def smallest_proof(self, found: Proof) -> tuple[Proof, bool]:
        """The proof, which is by the fewest fees where it is by one."""
        return found, len(found.members) == 1

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        if self._off is not None:
            return share_proof(self, proof, None)
        return say("Of shares in per cent: {proof}", proof=self.shares.explain(proof))

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain data, with the rule and the decimals of its shares."""
        settings = {"places": self.places, "share_method": self.share_method, "by": self.by}
        return super().to_dict() | settings


def shares_of(
    sizes: Sequence[int], total: int | Fraction, places: int, most: int | None = None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The share nearest to each fee, in steps, and the places of fees that lie too far from it.

    Rounding moves a fee by a unit, and a divisor method by a part of the units that it gives out.
    It stops where more than `most` fees lie too far.
    """
    whole, below = total.as_integer_ratio()
    steps, members = steps_of(places), len(sizes)
    shares: list[int] = []
    off: list[int] = []
    for at, fee in enumerate(sizes):
        quota = fee * below * steps
        share = (2 * quota + whole) // (2 * whole)
        shares.append(share)
        reach = steps * below * (whole + members * fee * below)
        if abs(share * whole - quota) * whole > reach:
            off.append(at)
            if len(off) - 1 == most:
                break
    return tuple(shares), tuple(off)


def tables_read(problem: Problem, *, all_right: bool) -> Iterator[tuple[int, int | Fraction]]:
    """The numbers of decimals, and totals, with which the fees of a problem are rounded shares.

    All of them, or all but a few; then only where few fees would agree with shares by chance.
    """
    few = 0 if all_right else min(MOST_WRONG[1], (len(problem.members) - 1) // 2)
    for places in range(MOST_PLACES + 1):
        total, least = problem.whole, steps_of(places) * (1 if all_right else _TELLING)
        if total >= least and len(shares_of(problem.sizes, total, places, few)[1]) <= few:
            yield places, total


def totals_read(problem: Problem, rounding: RoundingRule) -> Iterator[tuple[int, int]]:
    """The numbers of decimals, and totals that the fees miss, since each was rounded on its own."""
    for places, shares in _tables(problem.sizes):
        parts = [Fraction(share, steps_of(places)) for share in shares]
        total = likely_total(parts, problem.sizes, rounding, problem.unit.size, range(len(shares)))
        if total is not None:
            yield places, total


@lru_cache(maxsize=_KEPT)
def _tables(sizes: tuple[int, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Shares that all fees are, with any total that they may miss by rounding.

    Shares miss the whole by less than half a step each.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    whole, most = sum(sizes), len(sizes) // 2
    for places in range(MOST_PLACES + 1):
        steps = steps_of(places)
        for summed in range(max(steps - most, 1), min(steps + most, whole // _TELLING) + 1):
            shares, off = shares_of(sizes, Fraction(whole * steps, summed), places, 0)
            if not off and sum(shares) == summed:
                found.append((places, shares))
    return tuple(found)
