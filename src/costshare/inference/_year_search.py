"""Search the rule of one kind, on some drivers, that made the fees of several years.

First each year alone is tried with the figures of every reference year. Then what the years have
in common is chosen: the unit, the rounding, and which reference years. Last come the parameters:
the same in all years where some reproduce all of them, else those of each year.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from costshare.amounts import Unit
from costshare.apportionment import (
    METHODS,
    MethodName,
    RoundingRule,
    TieRule,
    read_method,
    read_rounding,
)
from costshare.fields import ReadOnly
from costshare.inference._attempt import Attempts
from costshare.inference._candidate import Candidate
from costshare.inference._family import Point
from costshare.inference._inference import Inference
from costshare.inference._interval import Interval, common
from costshare.inference._problem import How, Kind, Problem
from costshare.inference._read import Fees, read_problem
from costshare.inference._year_fit import Rounding, YearFit
from costshare.inference._year_table import YearTable, first_year, naming
from costshare.inference._yearly_rule import YearlyRule

# Where no year is exact, so many reference years are tried.
_MOST_SHIFTS = 4


class _Points(NamedTuple):
    """What was inferred from each year, and the parameters chosen."""

    candidates: Mapping[str, Candidate]
    points: Mapping[str, Point | None]
    steady: bool


# By how many years the figures are older, for each year; None where no driver has years.
_Shifts = Mapping[str, int | None]


class Tried(NamedTuple):
    """Ways to round that are tried."""

    units: tuple[Unit, ...]
    methods: tuple[MethodName, ...]
    roundings: tuple[RoundingRule, ...]
    ties: TieRule

    def attempts(self, unit: Unit | None = None, how: How | None = None) -> Attempts:
        """Attempts in all units and roundings, or in one."""
        if unit is None:
            return Attempts(self.units, self.methods, self.roundings)
        if how in METHODS:
            return Attempts((unit,), (read_method(how),), ())
        return Attempts((unit,), (), (read_rounding(how),))


@dataclass(frozen=True)
class YearSearch:
    """One kind of model on some drivers, and a table of years."""

    table: YearTable
    kind: Kind
    names: tuple[str, ...]
    tried: Tried

    def rule(self) -> YearlyRule | None:
        """The rule that fits best; None where a year has no figures to try it on."""
        if not all(self.problems.values()):
            return None
        choices = self._common() or [self._nearest()]
        found = [self._points(*choices[0])]
        for choice in choices[1:]:
            if found[-1].steady:
                break
            # Another rounding may allow the same parameters in all years.
            found.append(self._points(*choice))
        best = found[-1] if found[-1].steady else found[0]
        unit, how, shifts = choices[found.index(best)]
        candidates, points = best.candidates, best.points
        rounding = Rounding(unit.size, how, self.tried.ties)
        fits = []
        for year, point in points.items():
            if point is None:
                return None
            fits.append(self._fit(year, candidates[year], point, shifts[year], rounding))
        return YearlyRule(self.kind, self.names, best.steady, rounding, tuple(fits))

    def _points(self, unit: Unit, how: How, shifts: _Shifts) -> "_Points":
        """Parameters in one unit, rounding and with figures of some years."""
        problems = {
            year: self.problems[year][shift].in_unit(unit).rounded_by(how)
            for year, shift in shifts.items()
        }
        candidates = {
            year: self.tried.attempts(unit, how).try_on(
                problem, deduce=problem.stated_total is None
            )
            for year, problem in problems.items()
        }
        points = self._steady(problems, candidates)
        if points is not None:
            return _Points(candidates, points, steady=True)
        own = {year: _own_point(each) for year, each in candidates.items()}
        return _Points(candidates, own, steady=False)

    @cached_property
    def problems(self) -> dict[str, dict[int | None, Problem]]:
        """The problem of each year, by how many years the figures are older."""
        return {
            year: {
                shift: problem
                for shift in self._shifts(year)
                if (problem := self._problem(year, shift)) is not None
            }
            for year in self.table.years
        }

    def references(self, year: str, shift: int | None) -> dict[str, str]:
        """The reference year of each driver that has several."""
        return {
            name: reference
            for name in self.names
            if name in self.table.dated
            for reference in self.table.dated[name]
            if first_year(year) - first_year(reference) == shift
        }

    def _shifts(self, year: str) -> list[int | None]:
        """By how many years figures may be older, the latest first; newer if there are no older."""
        dated = [self.table.dated[name] for name in self.names if name in self.table.dated]
        if not dated:
            return [None]
        every = [{first_year(year) - first_year(each) for each in own} for own in dated]
        common = set.intersection(*every)
        older = sorted(shift for shift in common if shift >= 0)
        return [*(older or sorted(common, reverse=True))]

    def _problem(self, year: str, shift: int | None) -> Problem | None:
        """The problem of one year with the figures of some reference years."""
        fees, references = self.table.fees_of(year), self.references(year, shift)
        columns = {}
        for name in self.names:
            column = self.table.column(name, references.get(name), fees.names)
            if column is None:
                return None
            columns[name] = column
        return self._read(fees, columns, year)

    def _read(
        self, fees: Fees, columns: Mapping[str, tuple[Fraction, ...]], year: str | None
    ) -> Problem:
        unit, total = self.tried.units[0], self.table.totals.get(year or "")
        # A total that is not a whole number of units was not shared by a method; see `infer`.
        each = total is not None and (total / unit.size).denominator > 1
        if each and not self.tried.attempts().each:
            total, each = None, False
        with naming(year) if year else nullcontext():
            return read_problem(
                self.kind,
                fees,
                columns,
                unit=unit,
                method=None if each else "largest_remainder",
                rounding="half_up",
                ties=self.tried.ties,
                total=total,
            )

    @cached_property
    def fitting(self) -> dict[str, dict[int | None, list[tuple[Unit, How]]]]:
        """The units and roundings with which each year alone is exact."""
        attempts = self.tried.attempts()
        return {
            year: {shift: attempts.fitting(problem) for shift, problem in by_shift.items()}
            for year, by_shift in self.problems.items()
        }

    def _common(self) -> list[tuple[Unit, How, _Shifts]]:
        """The unit, roundings and reference years with which most years are exact, if any are."""
        every = [pair for own in self.fitting.values() for found in own.values() for pair in found]
        ranked = [
            (self._rank(unit, how, regular, shifts), (unit, how, shifts))
            for unit, how in dict.fromkeys(every)
            for regular, shifts in self._choices((unit, how))
        ]
        least = min((rank for rank, _ in ranked), default=None)
        return [choice for rank, choice in ranked if rank == least]

    def _rank(
        self, unit: Unit, how: How, regular: int, shifts: _Shifts
    ) -> tuple[int, Fraction, int, int]:
        """More exact years come first, then smaller units, then regular and late figures."""
        exact = sum((unit, how) in self.fitting[year][shift] for year, shift in shifts.items())
        return -exact, unit.size, regular, sum(abs(shift or 0) for shift in shifts.values())

    def _choices(self, pair: tuple[Unit, How]) -> Iterator[tuple[int, _Shifts]]:
        """Reference years that are regular come first: equally old ones, or one for all years."""
        every = {
            year: [shift for shift, found in by_shift.items() if pair in found]
            for year, by_shift in self.fitting.items()
        }
        yield from self.regular()
        counts = Counter(shift for found in every.values() for shift in found)

        def usual(shifts: Sequence[int | None]) -> int | None:
            return max(shifts, key=lambda shift: (counts[shift], -abs(shift or 0)))

        yield 2, {year: usual(found or [*self.problems[year]]) for year, found in every.items()}

    def regular(self) -> Iterator[tuple[int, _Shifts]]:
        """Figures that are equally old in all years, then those of one year for all."""
        all_shifts = dict.fromkeys(
            shift for by_shift in self.problems.values() for shift in by_shift
        )
        for shift in all_shifts:
            if all(shift in by_shift for by_shift in self.problems.values()):
                yield 0, dict.fromkeys(self.problems, shift)
        references = {
            first_year(year) - shift
            for year, by_shift in self.problems.items()
            for shift in by_shift
            if shift is not None
        }
        for reference in references:
            same = {year: first_year(year) - reference for year in self.problems}
            if all(same[year] in by_shift for year, by_shift in self.problems.items()):
                yield 1, same

    def _nearest(self) -> tuple[Unit, How, _Shifts]:
        """The reference years, all equally old, from which fewest fees differ; none is exact.

        Of those with as many the ones from which fees differ the least.
        """
        shifts = [
            shift
            for shift in next(iter(self.problems.values()))
            if all(shift in by_shift for by_shift in self.problems.values())
        ][:_MOST_SHIFTS]
        choices: list[_Shifts] = [dict.fromkeys(self.problems, shift) for shift in shifts]
        choices = choices or [{year: next(iter(each)) for year, each in self.problems.items()}]
        if len(choices) > 1:
            counts = [self._wrong(each) for each in choices]
            choices = [
                each for each, count in zip(choices, counts, strict=True) if count == min(counts)
            ]
        chosen = choices[0] if len(choices) == 1 else min(choices, key=self._apart)
        year = next(iter(chosen))
        attempts = self.tried.attempts()
        first = attempts.try_on(self.problems[year][chosen[year]], deduce=False).inference.problem
        return first.unit, first.how, chosen

    def _wrong(self, shifts: _Shifts) -> int:
        """How many fees must be wrong by a price list, as far as is looked at."""
        count = 0
        for year, shift in shifts.items():
            sets = self.tried.attempts().wrong(self.problems[year][shift])
            count += len(sets[0]) if sets else len(self.table.fees[year])
        return count

    def _apart(self, shifts: _Shifts) -> Fraction:
        """How far fees of the first and the last year are from those of the nearest models."""
        attempts = self.tried.attempts()
        ends = [(year, shifts[year]) for year in (self.table.years[0], self.table.years[-1])]
        rows = [attempts.try_on(self.problems[year][at], deduce=False) for year, at in ends]
        return sum((each.mean_difference or Fraction(0) for each in rows), Fraction(0))

    def _steady(
        self, problems: Mapping[str, Problem], candidates: Mapping[str, Candidate]
    ) -> dict[str, Point | None] | None:
        """Parameters that are the same in all years; None where there are none."""
        exact = [year for year, each in candidates.items() if each.exact]
        first = next(iter(problems.values()))
        if not first.free:
            return {year: _own_point(each) for year, each in candidates.items()}
        if not first.shares_total:
            return self._stacked(problems, exact)
        for point in _common_points([candidates[year] for year in exact]):
            others = [candidates[year].inference.problem for year in problems if year not in exact]
            if all(_mostly(other, point) for other in others):
                return dict.fromkeys(problems, point)
        return None

    def _stacked(
        self, problems: Mapping[str, Problem], exact: Sequence[str]
    ) -> dict[str, Point | None] | None:
        """The prices of all years, inferred from all fees together but those off the unit."""
        cells = [
            (year, at)
            for year, each in problems.items()
            for at in range(len(each.members))
            if at not in each.misprints
        ]
        fees = {
            f"{problems[year].members[at]} {year}": problems[year].amounts[at] for year, at in cells
        }
        columns = {
            name: tuple(problems[year].drivers[name][at] for year, at in cells)
            for name in self.names
        }
        some = next(iter(problems.values()))
        whole = self._read(Fees(fees, (), named=True), columns, None)
        whole = whole.in_unit(some.unit).rounded_by(some.how)
        if whole.fits():
            return dict.fromkeys(problems, Inference(whole, whole.solve()).parameters)
        if len(exact) == len(problems) or 2 * len(exact) < len(problems):
            return None
        nearest = whole.nearest()
        if nearest is None or 2 * nearest.changed + whole.free >= len(cells):
            return None
        return dict.fromkeys(problems, nearest.point)

    def _fit(
        self, year: str, candidate: Candidate, point: Point, shift: int | None, rounding: Rounding
    ) -> YearFit:
        """How the rule fits a year at a point of its parameters."""
        problem = candidate.inference.problem
        names, pair = map(str, problem.parameters), (Unit(rounding.unit), rounding.how)
        total = problem.total * problem.unit.size if problem.shares_total else None
        references = self.references(year, shift)
        fitting = dict.fromkeys(
            reference
            for each, found in self.fitting[year].items()
            if pair in found
            for reference in self.references(year, each).values()
        )
        return YearFit(
            year=year,
            fees=self.table.fees[year],
            figures=ReadOnly(
                {
                    name: ReadOnly(zip(problem.members, column, strict=True))
                    for name, column in problem.drivers.items()
                }
            ),
            references=ReadOnly(references),
            fitting=tuple(fitting),
            parameters=ReadOnly(zip(names, point, strict=True) if problem.free else ()),
            model=problem.model(point),
            total=total,
            total_is_given=problem.stated_total is not None and not candidate.total_is_deduced,
            changes=ReadOnly(),
            inference=candidate.inference,
        ).with_changes(rounding)


def _own_point(candidate: Candidate) -> Point | None:
    """The parameters of one year, or those with which the fewest fees differ."""
    inference = candidate.inference
    if inference.exact:
        return inference.parameters
    nearest = inference.problem.closest
    return None if nearest is None else nearest.point


def _common_points(candidates: Sequence[Candidate]) -> Iterator[Point]:
    """Parameters that reproduce all of some years.

    Where there is one parameter, the one with the fewest decimals of all that do; else those of a
    year that reproduce the others too.
    """
    found = [each.inference.solution for each in candidates]
    intervals = [each for each in found if isinstance(each, Interval)]
    if len(intervals) == len(found) > 0:
        both = common(intervals)
        if both is not None:
            yield (candidates[0].inference.problem.plain_value(both),)
        return
    for candidate in candidates:
        point = candidate.inference.parameters
        if point and all(each.inference.problem.rule.reproduces(point) for each in candidates):
            yield point


def _mostly(problem: Problem, point: Point) -> bool:
    """Whether parameters give more than half of the fees of a year."""
    near = problem.near(point, 1)
    return near is not None and 2 * near.changed < len(problem.members)
