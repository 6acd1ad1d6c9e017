"""The levels of a cascade in parts of its period: what was passed on behind each instalment."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from costshare.agreement._cascade import levels_in_order
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import Unit, common_unit

Lines = Mapping[str, Sequence[Fraction]]
"""Amounts by member, one for each part of the period."""


def passed_on_in_parts(
    pools: Sequence[PoolAllocation], paid: Mapping[str, tuple[Unit, Lines]]
) -> tuple[dict[str, Unit], dict[str, dict[str, list[Fraction]]]]:
    """Split what pools charge members that pass it on; return units and amounts, by pool.

    What a pool takes over is split as the fees that it charges are, so that in each part they sum
    to its own cost and to what it takes over. `paid` are the fees of those who pay, by pool, and
    the unit that they are split in.
    """
    # late: one level is split without it
    from costshare.apportionment.tables import apportion_table

    units = {name: step for name, (step, _) in paid.items()}
    inside: dict[str, dict[str, list[Fraction]]] = {pool.name: {} for pool in pools}
    for pool in reversed(levels_in_order(pools)):
        if not pool.taken_over:
            continue
        lines = [*(paid[pool.name][1] if pool.name in paid else {}).values()]
        lines += inside[pool.name].values()
        sums = [sum(each, Fraction(0)) for each in zip(*lines, strict=True)]
        unit = common_unit([pool.unit, units.get(pool.name, pool.unit)])
        amounts = [pool.own_total, *map(Fraction, pool.taken_over.values())]
        # Where charges and credits cancel out, the fees are no guide to what is behind them.
        shares = [each / pool.total if pool.total else Fraction(1, len(sums)) for each in sums]
        quotas = [[amount * share for share in shares] for amount in amounts]
        rounded = apportion_table(quotas, unit=unit.size, rows=amounts)
        for name, line in zip(pool.taken_over, rounded[1:], strict=True):
            inside[name][pool.name] = list(map(Fraction, line))
            units[name] = common_unit([unit, units.get(name, unit)])
    return units, inside
