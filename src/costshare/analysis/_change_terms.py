"""The terms of all fees between two allocations, with the changes behind totals of a cascade."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from costshare.agreement import Allocation, PoolAllocation, levels_before
from costshare.analysis._change_steps import Drivers, Side
from costshare.analysis._change_term import ChangeTerm, Explained
from costshare.analysis._fees import fees_to_explain, members_of, pools_of
from costshare.analysis._figures import drivers_used

_ZERO = Fraction(0)
Fees = Sequence[Fraction | None]


def change_terms(
    before: Allocation,
    after: Allocation,
    known: tuple[Drivers, Drivers],
    member: str | None,
    pool: str | None,
) -> tuple[ChangeTerm, ...]:
    """Explain what changes between two allocations, for one member or all, in one pool or all.

    `known` are drivers besides those that the two have used. The fees are those that are paid in
    the end, or those of a member that passes its fees on.
    """
    both = _Both(before, after, known)
    paid = fees_to_explain(before, after, member, pool)
    records = [{each.name: each.fees for each in side.pools} for side in paid]
    terms: list[ChangeTerm] = []
    for name in pools_of(paid) if pool is None else (pool,):
        for each in members_of(paid):
            fees = [side[name].get(each) if name in side else None for side in records]
            if member in {None, each} and fees != [None, None]:
                terms += both.terms(
                    name, each, [None if fee is None else Fraction(fee) for fee in fees]
                )
    return tuple(terms)


class _Both:
    """Two allocations, and what is explained of their pools."""

    def __init__(
        self, before: Allocation, after: Allocation, known: tuple[Drivers, Drivers]
    ) -> None:
        self.sides = before, after
        self.pools = [{each.name: each for each in side.pools} for side in self.sides]
        self.drivers = [
            {name: {**more.get(name, {}), **used.get(name, {})} for name in members_of(self.sides)}
            for more, used in zip(known, map(drivers_used, self.sides), strict=True)
        ]
        self._explained: dict[tuple[str, bool], Explained] = {}

    def terms(self, name: str, member: str, fees: Fees) -> Iterator[ChangeTerm]:
        """Yield the terms of a fee; it is None in an allocation where the member pays none."""
        old, new = (its.get(name) for its in self.pools)
        passed_on = [
            fee is None and pool is not None and member in pool.fees
            for pool, fee in zip((old, new), fees, strict=True)
        ]
        if old is None or new is None or any(passed_on):
            yield _one_sided(name, member, fees)
            return
        if (name, True) not in self._explained:
            for level in levels_before(self.sides[0].pools, old):
                # In their order, so that no chain of levels is too long to follow.
                if not level.solved and level.name in self.pools[1]:
                    self._of(level.name)
        yield from self._of(name).terms(member, [fee or _ZERO for fee in fees])

    def _of(self, name: str, *, with_levels: bool = True) -> Explained:
        """Explain a pool that is in both allocations."""
        key = name, with_levels
        if key not in self._explained:
            before, after = (
                Side(its[name], side.period, drivers)
                for its, side, drivers in zip(self.pools, self.sides, self.drivers, strict=True)
            )
            behind = [*self._behind(before.pool, after.pool)] if with_levels else []
            self._explained[key] = Explained(before, after, behind)
        return self._explained[key]

    def _behind(self, *pools: PoolAllocation) -> Iterator[ChangeTerm]:
        """Yield what changes the total of a pool that takes over costs; they sum to its change."""
        old, new = pools
        if not (old.taken_over or new.taken_over):
            return
        own = old.own_total, new.own_total
        if own[0] != own[1]:
            amount = own[1] - own[0]
            yield ChangeTerm(old.name, old.name, ("own_total",), None, None, *own, amount)
        for giver in {**old.taken_over, **new.taken_over}:
            for term in self._charge(giver, pools):
                if term.amount:
                    level, charged = term.level or giver, term.charged or old.name
                    yield replace(term, level=level, charged=charged)

    def _charge(self, giver: str, pools: Sequence[PoolAllocation]) -> Iterator[ChangeTerm]:
        """Yield the terms of what another pool charges the member of a pool.

        Pools of a circle are behind each other, so that there the total is one change.
        """
        charges = [
            None
            if giver not in pool.taken_over
            # Before it is rounded, in a circle.
            else its[giver].exact_quota(pool.name)
            if giver in pool.solved
            else Fraction(pool.taken_over[giver])
            for pool, its in zip(pools, self.pools, strict=True)
        ]
        if None in charges:
            yield _one_sided(giver, pools[0].name, charges)
            return
        in_circle = any(giver in pool.solved for pool in pools)
        explained = self._of(giver, with_levels=not in_circle)
        yield from explained.terms(pools[0].name, [each or _ZERO for each in charges])


def _one_sided(pool: str, member: str, fees: Fees) -> ChangeTerm:
    """Explain a fee that is in one of the allocations only."""
    amount = (fees[1] or _ZERO) - (fees[0] or _ZERO)
    return ChangeTerm(pool, member, ("pool",), None, None, fees[0], fees[1], amount)
