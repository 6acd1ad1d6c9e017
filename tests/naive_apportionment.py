"""The methods once more, as slow and as plain as their definitions: what the kernel must equal.

Nothing here is shared with the kernel: units are handed out one at a time, by Fractions.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

Parts = list[int]

# Signposts of the divisor methods, to the power that makes them rational: Balinski and Young,
# Fair Representation, 2nd ed. (2001), Table "the five traditional divisor methods".
SIGNPOSTS: dict[str, tuple[Callable[[int], Fraction], int]] = {
    "adams": (Fraction, 1),
    "dean": (lambda k: Fraction(2 * k * (k + 1), 2 * k + 1), 1),
    "huntington_hill": (lambda k: Fraction(k * (k + 1)), 2),
    "webster": (lambda k: k + Fraction(1, 2), 1),
    "jefferson": (lambda k: Fraction(k + 1), 1),
}
DIVISOR_METHODS = tuple(SIGNPOSTS)
FIRST_UNIT_METHODS = ("adams", "dean", "huntington_hill")
METHODS = ("largest_remainder", *DIVISOR_METHODS, "cumulative")
TIE_RULES = ("listed", "largest", "smallest")


def tie_order(weights: Sequence[int], ties: str) -> list[int]:
    """Positions, first in a tie first."""
    key = {
        "listed": lambda at: at,
        "largest": lambda at: (-weights[at], at),
        "smallest": lambda at: (weights[at], at),
    }[ties]
    return sorted(range(len(weights)), key=key)


def naive(total: int, weights: Sequence[int], method: str, ties: str = "listed") -> Parts:
    """Share by the definition of the method."""
    if total < 0:
        return [-part for part in naive(-total, weights, method, ties)]
    order = tie_order(weights, ties)
    if method == "largest_remainder":
        return _largest_remainder(total, weights, order)
    if method == "cumulative":
        return _cumulative(total, weights)
    return _divisor(total, weights, order, *SIGNPOSTS[method])


def quotas(total: int, weights: Sequence[int]) -> list[Fraction]:
    return [Fraction(total * weight, sum(weights)) for weight in weights]


def _largest_remainder(total: int, weights: Sequence[int], order: Sequence[int]) -> Parts:
    exact = quotas(total, weights)
    parts = [floor(quota) for quota in exact]
    open_to = list(order)
    while sum(parts) < total:
        best = max(open_to, key=lambda at: exact[at] - floor(exact[at]))
        parts[best] += 1
        open_to.remove(best)
    return parts


def _cumulative(total: int, weights: Sequence[int]) -> Parts:
    parts, running, given = [], Fraction(0), 0
    for quota in quotas(total, weights):
        running += quota
        parts.append(floor(running + Fraction(1, 2)) - given)
        given += parts[-1]
    return parts


def _divisor(
    total: int,
    weights: Sequence[int],
    order: Sequence[int],
    signpost: Callable[[int], Fraction],
    power: int,
) -> Parts:
    parts = [0] * len(weights)
    members = [at for at in order if weights[at]]
    for _ in range(total):
        best = max(members, key=lambda at: priority(weights[at], parts[at], signpost, power))
        parts[best] += 1
    return parts


def priority(
    weight: int, k: int, signpost: Callable[[int], Fraction], power: int
) -> tuple[bool, Fraction]:
    """Priority of unit number k + 1; the first field stands for infinite ones."""
    at = signpost(k)
    return (True, Fraction(0)) if at == 0 else (False, Fraction(weight) ** power / at)


def naive_tie(
    total: int, weights: Sequence[int], method: str, ties: str = "listed"
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Who ties for the last unit, and who of them gets one; None where nobody ties."""
    order = tie_order(weights, ties)
    if method == "largest_remainder":
        exact = quotas(abs(total), weights)
        claims = sorted((-(quota - floor(quota)), at) for at, quota in enumerate(exact))
        left = abs(total) - sum(map(floor, exact))
    else:
        signpost, power = SIGNPOSTS[method]
        claims = sorted(
            (not first, -size, at)
            for at, weight in enumerate(weights)
            if weight
            for k in range(abs(total) + 1)
            for first, size in [priority(weight, k, signpost, power)]
        )
        claims = [((infinite, size), at) for infinite, size, at in claims]
        left = abs(total)
    if not left:
        return None
    cut = claims[left - 1][0]
    tied = [at for claim, at in claims if claim == cut]
    above = sum(claim < cut for claim, _ in claims)
    if above + len(tied) == left:
        return None
    won = sorted(tied, key=order.index)[: left - above]
    return tuple(sorted(tied)), tuple(sorted(won))
