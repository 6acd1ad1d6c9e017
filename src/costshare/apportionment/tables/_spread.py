"""Split yearly fees, in units, into periods: years and periods exact, no member far ahead."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import lcm

from costshare.apportionment.tables._rounded_flow import rounded_up


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
    up = iter(rounded_up(_edges(exact, whole), (len(fees) + 2) * len(shares[0]), whole))
    # The instalments are the first edges.
    return [[amount // whole + next(up) for amount in line] for line in exact]


def _edges(exact: Sequence[Sequence[int]], whole: int) -> Iterator[tuple[int, int, int]]:
    """Draw the exact split as a flow, the instalments first.

    Every member has a node for each period: what it has paid until then comes in, and leaves as
    this period's instalment and what it had paid before. Every period has two nodes: its
    instalments come in at one, leave together to the other, and with all earlier ones to the
    next period's. What the ends hold, the fees and their sum, is whole, so they need no edges.
    """
    size = len(exact[0])
    collected = len(exact) * size
    rows = [[amount % whole for amount in line] for line in exact]
    for member, line in enumerate(rows):
        for period, over in enumerate(line):
            yield member * size + period, collected + period, over
    for member, line in enumerate(rows):
        for node, paid in enumerate(accumulate(line[:-1]), member * size):
            yield node + 1, node, paid % whole
    totals = [sum(column) % whole for column in zip(*rows, strict=True)]
    for node, over in enumerate(totals, collected):
        yield node, node + size, over
    for node, paid in enumerate(accumulate(totals[:-1]), collected + size):
        yield node, node + 1, paid % whole
