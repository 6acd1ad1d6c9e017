"""The result: which parameters of a model reproduce the fees, or why none do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from costshare.agreement import Allocation
from costshare.amounts import Amount, plain
from costshare.errors import ConservationError, CostshareError
from costshare.fields import ReadOnly, read_fraction
from costshare.inference._evidence import Contradiction, LeastChange, change_least, contradict
from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._parameters_text import interval_text, polygon_text, region_text
from costshare.inference._plainest import plain_prices, plain_shares
from costshare.inference._polygon import Polygon
from costshare.inference._problem import Kind, Solution
from costshare.inference._proof import Proof
from costshare.inference._read import ProblemField
from costshare.inference._region import Region
from costshare.inference._simplest import shortest_decimal, simplest_fraction
from costshare.inference._words import (
    CAUTION,
    all_fees,
    changes_found,
    fees_text,
    most_conflicts,
    problem_text,
    sum_text,
)
from costshare.models import RuleModel, write_model
from costshare.results import (
    Block,
    Column,
    Result,
    amount_column,
    text_column,
    to_pandas,
)
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Inference(Result):
    """Which parameters of one kind of model reproduce published fees; `infer_mixed` makes it.

    It states what the figures prove and no more: that a model reproduces the fees does not show
    that it was used.

    Attributes
    ----------
    problem : Problem
        The fees, the drivers and the kind of model.
    solution : Interval, Polygon, Region or Proof
        All parameters that reproduce the fees, or a proof that there are none.
    within_bounds : bool
        Whether it is of a row of a ranking in which some members pay bounds: `others` of that row
        has the rule of all others.

    Examples
    --------
    >>> import costshare as cs
    >>> inference = cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3})
    >>> inference.exact, inference.flat_share
    (True, (Fraction(17, 50), Fraction(19, 50)))
    >>> inference.model()
    Mixed(kind='mixed', flat_share=Fraction(9, 25), flat_amount=None, driver='driver')
    """

    format = "costshare.inference/1"
    _DERIVED = ("exact", "model", "contradiction", "conflicts", "least_change")

    problem: ProblemField
    solution: Solution
    within_bounds: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of model that was tried, such as ``mixed``."""
        return self.problem.kind

    @property
    def unit(self) -> Decimal:
        """The unit of the fees."""
        return self.problem.unit

    @property
    def fees(self) -> Mapping[str, Decimal]:
        """The fees to explain, by member."""
        return self.problem.published

    @property
    def left_out(self) -> tuple[str, ...]:
        """The members without a fee, who take no part."""
        return self.problem.left_out

    @property
    def exact(self) -> bool:
        """Whether some parameters reproduce every fee."""
        return not isinstance(self.solution, Proof)

    @property
    def flat_share(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and highest flat share; `closed` states whether they reproduce the fees.

        None where no share reproduces the fees, and for models that have none.
        """
        found = self.solution
        if not isinstance(found, Interval) or not self.problem.has_flat_share:
            return None
        return found.low, found.high

    @property
    def ranges(self) -> Mapping[str, tuple[Fraction, Fraction]] | None:
        """The lowest and highest value of each parameter, by its name; None where none fit.

        Every value between them reproduces the fees with some values of the others. The ends
        themselves need not.
        """
        found = self.solution
        if isinstance(found, Proof):
            return None
        if isinstance(found, Interval):
            ends = [(found.low, found.high)]
        elif isinstance(found, Polygon):
            ends = [found.range_of(0), found.range_of(1)]
        else:
            ends = list(zip(found.lowest, found.highest, strict=True))
        names = map(str, self.problem.parameters)
        return ReadOnly(zip(names, ends, strict=True))

    @property
    def closed(self) -> tuple[bool, bool] | None:
        """Whether the lowest and the highest flat share, or rate, reproduce the fees themselves.

        An end that does not is one where a tie goes the other way: every value inside reproduces
        the fees all the same.
        """
        return self.solution.closed if isinstance(self.solution, Interval) else None

    @property
    def simplest(self) -> Fraction | None:
        """The flat share, or rate, with the smallest denominator."""
        return simplest_fraction(self.solution) if isinstance(self.solution, Interval) else None

    @property
    def shortest(self) -> Fraction | None:
        """The flat share, or rate, with the fewest decimals, the nearest to the middle."""
        return shortest_decimal(self.solution) if isinstance(self.solution, Interval) else None

    @property
    def vertices(self) -> tuple[Point, ...] | None:
        """The corners of all (base, rate), or of all shares of two drivers, in order."""
        return self.solution.vertices if isinstance(self.solution, Polygon) else None

    @property
    def corners_belong(self) -> tuple[bool, ...] | None:
        """Whether each corner reproduces the fees itself."""
        return self.solution.corners if isinstance(self.solution, Polygon) else None

    @property
    def edges_belong(self) -> tuple[bool, ...] | None:
        """Whether the points between each corner and the next reproduce the fees themselves."""
        return self.solution.edges if isinstance(self.solution, Polygon) else None

    @cached_property
    def simplest_point(self) -> Point | None:
        """The prices, or the shares of several drivers, with the fewest digits.

        Where the polygon is hardly more than a line none may be found.
        """
        if isinstance(self.solution, Region):
            return self.problem.simple_point()
        if not isinstance(self.solution, Polygon):
            return None
        plainest = plain_shares if self.problem.shares_total else plain_prices
        return plainest(self.solution, self.problem.rule.reproduces)

    def reproduces(self, *parameters: Amount) -> bool:
        """Whether a flat share, prices, or the shares of several drivers give every fee.

        Raises
        ------
        CostshareError
            If the model has another number of parameters, or one is not a number.

        Examples
        --------
        >>> import costshare as cs
        >>> inference = cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3})
        >>> inference.reproduces("0.36"), inference.reproduces("0.39")
        (True, False)
        """
        point = self._read_point(parameters)
        return self.problem.allows(point) and self.problem.rule.reproduces(point)

    def _read_point(self, parameters: tuple[Amount, ...]) -> Point:
        """Read as many parameters as the model has."""
        point = tuple(read_fraction(value, "parameter") for value in parameters)
        wanted = len(self.problem.parameters)
        if len(point) != wanted:
            msg = f"{self.kind} has {wanted} parameter{'s' * (wanted > 1)}; pass that many"
            raise CostshareError(msg)
        return point

    def model(self, *parameters: Amount) -> RuleModel:
        """A model that reproduces the fees.

        Parameters
        ----------
        *parameters : number, optional
            The parameters of the model: a flat share, or prices, or the shares of several
            drivers. Left out, those with the fewest digits.

        Returns
        -------
        model
            `Mixed`, `Tariff`, `Flat` …

        Raises
        ------
        CostshareError
            If no parameters reproduce the fees, or those given do not.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}).model("0.35").flat_share
        Fraction(7, 20)
        """
        if not parameters:
            found = self.parameters
            if found is None:
                off = next(iter(self.problem.misprints), None)
                sums = "they do not sum to the total"
                if off is not None:
                    sums = f"the fee of {self.problem.members[off]} is not a multiple of the unit"
                why = self.contradiction or sums
                raise CostshareError(f"no {self.kind} model reproduces these fees: {why}")
            return self.problem.model(found)
        point = self._read_point(parameters)
        if not self.reproduces(*parameters):
            given = ", ".join(map(plain, point))
            raise CostshareError(f"{self.kind} at {given} does not reproduce the fees")
        return self.problem.model(point)

    @property
    def parameters(self) -> Point | None:
        """The parameters that reproduce the fees with the fewest digits; None where none do."""
        found = self.solution
        if isinstance(found, Interval):
            return (self.problem.plain_value(found),)
        if isinstance(found, Polygon):
            return self.simplest_point or found.middle
        if isinstance(found, Region):
            return self.simplest_point or found.point
        return None

    def allocate(self, *parameters: Amount) -> Allocation:
        """Allocate by a model that reproduces the fees; see `model`.

        Raises
        ------
        CostshareError
            If no parameters reproduce the fees, or those given do not.

        Examples
        --------
        >>> import costshare as cs
        >>> found = cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}).allocate()
        >>> found.member_totals == {"A": 34, "B": 66}
        True
        """
        return self.problem.allocate(self.model(*parameters))

    @cached_property
    def contradiction(self) -> Contradiction | None:
        """Fees that the model cannot give together, with the proof; None where it gives all.

        Looks at every pair of fees. None too where the fees do not sum to the total that was
        given, or one is not a multiple of the unit: that is the contradiction.
        """
        problem = self.problem
        if not isinstance(self.solution, Proof) or problem.misprints or problem.misses_total:
            return None
        return contradict(problem, self.solution)

    @cached_property
    def conflicts(self) -> Mapping[str, int] | None:
        """The number of other fees that each fee contradicts, the most first.

        A fee that no parameter gives contradicts all others, and theirs with it is not counted as
        their own. Not counted for price lists, blends and cumulative rounding: None.
        """
        counts = self.problem.conflicts()
        if counts is None:
            return None
        by_member = zip(self.problem.members, counts, strict=True)
        return ReadOnly(sorted(by_member, key=lambda each: -each[1]))

    @cached_property
    def least_change(self) -> LeastChange | None:
        """The fewest fees that differ from the model's, over all its parameters.

        None where it is not worked out: for blends, and where ties stop the model.
        """
        if self.exact:
            return LeastChange(self.model(), ReadOnly(), 0, say("All fees agree."))
        return change_least(self.problem)

    def check(self) -> None:
        """Solve the problem again, and prove that the solution is right.

        Raises
        ------
        ConservationError
            If the solution differs, the model does not give the fees, or the conditions of a proof
            do not exclude each other.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}).check()
        """
        right = self.problem.solve() == self.solution
        if right and self.exact:
            right = self.allocate().member_totals == self.fees
        elif right and self.contradiction is not None:
            right = self.contradiction.proof.holds()
        if not right:
            msg = f"the solution of this {self.kind} inference does not follow from its fees"
            raise ConservationError(f"{msg}; infer them again")

    def _wide(self) -> "pd.DataFrame":
        """Lay out the published fees beside those of the model, or of the nearest one."""
        names, *amounts = self._columns()
        return to_pandas(amounts[: 1 if self.least_change is None else None], names)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a member."""
        fees, least = self.fees, self.least_change
        given: dict[str, Decimal | None] = dict.fromkeys(fees)
        if least is not None:
            given |= {**fees, **{name: fee for name, (_, fee) in least.changes.items()}}
        differences = [
            None if fee is None else Fraction(fee) - Fraction(fees[name])
            for name, fee in given.items()
        ]
        return (
            text_column("member", fees),
            amount_column("fee", fees.values()),
            amount_column("model", given.values()),
            amount_column("difference", differences),
        )

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add what was found; exact numbers are text."""
        data = fields | {"exact": self.exact}
        if not self.within_bounds:
            del data["within_bounds"]
        if self.exact:
            return data | {"model": write_model(self.model())}
        if self.contradiction is not None:
            data["contradiction"] = self.contradiction.to_dict(self.problem.members)
        if self.conflicts is not None:
            data["conflicts"] = dict(self.conflicts)
        if self.least_change is not None:
            data["least_change"] = self.least_change.to_dict()
        return data

    def _about(self) -> str:
        found = "exact" if self.exact else "not exact"
        return f"of {self.kind}: {found}, {fees_text(len(self.problem.members))}"

    def _blocks(self) -> Iterator[Block]:
        yield problem_text(self.problem)
        fees = all_fees(len(self.problem.members))
        if isinstance(self.solution, Interval):
            yield from interval_text(self.problem, self.solution, fees)
        elif isinstance(self.solution, Polygon):
            yield from polygon_text(self.problem, self.solution, fees, self.simplest_point)
        elif isinstance(self.solution, Region):
            yield from region_text(self.problem, self.solution, fees, self.simplest_point)
        else:
            yield from self._reasons(fees)
        if self.exact:
            yield CAUTION

    def _reasons(self, fees: str) -> Iterator[Block]:
        """Why no parameters reproduce the fees, and what comes nearest."""
        yield self.problem.not_exact(fees)
        yield from sum_text(self.problem)
        if self.contradiction is not None:
            yield say("Contradiction: {text}", text=self.contradiction.text)
        if self.within_bounds:
            yield say(
                "Some members pay bounds, which `bounds` of this row of the ranking names. All "
                "others follow a rule of this kind; `others` of the row prints it."
            )
            return
        if self.conflicts and any(self.conflicts.values()):
            yield most_conflicts(self.conflicts)
        if self.least_change is not None:
            yield join(" ", [self.least_change.text, say("These differ:")])
            yield changes_found(self.least_change.changes)
