"""Search shares that were rounded first in a table of years.

The shares of a year may be in proportion to a driver, or lie between two keys; see `KeyPair`. An
amount and the total show about which rounded share it is, and so an interval of points. The
simplest ones inside are tried, by each way to round shares and fees, the fewest decimals first.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice

from costshare.inference._interval import Interval, common
from costshare.inference._moving_key import MOST_PARTS, ShareStep, YearOfAmounts
from costshare.inference._problem import How, Kind
from costshare.inference._rounded_shares import steps_of
from costshare.inference._simplest import simplest_fractions
from costshare.inference._year_keys import KeyPair, Moved, key_pairs, pairs_of
from costshare.inference._year_search import Tried
from costshare.inference._year_table import YearTable
from costshare.inference._yearly_rule import YearlyRule

# Shares in per cent are tried with up to so many decimals, and in steps of a part of a unit.
_MOST_PLACES = 8
_FINEST = 20

# Of so many amounts one may be wrong, or so many at least.
_ONE_IN, _FEW = 20, 3

_Spans = Mapping[str, Interval]


@dataclass(frozen=True)
class SharesSearch:
    """Shares between two keys that were rounded first.

    Attributes
    ----------
    pair : KeyPair
        The keys.
    tried : Tried
        The ways to round fees.
    steady, moving : bool
        Whether the same point in all years is looked for, and a key that moves.
    """

    pair: KeyPair
    tried: Tried
    steady: bool
    moving: bool

    @cached_property
    def years(self) -> dict[str, YearOfAmounts]:
        """The amounts and keys of each year."""
        return self.pair.years

    @property
    def _is_charged(self) -> bool:
        return all(own.total is None or own.total > 0 for own in self.years.values())

    def _places(self) -> Iterator[int]:
        """The numbers of decimals with which shares can be told from those that are not rounded."""
        least = min(own.total or sum(own.amounts) for own in self.years.values())
        for places in range(_MOST_PLACES + 1):
            if steps_of(places) <= _FINEST * least:
                yield places

    def _ways(self, step: ShareStep) -> list[How]:
        """The ways to round fees; a method shares the total where the shares sum to the whole."""
        totals = (own.total in {None, sum(own.amounts)} for own in self.years.values())
        methods = self.tried.methods if step.method != "each" else ()
        first = methods if all(totals) else ()
        return [*first, *self.tried.roundings, *(() if first else methods)]

    def exact(self) -> YearlyRule | None:
        """The rule with the fewest decimals that gives all amounts."""
        if not self._is_charged:
            return None
        for places in self._places():
            spans: dict[str, Interval] = {}
            for year, own in self.years.items():
                span = own.region(places)
                if span is None:
                    break
                spans[year] = span
            else:
                for step in (ShareStep(places, "largest_remainder"), ShareStep(places, "each")):
                    for how in self._ways(step):
                        found = self._gives_all(spans, how, step)
                        if found is not None:
                            return self._rule(found, how, step)
        return None

    def _gives_all(
        self, spans: _Spans, how: How, step: ShareStep
    ) -> Moved | Mapping[str, Fraction] | None:
        """The points in some spans that give all amounts."""

        def fits(year: str, part: Fraction) -> bool:
            return self.years[year].gives(part, how, step)

        both = common([*spans.values()]) if self.steady else None
        if both is not None:
            for part in islice(simplest_fractions(both), MOST_PARTS if self.moves else 1):
                if all(fits(year, part) for year in spans):
                    return dict.fromkeys(spans, part)
        return self.pair.moved(spans, fits) if self.moving and self.moves else None

    @cached_property
    def moves(self) -> bool:
        """Whether the keys differ in any year."""
        return any(own.moves for own in self.years.values())

    def almost(self) -> YearlyRule | None:
        """The rule that gives all amounts but a few, where the totals are known."""
        if not self._is_charged or any(own.total is None for own in self.years.values()):
            return None
        cells = sum(len(own.amounts) for own in self.years.values())
        few = max(cells // _ONE_IN, _FEW)
        usual = {*self.tried.roundings[:1], *self.tried.methods[:1]}
        for places in self._places():
            if cells - sum(own.count_whole(places) for own in self.years.values()) > few:
                continue
            found = [
                (self._wrong(_points(each), how, step), how, step, each)
                for step in (ShareStep(places, "largest_remainder"), ShareStep(places, "each"))
                for how in self._ways(step)
                if how in usual
                for each in self._near(how, step)
            ]
            if found:
                _, how, step, best = min(found, key=lambda each: each[0])
                rule = self._rule(best, how, step)
                if rule.almost:
                    return rule
        return None

    def _wrong(self, points: Mapping[str, Fraction], how: How, step: ShareStep) -> int:
        """The number of amounts that differ from what the points give."""
        count = 0
        for year, own in self.years.items():
            given = own.given(points[year], how, step)
            count += len(own.amounts) if given is None else given.wrong
        return count

    def _near(self, how: How, step: ShareStep) -> Iterator[Moved | Mapping[str, Fraction]]:
        """Points from which few amounts differ."""
        parts = {}
        for year, own in self.years.items():
            part = own.near_part(how, step) if own.moves else Fraction(0)
            if part is None:
                return
            parts[year] = part
        if self.steady:
            every = [dict.fromkeys(parts, part) for part in dict.fromkeys(parts.values())]
            yield min(every, key=lambda points: self._wrong(points, how, step))
        if self.moving and self.moves:
            found = self.pair.moved({year: Interval(part, part) for year, part in parts.items()})
            if found is not None:
                yield found

    def _rule(self, found: Moved | Mapping[str, Fraction], how: How, step: ShareStep) -> YearlyRule:
        """The rule with these points."""
        points = _points(found)
        totals = {}
        for year, own in self.years.items():
            given = own.given(points[year], how, step)
            totals[year] = own.total or (Fraction(0) if given is None else given.total)
        return self.pair.rule(found, totals, how, step)


def _points(found: Moved | Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The point of each year."""
    return found.points if isinstance(found, Moved) else found


