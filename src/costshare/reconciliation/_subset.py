"""A few amounts that sum to a target: exact, bounded, the first in a fixed order."""

from collections.abc import Sequence
from itertools import combinations

MOST_CANDIDATES = 30
MOST_PARTS = 4


def few_that_sum(
    amounts: Sequence[int], target: int, *, proper: bool = True
) -> tuple[int, ...] | None:
    """Find the fewest amounts that sum to the target.

    Parameters
    ----------
    amounts : sequence of int
        The candidates; those after the thirtieth are not looked at.
    target : int
        What to reach.
    proper : bool, default True
        Whether the whole of `amounts` is no answer.

    Returns
    -------
    tuple of int or None
        Places in `amounts`, at most four: among the smallest sets the first by place.

    Examples
    --------
    >>> few_that_sum([5, 3, 8, 1], 11)
    (1, 2)
    """
    candidates = list(amounts[:MOST_CANDIDATES])
    last_place = {amount: place for place, amount in enumerate(candidates)}
    places = range(len(candidates))
    for size in range(1, min(MOST_PARTS, len(candidates), len(amounts) - proper) + 1):
        for chosen in combinations(places, size - 1):
            needed = target - sum(candidates[place] for place in chosen)
            after = chosen[-1] if chosen else -1
            if last_place.get(needed, -1) > after:
                last = next(p for p in places if p > after and candidates[p] == needed)
                return (*chosen, last)
    return None
