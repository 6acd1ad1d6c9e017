"""What must be the same before one allocation can correct another."""

from collections.abc import Mapping
from fractions import Fraction

from costshare.agreement import Allocation, currencies_differ
from costshare.amounts import exact_decimal
from costshare.errors import CostshareError, unknown_name


def check_pair(billed: Allocation, restated: Allocation) -> None:
    """Refuse two allocations of different agreements, periods, currencies, pools or issuers."""
    was_in, now_in = billed.currency, restated.currency
    if not currencies_differ(was_in, now_in):
        was_in = now_in
    for what, was, now, way_out in (
        ("of", billed.name, restated.name, "restate the agreement that was billed"),
        ("for", billed.period, restated.period, "correct each period by its own restatement"),
        ("in", was_in, now_in, "restate in the currency of the invoices"),
    ):
        if was != now:
            msg = f"billed is {what} {was}, restated {what} {now}; {way_out}"
            raise CostshareError(msg)
    names = [pool.name for pool in billed.pools]
    again = [pool.name for pool in restated.pools]
    for name in again:
        if name not in names:
            raise unknown_name("pool in restated:", name, names)
    for pool in billed.pools:
        if pool.name not in again:
            msg = f"pool {pool.name} is billed, but not restated; restate it too, even if unchanged"
            raise CostshareError(msg)
        issuer = restated.pool(pool.name).billed_by
        if pool.billed_by != issuer:
            msg = (
                f"pool {pool.name} is billed by {pool.billed_by}, and restated as billed by "
                f"{issuer}; credit it in one place and charge it in the other"
            )
            raise CostshareError(msg)


def check_earlier(
    number: int, earlier: Mapping[str, Mapping[str, Fraction]], billed: Allocation
) -> None:
    """Refuse a record whose earlier corrections are impossible."""
    if number < 1 or (number == 1 and earlier):
        msg = f"correction number {number} has earlier ones; only number 2 and later have them"
        raise CostshareError(msg)
    known = [pool.name for pool in billed.pools]
    for name, cells in earlier.items():
        if name not in known:
            raise unknown_name("pool corrected earlier:", name, known)
        for member, amount in cells.items():
            exact_decimal(amount, f"earlier correction of {member}, {name}")
