"""Cascades: which pool takes over what another one charges, and so the order of the levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import plain
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.words import say


def refuse_unordered(
    pools: Sequence[Pool], members: Mapping[str, object], order: Sequence[str]
) -> None:
    """Refuse pools that take over costs and bear no member's name, or charge each other.

    Raises
    ------
    CostshareError
        If a pool that takes over costs has not the name of a member, or pools charge each other in
        a circle.
    """
    for pool in pools:
        if pool.receives and pool.name not in members:
            unknown = unknown_name("member whose fees a pool takes over:", pool.name, members)
            msg = f"{unknown}; name the pool after a member, or leave it out with its member"
            raise CostshareError(msg)
    receiving = {pool.name: None for pool in pools if pool.receives}
    for name in order:
        if name not in receiving:
            raise unknown_name("pool in order that takes over costs:", name, receiving)
    if receiving:
        in_order(pools, order)


def closed_by(order: Sequence[str]) -> dict[str, Sequence[str]]:
    """Name the members that each pool of a step-down charges no more: itself and those before."""
    return {name: order[: at + 1] for at, name in enumerate(order)}


def in_order(pools: Sequence[Pool], order: Sequence[str] = ()) -> list[Pool]:
    """Put each pool after those that charge the member whose fees it takes over.

    A pool in `order` does not charge itself and those before it there.

    Raises
    ------
    CostshareError
        If pools charge each other in a circle.
    """
    receiving = {pool.name for pool in pools if pool.receives}
    if not receiving:
        return list(pools)
    by_name = {pool.name: pool for pool in pools}
    closed = closed_by(order)
    charges = {
        pool.name: [
            name for name in _charged(pool, receiving) if name not in closed.get(pool.name, ())
        ]
        for pool in pools
    }
    waiting = dict.fromkeys(by_name, 0)
    for names in charges.values():
        for name in names:
            waiting[name] += 1
    ready = [pool.name for pool in pools if not waiting[pool.name]]
    for name in ready:  # which grows
        for charged in charges[name]:
            waiting[charged] -= 1
            if not waiting[charged]:
                ready.append(charged)
    if len(ready) < len(pools):
        raise _circle(charges, [name for name in by_name if waiting[name]])
    return [by_name[name] for name in ready]


def _charged(pool: Pool, receiving: set[str]) -> list[str]:
    """Name the members charged by a pool whose fees other pools take over."""
    if pool.members is None:
        # A pool that takes over costs is for members that pay in the end.
        return [] if pool.receives else sorted(receiving.difference(pool.exempt))
    return [name for name in pool.members if name in receiving and name not in pool.exempt]


def _circle(charges: Mapping[str, Sequence[str]], stuck: Sequence[str]) -> CostshareError:
    """Name the pools of one circle, in order."""
    left = {name: [each for each in charges[name] if each in stuck] for name in stuck}
    # Whoever charges nobody in the circle only stands behind it.
    while behind := {name for name in left if not left[name]}:
        left = {
            name: [each for each in charged if each not in behind]
            for name, charged in left.items()
            if name not in behind
        }
    path = [next(iter(left))]
    while (after := left[path[-1]][0]) not in path:
        path.append(after)
    circle = [*path[path.index(after) :], after]
    msg = f"costs are passed on in a circle: {' → '.join(circle)}; "
    if len(circle) == 2:
        return CostshareError(f"{msg}leave {after} out of the members of its own pool")
    listed = ", ".join(map(repr, circle[:-1]))
    way_out = (
        f"leave {circle[1]} out of the members of pool {circle[0]}, or pass support='step_down' "
        f"and the order in which they pass on: order=[{listed}]"
    )
    return CostshareError(msg + way_out)


def take_over(pool: Pool, taken: Mapping[str, Decimal]) -> Pool:
    """Return the pool with what it takes over added to its own total.

    Raises
    ------
    CostshareError
        If what is taken over is not a whole multiple of the pool's unit.
    """
    added = sum(map(Fraction, taken.values()), Fraction(0))
    for name, amount in taken.items():
        if (Fraction(amount) / pool.unit.size).denominator != 1:
            size = plain(pool.unit.size)
            msg = (
                f"pool {pool.name} takes over {amount} from pool {name}, which is not a multiple "
                f"of its unit {size}; pass unit={size} to pool {name}, or a smaller unit to pool "
                f"{pool.name}"
            )
            raise CostshareError(msg)
    return pool.replace(total=(pool.total or Fraction(0)) + added) if added else pool


def passing_on(pools: Sequence[PoolAllocation]) -> frozenset[str]:
    """Name the members whose fees other pools take over."""
    return frozenset(pool.name for pool in pools if pool.taken_over)


def taken_over_by(pools: Sequence[PoolAllocation]) -> dict[str, dict[str, Decimal]]:
    """Collect what each pool of a member takes over, by the pool that charges it."""
    passing = passing_on(pools)
    taken: dict[str, dict[str, Decimal]] = {name: {} for name in passing}
    for pool in pools if passing else ():
        for member in passing & pool.fees.keys():
            taken[member][pool.name] = pool.fees[member]
    return taken


def check_levels(pools: Sequence[PoolAllocation]) -> None:
    """Prove that each pool takes over what its member is charged, and no circle is left.

    Raises
    ------
    ConservationError
        If it does not.
    """
    charged = taken_over_by(pools)
    for pool in pools:
        recorded = dict(pool.taken_over)
        if recorded and recorded != charged[pool.name]:
            msg = (
                f"pool {pool.name} takes over {_sums(recorded)}, and its member is charged "
                f"{_sums(charged[pool.name])}"
            )
            raise ConservationError(msg)
    for pool in pools:
        if pool.taken_over and pool.name in {each.name for each in levels_before(pools, pool)}:
            msg = f"pool {pool.name} takes over its own costs, through other pools or directly"
            raise ConservationError(msg)


def _sums(taken: Mapping[str, Decimal]) -> str:
    """Write amounts by the pool that charges them."""
    return ", ".join(f"{amount} from {name}" for name, amount in taken.items()) or "nothing"


def levels_before(
    pools: Sequence[PoolAllocation], pool: PoolAllocation
) -> tuple[PoolAllocation, ...]:
    """Return the pools from which a pool takes over costs, directly or not, the first level first.

    A pool stands after all from which it takes over itself.
    """
    by_name = {each.name: each for each in pools}
    found: dict[str, None] = {}
    # Depth first, without recursion: a name is listed once all of its own sources are.
    stack = [(name, False) for name in reversed(list(pool.taken_over))]
    entered: set[str] = set()
    while stack:
        name, is_done = stack.pop()
        if is_done:
            found[name] = None
        elif name not in entered:
            entered.add(name)
            stack.append((name, True))
            stack += [(each, False) for each in reversed(list(by_name[name].taken_over))]
    return tuple(by_name[name] for name in found)


def pools_with(
    pools: Sequence[PoolAllocation], passing: frozenset[str], *, internal: bool
) -> Iterator[PoolAllocation]:
    """Yield the pools with the fees that are passed on alone, or with those of final payers.

    A pool that has none of these is left out; one that has others too is recorded as agreed
    amounts. They are no levels any more.
    """
    for pool in pools:
        members = [name for name in pool.fees if (name in passing) is internal]
        if len(members) == len(pool.fees):
            yield replace(pool, taken_over={})
        elif members:
            label = say("fees of {pool}", pool=pool.title)
            yield agreed_pool(
                pool.name,
                "level",
                {label: {name: pool.count(name) for name in members}},
                unit=pool.unit,
                billed_by=pool.billed_by,
                memberships={
                    name: pool.memberships[name] for name in members if name in pool.memberships
                },
                label=pool.label,
            )
