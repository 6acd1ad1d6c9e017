"""Search a key that moves from one to another over several years, found as `Phased`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from costshare.amounts import Unit
from costshare.fields import ReadOnly
from costshare.inference._interval import Interval
from costshare.inference._moving_key import YearOfAmounts, places_of_shares, rising_parts
from costshare.inference._off_unit import count_units
from costshare.inference._problem import Kind
from costshare.inference._year_fit import Rounding, YearFit
from costshare.inference._year_search import Tried, YearSearch
from costshare.inference._year_table import YearTable, first_year
from costshare.inference._yearly_rule import YearlyRule
from costshare.models import Flat, Phased, Proportional, RoundedShares, RuleModel
from costshare.periods import Period
from costshare.words import say

_ONE = Fraction(1)


def phased(rule: YearlyRule) -> YearlyRule | None:
    """A rule with a share of its own in each year, as one key that moves; None where it does not.

    The shares of a driver and of the flat part, or of two drivers, with figures of one date.
    """
    if rule.steady or rule.kind not in {"mixed", "keys"} or len(rule.fits[0].parameters) > 1:
        return None
    if any(fit.references for fit in rule.fits):
        return None
    spans = {}
    for fit in rule.fits:
        (share,) = fit.parameters.values()
        found = None if fit.inference is None or fit.changes else fit.inference.solution
        spans[fit.year] = found if isinstance(found, Interval) else Interval(share, share)
    # The parameter is the flat share, or the share of the first driver.
    second: RuleModel = Proportional(driver=rule.drivers[-1])
    first: RuleModel = Flat() if rule.kind == "mixed" else Proportional(driver=rule.drivers[0])
    turned = {year: _complement(span) for year, span in spans.items()}
    for before, after, each in ((second, first, spans), (first, second, turned)):
        model = _model(before, after, each)
        if model is not None:
            names = rule.drivers if before is first else rule.drivers[::-1]
            fits = (_with_model(fit, *model).with_changes(rule.how) for fit in rule.fits)
            return replace(rule, kind="phased", drivers=names, fits=tuple(fits))
    return None


def _complement(span: Interval) -> Interval:
    return Interval(1 - span.high, 1 - span.low, span.closed[::-1])


def _with_model(fit: YearFit, model: Phased, parts: Mapping[str, Fraction]) -> YearFit:
    return replace(fit, model=model, parameters=_parameters(parts[fit.year]))


def _parameters(part: Fraction) -> ReadOnly[str, Fraction]:
    """The parameter of a year: how far the key has come."""
    return ReadOnly({str(say("part")): part})


def _model(
    before: RuleModel, after: RuleModel, spans: Mapping[str, Interval]
) -> tuple[Phased, dict[str, Fraction]] | None:
    """The phases from one rule to the other; None where the parts do not rise."""
    found = rising_parts(spans)
    if found is None:
        return None
    parts, count = found
    if len({*parts.values()}) == 1:
        return None
    years = list(parts)
    begin = next(at for at, year in enumerate(years) if parts[year])
    start = Period.read(years[begin]).first
    if count is not None and _without_gaps(years):
        return Phased(before=before, after=after, start=start, years=count), parts
    steps = []
    for at in range(begin, len(years)):
        # A year that is not in the table is as the one before it.
        steps += [parts[years[at]]] * _length(years, at)
        if parts[years[at]] == _ONE:
            break
    return Phased(before=before, after=after, start=start, steps=steps), parts


def _length(years: list[str], at: int) -> int:
    """The number of years from one to the next one in the table."""
    return first_year(years[at + 1]) - first_year(years[at]) if at + 1 < len(years) else 1


def _without_gaps(years: list[str]) -> bool:
    return all(_length(years, at) == 1 for at in range(len(years)))


def _spans(years: Mapping[str, YearOfAmounts], places: int | None) -> dict[str, Interval] | None:
    """The parts of each year; None where the fees of a year allow none."""
    exact = {year: own.part(places) for year, own in years.items()}
    found = {year: span for year, span in exact.items() if span is not None}
    if len(found) < len(years) and places is not None:
        # The keys are taken to be rounded as well.
        found = {}
    for year in years.keys() - found.keys():
        part = years[year].near_part(places)
        if part is None:
            return None
        found[year] = Interval(part, part)
    return {year: found[year] for year in years}


@dataclass(frozen=True)
class PhaseSearch:
    """Keys that move between the figures of a table."""

    table: YearTable
    tried: Tried

    def shared(self, kinds: Collection[Kind]) -> Iterator[YearlyRule]:
        """The rules that share a total, but for those that shares of these kinds show already."""
        if "mixed" not in kinds:
            for name in self.table.fixed:
                yield from self._by_shares("mixed", {name: self.table.fixed[name]})
        if "keys" not in kinds:
            for names in combinations(self.table.fixed, 2):
                yield from self._by_shares("keys", {name: self.table.fixed[name] for name in names})
        for pair in self._ends():
            # Not given as two keys: unless every fee fits, innocent ones would be named.
            yield from (rule for rule in self._by_shares("keys", pair) if rule.exact)

    def _by_shares(
        self, kind: Kind, figures: dict[str, dict[str, Fraction]]
    ) -> Iterator[YearlyRule]:
        """The rule that shares of each year show, if it gives all fees or all but a few."""
        table = replace(self.table, fixed=ReadOnly(figures), dated=ReadOnly())
        found = YearSearch(table, kind, tuple(figures), self.tried).rule()
        moving = None if found is None else phased(found)
        if moving is not None and (moving.exact or moving.almost):
            yield moving

    def rounded(self) -> Iterator[YearlyRule]:
        """The rule between each two keys that fits best, where each amount was rounded on its own.

        The totals are known.
        """
        if any(total <= 0 for total in self.table.totals.values()):
            return
        if set(self.table.totals) != set(self.table.fees):
            return
        for pair in self._pairs():
            found = [
                rule
                for figures in (pair, dict(reversed(pair.items())))
                for rounding in self.tried.roundings
                for unit in self.tried.units[-1:]
                if (rule := self._rule(figures, Rounding(unit.size, rounding, self.tried.ties)))
            ]
            if found:
                yield min(found, key=lambda rule: rule.rank)

    def _pairs(self) -> Iterator[dict[str, dict[str, Fraction]]]:
        """Two drivers without a year, or the first and the last figures of one, by name."""
        for names in combinations(self.table.fixed, 2):
            yield {name: self.table.fixed[name] for name in names}
        yield from self._ends()

    def _ends(self) -> Iterator[dict[str, dict[str, Fraction]]]:
        """The first and the last figures of each driver by year."""
        for name, by_year in self.table.dated.items():
            if len(by_year) > 1:
                years = sorted(by_year, key=first_year)
                yield {f"{name} {year}": by_year[year] for year in (years[0], years[-1])}

    def _rule(
        self, figures: Mapping[str, Mapping[str, Fraction]], rounding: Rounding
    ) -> YearlyRule | None:
        """The rule between two keys; None where the parts of the years do not rise."""
        each = rounding.each or "half_up"
        years = {}
        for year, fees in self.table.fees.items():
            if not all(member in column for column in figures.values() for member in fees):
                return None
            columns = [tuple(column[member] for member in fees) for column in figures.values()]
            if not all(map(any, columns)):
                return None
            amounts, misprints = count_units(fees, Unit(rounding.unit))
            total = self.table.totals[year] / rounding.unit
            years[year] = YearOfAmounts(amounts, total, columns[0], columns[1], each, misprints)
        if all(own.shares(Fraction(0)) == own.shares(_ONE) for own in years.values()):
            # Between equal shares nothing moves.
            return None
        places = places_of_shares([*years.values()])
        spans = _spans(years, places)
        if spans is None:
            return None
        before, after = (Proportional(driver=name) for name in figures)
        found = _model(before, after, spans)
        if found is None:
            return None
        model: RuleModel = found[0]
        if places is not None:
            model = RoundedShares(model=model, places=places, method="each")
        fits = (
            YearFit(
                year=year,
                fees=fees,
                figures=ReadOnly(
                    {
                        name: ReadOnly({member: column[member] for member in fees})
                        for name, column in figures.items()
                    }
                ),
                references=ReadOnly(),
                fitting=(),
                parameters=_parameters(found[1][year]),
                model=model,
                total=self.table.totals[year],
                total_is_given=True,
                changes=ReadOnly(),
            ).with_changes(rounding)
            for year, fees in self.table.fees.items()
        )
        return YearlyRule("phased", (*figures,), steady=False, how=rounding, fits=tuple(fits))
