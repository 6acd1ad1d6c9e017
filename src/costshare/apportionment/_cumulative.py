"""Cumulative rounding: each part is the step between two rounded running sums.

The running sum of the quotas is rounded, half up, so the sum of any first members is within half
a unit of its exact value and never depends on how the members after them are split. The order
of the members is part of the rule.
"""

from collections.abc import Sequence

from costshare.apportionment._tie import Apportioned, Tie


def cumulative(total: int, weights: Sequence[int], _order: Sequence[int]) -> Apportioned:
    """Share ``total`` >= 0 units in the order listed.

    A running sum that ends on a half is a tie between the member there and the next one with
    weight. It goes to the first: deciding such halves one by one, by another order, would move
    a member by two units and off its quota.
    """
    whole = sum(weights)
    parts = []
    ties = []
    half_at: int | None = None
    running = before = 0
    for position, weight in enumerate(weights):
        if weight and half_at is not None:
            ties.append(Tie((half_at, position), (half_at,)))
            half_at = None
        running += weight
        after, doubled = divmod(2 * total * running + whole, 2 * whole)
        parts.append(after - before)
        before = after
        if weight and doubled == 0 and (2 * total * running) % (2 * whole):
            half_at = position
    return Apportioned(parts, tuple(ties))
