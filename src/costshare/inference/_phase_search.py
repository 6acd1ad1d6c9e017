"""Search a key that moves from one to another over several years, found as `Phased`."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from costshare.apportionment import RoundingRule
from costshare.inference._interval import Interval
from costshare.inference._moving_key import YearOfAmounts
from costshare.inference._problem import Kind
from costshare.inference._year_keys import KeyPair, moved, pairs_of, part_of, with_ends
from costshare.inference._year_search import Tried, YearSearch
from costshare.inference._year_table import YearTable
from costshare.inference._yearly_rule import YearlyRule


def phased(rule: YearlyRule) -> YearlyRule | None:
    """A rule with a share of its own in each year, as one key that moves; None where it does not.

    The shares of a driver and of the flat part, or of two drivers.
    """
    if rule.steady or rule.kind not in {"mixed", "keys"} or len(rule.fits[0].parameters) > 1:
        return None
    spans = {}
    for fit in rule.fits:
        (share,) = fit.parameters.values()
        found = None if fit.inference is None or fit.changes else fit.inference.solution
        spans[fit.year] = found if isinstance(found, Interval) else Interval(share, share)
    # The parameter is the flat share, or the share of the first driver.
    moving = moved(rule.kind, rule.drivers, spans)
    if moving is None:
        return None
    fits = (
        replace(fit, model=moving.model, parameters=part_of(moving.parts[fit.year])).with_changes(
            rule.how
        )
        for fit in rule.fits
    )
    return replace(rule, kind="phased", drivers=moving.drivers, fits=tuple(fits))


@dataclass(frozen=True)
class PhaseSearch:
    """Keys that move between the figures of a table."""

    table: YearTable
    tried: Tried

    def shared(self, kinds: Collection[Kind]) -> Iterator[YearlyRule]:
        """The rules that share a total, but for those that shares of these kinds show already."""
        if "mixed" not in kinds:
            for name in self.table.drivers:
                yield from self._by_shares("mixed", (name,), self.table)
        if "keys" not in kinds:
            for names in combinations(self.table.drivers, 2):
                yield from self._by_shares("keys", names, self.table)
        for ends in with_ends(self.table):
            # Not given as two keys: unless every fee fits, innocent ones would be named.
            found = self._by_shares("keys", ends.drivers, ends)
            yield from (rule for rule in found if rule.exact)

    def _by_shares(
        self, kind: Kind, names: tuple[str, ...], table: YearTable
    ) -> Iterator[YearlyRule]:
        """The rule that shares of each year show, if it gives all fees or all but a few."""
        found = YearSearch(table, kind, names, self.tried).rule()
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
        for pair in pairs_of(self.table, self.tried):
            years = pair.years
            # Between equal shares nothing moves.
            if any(own.moves for own in years.values()):
                found = [
                    rule
                    for rounding in self.tried.roundings
                    if (rule := _rule(pair, years, rounding)) is not None
                ]
                if found:
                    yield min(found, key=lambda rule: rule.rank)


def _rule(
    pair: KeyPair, years: dict[str, YearOfAmounts], rounding: RoundingRule
) -> YearlyRule | None:
    """The rule between two keys; None where the parts of the years do not rise."""
    spans = {}
    for year, own in years.items():
        span = own.part(rounding)
        if span is None:
            part = own.near_part(rounding)
            if part is None:
                return None
            span = Interval(part, part)
        spans[year] = span
    found = pair.moved(spans)
    if found is None:
        return None
    return pair.rule(
        found, {year: own.total or Fraction(0) for year, own in years.items()}, rounding
    )
