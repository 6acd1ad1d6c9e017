"""Random arrival: the mean over all orders in which claimants may come, without listing them."""

from collections.abc import Sequence
from math import factorial

from costshare.errors import UnsolvedError
from costshare.fairness.claims._shares import Shares, self_dual

# Each step costs about a microsecond, more where many claimants make numbers long.
_MOST_STEPS = 2_000_000
_BITS_OF_A_STEP = 4_096

_Counts = dict[int, int]
"""By sum: in how many ways 0, 1, 2 … claimants have this sum, in one whole number."""


def _share_by_orders(estate: int, claims: Sequence[int]) -> Shares:
    """Average what is left for each over all orders.

    What a claimant gets depends on the sum of those before it alone. So the sums of all subsets
    are counted by size, and each claimant is taken out of the counts again.
    """
    present = [claim for claim in claims if claim]
    if not estate:
        return [0] * len(claims), 1
    # A slot for each size holds the number of subsets, times an amount of at most the estate.
    width = len(present) + estate.bit_length()
    budget = _Budget(1 + len(present) * width // _BITS_OF_A_STEP, len(claims))
    sums = _count_subsets(present, estate, width, budget)
    budget.spend(len(sums) * len(set(present)))
    ascending = sorted(sums)
    orders = [factorial(size) * factorial(len(present) - 1 - size) for size in range(len(present))]
    mask = (1 << width) - 1
    awards = {0: 0}
    for claim in set(present):
        without: _Counts = {}
        packed = 0
        for each in ascending:
            without[each] = sums[each] - (without.get(each - claim, 0) << width)
            packed += without[each] * min(claim, estate - each)
        awards[claim] = sum(
            order * (packed >> width * size & mask) for size, order in enumerate(orders)
        )
    return [awards[claim] for claim in claims], factorial(len(present))


share_by_arrival = self_dual(_share_by_orders)


class _Budget:
    """The steps that are left before an answer takes too long."""

    def __init__(self, price: int, claimants: int) -> None:
        self.price, self.claimants, self.left = price, claimants, _MOST_STEPS

    def spend(self, steps: int) -> None:
        """Take steps, if there are enough."""
        self.left -= steps * self.price
        if self.left < 0:
            msg = (
                f"claims of {self.claimants} claimants have too many different sums for random "
                "arrival; round them to a larger unit first, or use talmud"
            )
            raise UnsolvedError(msg)


def _count_subsets(claims: Sequence[int], estate: int, width: int, budget: _Budget) -> _Counts:
    """Count the subsets of each sum below the estate, by size; beyond it nothing is left."""
    sums: _Counts = {0: 1}
    for claim in claims:
        budget.spend(len(sums))
        for each in sorted(sums, reverse=True):
            if (total := each + claim) < estate:
                sums[total] = sums.get(total, 0) + (sums[each] << width)
    return sums
