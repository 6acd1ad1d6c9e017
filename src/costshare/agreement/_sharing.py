"""The pools of an agreement shared in its period: their facts, their levels, and their records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from costshare.agreement._cascade import (
    charges_of,
    circles_in_order,
    closed_by,
    closed_to_itself,
    take_over,
)
from costshare.agreement._member import Member
from costshare.agreement._pool import Pool
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._reference_date import ReferenceDate, drivers_at
from costshare.agreement._share import share_pool
from costshare.agreement._step_down import StepDown
from costshare.errors import CostshareError, some_of
from costshare.fields import OrderRule
from costshare.models import Facts
from costshare.periods import MemberDays, Period

Closed = Mapping[str, Sequence[str]]
"""Members that pools of their names charge no more, by pool: each its own, or some more."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sharing:
    """The facts and the fees of the pools of an agreement in its period.

    A pool does not charge the members that are `closed` to it; `order` is that of a step-down, and
    `rule` gave it if it was not stated.
    """

    members: Sequence[Member]
    pools: Sequence[Pool]
    period: Period
    reference_dates: Mapping[str, ReferenceDate]
    labels: Mapping[str, str]
    closed: Closed
    order: tuple[str, ...] = ()
    rule: OrderRule | None = None

    def ordered_by(self, rule: OrderRule) -> "Sharing":
        """Return the sharing in the order that a rule gives in the period.

        Raises
        ------
        CostshareError
            If the shares of a pool with costs cannot be computed.
        """
        from costshare.agreement._reciprocal import order_by  # late: few agreements have a circle

        order: list[str] = []
        for group in self._groups:
            if len(group) > 1:
                facts = {pool.name: self.facts(pool) for pool in group}
                now = [pool.in_period(self.period) for pool in group]
                order += order_by(rule, now, facts)
            elif group[0].receives and group[0].name in (group[0].members or ()):
                order.append(group[0].name)
        return replace(self, closed=closed_by(order), order=tuple(order), rule=rule)

    def facts(self, pool: Pool) -> Facts:
        """Return the members that take part in a pool, with their drivers and proration.

        Raises
        ------
        CostshareError
            If no member takes part.
        """
        chosen = dict.fromkeys(self._places if pool.members is None else pool.members)
        passing = self._passing_on if pool.receives and pool.members is None else ()
        closed = self.closed.get(pool.name, ())
        for name in (*pool.exempt, *passing, *closed):
            chosen.pop(name, None)
        listed = sorted(self._places[name] for name in chosen if name in self._places)
        named = [self.members[at] for at in listed]
        taking = [member for member in named if member.takes_part_in(self.period)]
        drivers, missing = {}, {}
        for member in taking:
            at = drivers_at(member, self.reference_dates, self.period)
            drivers[member.name], missing[member.name] = at
        proration = {member.name: member.proration_in(self.period) for member in taking}
        if not drivers:
            but = (
                " but its own" if pool.name in closed and pool.name in (pool.members or ()) else ""
            )
            msg = f"pool {pool.name} has no members{but} in {self.period}; name some, or drop the "
            raise CostshareError(f"{msg}pool")
        absent = {
            member.name: member.driver_values for member in named if member.name not in drivers
        }
        return Facts(drivers, proration, missing, self.period, absent, labels=self.labels)

    def records(self) -> dict[str, PoolAllocation]:
        """Share every pool, each after those from which it takes over costs.

        Raises
        ------
        CostshareError
            If the facts do not fit the model of a pool; the message names the pool.
        """
        records: dict[str, PoolAllocation] = {}
        taken: dict[str, dict[str, Decimal]] = {name: {} for name in self._passing_on}
        for group in self._groups:
            now = {
                pool.name: take_over(pool.in_period(self.period), taken.get(pool.name, {}))
                for pool in group
            }
            try:
                records |= self.share(now)
            except CostshareError:
                self._refuse_order(now)
                raise
            for name in now:
                for member in taken.keys() & records[name].fees.keys():
                    taken[member][name] = records[name].fees[member]
        for name, charged in taken.items():
            if charged:
                own = {pool.name: charged[pool.name] for pool in self.pools if pool.name in charged}
                records[name] = replace(records[name], taken_over=own)
        return records

    @property
    def step_down(self) -> StepDown | None:
        """The order of a step-down and what it leaves out; None without an order."""
        if not self.order:
            return None
        found = StepDown.of(self.order, self.pools, self._present)
        return replace(found, order_rule=self.rule)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Place of each member in the list."""
        return {member.name: at for at, member in enumerate(self.members)}

    @property
    def _passing_on(self) -> list[str]:
        """Members whose fees pools of their names take over."""
        return [pool.name for pool in self.pools if pool.receives]

    @cached_property
    def _groups(self) -> list[list[Pool]]:
        """Pools that charge each other in the period, each group after those that charge it."""
        return circles_in_order(self.pools, charges_of(self.pools, self.closed, self._present))

    @cached_property
    def _present(self) -> set[str]:
        """Members that take part in the period."""
        return {each.name for each in self.members if each.takes_part_in(self.period)}

    @cached_property
    def _dates(self) -> Mapping[str, Sequence[date]]:
        """Dates of the drivers that are taken by date."""
        return {name: rule.dates_for(self.period) for name, rule in self.reference_dates.items()}

    @cached_property
    def _memberships(self) -> Mapping[str, MemberDays | None]:
        """Days of each member in the period."""
        return {member.name: member.membership_in(self.period) for member in self.members}

    def share(self, pools: Mapping[str, Pool]) -> dict[str, PoolAllocation]:
        """Share one pool, or those of a circle, with what they take over."""
        facts = {name: self.facts(pool) for name, pool in pools.items()}
        solved = {}
        if len(pools) > 1:
            # late: few agreements have a circle
            from costshare.agreement._reciprocal import solve_circle

            solved = solve_circle(list(pools.values()), facts)
        return {
            name: share_pool(pool, facts[name], self._dates, self._memberships, solved.get(name))
            for name, pool in pools.items()
        }

    def _refuse_order(self, pools: Mapping[str, Pool]) -> None:
        """Refuse an order by which a pool can charge nobody, and could without it.

        Raises
        ------
        CostshareError
            If it can charge only members whose pools passed on before it.
        """
        name, *others = pools
        before = self.closed.get(name, ())[:-1]
        if others or not before:
            return
        try:
            replace(self, closed=closed_to_itself(self.pools)).share(pools)
        except CostshareError:
            return  # its members are at fault, not the order
        msg = (
            f"pool {name} comes after {some_of(before)} in order=["
            f"{', '.join(map(repr, self.order))}], so it has nobody left to charge; place it "
            "earlier"
        )
        raise CostshareError(msg)
