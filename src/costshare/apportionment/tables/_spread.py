"""Split yearly fees, in units, into periods: years and periods exact, no member far ahead."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import lcm

from costshare.apportionment.tables._rounded_flow import Edge, rounded_flow


def spread(fees: Sequence[int], shares: Sequence[Sequence[int]]) -> list[list[int]]:
    """Split fees, in units; credits as their mirror image (sign symmetry).

    Each fee has shares of its own, one for each period.
    """
    if not fees:
        return []
    first = sum(fees) or next((fee for fee in fees if fee), 0)
    if first < 0:
        return [[-part for part in line] for line in spread([-fee for fee in fees], shares)]
    whole = lcm(*map(sum, shares))
    exact = [
        [fee * share * (whole // sum(line)) for share in line]
        for fee, line in zip(fees, shares, strict=True)
    ]
    parts = rounded_flow(list(_edges(exact)), whole)
    size = len(shares[0])
    return [parts[member * size : (member + 1) * size] for member in range(len(fees))]


def _edges(exact: Sequence[Sequence[int]]) -> Iterator[Edge]:
    """Draw the exact split as a flow, the instalments first.

    Every member has a node for each period: what it has paid until then comes in, and leaves as
    this period's instalment and what it had paid before. Every period has two nodes: its
    instalments come in at one, leave together to the other, and with all earlier ones to the
    next period's. What the ends hold, the fees and their sum, is whole, so they need no edges.
    """
    size = len(exact[0])
    collected = len(exact) * size
    for member, line in enumerate(exact):
        for period, amount in enumerate(line):
            yield Edge(member * size + period, collected + period, amount)
    for member, line in enumerate(exact):
        running = list(accumulate(line))
        for before, after in pairwise(range(size)):
            yield Edge(member * size + after, member * size + before, running[before])
    totals = [sum(column) for column in zip(*exact, strict=True)]
    for period, amount in enumerate(totals):
        yield Edge(collected + period, collected + size + period, amount)
    running = list(accumulate(totals))
    for before, after in pairwise(range(size)):
        yield Edge(collected + size + before, collected + size + after, running[before])
