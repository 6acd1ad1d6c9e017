"""A key that moves from one to another, where each amount was rounded on its own.

The amount of a member is the total × its share, and the share lies between two keys: a part of the
way from the first to the second, the same for all members of a year. So each fee allows an interval
of parts, and the part that most fees allow is sought. Where the shares were rounded first, in per
cent, the fees show to how many decimals; then each share allows an interval of parts.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from costshare.apportionment import RoundingRule, round_units
from costshare.inference._family import Family, keys
from costshare.inference._interval import Interval, common, ends_of
from costshare.inference._rounded import Rounded, Within
from costshare.inference._simplest import simplest_fraction

_ZERO, _ONE = Fraction(0), Fraction(1)

# Shares in per cent with up to so many decimals are looked for.
_MOST_PLACES = 8

# Simple parts are looked for where the most fees agree, or so many fewer at most.
_FEWER = 3

# Of so many amounts one may be wrong.
_ONE_IN = 20


@dataclass(frozen=True, slots=True)
class YearOfAmounts:
    """The amounts of one year in units, the total in units, which need not be whole, and the keys.

    Attributes
    ----------
    before, after : tuple of Fraction
        The figures of both keys, in the order of the amounts.
    misprints : collection of int
        The places of amounts that cannot be right, and allow no part.
    """

    amounts: tuple[int, ...]
    total: Fraction
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    rounding: RoundingRule
    misprints: Collection[int] = ()

    def shares(self, part: Fraction) -> list[Fraction]:
        """The share of each member, a part of the way from one key to the other."""
        one, other = sum(self.before), sum(self.after)
        pairs = zip(self.before, self.after, strict=True)
        return [(1 - part) * a / one + part * b / other for a, b in pairs]

    def fees(self, part: Fraction, places: int | None) -> list[int]:
        """The amounts in units, where shares were rounded to some decimals of a per cent first."""
        shares = self.shares(part)
        if places is not None:
            steps = 100 * 10**places
            shares = [Fraction(round_units(share * steps, "half_up"), steps) for share in shares]
        return [round_units(self.total * share, self.rounding) for share in shares]

    def rounded_shares(self, places: int) -> dict[int, int]:
        """The shares that give amounts, by place, in steps of so many decimals of a per cent.

        None at all where a step is hardly more than a unit, so that every amount is a share.
        """
        steps = 100 * 10**places
        if self.total < 2 * steps:
            return {}
        found = (round_units(steps * each / self.total, "half_up") for each in self.amounts)
        return {
            at: share
            for at, share in enumerate(found)
            if at not in self.misprints
            and round_units(self.total * share / steps, self.rounding) == self.amounts[at]
        }

    def part(self, places: int | None) -> Interval | None:
        """The parts that all fees allow; None where they allow none together."""
        spans = self._spans(places, Rounded)
        known = [span for span in spans if span is not None]
        return common(known) if len(known) == len(spans) else None

    def near_part(self, places: int | None) -> Fraction | None:
        """A simple part from which few fees differ; None where no fee allows any.

        Where shares were rounded the keys may be rounded to as many decimals too, so each share may
        lie a whole step from what the keys give.
        """
        kind = Rounded if places is None else Within
        spans = [span for span in self._spans(places, kind) if span is not None]
        parts = [simplest_fraction(region) for region in _regions(spans)]

        def rank(part: Fraction) -> tuple[int, int]:
            pairs = zip(self.fees(part, places), self.amounts, strict=True)
            return sum(one != other for one, other in pairs), part.denominator

        return min(parts, key=rank, default=None)

    def _spans(self, places: int | None, kind: type[Rounded]) -> list[Interval | None]:
        """The parts that each fee allows."""
        if places is None:
            rule = kind(self._family(self.total), self.amounts, self.rounding)
            return [
                None if at in self.misprints else _span(rule, at) for at in range(len(rule.fees))
            ]
        shares = self.rounded_shares(places)
        family = self._family(Fraction(100 * 10**places)).only([*shares])
        rule = kind(family, tuple(shares.values()), "half_up")
        if kind is Rounded and len(shares) < len(self.amounts):
            return [None]
        return [_span(rule, at) for at in range(len(rule.fees))]

    def _family(self, total: Fraction) -> Family:
        return keys(total, (self.after, self.before))


def places_of_shares(years: Sequence[YearOfAmounts]) -> int | None:
    """The fewest decimals of a per cent with which shares give all amounts, but for a few."""
    amounts = sum(len(year.amounts) for year in years)
    for places in range(_MOST_PLACES + 1):
        others = amounts - sum(len(year.rounded_shares(places)) for year in years)
        if others * _ONE_IN <= amounts:
            return places
    return None


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


def rising_parts(spans: Mapping[str, Interval]) -> tuple[dict[str, Fraction], int | None] | None:
    """A part for each year, none less than the one before it; None where the years allow none.

    Returns
    -------
    tuple of a dict and an int or None
        The parts, and in how many equal steps they rise where they do.
    """
    for count in range(1, len(spans) + 1):
        equal = _equal_steps(spans, count)
        if equal is not None:
            return equal, count
    found: dict[str, Fraction] = {}
    least = _ZERO
    for year, span in spans.items():
        rest = span
        if span.low < least:
            rest = Interval(least, span.high, (True, span.closed[1]))
        if rest.is_empty:
            return None
        found[year] = least = simplest_fraction(rest)
    return found, None


def _equal_steps(spans: Mapping[str, Interval], count: int) -> dict[str, Fraction] | None:
    """Parts that rise from 0 to 1 in equal steps, where they begin and end within the years."""
    years = list(spans)
    for start in range(len(years) - count + 1):
        parts = {
            year: Fraction(min(max(at - start + 1, 0), count), count)
            for at, year in enumerate(years)
        }
        if all(part in spans[year] for year, part in parts.items()):
            return parts
    return None
