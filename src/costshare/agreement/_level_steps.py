"""What came from other levels: what a pool takes over, and the part of it in one fee."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.apportionment import apportion_units, scale_to_whole
from costshare.results import number
from costshare.words import Figure, join, say


def level_steps(
    pool: PoolAllocation, levels: Sequence[PoolAllocation], member: str | None
) -> Iterator[str]:
    """Yield a line for each amount that was passed on, and what the total and a fee consist of.

    `levels` are those from which the pool may take over costs, the first one first.
    """
    if not pool.taken_over:
        return
    by_name = {level.name: level for level in levels}
    behind = [pool, *_behind(pool, by_name)]
    for level in reversed(behind):
        for name in level.taken_over:
            yield _charge(by_name[name], level.name)
        if level.taken_over:
            yield _total(level, by_name)
    if member is not None and pool.fees[member]:
        yield _parts(pool, by_name, member)


def _behind(pool: PoolAllocation, by_name: dict[str, PoolAllocation]) -> Iterator[PoolAllocation]:
    """Yield the pools from which a pool takes over costs, those that it is nearest to first."""
    found: dict[str, None] = {}
    todo = list(pool.taken_over)
    for name in todo:  # which grows
        found.pop(name, None)
        found[name] = None
        todo += by_name[name].taken_over
    return (by_name[name] for name in found)


def _charge(pool: PoolAllocation, member: str) -> str:
    """Say what share of a pool its member was charged."""
    return say("{amount}, passed on to {member}", amount=_share_of(pool, member), member=member)


def _share_of(pool: PoolAllocation, member: str) -> str:
    """Write a fee as a share of a total that was shared."""
    if pool.method is None or not pool.total:
        return say("{fee} charged by {pool}", fee=number(pool.fees[member]), pool=pool.title)
    share = pool.quotas[member] / pool.total
    return say(
        "{fee} = {share} of {pool}'s {total} in units of {size}",
        fee=number(pool.fees[member]),
        share=join("/", [number(share.numerator), number(share.denominator)]),
        pool=pool.title,
        total=_amount(pool, pool.total),
        size=number(pool.unit.decimal(1)),
    )


def _total(pool: PoolAllocation, by_name: dict[str, PoolAllocation]) -> str:
    """Say what the total of a pool consists of."""
    taken = [
        say("{amount} from {pool}", amount=number(amount), pool=by_name[name].title)
        for name, amount in pool.taken_over.items()
    ]
    if pool.own_total:
        taken.insert(0, say("{amount} of its own", amount=_amount(pool, pool.own_total)))
    total = _amount(pool, pool.total)
    parts = join(" + ", taken)
    return say("{pool} shares {total} = {sum}", pool=pool.title, total=total, sum=parts)


def _parts(pool: PoolAllocation, by_name: dict[str, PoolAllocation], member: str) -> str:
    """Say which part of a fee is of the pool's own cost, and which was taken over."""
    names, amounts = [*pool.taken_over], [pool.own_total, *map(Fraction, pool.taken_over.values())]
    whole = _share_of(pool, member)
    if any(each < 0 for each in amounts) and any(each > 0 for each in amounts):
        return whole  # charges and credits are not parts of one fee
    weights = [abs(each) for each in scale_to_whole(amounts)]
    own, *taken = apportion_units(
        pool.count(member), weights, method="largest_remainder", ties="listed"
    ).parts
    parts = [
        say("{amount} from {pool}", amount=_units(pool, units), pool=by_name[name].title)
        for name, units in zip(names, taken, strict=True)
    ]
    if pool.own_total:
        parts.insert(0, say("{amount} of its own", amount=_units(pool, own)))
    return say("{fee}: {parts}", fee=whole, parts=join(" + ", parts))


def _units(pool: PoolAllocation, units: int) -> Figure:
    """Write an amount in units of a pool."""
    return number(pool.unit.decimal(units))


def _amount(pool: PoolAllocation, amount: Fraction) -> Figure:
    """Write an amount with the decimals of the unit, or with its own where it has more."""
    units = amount / pool.unit.size
    return number(pool.unit.decimal(units.numerator) if units.denominator == 1 else amount)
