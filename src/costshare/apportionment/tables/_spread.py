"""Split yearly fees, in units, into periods: years and periods exact, nobody ever far ahead."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from costshare.apportionment.tables._rounded_flow import Edge, rounded_flow


def spread(fees: Sequence[int], shares: Sequence[int]) -> list[list[int]]:
    """Split fees, in units; credits as their mirror image (sign symmetry)."""
    first = sum(fees) or next((fee for fee in fees if fee), 0)
    if first < 0:
        return [[-part for part in line] for line in spread([-fee for fee in fees], shares)]
    edges = list(_edges(fees, shares))
    parts = rounded_flow(edges, sum(shares))
    size = len(shares)
    return [parts[member * size : (member + 1) * size] for member in range(len(fees))]


def _edges(fees: Sequence[int], shares: Sequence[int]) -> Iterator[Edge]:
    """Draw the split as a flow, the instalments first.

    Every member has a node for each period: what it has paid until then comes in, and leaves as
    this period's instalment and what it had paid before. Every period has two nodes: its
    instalments come in at one, leave together to the other, and with all earlier ones to the
    next period's. What the ends hold, the fees and their sum, is whole, so they need no edges.
    """
    size = len(shares)
    running = list(accumulate(shares))
    collected = len(fees) * size
    for member, fee in enumerate(fees):
        for period, share in enumerate(shares):
            yield Edge(member * size + period, collected + period, fee * share)
    for member, fee in enumerate(fees):
        for before, after in pairwise(range(size)):
            yield Edge(member * size + after, member * size + before, fee * running[before])
    total = sum(fees)
    for period, share in enumerate(shares):
        yield Edge(collected + period, collected + size + period, total * share)
    for before, after in pairwise(range(size)):
        yield Edge(collected + size + before, collected + size + after, total * running[before])
