"""A candidate: one kind of model with some drivers, in every unit and rounding that was tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any

from costshare.amounts import Amount, decimals, exact_decimal
from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS
from costshare.errors import ConservationError
from costshare.fields import ReadOnly, UnitSize
from costshare.inference._bounds import Bound, bounded, find_bounds, within_bounds
from costshare.inference._evidence import LeastChange, relative_difference, round_off
from costshare.inference._family import Point
from costshare.inference._inference import Inference
from costshare.inference._plainest import is_fraction
from costshare.inference._problem import How, Kind, Problem
from costshare.inference._right_figures import right_figures
from costshare.inference._shares_read import SharesReadProblem
from costshare.inference._simplest import digits
from costshare.inference._within_total import Within, change_within
from costshare.inference._words import fits_any, share_range, share_text
from costshare.models import Blend, Mixed, RuleModel, Tariff, write_model
from costshare.results import Record, number
from costshare.words import Said, say, say_count, say_some

# So many of the members whose fees differ are named.
_MOST_NAMED = 3

# So many exceptions are few, and one for so many fees.
_FEW, _FEW_OF = 3, 10

# The ways of rounding that most boards use: seats are shared by the last two.
_USUAL = frozenset({"largest_remainder", "half_up", "half_even", "webster", "huntington_hill"})

_WORDS: Mapping[str, Said] = {
    **METHOD_WORDS,
    **{str(name): said for name, said in ROUNDING_WORDS.items()},
}


@dataclass(frozen=True, repr=False)
class Candidate(Record):
    """One kind of model with some drivers, in every unit and rounding that was tried.

    Attributes
    ----------
    inference : Inference
        In the smallest unit in which it is exact; where it is not exact, in the unit and by the
        rounding with which the fewest fees differ.
    tried, exact_at : tuple of Decimal
        The units tried, and those in which it reproduces the fees.
    tried_roundings, roundings : tuple of str
        The ways of rounding tried, and those with which it reproduces the fees in the unit of the
        inference: methods that share a total, or ways to round each fee on its own. Where it is
        exact within bounds, those with which it reproduces all other fees.
    total_is_deduced : bool
        Whether the total of the inference was deduced from the fees that agree with each other.
    others : Inference or None
        Where some members pay bounds and a total was shared: how the others share the rest.
    alternatives : tuple of tuple of str
        Other members whose fees may be wrong instead of those in `differing`, as few of them: the
        fees do not show which, as far as was looked at.
    """

    format = "costshare.candidate/1"
    _DERIVED = ("bounds", "bounded", "rounder", "coarser", "right_figures")

    inference: Inference
    tried: tuple[UnitSize, ...]
    exact_at: tuple[UnitSize, ...]
    tried_roundings: tuple[How, ...]
    roundings: tuple[How, ...]
    total_is_deduced: bool = False
    others: Inference | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()

    def __repr__(self) -> str:
        """Describe it in one line."""
        return f"<Candidate {' '.join([self.kind, *self.drivers])}: {self.found}>"

    @property
    def kind(self) -> Kind:
        """The kind of model, such as ``mixed``."""
        return self.inference.kind

    @property
    def driver(self) -> str | None:
        """The name of the driver, or of the first one; None for ``flat``."""
        return next(iter(self.drivers), None)

    @property
    def drivers(self) -> tuple[str, ...]:
        """The names of all drivers."""
        return tuple(self.inference.problem.drivers)

    @property
    def exact(self) -> bool:
        """Whether it reproduces the fees."""
        return self.inference.exact

    @property
    def fits_any(self) -> bool:
        """Whether it has as many parameters as there are fees, so that these show nothing."""
        return self.inference.problem.free >= len(self.inference.problem.members)

    @property
    def flat_share(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and highest flat share, where it has one that reproduces the fees."""
        return self.inference.flat_share

    @cached_property
    def least_change(self) -> LeastChange | None:
        """The fees that differ from the nearest model; where a total has bounds, those at one."""
        if self.others is None:
            return self.inference.least_change
        return None if self._within is None else self._within[0]

    @cached_property
    def _within(self) -> Within | None:
        """What differs where some members pay bounds of a total, and which bounds these are."""
        others = self.others
        return None if others is None else change_within(self.inference.problem, others)

    @property
    def differing(self) -> tuple[str, ...] | None:
        """The members whose fee differs from the nearest model's; None where none is known."""
        least = self.least_change
        return None if least is None else tuple(least.changes)

    @property
    def almost(self) -> bool:
        """Whether it is exact but for a few named fees, and for members at bounds.

        Members at one bound that nobody passes are one exception together, however many they are.
        Of the other fees at least half agree, and more than there are parameters and exceptions.
        Other fees that differ are three at most, or as many as a tenth of the fees.
        """
        least, fees = self.least_change, len(self.inference.problem.members)
        if least is None or not least.changes:
            return False
        together = self._together
        wrong, free = len(least.changes) - sum(together), fees - sum(together)
        few = 2 * wrong <= free and wrong <= max(_FEW, fees // _FEW_OF)
        few = few and len(together) <= _FEW
        return few and free - wrong > self.inference.problem.free + wrong + len(together)

    @property
    def _together(self) -> list[int]:
        """How many pay each bound that several do and nobody passes."""
        return [len(each.members) for each in self._all_bounds if each.for_all and each.members[1:]]

    @cached_property
    def right_figures(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        """The least and the greatest right figure of each misprint, where it is almost exact.

        Over all parameters that give all other fees, by any way of rounding that was tried, and
        within the bounds that several pay. Members at a bound are left out.
        """
        problem, least = self.inference.problem, self.least_change
        if least is None or not self.almost:
            return ReadOnly()
        names, unit = self._beside_bounds, problem.unit
        given = {name: least.changes[name][1] for name in names}
        if self.others is not None or self.kind == "rounded_shares":
            # Those of the nearest parameters alone.
            return ReadOnly({name: (fee, fee) for name, fee in given.items()})
        known = {
            problem.members.index(name): unit.count(Fraction(fee), name)
            for name, fee in given.items()
        }
        deduced = self._has_free_total
        found = right_figures(problem, known, self.tried_roundings, deduced=deduced)
        ends = ((unit.decimal(low), unit.decimal(high)) for low, high in found.values())
        several = [each for each in self.bounds if len(each.members) > 1]
        return ReadOnly(
            {name: within_bounds(*both, several) for name, both in zip(names, ends, strict=True)}
        )

    @property
    def knows_right_figures(self) -> bool:
        """Whether `right_figures` are of all parameters, and not of the nearest ones alone.

        The one misprint of a total that was given and shared is what the other fees leave.
        """
        problem = self.inference.problem
        if self.others is None and self.kind != "rounded_shares":
            return True
        if self.kind == "rounded_shares" and problem.free == 1:
            return True  # the number of decimals alone
        one = len(self._beside_bounds) == 1 and problem.method is not None
        return one and not self._has_free_total

    @property
    def deduced_total(self) -> Decimal | None:
        """The total that was shared, where it was deduced; None where it was given, or is the sum.

        The fees sum to another total because some of them differ.
        """
        problem = self.inference.problem
        if not self.total_is_deduced or problem.stated_total is None:
            return None
        return exact_decimal(problem.amount(problem.stated_total), "total")

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """Members who pay a cap, a floor, a fixed fee or nothing; all others follow the rule."""
        return self._all_bounds if self.almost else ()

    @property
    def _bound(self) -> frozenset[str]:
        """All members who pay a bound, where several pay one: one alone may be a misprint as well.

        Beside them one alone pays a bound too, where its driver is zero, or nobody passes its fee
        and the model shares a total within all bounds.
        """
        if all(len(each.members) == 1 for each in self.bounds):
            return frozenset()
        whole = self.others is not None
        sure = [
            each.members
            for each in self.bounds
            if len(each.members) > 1 or each.kind == "fixed" or (whole and each.for_all)
        ]
        return frozenset(name for members in sure for name in members)

    @property
    def _beside_bounds(self) -> list[str]:
        """The members whose fees differ, but for those who pay a bound."""
        least, bound = self.least_change, self._bound
        return [] if least is None else [each for each in least.changes if each not in bound]

    @property
    def is_exact_within_bounds(self) -> bool:
        """Whether it reproduces every fee but those of several members who pay a bound."""
        return bool(self._bound) and not self._beside_bounds

    def with_roundings(self) -> "Candidate":
        """The same with its ways of rounding, where it is exact within bounds."""
        return replace(self, roundings=self._within_bounds) if self._within_bounds else self

    @cached_property
    def _within_bounds(self) -> tuple[How, ...]:
        """The ways of rounding with which it reproduces every fee but those at a bound."""
        if self.exact or not self.is_exact_within_bounds:
            return ()
        problem, others = self.inference.problem, self.others
        if others is not None and isinstance(problem, SharesReadProblem):
            tried = ((how, problem.rounded_by(how)) for how in self.tried_roundings)
            return tuple(how for how, each in tried if change_within(each, others) is not None)
        if others is not None:
            each = others.problem
            return tuple(how for how in self.tried_roundings if each.rounded_by(how).fits())
        at_bound = [problem.members.index(name) for name in self.differing or ()]
        ways = ((how, problem.rounded_by(how)) for how in self.tried_roundings)
        return tuple(how for how, each in ways if each.fits_without(at_bound))

    @cached_property
    def rounder(self) -> LeastChange | None:
        """A much rounder rate that gives all fees but one, where the row is exact; else None.

        It has at least three digits fewer than the rate that gives every fee. The one fee may then
        be a misprint, or cut off where others are rounded.
        """
        if not self.exact:
            return None
        # The usual rounding, also where another one gives all fees with a short rate.
        usual = self.inference.problem.rounded_by(self.roundings[0])
        return round_off(usual, usual.solve())

    @cached_property
    def coarser(self) -> tuple["Candidate", ...]:
        """The row in each larger unit in which it is exact too, by itself; the largest first.

        A smaller unit may fit by accident, and leave fewer parameters and ways of rounding.
        """
        rows: list[Candidate] = []
        for unit in self.exact_at[:-1]:
            at, ways = self.inference.problem.in_unit(unit), self.tried_roundings
            fitting = tuple(how for how in ways if at.rounded_by(how).fits())
            rows.append(Candidate(solve_simplest(at, fitting), (unit,), (unit,), ways, fitting))
        return tuple(rows)

    def reproduces(self, *parameters: Amount) -> bool:
        """Whether parameters give every fee in one of the units, by one of the roundings.

        Raises
        ------
        CostshareError
            If the model has another number of parameters, or one is not a number.

        Examples
        --------
        >>> import costshare as cs
        >>> fees, people = {"A": 3400, "B": 6600}, {"A": 1, "B": 3}
        >>> row = cs.infer(fees, {"people": people}, models=["mixed"]).best
        >>> row.inference.reproduces("0.37"), row.reproduces("0.37")
        (False, True)
        """
        return any(
            replace(self.inference, problem=row.inference.problem.rounded_by(how)).reproduces(
                *parameters
            )
            for row in (self, *self.coarser)
            for how in row.roundings
        )

    @cached_property
    def likely_bounds(self) -> tuple[Bound, ...]:
        """What bounds the fees that differ may show, also where they do not fit the total."""
        least = self.least_change
        return () if least is None else find_bounds(self.inference.problem, least)

    @cached_property
    def _all_bounds(self) -> tuple[Bound, ...]:
        """What bounds there would be, if all others followed the rule."""
        if self._within is not None:
            return self._within[1]
        found = self.likely_bounds
        if self.inference.problem.shares_total:
            # Where several pay a bound the others share another total: `others` then says how.
            return tuple(each for each in found if len(each.members) == 1)
        # Beside a cap that several pay, another one of a member alone is rather a misprint.
        several = {each.kind for each in found if len(each.members) > 1} & {"cap", "floor"}
        return tuple(each for each in found if len(each.members) > 1 or each.kind not in several)

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add the bounds, and the model within them."""
        model = write_model(self.model()) if self.bounds else None
        rounder = None if self.rounder is None else self.rounder.to_dict()
        bounds = [each.to_dict() for each in self.bounds]
        data = fields | {"bounds": bounds, "bounded": model, "rounder": rounder}
        data["right_figures"] = {
            name: [f"{fee:f}" for fee in both] for name, both in self.right_figures.items()
        }
        coarser = [
            {"unit": f"{row.inference.unit:f}", "roundings": [*row.roundings], "found": row.found}
            for row in self.coarser
        ]
        return data | {"coarser": coarser}

    @property
    def largest_difference(self) -> Fraction | None:
        """The largest difference from the nearest model's fee, in proportion to the published fee.

        Members who pay a bound with others do not count.

        A fee of zero that the model charges counts as a difference of 1.
        """
        differences = self._differences
        return None if differences is None else max(differences, default=Fraction(0))

    @property
    def mean_difference(self) -> Fraction | None:
        """The mean of these differences over all fees."""
        differences = self._differences
        if differences is None:
            return None
        return sum(differences, Fraction(0)) / len(self.inference.problem.members)

    def within(self, share: Fraction) -> int | None:
        """The number of members whose fee differs by at most a share of it, 1/100 say.

        Raises
        ------
        CostshareError
            If the model refuses a tie.
        """
        differences = self._differences
        if differences is None:
            return None
        beyond = sum(each > share for each in differences)
        return len(self.inference.problem.members) - beyond

    @cached_property
    def _differences(self) -> list[Fraction] | None:
        """The relative differences of the fees that differ."""
        least = self.least_change
        if least is None:
            return None
        # Members at a bound pay what the rule within bounds gives.
        changes = [least.changes[name] for name in self._beside_bounds]
        return [relative_difference(Fraction(fee), Fraction(given)) for fee, given in changes]

    def model(self) -> RuleModel:
        """The simplest model that reproduces the fees, or else the nearest one.

        Where there are bounds it is `Bounded`: it gives those members their fees as well.

        Raises
        ------
        CostshareError
            If the model refuses a tie.
        """
        least = self.least_change
        if least is None:
            return self.inference.model()
        return bounded(least.model, self.bounds) if self._gives_bounds else least.model

    @property
    def _gives_bounds(self) -> bool:
        """Whether the model includes bounds: where a total is shared, they must give every fee."""
        shares_total = self.inference.problem.shares_total
        return bool(self.bounds) and (self.others is not None or not shares_total)

    @property
    def rank(self) -> tuple[int, int | Fraction, int, int, int, Fraction]:
        """Exact ones first, the simplest first; then those that are exact but for fewer fees.

        Then the others by their mean difference. Of equal ones the simplest comes first. A total
        that is deduced, or that an exact rule or one within bounds takes from the sum of the fees,
        counts as a parameter. Of exact ones with as many those that a usual way of rounding gives
        come first. Then the one whose numbers have the fewest digits, and then a price list.
        """
        free, mean = self.inference.problem.free, self.mean_difference
        none = Fraction(0)
        if self.exact:
            own = self.inference.parameters if self.inference.problem.free else None
            problem = self.inference.problem
            # The numbers of a price list go with one way of rounding.
            ways = self.roundings if problem.shares_total else (problem.how,)
            unusual = _USUAL.isdisjoint(ways)
            return 0, free + self._has_free_total, unusual, self._digits(own or ()), 0, none
        if mean is None:
            return 3, 0, 0, 0, 0, none
        if self.almost:
            free += self._has_free_total
            digits_of = self._digits(self._nearest)
            together = self._together
            exceptions = len(self.differing or ()) - sum(together) + len(together)
            return 1, exceptions, free, digits_of, self._has_free_total, mean
        return 2, mean, free, 0, 0, none

    @property
    def _nearest(self) -> tuple[Fraction, ...]:
        """The parameters of the nearest model."""
        model = None if self.least_change is None else self.least_change.model
        if isinstance(model, Mixed):
            return (model.flat_share or Fraction(0),)
        if isinstance(model, Tariff):
            return (model.base, *model.rates.values())
        return tuple(share for share, _ in model.parts) if isinstance(model, Blend) else ()

    @property
    def _has_free_total(self) -> bool:
        """Whether it shares a total that was not given."""
        problem = self.inference.problem
        given = problem.stated_total is not None and not self.total_is_deduced
        return problem.shares_total and not given

    def _digits(self, point: Point) -> int:
        """The digits of some parameters, and of a total that was not given."""
        problem = self.inference.problem
        total = (problem.total * problem.unit.size,) if self._has_free_total else ()
        return sum(map(digits, (*point, *map(abs, total))))

    def check(self) -> None:
        """Solve the problem again in every unit and by every rounding that was tried.

        Raises
        ------
        ConservationError
            If the solution differs, or is exact in other units.
        """
        self.inference.check()
        problem = self.inference.problem
        fitting = {
            unit: tuple(how for how in self.tried_roundings if at.rounded_by(how).fits())
            for unit, at in ((unit, problem.in_unit(unit)) for unit in self.tried)
        }
        exact = tuple(unit for unit, ways in fitting.items() if ways)
        right = exact == self.exact_at and self.inference.unit in self.tried
        if exact and right:
            right = self.inference.unit == exact[-1] and self.roundings == fitting[exact[-1]]
            solved = solve_simplest(problem, self.roundings)
            right = right and problem.how == solved.problem.how
        elif right:
            right = self.roundings == self._within_bounds and problem.how in self.tried_roundings
        right = right and self.inference.within_bounds == (self.others is not None)
        if self.others is not None:
            self.others.check()
            right = right and self.least_change is not None
        if not right:
            raise ConservationError(f"{self!r} is not exact in the units stated; infer it again")

    @property
    def found(self) -> str:
        """What was found, in a few words."""
        if self.exact:
            text = self._parameters()
            return fits_any(text) if self.fits_any else text
        least = self.least_change
        if least is None:
            return say("not exact")
        if self._bound:
            count, wrong = number(len(self._bound)), self._beside_bounds
            if not wrong:
                return say("exact with bounds of {count} members", count=count)
            return say_count(
                len(wrong),
                "almost, with bounds of {bound} members: {count} fee differs ({members})",
                "almost, with bounds of {bound} members: {count} fees differ ({members})",
                bound=count,
                members=say_some(wrong, _MOST_NAMED),
            )
        text = say_count(len(least.changes), "{count} fee differs", "{count} fees differ")
        if not least.fewest:
            text = say(
                "{differing}, at least {count}", differing=text, count=number(least.at_least)
            )
        if self.almost:
            names = say_some(list(least.changes), _MOST_NAMED)
            if self.alternatives:
                names = say("{members}, or others", members=names)
            return say("almost: {differing} ({members})", differing=text, members=names)
        return text

    def _parameters(self) -> str:
        """With which parameters it is exact, where it has some."""
        inference = self.inference
        if not inference.problem.free:
            return say("exact")
        if inference.simplest_point is not None:
            return inference.problem.in_words(inference.simplest_point)
        if self.flat_share is None:
            return inference.problem.in_words(inference.parameters or ())
        low, high = share_range(*self.flat_share)
        if low == high:
            return say("flat share {share}", share=low)
        text = say("flat share {low} to {high}", low=low, high=high)
        (share,) = inference.parameters or self.flat_share[:1]
        if is_fraction(share):
            return say("{range}, such as {share}", range=text, share=share_text(share))
        return text

    @cached_property
    def _roundings_of_found(self) -> tuple[How, ...]:
        """The ways of rounding with which the values in `found` reproduce the fees."""
        problem, point = self.inference.problem, self.inference.parameters
        if not problem.free or point is None:
            return self.roundings
        if self.flat_share is None:
            # The values are one point.
            return tuple(
                how for how in self.roundings if problem.rounded_by(how).rule.reproduces(point)
            )
        every = {how: solved(problem.rounded_by(how)).flat_share for how in self.roundings}
        return tuple(how for how, share in every.items() if share == self.flat_share)

    @property
    def rounding_text(self) -> str:
        """With which ways of rounding `found` reproduces the fees, or which one comes nearest."""
        names = self._roundings_of_found or (self.inference.problem.how,)
        if self.roundings and names == self.tried_roundings and len(names) > 1:
            return say("any")
        return say_some([_WORDS[name] for name in names], _MOST_NAMED - 1)


def solved(problem: Problem) -> Inference:
    """The inference of a problem."""
    return Inference(problem, problem.solve())


def solve_simplest(problem: Problem, ways: Sequence[How]) -> Inference:
    """Solve a problem by a rounding that fits it: the first, or that of the shortest prices."""
    if problem.shares_total:
        return solved(problem.rounded_by(ways[0]))
    return solved(min(map(problem.rounded_by, ways), key=_digits))


def _digits(problem: Problem) -> tuple[bool, int | float]:
    """Whether there is a base, and the digits of the simplest prices; infinite without an end."""
    several = len(problem.drivers) > 1
    point = problem.simple_point() if several else solved(problem).parameters
    if point is None or any(decimals(value) is None for value in point):
        return True, inf
    return problem.has_base and point[0] != 0, sum(map(digits, point))
