"""What came from other levels: what a pool takes over, and the part of it in one fee."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from costshare.agreement._cascade import levels_before
from costshare.agreement._digits import PLACES, Digits
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rounding_steps import rounding_steps
from costshare.apportionment import apportion_units, scale_to_whole
from costshare.results import in_units, number
from costshare.words import Figure, join, say, say_all


def level_steps(
    pool: PoolAllocation, levels: Sequence[PoolAllocation], member: str | None
) -> Iterator[str]:
    """Yield a line for each amount that was passed on, and what the total and a fee consist of.

    `levels` are those from which the pool may take over costs, the first one first.
    """
    if not pool.taken_over:
        return
    by_name = {level.name: level for level in (*levels, pool)}
    before = [level for level in levels_before(list(by_name.values()), pool) if level is not pool]
    solved: set[str] = set()
    for level in (*before, pool):
        if solved.isdisjoint(level.solved):
            yield from (_equation(by_name[name], by_name) for name in level.solved)
            solved.update(level.solved)
        for name in level.taken_over:
            yield from _charge(by_name[name], level)
        if level.taken_over:
            yield _total(level, by_name)
    if member is not None and pool.fees[member]:
        yield _parts(pool, by_name, member)


def _equation(pool: PoolAllocation, by_name: dict[str, PoolAllocation]) -> str:
    """Say what the exact total of a pool in a circle consists of."""
    parts = []
    if pool.own_total:
        parts.append(say("{amount} of its own", amount=_amount(pool, pool.own_total)))
    for name, amount in pool.taken_over.items():
        giver = by_name[name]
        if name not in pool.solved:
            parts.append(say("{amount} from {pool}", amount=number(amount), pool=giver.title))
        elif share := _share(giver, pool.name):
            parts.append(
                say(
                    "{share} of {pool}'s {total}",
                    share=_ratio(share),
                    pool=giver.title,
                    total=_amount(giver, giver.exact_total),
                )
            )
    return say(
        "{pool}, solved together with {others}: {total} = {sum}",
        pool=pool.title,
        others=say_all([by_name[name].title for name in pool.solved if name != pool.name]),
        total=_amount(pool, pool.exact_total),
        sum=join(" + ", parts or [number(pool.unit.decimal(0))]),
    )


def _share(pool: PoolAllocation, member: str) -> Fraction:
    """Return a member's share of a total, before what a circle rounds."""
    total = pool.exact_total if pool.solved else pool.total
    quota = pool.exact_quota(member) if pool.solved else pool.quotas[member]
    return quota / total if total else Fraction(0)


def _ratio(share: Fraction) -> str:
    """Write a share as one whole number over another."""
    return join("/", [number(share.numerator), number(share.denominator)])


def _charge(pool: PoolAllocation, level: PoolAllocation) -> Iterator[str]:
    """Say what share of a pool the member of the next level was charged, and how it was rounded."""
    charged = _share_of(pool, level.name)
    yield say("{amount}, passed on to {member}", amount=charged, member=level.title)
    if pool.solved and (change := pool.terms[-1].quotas[level.name]):
        label = pool.terms[-1].label
        yield join("", ["  ", join(": ", [label, _amount(pool, change)])])
    if (pool.quotas[level.name] / pool.unit.size).denominator != 1:
        steps = rounding_steps(pool, level.name, Digits(pool, level.name))
        yield from (join("", ["  ", step]) for step in steps)


def _share_of(pool: PoolAllocation, member: str) -> str:
    """Write a fee as a share of a total that was shared."""
    total = pool.exact_total if pool.solved else pool.total
    if pool.method is None or not total:
        return say("{fee} charged by {pool}", fee=number(pool.fees[member]), pool=pool.title)
    share = _share(pool, member)
    return say(
        "{fee} = {share} of {pool}'s {total} in units of {size}",
        fee=number(pool.fees[member]),
        share=_ratio(share),
        pool=pool.title,
        total=_amount(pool, total),
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
    return in_units(amount, pool.unit, PLACES)
