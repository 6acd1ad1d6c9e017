"""One attempt: a kind of model on some drivers, in all units and roundings that may fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import NamedTuple

from costshare.amounts import Unit
from costshare.apportionment import MethodName, RoundingRule
from costshare.inference._candidate import Candidate, solve_simplest, solved
from costshare.inference._deduced_total import MOST_SETS, deduce_total, with_totals
from costshare.inference._inference import Inference
from costshare.inference._misprints import fewest_outside, wrong_or_bound
from costshare.inference._nearer import fits_but, nearer
from costshare.inference._problem import MOST_WRONG, How, Problem
from costshare.inference._proof import Proof
from costshare.inference._region import feasible
from costshare.inference._rounded import Within
from costshare.inference._rounded_shares import RoundedSharesProblem
from costshare.inference._shares_read import SharesReadProblem, tables_read, totals_read
from costshare.inference._within_total import fees_at_bounds, others_of

# Kinds of models that are tried on a total with bounds, with so many sets of members at a bound.
WITH_BOUNDS = {"proportional", "per_capita", "mixed", "keys", "blend"}
_MOST_HELD = 3

# A rule is looked for where at least so many members are at no bound.
_LEAST_FREE = 4

# Misprints that hide among the others are looked for up to so many units.
_OFF = 2

# The sets of fees that may be wrong, the smallest ones.
_Sets = list[tuple[int, ...]]


class _Near(NamedTuple):
    """What fewest fees differ from, and other members that may differ instead."""

    changed: int
    inference: Inference
    deduced: bool = False
    alternatives: tuple[tuple[str, ...], ...] = ()


def _near(problem: Problem, sets: _Sets, *, deduced: bool = False) -> _Near:
    """The inference of a problem without the first set of fees; the other sets are as small."""
    named = [tuple(problem.members[at] for at in sorted(each)) for each in dict.fromkeys(sets)]
    return _Near(len(sets[0]), solved(problem), deduced, tuple(named[1:]))


@dataclass(frozen=True)
class Attempts:
    """What is the same for all attempts: units, ways to round, and what they have found out."""

    units: tuple[Unit, ...]
    methods: tuple[MethodName, ...]
    roundings: tuple[RoundingRule, ...]
    # Units of all fees but a few, which are misprints.
    coarse: tuple[Unit, ...] = ()
    _wrong: dict[tuple[tuple[str, ...], tuple[str, ...], bool, Unit], _Sets] = field(
        default_factory=dict
    )
    # Whether no price list comes within a unit of all fees: asked once for each two kinds.
    _outside: dict[Within, bool] = field(default_factory=dict)

    @property
    def each(self) -> bool:
        """Whether parts of a total may be rounded each on its own: not where a method is asked."""
        return len(self.methods) != 1

    def ways(self, problem: Problem) -> tuple[How, ...]:
        """The ways to round that a problem knows."""
        if not problem.shares_total:
            return self.roundings
        # Square roots are compared where no parameter moves the quotas.
        methods = [how for how in self.methods if how != "huntington_hill" or problem.settled]
        if isinstance(problem, RoundedSharesProblem | SharesReadProblem) and not problem.shares_all:
            methods = []
        each = self.each and (problem.stated_total is not None or not self.methods)
        return (*methods, *(self.roundings if each else ()))

    def try_on(self, problem: Problem, *, deduce: bool) -> Candidate:
        """Try a problem in every unit and rounding."""
        ways = self.ways(problem)
        fits: dict[Unit, tuple[How, ...]] = {}
        for unit in self._may_fit(problem):
            each = problem.in_unit(unit)
            fits[unit] = tuple(how for how in ways if each.rounded_by(how).fits())
        # Of more drivers than one only the units that may fit are tried.
        units = tuple(fits) or self.units[:1] if len(problem.drivers) > 1 else self.units
        exact = tuple(unit for unit in units if fits.get(unit))
        if exact:
            found = solve_simplest(problem.in_unit(exact[-1]), fits[exact[-1]])
            return Candidate(found, units, exact, ways, fits[exact[-1]])
        near = self._nearest(problem, ways, deduce=deduce and problem.shares_total)
        if near.inference.problem.unit not in units:
            units = (*units, near.inference.problem.unit)
        row = Candidate(
            near.inference, units, (), ways, (), near.deduced, alternatives=near.alternatives
        )
        together = any(len(each.members) > 1 for each in row.likely_bounds)
        if problem.kind not in WITH_BOUNDS or (row.almost and not together):
            return row
        return self._within_bounds(problem, ways, units, deduce=deduce) or row

    def _within_bounds(
        self, problem: Problem, ways: tuple[How, ...], units: tuple[Unit, ...], *, deduce: bool
    ) -> Candidate | None:
        """Try the others of those who pay bounds on what these leave of the total."""
        if problem.total <= 0:
            return None
        best: Candidate | None = None
        for at, held in self._maybe_held(problem):
            for fees in fees_at_bounds(at, held):
                near = self._others(at, fees, ways, deduce=deduce)
                if near is None:
                    continue
                rest = near.inference.problem
                whole, total = at.rounded_by(rest.how), rest.total + sum(fees.values())
                deduced = at.stated_total is None and (total != at.total or bool(at.misprints))
                whole = whole.with_total(total) if deduced else whole
                found = Candidate(
                    replace(solved(whole), within_bounds=True),
                    (*units, *[at.unit] * (at.unit not in units)),
                    (),
                    ways,
                    (),
                    deduced,
                    solved(rest.with_total(rest.total)),
                )
                differing = found.differing
                if differing is None or not found.almost:
                    continue
                if best is None or found.rank < best.rank:
                    bound = tuple(at.members[place] for place in fees)
                    others = tuple((*bound, *each) for each in near.alternatives)
                    best = replace(found, alternatives=others)
                if len(differing) <= len(held):
                    return best
        return best

    def _maybe_held(self, problem: Problem) -> Iterator[tuple[Problem, tuple[int, ...]]]:
        """The problem in each unit, with members of whom some may be at a bound."""
        for held in filter(None, self.wrong(problem)[:_MOST_HELD]):
            for unit in dict.fromkeys((self.units[-1], self.units[0])):
                yield problem.in_unit(unit), held
        for unit in dict.fromkeys((*self.coarse[-1:], *self.coarse[:1])):
            at = problem.in_unit(unit)
            for held in self.wrong(at)[:_MOST_HELD]:
                yield at, held

    def _others(
        self, whole: Problem, held: Mapping[int, int], ways: tuple[How, ...], *, deduce: bool
    ) -> _Near | None:
        """What the members that no bound holds share, all of them or all but a few."""
        others = others_of(whole, held)
        if others is None:
            return None
        for how in ways:
            tried = others.rounded_by(how)
            if tried.fits():
                return _Near(0, solved(tried))
        return self._but_few(others, ways, (others.unit,), deduce=deduce)

    def fitting(self, problem: Problem) -> list[tuple[Unit, How]]:
        """The units and roundings that fit, the largest unit first."""
        return [
            (at.unit, how)
            for at in map(problem.in_unit, self._may_fit(problem))
            for how in self.ways(problem)
            if at.rounded_by(how).fits()
        ]

    def try_shares(self, problem: RoundedSharesProblem, *, deduce: bool) -> list[Candidate]:
        """Try shares rounded first; the row with the fewest decimals, where they fit."""
        for each in problem.variants(all_right=True):
            for unit in self.units[::-1]:
                at = each.in_unit(unit)
                if isinstance(feasible(at.relaxed, ()), Proof):
                    continue
                fits = tuple(how for how in self.ways(at) if at.rounded_by(how).fits())
                if fits:
                    found = solved(at.rounded_by(fits[0]))
                    return [Candidate(found, (unit,), (unit,), self.ways(at), fits)]
                for how in self.roundings if deduce else ():
                    likely = at.rounded_by(how).with_likely_total()
                    if likely is not None and likely.fits():
                        tried = (unit,), (unit,), (how,), (how,)
                        return [Candidate(solved(likely), *tried, total_is_deduced=True)]
        rows = (self._shares_but_some(each, deduce) for each in problem.variants(all_right=False))
        almost = [row for row in rows if row is not None and row.almost]
        # Of those with as few exceptions the one with the fewest decimals.
        return [min(almost, key=lambda row: row.rank[:3])] if almost else []

    def _shares_but_some(self, problem: RoundedSharesProblem, deduce: bool) -> Candidate | None:
        """Try shares rounded first on all fees but a few."""
        ends = (self.units[-1], self.units[0], *self.coarse[-1:], *self.coarse[:1])
        for unit in dict.fromkeys(ends):
            at = problem.in_unit(unit)
            sets = _smallest_sets(at) if at.may_fit(MOST_WRONG[1]) else []
            if not sets or len(sets[0]) > MOST_WRONG[1]:
                continue
            ways = self.ways(at)
            for how in ways:
                tried = at.rounded_by(how)
                if tried.fits_without(sets[0]):
                    return Candidate(solved(tried), (unit,), (), ways, ())
            if deduce and "largest_remainder" in ways:
                known = deduce_total(at.rounded_by("largest_remainder"), sets)
                if known is not None:
                    return Candidate(solved(known), (unit,), (), ways, (), total_is_deduced=True)
            for how in self.roundings if deduce else ():
                # Each on its own, the fees may miss the total by more than misprints explain.
                likely = at.rounded_by(how).with_likely_total(sets[0])
                if likely is not None and likely.fits_without(sets[0]):
                    return Candidate(solved(likely), (unit,), (), (how,), (), total_is_deduced=True)
        return None

    def try_shares_read(self, problem: SharesReadProblem, *, deduce: bool) -> list[Candidate]:
        """Try a rule whose shares are read from the fees; the row with the fewest decimals."""
        for at, deduced in self._shares_read(problem, deduce=deduce, all_right=True):
            ways = (at.how,) if deduced else self.ways(at)
            fits = tuple(how for how in ways if at.rounded_by(how).fits())
            if fits:
                row = solved(at.rounded_by(fits[0])), (at.unit,), (at.unit,), ways, fits
                return [Candidate(*row, total_is_deduced=deduced)]
        rows: list[Candidate] = []
        for at, _ in self._shares_read(problem, deduce=False, all_right=False):
            sets, ways = _smallest_sets(at.shares), self.ways(at)
            if sets and len(sets[0]) <= MOST_WRONG[1]:
                near = {how: at.rounded_by(how).near_without(sets[0]) for how in ways}
                found = {how: each.changed for how, each in near.items() if each is not None}
                if found:
                    best = at.rounded_by(min(found, key=found.__getitem__))
                    rows.append(Candidate(solved(best), (at.unit,), (), ways, ()))
        almost = [row for row in rows if row.almost]
        return [min(almost, key=lambda row: row.rank[:4])] if almost else []

    def try_shares_within(self, problem: SharesReadProblem, *, deduce: bool) -> list[Candidate]:
        """Try shares that were bounded and then rounded; the row with the fewest decimals."""
        for at, deduced in self._shares_read(problem, deduce=deduce, all_right=True, bounds=True):
            if at.shares.misprints:
                continue
            shares = Attempts((at.shares.unit,), ("largest_remainder",), ("half_up",))
            row = shares._within_bounds(
                at.shares, (at.shares.how,), (at.shares.unit,), deduce=False
            )
            if row is None or not row.bounds:
                continue
            ways = (at.how,) if deduced else self.ways(at)
            for how in ways:
                found = replace(solved(at.rounded_by(how)), within_bounds=True)
                tried = Candidate(found, (at.unit,), (), ways, (), deduced, row.others)
                if tried.almost:
                    return [tried.with_roundings()]
        return []

    def _shares_read(
        self, problem: SharesReadProblem, *, deduce: bool, all_right: bool, bounds: bool = False
    ) -> Iterator[tuple[SharesReadProblem, bool]]:
        """The decimals, ways to round shares, and totals that the fees show."""
        for unit in self.units[::-1]:
            at = problem.in_unit(unit)
            known = [(*each, at.how, False) for each in tables_read(at, all_right=all_right)]
            for rounding in self.roundings if deduce else ():
                known += [(*each, rounding, True) for each in totals_read(at, rounding)]
            for places, total, how, deduced in sorted(known, key=lambda each: each[0]):
                stated = -total if at.total < 0 else total
                tried = replace(at, stated_total=stated if deduced else at.stated_total)
                for method in ("largest_remainder", "each"):
                    read = replace(tried, places=places, share_method=method).rounded_by(how)
                    proven = all_right and not bounds
                    if not (proven and isinstance(feasible(read.shares.relaxed, ()), Proof)):
                        yield read, deduced

    def _may_fit(self, problem: Problem) -> Sequence[Unit]:
        """The units in which no proof excludes every rounding; a smaller one is stricter."""
        units: list[Unit] = []
        for unit in self.units:
            if self._excluded(problem.in_unit(unit)):
                break
            units.append(unit)
        return units

    def _excluded(self, problem: Problem) -> bool:
        rule = problem.relaxed
        if rule not in self._outside:
            self._outside[rule] = isinstance(feasible(rule, ()), Proof)
        return self._outside[rule]

    def _nearest(self, problem: Problem, ways: tuple[How, ...], *, deduce: bool) -> _Near:
        """The inference that fewest fees differ from."""
        # A total that is not a whole number of units was not shared by a method.
        is_whole = isinstance(problem.total, int)
        first = next((how for how in ways if is_whole or how in self.roundings), ways[0])
        best = _Near(len(problem.members), solved(problem.rounded_by(first)))
        for units in filter(None, (self.units, self.coarse)):
            # In a large unit a misprint may lie within a unit of its quota, and not be seen.
            for unit in dict.fromkeys((units[0], units[-1] if problem.settled else units[0])):
                found = self._but_few(problem.in_unit(unit), ways, units, deduce=deduce)
                if found is not None and found.changed < best.changed:
                    best = found
        return best

    def _but_few(
        self, problem: Problem, ways: tuple[How, ...], units: tuple[Unit, ...], *, deduce: bool
    ) -> _Near | None:
        """What all fees but a few fit in some units."""
        sets = self.wrong(problem)
        if not sets:
            return None
        if deduce and "largest_remainder" in ways:
            tried = problem.rounded_by("largest_remainder")
            known = {
                each: total
                for each in sets[:MOST_SETS]
                if (total := deduce_total(tried, [each])) is not None
            }
            if known:
                return _near(next(iter(known.values())), [*known], deduced=True)
        for unit in dict.fromkeys((units[-1], units[0])):
            in_unit = problem.in_unit(unit)
            if in_unit.misprints and in_unit.shares_total and in_unit.stated_total is None:
                continue
            every = (
                (each, tried)
                for tried in map(in_unit.rounded_by, ways)
                for each in sets
                if fits_but(tried, each)
            )
            # One set alone leaves no alternatives, in whatever way it fits.
            fits = [*islice(every, 1 if len(sets) == 1 else None)]
            if fits:
                return _near(fits[0][1], [each for each, _ in fits])
        return self._by_a_unit(problem.in_unit(units[-1]), ways, sets, deduce=deduce)

    @staticmethod
    def _by_a_unit(
        problem: Problem, ways: tuple[How, ...], sets: _Sets, *, deduce: bool
    ) -> _Near | None:
        """What fewest fees differ from, where some lie within a unit of their quota and are wrong.

        They hide the total as well, so each one that they allow is tried.
        """
        most = min(MOST_WRONG[max(problem.free, 1)], (len(problem.members) - 1) // 2)
        if len(sets[0]) > most or problem.misprints or not problem.shares_total:
            return None
        found: list[tuple[int, bool, int, tuple[int, ...], Problem]] = []
        for how in ways:
            tried = problem.rounded_by(how)
            each_total = [tried]
            if deduce and (problem.settled or how == "largest_remainder"):
                each_total += [
                    known
                    for left_out in sets[:MOST_SETS]
                    for known in with_totals(tried, left_out, most, _OFF)
                    if known.excess
                ]
            for each in each_total:
                near = nearer(each, each.nearest_within(most))
                if near is not None:
                    most = near.changed
                    pairs = zip(near.fees, each.sizes, strict=True)
                    wrong = tuple(at for at, (one, other) in enumerate(pairs) if one != other)
                    deduced = each is not tried
                    found.append((len(wrong), deduced, near.off(each.sizes)[1], wrong, each))
        if not found:
            return None
        found.sort(key=lambda each: each[:3])
        count, deduced, _, _, best = found[0]
        return _near(best, [each[3] for each in found if each[0] == count], deduced=deduced)

    def wrong(self, problem: Problem) -> _Sets:
        """The smallest sets of fees without which a price list may fit, by any rounding."""
        place = problem.members, tuple(problem.drivers), problem.has_base, problem.unit
        if place not in self._wrong:
            self._wrong[place] = _smallest_sets(problem)
        return self._wrong[place]


def _smallest_sets(problem: Problem) -> _Sets:
    """The smallest sets of fees that are wrong, where few are."""
    kept = [at for at in range(len(problem.members)) if at not in problem.misprints]
    rule = problem.relaxed.only(kept)
    prices = len(rule.family.slopes[0])
    if prices == 1:
        # More than half may be at a bound; then few others are wrong.
        few = len(problem.members) - _LEAST_FREE - len(problem.misprints)
        sets = [*takewhile(lambda each: len(each) <= few, (out for out, _ in fewest_outside(rule)))]
    else:
        most = MOST_WRONG[prices] - len(problem.misprints)
        sets = wrong_or_bound(rule, (), most)[0] if most >= 0 else []
    return [tuple(sorted({*problem.misprints, *(kept[at] for at in each)})) for each in sets]
