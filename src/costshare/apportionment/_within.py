"""Share within bounds: a part that would pass its bound gets it; the others share the rest."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

N = TypeVar("N", int, Fraction)


def share_within(
    total: N,
    weights: Sequence[N],
    lowest: Sequence[N],
    highest: Sequence[N | None],
    share: Callable[[N, Sequence[N]], Sequence[N]],
) -> tuple[list[N], list[int]]:
    """Share a total of zero or more so that every part lies within its bounds.

    With exact proportional shares the parts are clamp(λ × weight) with one factor λ for all, which
    is water-filling. With whole units it is any method, applied again to those not at a bound.

    Parameters
    ----------
    total, weights
        Whole numbers, or fractions. A zero weight takes its lowest part and no more.
    lowest, highest
        By position; None where there is no bound. The sum of the lowest parts must not exceed the
        total, nor must the highest parts of those with weight (and the lowest of the others) fall
        short of it.
    share : callable
        ``(total, positive weights) -> parts`` that sum to that total.

    Returns
    -------
    parts : list
        That sum to the total.
    free : list of int
        The positions that no bound binds, which `share` was last called for; empty only if no
        position has weight.
    """
    parts = list(lowest)
    free = [position for position, weight in enumerate(weights) if weight]
    # What is not taken by parts at a bound.
    left = total - sum(part for part, weight in zip(parts, weights, strict=True) if not weight)
    while free:
        given = share(left, [weights[position] for position in free])
        over: dict[int, N] = {}
        under: dict[int, N] = {}
        excess = lack = total - total
        for position, part in zip(free, given, strict=True):
            parts[position] = part
            top, bottom = highest[position], lowest[position]
            if top is not None and part > top:
                over[position] = top
                excess += part - top
            elif part < bottom:
                under[position] = bottom
                lack += bottom - part
        if not over and not under:
            break
        # Putting all of them at their bounds would leave excess - lack to the others. If that is
        # not negative, the others only grow, so those above their bound stay above it and can be
        # fixed there; and the other way round. The rest then still fits the other bounds.
        bound_now = over if excess >= lack else under
        for position, bound in bound_now.items():
            parts[position] = bound
            left -= bound
        free = [position for position in free if position not in bound_now]
    return parts, free
