"""Divisor methods: one divisor for all, each weight ÷ divisor rounded at the method's signposts.

The k-th unit of a weight has the priority weight ÷ signpost(k); the total goes to the largest
priorities. Instead of unit by unit, a near divisor is tried first and the few units too many or
too few are then taken back or handed out by priority (the "jump and step" of Pukelsheim,
Proportional Representation, 2nd ed. 2017, ch. 4), so the time does not grow with the total.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

from costshare.apportionment._tie import Apportioned, Tie
from costshare.errors import CostshareError


@dataclass(frozen=True, slots=True)
class Signposts:
    """Where a method rounds up: s(k) is the least quotient that is worth k + 1 units.

    Parameters
    ----------
    ratio : callable
        ``k -> (a, b)`` with s(k) ** power = a / b, so that square roots stay exact.
    power : int
        1, or 2 where the signpost is a square root.
    lean : int
        How many units a divisor of exactly sum ÷ total gives too few (+1) or too many (-1) for
        every two members: it makes the jump land near.
    """

    ratio: Callable[[int], tuple[int, int]]
    power: int = 1
    lean: int = 0

    @property
    def gives_first(self) -> bool:
        """Whether everyone with weight has a first unit before anyone's second."""
        return self.ratio(0)[0] == 0


SIGNPOSTS = {
    "jefferson": Signposts(lambda k: (k + 1, 1), lean=1),
    "webster": Signposts(lambda k: (2 * k + 1, 2)),
    "adams": Signposts(lambda k: (k, 1), lean=-1),
    "huntington_hill": Signposts(lambda k: (k * (k + 1), 1), power=2),
    "dean": Signposts(lambda k: (2 * k * (k + 1), 2 * k + 1)),
}


def divisor(name: str) -> Callable[[int, Sequence[int], Sequence[int]], Apportioned]:
    """Make the method with the signposts of that name."""
    signposts = SIGNPOSTS[name]

    def method(total: int, weights: Sequence[int], order: Sequence[int]) -> Apportioned:
        members = [position for position in order if weights[position]]
        if signposts.gives_first and total < len(members):
            msg = (
                f"{name} gives each of the {len(members)} members with weight a first unit, but "
                f"the total is only {total} units; take a smaller unit, or largest_remainder"
            )
            raise CostshareError(msg)
        # Distinct priorities with denominators up to a differ by at least 1 / a², so their floors
        # at this many binary places compare exactly as they do.
        places = 2 * signposts.ratio(total + len(members) + 1)[0].bit_length()

        def priority(position: int, k: int) -> int:
            a, b = signposts.ratio(k)
            ranked: int = ((weights[position] ** signposts.power * b) << places) // a
            return ranked

        least = 1 if signposts.gives_first else 0
        parts = _jump(total, weights, members, signposts)
        _step(total, parts, members, priority, least)
        return Apportioned(parts, _ties(parts, members, priority, least))

    return method


def _jump(
    total: int, weights: Sequence[int], members: Sequence[int], signposts: Signposts
) -> list[int]:
    """Round every weight ÷ divisor at a divisor near the right one; halves and wholes go up."""
    near = 2 * total + signposts.lean * len(members)
    whole = 2 * sum(weights)
    power = signposts.power
    parts = [0] * len(weights)
    for position in members:
        scaled = weights[position] * near
        k = scaled // whole
        a, b = signposts.ratio(k)
        parts[position] = k + (scaled**power * b >= a * whole**power)
    return parts


def _step(
    total: int,
    parts: list[int],
    members: Sequence[int],
    priority: Callable[[int, int], int],
    least: int,
) -> None:
    """Hand out or take back single units until the parts sum to the total."""
    missing = total - sum(parts)
    if missing > 0:
        heap = [
            (-priority(position, parts[position]), rank, position)
            for rank, position in enumerate(members)
        ]
        heapify(heap)
        for _ in range(missing):
            _, rank, position = heap[0]
            parts[position] += 1
            heapreplace(heap, (-priority(position, parts[position]), rank, position))
    elif missing < 0:
        # The unit to give back first: lowest priority, and in a tie the last in order. A member
        # without a unit to give back waits behind all others.
        def item(rank: int, position: int) -> tuple[bool, int, int, int]:
            spare = parts[position] > least
            worth = priority(position, parts[position] - 1) if spare else 0
            return (not spare, worth, -rank, position)

        takers = [item(rank, position) for rank, position in enumerate(members)]
        heapify(takers)
        for _ in range(-missing):
            _, _, minus_rank, position = takers[0]
            parts[position] -= 1
            heapreplace(takers, item(-minus_rank, position))


def _ties(
    parts: Sequence[int],
    members: Sequence[int],
    priority: Callable[[int, int], int],
    least: int,
) -> tuple[Tie, ...]:
    """Find the members whose last unit and whose next one have the same priority."""
    last = {at: priority(at, parts[at] - 1) for at in members if parts[at] > least}
    following = {at: priority(at, parts[at]) for at in members}
    if not last:
        return ()
    cut = min(last.values())
    if cut != max(following.values()):
        return ()
    won = [at for at in members if last.get(at) == cut]
    lost = [at for at in members if following[at] == cut]
    return (Tie(tuple(sorted(won + lost)), tuple(sorted(won))),)
