"""Instalments the plain way: every search looks at all edges, and nothing is kept."""

from itertools import accumulate, pairwise
from math import lcm


def spread_plainly(fees, shares):
    """Draw the exact split as a flow between named nodes, and round it edge by edge."""
    if sum(fees) < 0 or (sum(fees) == 0 and next((fee for fee in fees if fee), 0) < 0):
        return [[-part for part in line] for line in spread_plainly([-fee for fee in fees], shares)]
    whole = lcm(*map(sum, shares))
    exact = [
        [fee * share * whole // sum(line) for share in line]
        for fee, line in zip(fees, shares, strict=True)
    ]
    periods = range(len(shares[0]))
    edges = [
        ((member, period), ("period", period), line[period])
        for member, line in enumerate(exact)
        for period in periods
    ]
    for member, line in enumerate(exact):
        paid = list(accumulate(line))
        edges += [((member, after), (member, at), paid[at]) for at, after in pairwise(periods)]
    totals = list(map(sum, zip(*exact, strict=True)))
    edges += [(("period", each), ("all", each), totals[each]) for each in periods]
    paid = list(accumulate(totals))
    edges += [(("all", at), ("all", after), paid[at]) for at, after in pairwise(periods)]
    amounts = round_plainly(edges, whole)
    return [
        [amounts[member * len(periods) + period] // whole for period in periods]
        for member in range(len(fees))
    ]


def round_plainly(edges, whole):
    """Walk by the last edge in between, other than the one that led here; push round a cycle."""
    amounts = [amount for _, _, amount in edges]
    between = [edge for edge in edges if edge[2] % whole]
    starts = dict.fromkeys(node for tail, head, _ in between for node in (tail, head))
    at = {
        node: [number for number, edge in enumerate(edges) if node in edge[:2]] for node in starts
    }
    for start in starts:
        walk, taken = [start], []
        while True:
            came = taken[-1] if taken else None
            ways = [each for each in at[walk[-1]] if amounts[each] % whole and each != came]
            if not ways:
                break
            tail, head, _ = edges[ways[-1]]
            taken.append(ways[-1])
            node = head if tail == walk[-1] else tail
            if node not in walk:
                walk.append(node)
                continue
            first = walk.index(node)
            cycle = [
                (number, 1 if edges[number][0] == left else -1)
                for left, number in zip(walk[first:], taken[first:], strict=True)
            ]
            forth = min(-amounts[number] * sign % whole for number, sign in cycle)
            back = min(amounts[number] * sign % whole for number, sign in cycle)
            for number, sign in cycle:
                amounts[number] += sign * (forth if forth <= back else -back)
            del walk[first + 1 :], taken[first:]
    return amounts
