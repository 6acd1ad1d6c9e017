"""Problems whose parameter is the flat share: mixed, and the models in which it is fixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from costshare.inference._cumulative import Cumulative
from costshare.inference._divisor import LINEAR, Divisor
from costshare.inference._family import Family, Point, mixed
from costshare.inference._interval import Interval, closed_ends, solve_interval
from costshare.inference._largest_remainder import LargestRemainder
from costshare.inference._least_change import Nearest, nearest_share
from costshare.inference._plainest import plain_share
from costshare.inference._problem import Kind, Problem
from costshare.inference._proof import Proof
from costshare.inference._proof_text import share_proof
from costshare.inference._rounded import Rounded
from costshare.inference._rule import Rule, Shared
from costshare.inference._smallest import conflicts, smallest_contradiction
from costshare.inference._square_roots import SquareRoots
from costshare.inference._words import share_text
from costshare.models import Flat, Mixed, PerCapita, Proportional, RuleModel
from costshare.results import percent
from costshare.words import say

# The methods that inference knows, and the conditions of each.
SHARED: Mapping[str, type[Shared]] = {
    "largest_remainder": LargestRemainder,
    **dict.fromkeys(LINEAR, Divisor),
    "cumulative": Cumulative,
}


def shared_rule(problem: Problem, family: Family) -> Shared | Rounded:
    """The rule by which a problem's method shares these quotas, or each of them was rounded."""
    method = problem.method
    if method is None:
        return Rounded(family, problem.sizes, problem.rounding or "half_up")
    return SHARED.get(method, SquareRoots)(
        family, problem.sizes, method, problem.ties, problem.whole
    )


@dataclass(frozen=True)
class MixedProblem(Problem):
    """A flat share from 0 to 1, and the rest by a driver."""

    kind: ClassVar[Kind] = "mixed"
    free = 1
    has_flat_share = True
    shares = (Fraction(0), Fraction(1))
    fixed: ClassVar[str | None] = None

    @property
    def headline(self) -> str:
        """Mixed, and the driver."""
        return say("Mixed: a flat part, the rest by {driver}", driver=self.driver_text)

    def not_exact(self, fees: str, /) -> str:
        """That no flat share reproduces the fees."""
        low, high = map(percent, self.shares)
        return say(
            "No flat share from {low} to {high} reproduces {fees}.", low=low, high=high, fees=fees
        )

    @cached_property
    def rule(self) -> Shared | Rounded:
        """Quotas that are affine in the flat share, and the method."""
        columns = [*self.drivers.values(), [Fraction(1)] * len(self.members)]
        return shared_rule(self, mixed(self.whole, columns[0]))

    def _solve(self) -> Interval | Proof:
        return solve_interval(self.rule, *self.shares)

    def allows(self, point: Point) -> bool:
        """Whether the flat share is one that the model may have."""
        low, high = self.shares
        return low <= point[0] <= high

    def model(self, point: Point, /) -> RuleModel:
        """The mixed model with a flat share."""
        return Mixed(flat_share=point[0], driver=self.driver)

    def smallest_proof(self, found: Proof) -> tuple[Proof, bool]:
        """The proof by the fewest fees; none is by fewer."""
        if isinstance(self.rule, Rounded):
            return found, len(found.members) == 1
        if isinstance(self.rule, SquareRoots):
            return found, False
        return smallest_contradiction(self.rule, *self.shares) or found, True

    def conflicts(self) -> list[int] | None:
        """The number of other fees that each fee contradicts; None where no pairs are compared."""
        if isinstance(self.rule, Rounded) or self.method in {"cumulative", "huntington_hill"}:
            return None
        return conflicts(self.rule, *self.shares)

    def nearest(self) -> Nearest | None:
        """The model's fees that differ from the published ones in the fewest."""
        return nearest_share(self.rule, *self.shares)

    def nearest_within(self, most: int) -> Nearest | None:
        """The same where no more than so many fees differ; else None."""
        return nearest_share(self.rule, *self.shares, most)

    def point_for(self, some: Rule) -> Point | None:
        """A flat share with few decimals that fulfils the conditions of some fees."""
        ends = closed_ends(some, *self.shares, [])
        return None if ends is None else (plain_share(Interval(*ends, (ends[0] == ends[1],) * 2)),)

    def in_words(self, point: Point, /) -> str:
        """The flat share."""
        return say("the flat share {share}", share=share_text(point[0]))

    def explain(self, proof: Proof) -> str:
        """Why the conditions of a proof exclude each other, in words."""
        return share_proof(self, proof, self.fixed)


@dataclass(frozen=True)
class FlatProblem(MixedProblem):
    """The same fee for each member."""

    kind: ClassVar[Kind] = "flat"
    drivers_taken: ClassVar[tuple[int, ...]] = (0,)
    settled = True
    free = 0
    shares = (Fraction(1), Fraction(1))
    fixed = say("Here all of the total is flat.")
    not_exact = Problem.not_exact

    @property
    def headline(self) -> str:
        """Flat."""
        return say("Flat: the same fee for each member")

    def model(self, _: Point, /) -> RuleModel:
        """The model, which has no parameter."""
        return Flat()

    def in_words(self, _: Point, /) -> str:
        """The model, which has no parameter."""
        return say("this model")


@dataclass(frozen=True)
class ProportionalProblem(FlatProblem):
    """In proportion to a driver."""

    kind: ClassVar[Kind] = "proportional"
    drivers_taken = (1,)
    has_base = False
    shares = (Fraction(0), Fraction(0))
    fixed = say("Here no part of the total is flat.")

    @property
    def headline(self) -> str:
        """Proportional, and the driver."""
        return say("Proportional to {driver}", driver=self.driver_text)

    def model(self, _: Point, /) -> RuleModel:
        """The model, which has no parameter."""
        return Proportional(driver=self.driver)


@dataclass(frozen=True)
class PerCapitaProblem(ProportionalProblem):
    """In proportion to a driver that counts people."""

    kind = "per_capita"

    @property
    def headline(self) -> str:
        """Per capita, and the driver."""
        return say("Per capita, by {driver}", driver=self.driver_text)

    def model(self, _: Point, /) -> RuleModel:
        """The model, which has no parameter."""
        return PerCapita(driver=self.driver)


def knows_roots(problem: type[Problem]) -> bool:
    """Whether a kind of problem has no parameter, so that square roots can be compared."""
    return issubclass(problem, FlatProblem)
