"""Round a flow: every edge to the floor or the ceiling of its amount, every node in balance.

If a node's other edges are whole, a single edge cannot be in between; so the edges in between
form cycles. Pushing an amount around a cycle keeps the balance, and enough of it makes an edge
whole, until all are. Cox (1987, J. Am. Stat. Assoc. 82, 520-524) rounds tables so; here the push
is the smaller of the two that make an edge whole, so that the result does not depend on chance.

An edge can be walked two ways: number 2 n along it, and 2 n + 1 against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# Below the ways that leave a node, so that the search for one that is open ends.
_NO_WAY = 0


def rounded_up(edges: Iterable[tuple[int, int, int]], nodes: int, whole: int) -> list[bool]:
    """Return which edges of a balanced flow are rounded up.

    An edge has a tail, a head, and what its amount has above its floor, in parts of which `whole`
    make a unit.
    """
    flow = _Flow(whole, [[_NO_WAY] for _ in range(nodes)], [-1] * nodes)
    starts: dict[int, None] = {}
    for tail, head, over in edges:
        if over:
            starts[tail] = starts[head] = None
        flow.add(tail, head, over)
    for start in starts:
        flow.walk(start)
    return flow.up[1:]


@dataclass(slots=True)
class _Flow:
    """A flow while it is rounded.

    Attributes
    ----------
    leaving : list of lists of int
        The ways that leave each node, of which the last ones may be closed.
    places : list of int
        Place of each node on the walk, or -1.
    heads, room : list of int
        Where each way leads, and how much can be pushed along it; 0 if its edge is whole.
    up : list of bool
        Whether each edge is rounded up.
    """

    whole: int
    leaving: list[list[int]]
    places: list[int]
    heads: list[int] = field(default_factory=lambda: [-1, -1])
    room: list[int] = field(default_factory=lambda: [1, 1])
    up: list[bool] = field(default_factory=lambda: [False])

    def add(self, tail: int, head: int, over: int) -> None:
        """Add an edge."""
        if over:
            self.leaving[tail].append(len(self.heads))
            self.leaving[head].append(len(self.heads) + 1)
        self.heads += head, tail
        self.room += (self.whole - over, over) if over else (0, 0)
        self.up.append(False)

    def walk(self, start: int) -> None:
        """Walk by the last open way of each node, and push around each cycle, until none is open.

        The way back is not taken.
        """
        heads, room, leaving, places = self.heads, self.room, self.leaving, self.places
        mine, back, taken = leaving[start], -1, list[int]()
        places[start] = 0
        while True:
            way = mine[-1]
            while not room[way]:
                mine.pop()
                way = mine[-1]
            if way == back:
                way = mine[-2]
                if not room[way]:
                    way = self._open_below(back, mine)
            if way == _NO_WAY:
                break
            taken.append(way)
            node = heads[way]
            mine = leaving[node]
            first = places[node]
            if first < 0:
                places[node] = len(taken)
                back = way ^ 1
                continue
            cycle = taken[first:]
            del taken[first:]
            back = taken[-1] ^ 1 if taken else -1
            self._push(cycle)
            for each in cycle:
                places[heads[each]] = -1
            places[node] = first
        places[start] = -1

    def _open_below(self, last: int, ways: list[int]) -> int:
        """Find the open way below the last one."""
        ways.pop()
        while not self.room[ways[-1]]:
            ways.pop()
        ways.append(last)
        return ways[-2]

    def _push(self, cycle: list[int]) -> None:
        """Push around a cycle, whichever way is shorter, until one of its edges is whole."""
        whole, room = self.whole, self.room
        rooms = [room[way] for way in cycle]
        forth, back = min(rooms), whole - max(rooms)
        push = forth if forth <= back else -back
        for way, old in zip(cycle, rooms, strict=True):
            new = old - push
            if 0 < new < whole:
                room[way] = new
                room[way ^ 1] = whole - new
            else:
                room[way] = room[way ^ 1] = 0
                self.up[way >> 1] = (new == 0) == (way & 1 == 0)
