"""Cascades: which pool takes over what another one charges, and so the order of the levels."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from costshare.agreement._agreed import agreed_pool
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import plain
from costshare.errors import ConservationError, CostshareError, quoted, some_of, unknown_name
from costshare.words import say


def refuse_unordered(
    pools: Sequence[Pool],
    members: Mapping[str, object],
    order: Sequence[str],
    *,
    support: str | None = None,
    may_circle: bool = False,
) -> None:
    """Refuse pools that take over costs and bear no member's name, or charge each other.

    Raises
    ------
    CostshareError
        If a pool that takes over costs has not the name of a member, pools charge each other in
        a circle and may not, or they do not since `support` is given and their members are not.
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
    if receiving and not may_circle:
        refuse_circles(pools, closed_by(order))
    if support is not None:
        _refuse_direct(pools, support)


def _refuse_direct(pools: Sequence[Pool], support: str) -> None:
    """Refuse `support` that resolves nothing, since pools charge only those who pay in the end."""
    unlisted = [pool.name for pool in pools if pool.receives and pool.members is None]
    if not unlisted or _circles(pools, charges_of(pools, closed_to_itself(pools))):
        return
    out = "support" if support == "reciprocal" else "support and order"
    msg = (
        f"support={quoted(support)} has no effect: no pools charge each other. Without members, a "
        "pool with receives=True charges only those that pay in the end; pass members to "
        f"{some_of(unlisted)}, or leave {out} out"
    )
    raise CostshareError(msg)


def closed_by(order: Sequence[str]) -> dict[str, Sequence[str]]:
    """Name the members that each pool of a step-down charges no more: itself and those before."""
    return {name: order[: at + 1] for at, name in enumerate(order)}


def closed_to_itself(pools: Sequence[Pool]) -> dict[str, Sequence[str]]:
    """Name, by pool that takes over costs, its own member, to which it passes nothing."""
    return {pool.name: (pool.name,) for pool in pools if pool.receives}


def refuse_circles(pools: Sequence[Pool], closed: Mapping[str, Sequence[str]]) -> None:
    """Refuse pools that charge each other in a circle, or themselves.

    Raises
    ------
    CostshareError
        If there is a circle.
    """
    charges = charges_of(pools, closed)
    if circles := _circles(pools, charges):
        raise _circle(charges, circles, [*closed])


