"""Slips: how one amount came to stand for another, and which few amounts sum to another."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations

from costshare.amounts import Unit
from costshare.apportionment import round_units
from costshare.reconciliation._finding import HintKind
from costshare.results import number, percent
from costshare.words import say

_FACTORS = (10, 100, 12)
VAT_PER_CENT = (25, 12, 6)
MOST_CANDIDATES = 30
_MOST_PARTS = 4

Slip = tuple[HintKind, str]


def slips(meant: int, found: int, unit: Unit) -> Iterator[Slip]:
    """Name every slip that turns the amount that was meant into the one that was found.

    The amounts are counted in the unit. They differ, and `meant` is not 0.
    """
    if is_transposed(meant, found):
        yield "transposed", say("two digits are transposed")
    for factor in _FACTORS:
        if found == meant * factor:
            yield "factor", say("the amount is {factor} times too large", factor=number(factor))
        if meant == found * factor:
            yield "factor", say("the amount is {factor} times too small", factor=number(factor))
    for per_cent in VAT_PER_CENT:
        if _near_vat(meant, found, per_cent, unit):
            contains = contains_vat(per_cent)
            if found == with_vat(meant, per_cent, unit):
                yield "vat_included", contains
            elif found in with_whole_vat(meant, per_cent, unit):
                yield "vat_included", say("{slip}, rounded to a whole number", slip=contains)
    if found == -meant:
        yield "sign", say("the sign is reversed")


def contains_vat(per_cent: int) -> str:
    """Say that an amount contains VAT."""
    return say("the amount contains {rate} VAT", rate=percent(Fraction(per_cent, 100)))


def places_of_slips(amounts: Sequence[int], excess: int, unit: Unit) -> set[int]:
    """Find the amounts that a slip may have changed by the excess, and rule out all others.

    Where a slip turns one amount into another, their difference nearly determines both of them.

    Examples
    --------
    >>> from costshare.amounts import Unit
    >>> places_of_slips([2_500, 7_000, 380_500], 342_450, Unit.read(1))
    {2}
    """
    exact = {excess // 2}
    for factor in _FACTORS:
        exact |= {excess * factor // (factor - 1), -excess // (factor - 1)}
    places = {place for place, amount in enumerate(amounts) if amount in exact}
    margin = 50 * unit.size.denominator // unit.size.numerator
    for per_cent in VAT_PER_CENT:
        # of |100 × found - (100 + per cent) × (found - excess)|, which `_near_vat` limits
        nearest = (100 + per_cent) * excess
        low, high = -((margin - nearest) // per_cent), (nearest + margin) // per_cent
        places |= {place for place, amount in enumerate(amounts) if low <= amount <= high}
    if _is_of_transposed(excess):
        places |= {n for n, amount in enumerate(amounts) if is_transposed(amount - excess, amount)}
    return places


def _is_of_transposed(excess: int) -> bool:
    """Return whether transposed digits differ by so much: by d × (10**i - 10**j)."""
    digits = str(abs(excess)).rstrip("0")
    return any(
        not int(digits) % digit and set(str(int(digits) // digit)) == {"9"}
        for digit in range(1, 10)
    )


def is_transposed(one: int, other: int) -> bool:
    """Return whether two digits, next to each other or not, are transposed.

    Examples
    --------
    >>> is_transposed(76100, 67100), is_transposed(76100, 70600), is_transposed(76100, 67010)
    (True, False, False)
    """
    # Two digits that change places change an amount by a multiple of 9.
    if (one - other) % 9 or (one < 0) != (other < 0):
        return False
    left, right = str(abs(one)), str(abs(other))
    if len(left) != len(right):
        return False
    changed = [place for place in range(len(left)) if left[place] != right[place]]
    return (
        len(changed) == 2
        and left[changed[0]] == right[changed[1]]
        and sorted(left) == sorted(right)
    )


def _near_vat(net: int, found: int, per_cent: int, unit: Unit) -> bool:
    """Rule out most amounts in whole numbers, since VAT is rounded by half of 1 at most."""
    off = abs(100 * found - net * (100 + per_cent))
    return abs(found) > abs(net) and off * unit.size.numerator <= 50 * unit.size.denominator


def with_vat(net: int, per_cent: int, unit: Unit) -> int | None:
    """Add VAT to an amount, to 0.01, halves up; None if the sum is not a whole number of units."""
    hundredths = round_units(net * unit.size * (100 + per_cent), "half_up")
    counted = Fraction(hundredths, 100) / unit.size
    return counted.numerator if counted.denominator == 1 else None


def with_whole_vat(net: int, per_cent: int, unit: Unit) -> set[Fraction]:
    """Add VAT of 1 or more, and round the VAT or the sum to a whole number; in units."""
    amount = net * unit.size
    vat = amount * Fraction(per_cent, 100)
    if abs(vat) < 1:
        return set()
    rounded = {amount + round_units(vat, "half_up"), Fraction(round_units(amount + vat, "half_up"))}
    return {each / unit.size for each in rounded}


def few_that_sum(
    amounts: Sequence[int], target: int, *, proper: bool = True
) -> tuple[int, ...] | None:
    """Return the positions of the fewest amounts, four at most, that sum to the target.

    Among equally few the first by position win. Amounts after the thirtieth are not looked at;
    `proper` excludes all amounts together.

    Examples
    --------
    >>> few_that_sum([5, 3, 8, 1], 11)
    (1, 2)
    """
    few = amounts[:MOST_CANDIDATES]
    most = min(_MOST_PARTS, len(few), len(amounts) - proper)
    if most >= 1 and target in few:
        return (few.index(target),)
    if most < 2:
        return None
    pairs: dict[int, list[tuple[int, int]]] = {}  # by sum, the first by position first
    for pair in combinations(range(len(few)), 2):
        pairs.setdefault(few[pair[0]] + few[pair[1]], []).append(pair)
    if target in pairs:
        return pairs[target][0]
    starts = chain(
        ((place,) for place in range(len(few)) if most >= 3),
        combinations(range(len(few)), 2) if most >= 4 else (),
    )
    for start in starts:
        ends = pairs.get(target - sum([few[place] for place in start]), ())
        after = bisect_right(ends, (start[-1], len(few)))
        if after < len(ends):
            return (*start, *ends[after])
    return None
