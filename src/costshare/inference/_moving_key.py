"""A key that moves from one to another, where each amount was rounded on its own.

The amount of a member is the total × its share, and the share lies between two keys: a part of the
way from the first to the second, the same for all members of a year. So each fee allows an interval
of parts, and the part that most fees allow is sought. Where the shares were rounded first, in per
cent, the fees show to how many decimals; then each share allows an interval of parts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, islice
from math import ceil, floor
from typing import NamedTuple

from costshare.apportionment import (
    ROUNDINGS,
    RoundingRule,
    TieRule,
    apportion_units,
    read_method,
    read_rounding,
    round_units,
    scale_to_whole,
)
from costshare.inference._family import Family, keys
from costshare.inference._interval import Interval, common, ends_of
from costshare.inference._problem import How
from costshare.inference._rounded import Rounded
from costshare.inference._rounded_shares import ShareMethod, likely_total, rounded_shares, steps_of
from costshare.inference._simplest import simplest_fraction, simplest_fractions

_ZERO, _ONE = Fraction(0), Fraction(1)

# So many of the simplest parts are tried.
MOST_PARTS = 24

# Simple parts are looked for where the most fees agree, or so many fewer at most.
_FEWER = 3


class ShareStep(NamedTuple):
    """How shares in per cent are rounded first."""

    places: int
    method: ShareMethod


class Given(NamedTuple):
    """What a part gives: how many amounts differ, and the total in units that was shared."""

    wrong: int
    total: Fraction


@dataclass(frozen=True)
class YearOfAmounts:
    """The amounts of one year in units, the total in units, which need not be whole, and the keys.

    Attributes
    ----------
    total : Fraction or None
        None where it is not known; then shares that were rounded first show it.
    before, after : tuple of Fraction
        The figures of both keys, in the order of the amounts.
    unit : Fraction
        The size of a unit.
    ties : str
        Which amount gets a unit to which several have the same claim.
    misprints : collection of int
        The places of amounts that cannot be right, and allow no part.
    """

    amounts: tuple[int, ...]
    total: Fraction | None
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    unit: Fraction
    ties: TieRule
    misprints: Collection[int] = ()
    _known: dict[tuple[Fraction, ShareStep], tuple[Fraction, ...]] = field(default_factory=dict)
    _spanned: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _families: dict[Fraction, Family] = field(default_factory=dict)

    def shares(self, part: Fraction) -> tuple[Fraction, ...]:
        """The share of each member, a part of the way from one key to the other."""
        quotas, below = self._family(_ONE).at((part,))
        return tuple(Fraction(each, below) for each in quotas)

    @property
    def moves(self) -> bool:
        """Whether the keys differ."""
        return self.shares(_ZERO) != self.shares(_ONE)

    def part(self, rounding: RoundingRule) -> Interval | None:
        """The parts that all amounts allow, each rounded; None where they allow none together."""
        spans = self._spans(rounding)
        known = [span for span in spans if span is not None]
        return common(known) if len(known) == len(spans) else None

    def near_part(self, how: How, step: ShareStep | None = None) -> Fraction | None:
        """A simple part from which few amounts differ; None where no amount allows any."""
        spans = self._spans(read_rounding(how)) if step is None else self._whole(step.places)
        regions = _regions([span for span in spans if span is not None])
        parts = [simplest_fraction(region) for region in regions]

        def rank(part: Fraction) -> tuple[int, int]:
            given = self.given(part, how, step)
            return len(self.amounts) if given is None else given.wrong, part.denominator

        return min(parts, key=rank, default=None)

    def given(self, part: Fraction, how: How, step: ShareStep | None) -> Given | None:
        """What a part gives, where shares may be rounded first; None where they have no total."""
        shares = self.shares(part) if step is None else self._rounded(part, step)
        total = self.total
        if total is None:
            units: int | None = sum(self.amounts)
            if how in ROUNDINGS:
                every = range(len(self.amounts))
                rounding = read_rounding(how)
                units = likely_total(shares, self.amounts, rounding, self.unit, every)
            if units is None:
                return None
            total = Fraction(units)
        if how in ROUNDINGS:
            fees = [round_units(total * share, read_rounding(how)) for share in shares]
        elif total.denominator > 1 or sum(shares) != 1:
            return None
        else:
            whole = scale_to_whole(shares)
            fees = apportion_units(int(total), whole, method=read_method(how), ties=self.ties).parts
        wrong = sum(one != other for one, other in zip(fees, self.amounts, strict=True))
        return Given(wrong, total)

    def gives(self, part: Fraction, how: How, step: ShareStep) -> bool:
        """Whether a part gives all amounts, where shares are rounded first."""
        steps = zip(self._rounded(part, step), self._steps(step.places), strict=True)
        whole = steps_of(step.places)
        if not all(low <= share * whole <= high for share, (low, high) in steps):
            return False
        given = self.given(part, how, step)
        return given is not None and not given.wrong

    def _rounded(self, part: Fraction, step: ShareStep) -> tuple[Fraction, ...]:
        """The rounded shares; the same ones are asked for by each way to round the amounts."""
        if (part, step) not in self._known:
            self._known[part, step] = rounded_shares(self.shares(part), *step)
        return self._known[part, step]

    def region(self, places: int) -> Interval | None:
        """The parts that all amounts may allow where shares are rounded, in whatever way."""
        spans = self._whole(places)
        known = [span for span in spans if span is not None]
        return common(known) if len(known) == len(spans) else None

    def count_whole(self, places: int) -> int:
        """How many amounts can be a rounded share of the total."""
        return sum(low <= high for low, high in self._steps(places))

    def _steps(self, places: int) -> list[tuple[int, int]]:
        """The least and the greatest share that may give each amount, in steps of so many decimals.

        An amount is less than a unit from its share of the total; a total that is not known is as
        far from what the amounts sum to as rounding moves that.
        """
        if places not in self._spanned:
            steps, whole, off = steps_of(places), sum(self.amounts), len(self.amounts)
            low = high = self.total
            if self.total is None:
                low = Fraction((whole - off) * steps, steps + off)
                high = Fraction((whole + off) * steps, max(steps - off, 1))
            self._spanned[places] = [
                (1, 0)
                if at in self.misprints or not low or not high or low <= 0
                else (max(ceil((each - 1) * steps / high), 0), floor((each + 1) * steps / low))
                for at, each in enumerate(self.amounts)
            ]
        return self._spanned[places]

    def _whole(self, places: int) -> list[Interval | None]:
        """The parts that each amount may allow: its share is less than a step from the rounded one.

        So it holds by largest remainder, each on its own, and where keys are rounded as well.
        """
        family = self._family(Fraction(steps_of(places)))
        found: list[Interval | None] = []
        for at, (least, most) in enumerate(self._steps(places)):
            (slope,), below = family.slopes[at], family.denominator
            ends = [each * below - family.constants[at] for each in (least - 1, most + 1)]
            if least > most or (not slope and not ends[0] <= 0 <= ends[1]):
                found.append(None)
            elif not slope:
                found.append(Interval(_ZERO, _ONE))
            else:
                low, high = sorted(Fraction(end, slope) for end in ends)
                span = Interval(max(low, _ZERO), min(high, _ONE))
                found.append(None if span.is_empty else span)
        return found

    def _spans(self, rounding: RoundingRule) -> list[Interval | None]:
        """The parts that each amount allows, rounded on its own."""
        if self.total is None:
            return [None]
        rule = Rounded(self._family(self.total), self.amounts, rounding)
        return [None if at in self.misprints else _span(rule, at) for at in range(len(rule.fees))]

    def _family(self, total: Fraction) -> Family:
        if total not in self._families:
            self._families[total] = keys(total, (self.after, self.before))
        return self._families[total]


def _span(rule: Rounded, at: int) -> Interval | None:
    """The parts from 0 to 1 that a fee allows; None where it allows none."""
    low, high, closed = _ZERO, _ONE, [True, True]
    for condition in rule.of_fee(at):
        (slope,) = condition.coefficients
        if not slope:
            if not condition.holds((_ZERO,)):
                return None
        elif slope > 0 and condition.end <= high:
            closed[1] = not condition.strict and (condition.end < high or closed[1])
            high = condition.end
        elif slope < 0 and condition.end >= low:
            closed[0] = not condition.strict and (condition.end > low or closed[0])
            low = condition.end
    span = Interval(low, high, (closed[0], closed[1]))
    return None if span.is_empty else span


def _regions(spans: Sequence[Interval]) -> Iterator[Interval]:
    """Where the most spans overlap, and around it where one or two fewer do."""
    order = ends_of(spans)
    covered = [*accumulate(by for *_, by in order)]
    most = max(covered, default=0)
    for fewer in range(min(_FEWER, most)):
        top = covered.index(most)
        first = last = top
        while first and covered[first - 1] >= most - fewer:
            first -= 1
        while covered[last + 1] >= most - fewer:
            last += 1
        low, high = order[first][0], order[last + 1][0]
        # An end counts only where nothing is simpler, or lies between.
        yield Interval(low, high, (low in {_ZERO, high}, high in {_ONE, low}))


def rising_parts(
    spans: Mapping[str, Interval], fits: Callable[[str, Fraction], bool] = lambda *_: True
) -> tuple[dict[str, Fraction], int | None] | None:
    """A part for each year, none less than the one before it; None where the years allow none.

    Returns
    -------
    tuple of a dict and an int or None
        The parts, and in how many equal steps they rise where they do.
    """
    for count in range(1, len(spans) + 1):
        equal = _equal_steps(spans, count, fits)
        if equal is not None:
            return equal, count
    found: dict[str, Fraction] = {}
    least = _ZERO
    for year, span in spans.items():
        # No part may be above what a later year allows.
        later = [*spans.values()][len(found) :]
        below = (Interval(_ZERO, each.high, (True, each.closed[1])) for each in later)
        rest = common([Interval(least, _ONE), span, *below])
        if rest is None:
            return None
        parts = islice(simplest_fractions(rest), MOST_PARTS)
        part = next((each for each in parts if fits(year, each)), None)
        if part is None:
            return None
        found[year] = least = part
    return found, None


def _equal_steps(
    spans: Mapping[str, Interval], count: int, fits: Callable[[str, Fraction], bool]
) -> dict[str, Fraction] | None:
    """Parts that rise from 0 to 1 in equal steps, where they begin and end within the years."""
    years = list(spans)
    for start in range(len(years) - count + 1):
        parts = {
            year: Fraction(min(max(at - start + 1, 0), count), count)
            for at, year in enumerate(years)
        }
        inside = all(part in spans[year] for year, part in parts.items())
        if inside and all(fits(year, part) for year, part in parts.items()):
            return parts
    return None
