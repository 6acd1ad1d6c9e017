"""Two keys in a table of years: what lies between them in each year, and the rule that it makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from costshare.fields import ReadOnly
from costshare.inference._interval import Interval
from costshare.inference._moving_key import ShareStep, YearOfAmounts, rising_parts
from costshare.inference._problem import How, Kind, Problem
from costshare.inference._year_fit import Rounding, YearFit
from costshare.inference._year_search import Tried, YearSearch
from costshare.inference._year_table import YearTable, first_year
from costshare.inference._yearly_rule import YearlyRule
from costshare.models import Flat, Phased, Proportional, RoundedShares, RuleModel
from costshare.periods import Period
from costshare.words import say

_ONE = Fraction(1)


class Moved(NamedTuple):
    """A key that moves: its model, the part of each year, its drivers in order, and the points."""

    model: Phased
    parts: Mapping[str, Fraction]
    drivers: tuple[str, ...]
    points: Mapping[str, Fraction]


@dataclass(frozen=True)
class KeyPair:
    """Two keys with figures for each year: of two drivers, or of one and a flat part, or the same.

    Attributes
    ----------
    kind : str
        ``keys``, ``mixed``, or ``proportional`` where shares are in proportion to one driver.
    names : tuple of str
        The drivers. The point of a model is the share of the first one, or the flat share.
    problems : mapping of str to Problem
        The fees and figures of each year, in one unit.
    references : mapping of str to mapping of str to str
        By year the reference year of each driver that has several.
    totals : mapping of str to Fraction
        The totals that are known.
    """

    kind: Kind
    names: tuple[str, ...]
    problems: Mapping[str, Problem]
    references: Mapping[str, Mapping[str, str]]
    totals: Mapping[str, Fraction]

    @property
    def years(self) -> dict[str, YearOfAmounts]:
        """The amounts and both keys of each year."""
        found = {}
        for year, problem in self.problems.items():
            first, last = ([*problem.drivers.values()][at] for at in (0, -1))
            if self.kind == "mixed":
                first = (_ONE,) * len(problem.members)
            total = self.totals.get(year)
            found[year] = YearOfAmounts(
                amounts=problem.sizes,
                total=None if total is None else abs(total) / problem.unit.size,
                before=last,
                after=first,
                unit=problem.unit.size,
                ties=problem.ties,
                misprints=tuple(problem.misprints),
            )
        return found

    def moved(
        self,
        spans: Mapping[str, Interval],
        fits: Callable[[str, Fraction], bool] = lambda *_: True,
    ) -> Moved | None:
        """The key that moves one way or the other, where parts that fit rise; else None."""
        return moved(self.kind, self.names, spans, fits)

    def model(self, share: Fraction) -> RuleModel:
        """The model of one year."""
        return next(iter(self.problems.values())).model((share,))

    def parameters(self, share: Fraction) -> ReadOnly[str, Fraction]:
        """The parameters of that model."""
        problem = next(iter(self.problems.values()))
        return ReadOnly(
            zip(map(str, problem.parameters), (share,), strict=True) if problem.free else ()
        )

    def rule(
        self,
        found: Moved | Mapping[str, Fraction],
        totals: Mapping[str, Fraction],
        how: How,
        step: ShareStep | None = None,
    ) -> YearlyRule:
        """The rule with a key that moves, or with the point of each year; totals are in units."""
        moving = found if isinstance(found, Moved) else None
        fits = []
        for year, problem in self.problems.items():
            if isinstance(found, Moved):
                model: RuleModel = found.model
                parameters = part_of(found.parts[year])
            else:
                model, parameters = self.model(found[year]), self.parameters(found[year])
            if step is not None:
                model = RoundedShares(model=model, places=step.places, method=step.method)
            total = totals[year] * problem.unit.size
            fits.append(
                YearFit(
                    year=year,
                    fees=ReadOnly(zip(problem.members, problem.amounts, strict=True)),
                    figures=ReadOnly(
                        {
                            name: ReadOnly(zip(problem.members, column, strict=True))
                            for name, column in problem.drivers.items()
                        }
                    ),
                    references=ReadOnly(self.references[year]),
                    fitting=(),
                    parameters=parameters,
                    model=model,
                    total=-total if sum(problem.units) < 0 else total,
                    total_is_given=year in self.totals,
                    changes=ReadOnly(),
                )
            )
        unit, ties = next((each.unit.size, each.ties) for each in self.problems.values())
        rounding = Rounding(unit, how, ties)
        return YearlyRule(
            "phased" if moving else "rounded_shares" if step else self.kind,
            moving.drivers if moving else self.names,
            steady=moving is None,
            how=rounding,
            fits=tuple(fit.with_changes(rounding) for fit in fits),
        )


def key_pairs(
    table: YearTable, kind: Kind, names: tuple[str, ...], tried: Tried
) -> Iterator[KeyPair]:
    """The keys of some drivers in the finest unit, with figures of each regular choice of years."""
    search = YearSearch(table, kind, names, tried)
    if not all(search.problems.values()):
        return
    for _, shifts in search.regular():
        yield KeyPair(
            kind,
            names,
            {
                year: search.problems[year][shift].in_unit(tried.units[-1])
                for year, shift in shifts.items()
            },
            {year: search.references(year, shift) for year, shift in shifts.items()},
            table.totals,
        )


def with_ends(table: YearTable) -> Iterator[YearTable]:
    """A table for each driver by year, with its first and its last figures as two drivers."""
    for name, by_year in table.dated.items():
        if len(by_year) > 1:
            years = sorted(by_year, key=first_year)
            ends = {f"{name} {year}": by_year[year] for year in (years[0], years[-1])}
            yield replace(table, fixed=ReadOnly(ends), dated=ReadOnly())


def pairs_of(table: YearTable, tried: Tried) -> Iterator[KeyPair]:
    """The keys of each two drivers, and the first and last figures of each driver by year."""
    for each in (table, *with_ends(table)):
        for names in combinations(each.drivers, 2):
            yield from key_pairs(each, "keys", names, tried)


def part_of(part: Fraction) -> ReadOnly[str, Fraction]:
    """The parameter of a year: how far the key has come."""
    return ReadOnly({str(say("part")): part})


def moved(
    kind: str,
    names: tuple[str, ...],
    spans: Mapping[str, Interval],
    fits: Callable[[str, Fraction], bool] = lambda *_: True,
) -> Moved | None:
    """A key that moves, of the shares of the first driver or of the flat part in each year."""
    second: RuleModel = Proportional(driver=names[-1])
    first: RuleModel = Flat() if kind == "mixed" else Proportional(driver=names[0])
    turned = {year: _complement(span) for year, span in spans.items()}
    rising = rising_parts(spans, fits)
    if rising is not None and (model := _model(second, first, *rising)):
        return Moved(model, rising[0], names[::-1], rising[0])
    rising = rising_parts(turned, lambda year, part: fits(year, 1 - part))
    if rising is not None and (model := _model(first, second, *rising)):
        points = {year: 1 - part for year, part in rising[0].items()}
        return Moved(model, rising[0], names, points)
    return None


def _complement(span: Interval) -> Interval:
    return Interval(1 - span.high, 1 - span.low, span.closed[::-1])


def _model(
    before: RuleModel, after: RuleModel, parts: Mapping[str, Fraction], count: int | None
) -> Phased | None:
    """The phases from one rule to the other; None where nothing moves."""
    if len({*parts.values()}) == 1:
        return None
    years = list(parts)
    begin = next(at for at, year in enumerate(years) if parts[year])
    start = Period.read(years[begin]).first
    if count is not None and _without_gaps(years):
        return Phased(before=before, after=after, start=start, years=count)
    steps = []
    for at in range(begin, len(years)):
        # A year that is not in the table is as the one before it.
        steps += [parts[years[at]]] * _length(years, at)
        if parts[years[at]] == _ONE:
            break
    return Phased(before=before, after=after, start=start, steps=steps)


def _length(years: list[str], at: int) -> int:
    """The number of years from one to the next one in the table."""
    return first_year(years[at + 1]) - first_year(years[at]) if at + 1 < len(years) else 1


def _without_gaps(years: list[str]) -> bool:
    return all(_length(years, at) == 1 for at in range(len(years)))