def shares_rounded_first(
    table: YearTable,
    kinds: Collection[Kind],
    tried: Tried,
    rows: Sequence[YearlyRule],
    *,
    phases: bool,
) -> list[YearlyRule]:
    """The rules by shares that were rounded first, where simple shares do not give all amounts."""
    simple = {(row.kind, *sorted(row.drivers)) for row in rows if row.is_plain}
    steady = "rounded_shares" in kinds
    left: list[SharesSearch] = []
    # Finer units between the ends fit where the largest one does.
    for unit in dict.fromkeys((tried.units[-1], tried.units[0])):
        searches = _searches(table, tried._replace(units=(unit,)), steady=steady, moving=phases)
        found, others = _exact(searches, simple)
        if found:
            return found
        left = left or others
    if any(row.exact for row in rows):
        return []
    return [*filter(None, (search.almost() for search in left))]


def _searches(
    table: YearTable, tried: Tried, *, steady: bool, moving: bool
) -> Iterator[SharesSearch]:
    """A search by each driver, with a flat part, and between each two keys."""
    pairs = chain(
        (
            each
            for name in table.drivers
            for each in key_pairs(table, "proportional", (name,), tried)
        ),
        (each for name in table.drivers for each in key_pairs(table, "mixed", (name,), tried)),
        pairs_of(table, tried),
    )
    for pair in pairs:
        search = SharesSearch(pair, tried, steady=steady, moving=moving)
        if steady or search.moves:
            yield search


def _exact(
    searches: Iterable[SharesSearch], simple: Collection[tuple[str, ...]]
) -> tuple[list[YearlyRule], list[SharesSearch]]:
    """The exact rules, and the searches that have none."""
    # By a driver that gives all amounts alone, no two keys are looked for.
    settled = {name for kind, *names in simple if kind == "proportional" for name in names}
    found: list[YearlyRule] = []
    left: list[SharesSearch] = []
    for search in searches:
        pair = search.pair
        known = {(kind, *sorted(pair.names)) for kind in (pair.kind, "phased")}
        if known & {*simple} or settled & {*pair.names}:
            continue
        rule = search.exact()
        if rule is None:
            left.append(search)
        else:
            found.append(rule)
            settled |= {*pair.names} if pair.kind == "proportional" else set()
    return found, left
