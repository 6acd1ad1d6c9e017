"""The methods that give each member the floor or the ceiling of its quota.

By largest remainder each member gets the whole part of its quota, and the units that are left go to
the largest fractions (Hamilton 1792, Vinton 1850, Hare-Niemeyer; Balinski and Young, *Fair
Representation*, 1982, ch. 2). By cumulative rounding each part is the difference of two rounded
running sums.
"""

from collections.abc import Sequence

from costshare.apportionment._tie import Apportioned, Tie


def largest_remainder(total: int, weights: Sequence[int], order: Sequence[int]) -> Apportioned:
    """Share ``total`` >= 0 units; ``order`` lists the positions, first in a tie first."""
    whole = sum(weights)
    parts = []
    remainders = []
    for weight in weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = total - sum(parts)
    if not left:
        return Apportioned(parts, ())
    # Sorting the remainders alone is several times as fast as sorting positions by them.
    ranked = sorted(remainders, reverse=True)
    cut = ranked[left - 1]
    parts = [part + (own > cut) for part, own in zip(parts, remainders, strict=True)]
    tied = [position for position in order if remainders[position] == cut]
    won = tied[: left - ranked.index(cut)]
    for position in won:
        parts[position] += 1
    if len(won) == len(tied):
        return Apportioned(parts, ())
    return Apportioned(parts, (Tie(tuple(sorted(tied)), tuple(sorted(won))),))


def cumulative(total: int, weights: Sequence[int], _order: Sequence[int]) -> Apportioned:
    """Share ``total`` >= 0 units in the order listed.

    The running sum of the quotas is rounded half up. So the sum of the first members, however many,
    is within half a unit of its exact value and does not depend on how later members are split.
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
