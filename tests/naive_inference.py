"""The fees of every flat share, found the slow way: share by share, with the kernel alone."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor

import costshare as cs

# Signposts of the divisor methods, as the literature has them.
POSTS = {
    "webster": lambda k: Fraction(2 * k + 1, 2),
    "jefferson": lambda k: Fraction(k + 1),
    "adams": Fraction,
    "dean": lambda k: Fraction(2 * k * (k + 1), 2 * k + 1),
}


def quota_lines(total, driver):
    """Each quota as a + b × flat share."""
    flat, whole = Fraction(total, len(driver)), sum(driver)
    by = [Fraction(total * value, whole) for value in driver]
    return [(quota, flat - quota) for quota in by]


def fees_at(share, total, driver, method="largest_remainder", ties="listed"):
    """Fees at one flat share; None where a tie is an error."""
    quotas = [a + b * share for a, b in quota_lines(total, driver)]
    try:
        return cs.apportion(total, quotas, method=method, ties=ties)
    except cs.TieError:
        return None


def shares_to_try(total, driver, method="largest_remainder"):
    """All flat shares at which fees may change, and one between each two."""
    lines = quota_lines(total, driver)
    found = {Fraction(0), Fraction(1)}
    if method in POSTS:
        claims = [POSTS[method](k) for k in range(total + 1) if POSTS[method](k)]
        for (a, b), (p, q) in combinations(lines, 2):
            for one in claims:
                for other in claims:
                    if b * other != q * one:
                        found.add((p * one - a * other) / (b * other - q * one))
    elif method == "cumulative":
        for count in range(1, len(lines)):
            a, b = (sum(column) for column in zip(*lines[:count], strict=True))
            found.update(_where(a - Fraction(1, 2), b))
    else:
        for (a, b), (p, q) in combinations([*lines, (Fraction(0), Fraction(0))], 2):
            found.update(_where(a - p, b - q))
    points = sorted(share for share in found if 0 <= share <= 1)
    return [*points, *((one + other) / 2 for one, other in pairwise(points))]


def _where(a, b):
    """Where a + b·x is whole, for x from 0 to 1."""
    if not b:
        return []
    low, high = sorted((a, a + b))
    return [(whole - a) / b for whole in range(ceil(low), floor(high) + 1)]


def adds_up_to_nothing(conditions, multipliers):
    """Whether conditions, times their multipliers, add up to 0 <= less than zero, or to 0 < 0.

    An independent checker of certificates: it adds up numbers, and knows nothing of how they
    were found.
    """
    size = len(conditions[0].coefficients)
    left, right, strict = [Fraction(0)] * size, Fraction(0), False
    for condition, by in zip(conditions, multipliers, strict=True):
        if by <= 0:
            return False
        left = [a + by * b for a, b in zip(left, condition.coefficients, strict=True)]
        right += by * condition.bound
        strict = strict or condition.strict
    return not any(left) and (right < 0 or (right == 0 and strict))
