"""Slips: how one amount came to stand for another, and which few amounts sum to another."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from costshare.amounts import Unit
from costshare.apportionment import round_units
from costshare.reconciliation._finding import HintKind

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
        yield "transposed", "two digits are transposed"
    for factor in _FACTORS:
        if found == meant * factor:
            yield "factor", f"the amount is {factor} times too large"
        if meant == found * factor:
            yield "factor", f"the amount is {factor} times too small"
    for per_cent in VAT_PER_CENT:
        if _near_vat(meant, found, per_cent, unit):
            contains = f"the amount contains {per_cent} % VAT"
            if found == with_vat(meant, per_cent, unit):
                yield "vat_included", contains
            elif found in with_whole_vat(meant, per_cent, unit):
                yield "vat_included", f"{contains}, rounded to a whole number"
    if found == -meant:
        yield "sign", "the sign is reversed"


def is_transposed(one: int, other: int) -> bool:
    """Return whether two digits, next to each other or not, are transposed.

    Examples
    --------
    >>> is_transposed(76100, 67100), is_transposed(76100, 70600), is_transposed(76100, 67010)
    (True, False, False)
    """
    if (one < 0) != (other < 0):
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
    candidates = list(amounts[:MOST_CANDIDATES])
    last_place = {amount: place for place, amount in enumerate(candidates)}
    places = range(len(candidates))
    for size in range(1, min(_MOST_PARTS, len(candidates), len(amounts) - proper) + 1):
        for chosen in combinations(places, size - 1):
            needed = target - sum(candidates[place] for place in chosen)
            after = chosen[-1] if chosen else -1
            if last_place.get(needed, -1) > after:
                last = next(p for p in places if p > after and candidates[p] == needed)
                return (*chosen, last)
    return None
