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
    tails = [edge.tail for edge in edges]
    heads = [edge.head for edge in edges]
    parts = [edge.amount for edge in edges]
    rest = [amount % whole for amount in parts]  # 0 if an edge is whole
    at: dict[int, list[int]] = {}
    for number, over in enumerate(rest):
        if over:
            at.setdefault(tails[number], []).append(number)
            at.setdefault(heads[number], []).append(number)
    for start in list(at):
        walk = [start]
        taken: list[int] = []
        places = {start: 0}
        number = _NO_EDGE
        while (number := _leave(at[walk[-1]], rest, number)) != _NO_EDGE:
            node = heads[number] if tails[number] == walk[-1] else tails[number]
            taken.append(number)
            if node not in places:
                places[node] = len(walk)
                walk.append(node)
                continue
            first = places[node]
            ways = [
                (number, tails[number] == left)
                for left, number in zip(walk[first:], taken[first:], strict=True)
            ]
            _push(ways, parts, rest, whole)
            for left in walk[first + 1 :]:
                del places[left]
            del walk[first + 1 :], taken[first:]
            number = taken[-1] if taken else _NO_EDGE
    return [amount // whole for amount in parts]


def _leave(mine: list[int], rest: Sequence[int], by: int) -> int:
    """Find an edge in between at a node, other than the one that the walk came by."""
    while mine and not rest[mine[-1]]:
        mine.pop()
    if not mine or mine[-1] != by:
        return mine[-1] if mine else _NO_EDGE
    mine.pop()
    while mine and not rest[mine[-1]]:
        mine.pop()
    mine.append(by)
    return mine[-2] if len(mine) > 1 else _NO_EDGE


def _push(ways: Sequence[tuple[int, bool]], parts: list[int], rest: list[int], whole: int) -> None:
    """Push around a cycle, whichever way is shorter, until one of its edges is whole.

    Each edge has whether the cycle takes it forward.
    """
    up = min([whole - rest[number] if forward else rest[number] for number, forward in ways])
    down = min([rest[number] if forward else whole - rest[number] for number, forward in ways])
    push = up if up <= down else -down
    for number, forward in ways:
        parts[number] += push if forward else -push
        rest[number] = parts[number] % whole
