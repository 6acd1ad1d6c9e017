"""Share within bounds: who would pass a bound is held at it, and the others share what is left."""

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
    is water-filling. With whole units it is any method, applied again to those that are not held.

    Parameters
    ----------
    total, weights
        Whole numbers, or fractions. A zero weight takes its lowest part and no more.
    lowest, highest
        By position; None is no bound. The lowest parts must not sum to more than the total, nor
        the highest of those with weight (and the lowest of those without) to less.
    share : callable
        ``(total, positive weights) -> parts`` that sum to that total.

    Returns
    -------
    parts : list
        That sum to the total.
    free : list of int
        The positions that are not held, whom `share` was last called for: none only where nobody
        has weight.
    """
    parts = list(lowest)
    free = [position for position, weight in enumerate(weights) if weight]
    # What is not promised to those who are held.
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
        # Holding all of them would leave excess - lack to the others. Where that is not negative
        # their parts can only grow, so who is over stays over and may be held for good; and the
        # other way round. What is left then still fits the bounds of the rest.
        held = over if excess >= lack else under
        for position, bound in held.items():
            parts[position] = bound
            left -= bound
        free = [position for position in free if position not in held]
    return parts, free
