"""What is settled: for each pool or budget item, what was paid, spent and brought forward."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from costshare.agreement import Allocation
from costshare.amounts import Unit, is_any_frame, plain, read_amount
from costshare.budget import BudgetItem, BudgetReport
from costshare.errors import CostshareError, unknown_name
from costshare.invoices import NO_MEMBER, is_rounding
from costshare.models import Facts, read_facts
from costshare.settlement._account import Account
from costshare.settlement._balance import Cells
from costshare.settlement._payments import HOST, read_payments


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that accounts are read from."""

    allocation: Allocation
    costs: object
    opening: Mapping[str, object]
    paid: object
    final: Allocation | None
    leave_out: tuple[str, ...]
    unit: Unit
    currency: str | None
    facts: Facts

    def accounts(self) -> list[Account]:
        """Make every account, in the order of the costs; ended pools with a balance come last."""
        fees = self._fees()
        self._check_finals(fees)
        accounts = list(self._from_costs(fees))
        taken = {pool for account in accounts for pool in account.paid}
        for pool in self.leave_out:
            if pool not in fees and pool not in self._issuers and pool not in self._finals:
                raise unknown_name("pool to leave out", pool, fees)
            if pool in taken:
                msg = f"pool {pool} has a cost and is left out; do one of the two"
                raise CostshareError(msg)
        for pool in fees:
            if pool not in taken and pool not in self.leave_out:
                msg = (
                    f"pool {pool} has fees, but no cost; state its cost, even if it is 0, or leave "
                    f"it out of the settlement: leave_out=[{pool!r}]"
                )
                raise CostshareError(msg)
        known = [account.name for account in accounts]
        ended = [name for name in self.opening if name not in known]
        accounts += [self._account(name, {}, 0, 0) for name in ended if self._ended(name, known)]
        return accounts

    def _check_finals(self, fees: Cells) -> None:
        """Refuse final fees of a pool that the host bills and for which nothing was charged."""
        for pool in () if self.final is None else self.final.pools:
            if pool.billed_by == HOST and pool.name not in (*fees, *self.leave_out):
                if pool.name in self._issuers:
                    raise self._unknown("pool with final fees", pool.name, fees)
                msg = f"pool {pool.name} has final fees, and {self.allocation.name} has no such "
                msg += "pool; add it to the agreement of what was charged, with a total of 0, or "
                raise CostshareError(f"{msg}leave it out: leave_out=[{pool.name!r}]")

    def _ended(self, name: str, known: list[str]) -> bool:
        """Whether a pool that has ended has an opening balance."""
        if not isinstance(self.opening[name], Mapping):
            raise unknown_name("pool with an opening balance", name, known)
        shared, unshared = self._opening(name)
        return any(shared.values()) or bool(unshared)

    def _fees(self) -> Cells:
        """Count what the members paid for each pool that the host bills."""
        pools = [pool for pool in self.allocation.pools if pool.billed_by == HOST]
        if self.paid is None:
            return {pool.name: self._units_of(self.allocation, pool.name) for pool in pools}
        cells: Cells = {pool.name: {} for pool in pools}
        for pool in pools:  # a member that was charged and paid nothing still takes part
            cells[pool.name] = dict.fromkeys(pool.fees, 0)
        known = frozenset(self.allocation.members)
        payments = read_payments(self.paid, self.allocation.period, self.currency)
        for pool_name, member, amount in payments:
            if is_rounding(pool_name) and pool_name not in self._issuers:
                continue  # the host's own, and no part of a fee
            if pool_name not in cells:
                raise self._unknown("pool with a payment", pool_name, cells)
            if member not in known:
                raise unknown_name("member with a payment", member, self.allocation.members)
            paid = self._count(amount, f"payment of {member} for {pool_name}")
            cells[pool_name][member] = cells[pool_name].get(member, 0) + paid
        return cells

    @property
    def _issuers(self) -> dict[str, str]:
        """The issuer of each pool."""
        return {pool.name: pool.billed_by for pool in self.allocation.pools}

    def _unknown(self, what: str, pool: str, known: Iterable[str]) -> CostshareError:
        """Make the error about a pool that others bill, or that does not exist."""
        if pool not in self._issuers:
            return unknown_name(what, pool, known)
        msg = f"{what} {pool!r} is billed by {self._issuers[pool]}, not by the host, so it is not "
        return CostshareError(f"{msg}settled; leave it out")

    def _units_of(self, allocation: Allocation, name: str) -> dict[str, int]:
        """Count the fees of a pool in units of the settlement."""
        pool = allocation.pool(name)
        return {
            member: self.unit.count(Fraction(fee), f"fee of {member} for {name}")
            for member, fee in pool.fees.items()
        }

    def _from_costs(self, fees: Cells) -> Iterator[Account]:
        """Make the accounts that have a cost."""
        if isinstance(self.costs, BudgetReport):
            for item in self.costs.items:
                yield self._from_item(item, fees)
        elif self.costs is None:
            if self.final is None:
                msg = (
                    "there are no costs; pass a BudgetReport, a mapping of pool to cost, or final="
                )
                raise CostshareError(msg)
            for pool in fees:
                if pool in self._finals and pool not in self.leave_out:
                    yield self._from_pool(pool, self.final.pool(pool).total, fees)
        elif isinstance(self.costs, Mapping):
            for pool, cost in self.costs.items():
                if pool not in fees:
                    raise self._unknown("pool with a cost", pool, fees)
                yield self._from_pool(pool, cost, fees)
        else:
            msg = (
                f"costs are of type {type(self.costs).__name__}; pass a BudgetReport, or a mapping "
            )
            raise CostshareError(msg + "of pool to actual cost")

    def _from_item(self, item: BudgetItem, fees: Cells) -> Account:
        """Make the account of a budget item, whose income must include the payments."""
        every = {pool.name: pool for pool in self.allocation.pools}
        paid = {pool: fees[pool] for pool in item.pools_in(every) if pool in fees}
        income = self._count(item.income, f"income of {item.name}")
        came = sum(sum(cell.values()) for cell in paid.values())
        fee_income = self._count(item.fee_income, f"fee income of {item.name}")
        if (paid and item.sources and fee_income != came) or (paid and income < came):
            counted = fee_income if item.sources else income
            msg = (
                f"item {item.name} has a fee income of {self._text(counted)}, its members paid "
                f"{self._text(came)}: {self._text(abs(counted - came))} "
                f"{'too much' if counted > came else 'is missing'}; correct the income, or pass "
                "what was paid: paid=…"
            )
            raise CostshareError(msg)
        cost = self._count(item.cost, f"cost of {item.name}")
        return self._account(item.name, paid, income, cost)

    def _from_pool(self, pool: str, cost: object, fees: Cells) -> Account:
        """Make the account of a pool, whose income is the payments."""
        spent = self._count(cost, f"cost of {pool}")
        return self._account(pool, {pool: fees[pool]}, sum(fees[pool].values()), spent)

    def _account(self, name: str, paid: Cells, income: int, cost: int) -> Account:
        shared, unshared = self._opening(name)
        quotas: dict[str, Fraction] = {}
        for pool in paid:
            for member, quota in self.allocation.pool(pool).quotas.items():
                quotas[member] = quotas.get(member, Fraction(0)) + quota
        return Account(
            name=name,
            income=income,
            cost=cost,
            paid=paid,
            final={pool: self._final(pool) for pool in paid if pool in self._finals},
            quotas=quotas,
            opening=shared,
            unshared=unshared,
            unit=self.unit,
            facts=self.facts,
        )

    @property
    def _finals(self) -> set[str]:
        return set() if self.final is None else {pool.name for pool in self.final.pools}

    def _final(self, pool: str) -> dict[str, int]:
        return {} if self.final is None else self._units_of(self.final, pool)

    def _opening(self, name: str) -> tuple[dict[str, int], int]:
        """Count the opening balances that have holders, and the part without a holder."""
        given = self.opening.get(name, 0)
        if not isinstance(given, Mapping):
            return {}, self._count(given, f"opening balance of {name}")
        shared = {
            holder: self._count(amount, f"opening balance of {holder} in {name}")
            for holder, amount in given.items()
        }
        unshared = shared.pop(NO_MEMBER, 0)
        return {holder: units for holder, units in shared.items() if units}, unshared

    def _count(self, amount: object, name: str) -> int:
        return self.unit.count(read_amount(amount, name), name)

    def _text(self, units: int) -> str:
        return plain(units * self.unit.size)


def facts_for(allocation: Allocation, members: object, member: str | None = None) -> Facts:
    """Read the members' drivers, or take those that the allocation used, and its days."""
    proration = {name: part for pool in allocation.pools for name, part in pool.proration.items()}
    if members is not None:
        given = read_facts(members, member=member if is_any_frame(members) else None)
        named = {name: given.of(name) for name in given.names}
        return Facts(named, given.proration | proration, period=allocation.period)
    drivers: dict[str, dict[str, object]] = {name: {} for name in allocation.members}
    for pool in allocation.pools:
        for term in pool.terms:
            if term.driver is not None:
                for name, value in term.driver_values.items():
                    drivers[name][term.driver] = value
    return Facts(drivers, proration, period=allocation.period)