def _circles(pools: Sequence[Pool], charges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Name the pools of each circle, also of one that charges itself."""
    groups = [[pool.name for pool in group] for group in circles_in_order(pools, charges)]
    return [group for group in groups if len(group) > 1 or group[0] in charges[group[0]]]


def charges_of(
    pools: Sequence[Pool],
    closed: Mapping[str, Sequence[str]],
    present: Container[str] | None = None,
) -> dict[str, Sequence[str]]:
    """Name, by pool, the members charged by it whose fees other pools take over.

    A pool does not charge the members that are `closed` to it, and only those that are `present`.
    """
    receiving = {pool.name for pool in pools if pool.receives}
    return {
        pool.name: [
            name
            for name in charged_members(pool, receiving)
            if name not in closed.get(pool.name, ()) and (present is None or name in present)
        ]
        for pool in pools
    }


def circles_in_order(
    pools: Sequence[Pool], charges: Mapping[str, Sequence[str]]
) -> list[list[Pool]]:
    """Group pools that charge each other, each group after those that charge it (Kosaraju).

    A pool that is in no circle is a group of its own; pools of a circle stay as they are listed.
    """
    if not any(charges.values()):
        return [[pool] for pool in pools]
    charged_by: dict[str, list[str]] = {pool.name: [] for pool in pools}
    for name, charged in charges.items():
        for each in charged:
            charged_by[each].append(name)
    by_name = {pool.name: pool for pool in pools}
    groups, grouped = [], set[str]()
    for name in reversed(_last_first(charges, reversed(list(charges)))):
        group = set(_last_first(charged_by, [name], grouped))
        if group:
            is_circle = len(group) > 1
            groups.append(
                [pool for pool in pools if pool.name in group] if is_circle else [by_name[name]]
            )
    return groups


def _last_first(
    after: Mapping[str, Iterable[str]], names: Iterable[str], entered: set[str] | None = None
) -> list[str]:
    """List names and all that follow them, each when all that follow it are listed.

    Depth first, without recursion; names that were `entered` before are left out, and added.
    """
    entered = set() if entered is None else entered
    found: list[str] = []
    for first in names:
        stack = [(first, False)]
        while stack:
            name, is_done = stack.pop()
            if is_done:
                found.append(name)
            elif name not in entered:
                entered.add(name)
                stack.append((name, True))
                stack += [(each, False) for each in reversed(list(after[name]))]
    return found


def charged_members(pool: Pool, receiving: Collection[str]) -> list[str]:
    """Name the members charged by a pool whose fees other pools take over."""
    if pool.members is None:
        # A pool that takes over costs is for members that pay in the end.
        return [] if pool.receives else sorted({*receiving}.difference(pool.exempt))
    return [name for name in pool.members if name in receiving and name not in pool.exempt]


def _circle(
    charges: Mapping[str, Sequence[str]], circles: Sequence[Sequence[str]], order: Sequence[str]
) -> CostshareError:
    """Name the pools of the first circle, in order, and the ways out."""
    stuck = circles[0]
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
    passing = dict.fromkeys([*circle[:-1], *(name for each in circles for name in each)])
    missing = [name for name in passing if name not in order]
    if order:
        listed = ", ".join(map(repr, [*order, *missing]))
        return CostshareError(
            f"{msg}order lacks {some_of(missing)}; list every pool of the circle in the order in "
            f"which they pass on, such as order=[{listed}]"
        )
    listed = ", ".join(map(repr, passing))
    way_out = (
        "pass support='reciprocal', which solves their totals at once, or support='step_down' and "
        f"the order in which they pass on: order=[{listed}]"
    )
    if _is_only_circle(left, circle):
        way_out = f"leave {circle[1]} out of the members of pool {circle[0]}; or {way_out}"
    return CostshareError(msg + way_out)


def _is_only_circle(left: Mapping[str, Sequence[str]], circle: Sequence[str]) -> bool:
    """Return whether no circle is left if the first pool of one does not charge the second."""
    rest = {name: {*charged} for name, charged in left.items()}
    rest[circle[0]].discard(circle[1])
    while free := {name for name, charged in rest.items() if not charged & rest.keys()}:
        rest = {name: charged for name, charged in rest.items() if name not in free}
    return not rest


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
    return {name: _charges_to(pools, name) for name in passing_on(pools)}


def with_levels(
    pools: Sequence[PoolAllocation], passing: Container[str]
) -> tuple[PoolAllocation, ...]:
    """Record in each pool of one of these members what the member is charged in others."""
    return tuple(
        replace(pool, taken_over=_charges_to(pools, pool.name)) if pool.name in passing else pool
        for pool in pools
    )


def _charges_to(pools: Sequence[PoolAllocation], member: str) -> dict[str, Decimal]:
    """Collect what a member is charged, by pool."""
    return {pool.name: pool.fees[member] for pool in pools if member in pool.fees}


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
        if pool.solved:
            check_circle(pools, pool)
        elif pool.taken_over and pool in levels_before(pools, pool):
            msg = f"pool {pool.name} takes over its own costs, through other pools or directly"
            raise ConservationError(msg)


def check_circle(pools: Sequence[PoolAllocation], pool: PoolAllocation) -> None:
    """Prove that the exact total of a pool in a circle solves its equation, before rounding.

    Raises
    ------
    ConservationError
        If it does not, or if what it takes over is more than a unit from the exact amount.
    """
    circle = {each.name: each for each in pools if each.name in pool.solved}
    if set(circle) != set(pool.solved) or any(
        each.solved != pool.solved for each in circle.values()
    ):
        names = some_of(list(pool.solved))
        msg = f"pool {pool.name} is recorded as solved with {names}, which are not"
        raise ConservationError(msg)
    exact = pool.own_total
    for name, amount in pool.taken_over.items():
        if name not in circle:
            exact += Fraction(amount)
            continue
        quota = circle[name].exact_quota(pool.name)
        if abs(quota - Fraction(amount)) >= pool.unit.size:
            msg = (
                f"pool {pool.name} takes over {amount} from pool {name}, which is not its exact "
                f"amount {plain(quota)} in whole units"
            )
            raise ConservationError(msg)
        exact += quota
    if exact != pool.exact_total:
        msg = (
            f"pool {pool.name} shares {plain(pool.exact_total)}, and its own costs and what it "
            f"takes over come to {plain(exact)} before they are rounded"
        )
        raise ConservationError(msg)


def _sums(taken: Mapping[str, Decimal]) -> str:
    """Write amounts by the pool that charges them."""
    return ", ".join(f"{amount} from {name}" for name, amount in taken.items()) or "nothing"


def levels_before(
    pools: Sequence[PoolAllocation], pool: PoolAllocation
) -> tuple[PoolAllocation, ...]:
    """Return the pools from which a pool takes over costs, directly or not, the first level first.

    A pool stands after all from which it takes over itself; a pool of a circle is before itself.
    """
    by_name = {each.name: each for each in pools}
    before = _last_first({name: each.taken_over for name, each in by_name.items()}, pool.taken_over)
    return tuple(by_name[name] for name in before)


def levels_in_order(pools: Sequence[PoolAllocation]) -> list[PoolAllocation]:
    """Return pools, each after those from which it takes over costs."""
    by_name = {pool.name: pool for pool in pools}
    after = {name: pool.taken_over for name, pool in by_name.items()}
    return [by_name[name] for name in _last_first(after, after)]


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
            yield replace(pool, taken_over={}, solved=())
        elif members:
            label = say("fees of {pool}, as shared among all its members", pool=pool.title)
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


def charging_nobody(pool: PoolAllocation) -> PoolAllocation:
    """Return a record of a pool without fees."""
    return agreed_pool(
        pool.name, "level", {}, unit=pool.unit, billed_by=pool.billed_by, label=pool.label
    )
