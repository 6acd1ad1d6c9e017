"""Largest remainder: everyone the whole part of the quota, the rest by the largest fractions.

Hamilton 1792, Vinton 1850; Hare-Niemeyer. Balinski and Young, Fair Representation (1982), ch. 2.
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
    # A reversed sort is stable: among equal remainders the order given stands.
    ranked = sorted(order, key=remainders.__getitem__, reverse=True)
    for position in ranked[:left]:
        parts[position] += 1
    cut = remainders[ranked[left - 1]]
    if cut != remainders[ranked[left]]:
        return Apportioned(parts, ())
    tied = [position for position in ranked if remainders[position] == cut]
    won = set(ranked[:left]).intersection(tied)
    return Apportioned(parts, (Tie(tuple(sorted(tied)), tuple(sorted(won))),))
