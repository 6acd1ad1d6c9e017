"""Round a flow: every edge to the floor or the ceiling of its amount, every node in balance.

If a node's other edges are whole, a single edge cannot be in between; so the edges in between
form cycles. Pushing an amount around a cycle keeps the balance, and enough of it makes an edge
whole, until all are. Cox (1987, J. Am. Stat. Assoc. 82, 520-524) rounds tables so; here the push
is the smaller of the two that make an edge whole, so that the result does not depend on chance.
"""

from collections.abc import Sequence
from typing import NamedTuple

_NO_EDGE = -1


class Edge(NamedTuple):
    """An edge between two nodes, and the amount that flows along it."""

    tail: int
    head: int
    amount: int


def rounded_flow(edges: Sequence[Edge], whole: int) -> list[int]:
    """Round a balanced flow, whose amounts count parts of which `whole` make a unit, to units."""
    parts = [edge.amount for edge in edges]
    at: dict[int, list[int]] = {}
    for number, edge in enumerate(edges):
        if edge.amount % whole:
            at.setdefault(edge.tail, []).append(number)
            at.setdefault(edge.head, []).append(number)

    def leave(node: int, by: int) -> int:
        """Find an edge in between at a node, other than the one that the walk came by."""
        mine = at[node]
        while mine and not parts[mine[-1]] % whole:
            mine.pop()
        if not mine or mine[-1] != by:
            return mine[-1] if mine else _NO_EDGE
        came = mine.pop()
        other = leave(node, by)
        mine.append(came)
        return other

    for start in list(at):
        walk = [start]
        taken: list[int] = []
        places = {start: 0}
        while (number := leave(walk[-1], taken[-1] if taken else _NO_EDGE)) != _NO_EDGE:
            edge = edges[number]
            node = edge.head if edge.tail == walk[-1] else edge.tail
            taken.append(number)
            if node not in places:
                places[node] = len(walk)
                walk.append(node)
                continue
            first = places[node]
            _push(edges, parts, walk[first:], taken[first:], whole)
            for left in walk[first + 1 :]:
                del places[left]
            del walk[first + 1 :], taken[first:]
    return [amount // whole for amount in parts]


def _push(
    edges: Sequence[Edge], parts: list[int], nodes: list[int], cycle: list[int], whole: int
) -> None:
    """Push around a cycle, whichever way is shorter, until one of its edges is whole."""
    pairs = zip(nodes, cycle, strict=True)
    steps = [(number, 1 if edges[number].tail == node else -1) for node, number in pairs]
    up = min(-way * parts[number] % whole for number, way in steps)
    down = min(way * parts[number] % whole for number, way in steps)
    push = up if up <= down else -down
    for number, way in steps:
        parts[number] += way * push
