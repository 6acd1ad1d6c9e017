"""Whether parts that depend on the order of members differ by a tie alone."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from costshare.apportionment import SIGNPOSTS
from costshare.testing._case import Case


def is_tie(
    case: Case, parts: Sequence[Fraction], others: Sequence[Fraction], differ: Sequence[int]
) -> bool:
    """Return whether one unit more or less for each of some members is a tie.

    Members tie if their weights are equal and they have each other's parts, or if their claims to
    the next unit are equal by a method of the field: largest remainder, or a divisor method.
    """
    size = case.unit.size
    pairs = [sorted((abs(parts[at]), abs(others[at]))) for at in differ]
    if any(high - low != size or low % size for low, high in pairs):
        return False
    units = [int(low / size) for low, _ in pairs]
    weights = [case.exact_weights[at] for at in differ]
    return (
        _have_each_others(weights, [[side[at] for at in differ] for side in (parts, others)], size)
        or _equal_remainders(case, weights, units)
        or any(_equal_claims(name, weights, units) for name in SIGNPOSTS)
    )


def _have_each_others(weights: list[Fraction], sides: list[list[Fraction]], size: Fraction) -> bool:
    """Return whether members with equal weights have each other's parts, at most a unit apart."""
    one, other = (sorted(zip(weights, side, strict=True)) for side in sides)
    groups = [[part for _, part in group] for _, group in groupby(one, key=itemgetter(0))]
    return one == other and all(group[-1] - group[0] <= size for group in groups)


def _equal_remainders(case: Case, weights: list[Fraction], units: list[int]) -> bool:
    """Return whether the quotas, above these whole units, have equal remainders."""
    in_all = abs(case.exact_total) / case.unit.size / sum(case.exact_weights)
    left = {weight * in_all - low for weight, low in zip(weights, units, strict=True)}
    return len(left) == 1 and 0 < left.pop() < 1


def _equal_claims(name: str, weights: list[Fraction], units: list[int]) -> bool:
    """Return whether the weights have equal claims to their next units by a divisor method."""
    signposts = SIGNPOSTS[name]
    ratio: Callable[[int], tuple[int, int]] = signposts.ratio
    claims = set()
    for weight, low in zip(weights, units, strict=True):
        a, b = ratio(low)
        if not a:
            return False
        claims.add(weight**signposts.power * b / a)
    return len(claims) == 1
