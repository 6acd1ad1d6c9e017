"""The flat shares at which members pay by one `Mixed` what they pay to some pools today."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from costshare.agreement import PoolAllocation
from costshare.amounts import common_unit
from costshare.analysis._fee_steps import BreakEven
from costshare.analysis._sweep import sweep
from costshare.errors import CostshareError
from costshare.models import Facts

_SWEPT = "largest_remainder"


def break_even(
    pools: Sequence[PoolAllocation], figures: Mapping[str, Fraction], driver: str
) -> tuple[BreakEven, ...]:
    """Share the sum of the pools by one `Mixed`, and find where each fee is what it is today."""
    fees: dict[str, Fraction] = {}
    proration: dict[str, Fraction] = {}
    for pool in pools:
        proration |= pool.proration  # a member has the same one in every pool
        for member, fee in pool.fees.items():
            fees[member] = fees.get(member, Fraction(0)) + Fraction(fee)
    for member in fees:
        if member not in figures:
            msg = f"member {member} has no {driver} to share by; pass drivers=… to compare"
            raise CostshareError(msg)
    methods = [pool.method for pool in pools if pool.method not in {None, "each"}]
    ties = {pool.ties for pool in pools}
    tie_rule = ties.pop() if len(ties) == 1 else None
    swept = sweep(
        sum(fees.values(), Fraction(0)),
        Facts({name: {driver: figures[name]} for name in fees}, proration),
        driver=driver,
        unit=common_unit(pool.unit for pool in pools),
        method=next((each for each in methods if each != _SWEPT), _SWEPT),
        ties="listed" if tie_rule in {None, "error"} else tie_rule,
    )
    return swept.break_even(fees)
