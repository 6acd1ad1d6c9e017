"""What is settled: for each pool or budget item, what was paid, spent and brought forward."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from costshare.agreement import STATE_THE_CURRENCY, Allocation, currencies_differ
from costshare.amounts import Unit, plain, read_amount, take_items
from costshare.budget import BudgetItem, BudgetReport
from costshare.correction import own_fees
from costshare.errors import CostshareError, quoted, shown, unknown_name
from costshare.fields import has_names, one_currency, read_by_name
from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.settlement._balance import NO_MEMBER

HOST = "host"

Cells = dict[str, dict[str, int]]
"""Units by pool and member."""


@dataclass(frozen=True, slots=True)
class Account:
    """One pool to settle, or several that make one budget item, in whole units.

    Parameters
    ----------
    name : str
        The item's or the pool's.
    income, cost : int
        What came in and went out, in all.
    paid, final : mapping of pool to member to units
        What the members paid, and their final fees for the pools that have some.
    quotas : mapping of str to Fraction
        Each member's exact amount before rounding, over the account's pools.
    opening : mapping of str to int
        By holder.
    unshared : int
        The part of the opening balance that has no holders yet.
    """

    name: str
    income: int
    cost: int
    paid: Cells
    final: Cells
    quotas: Mapping[str, Fraction]
    opening: Mapping[str, int]
    unshared: int

    @property
    def members(self) -> tuple[str, ...]:
        """Who takes part, in order."""
        cells = [*self.paid.values(), *self.final.values()]
        return tuple({member: None for cell in cells for member in cell})

    def paid_by(self, member: str) -> int:
        """What a member paid over the account's pools."""
        return sum(cell.get(member, 0) for cell in self.paid.values())

    def final_of(self, member: str) -> int:
        """A member's final fee over the account's pools."""
        return sum(cell.get(member, 0) for cell in self.final.values())


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

    def accounts(self) -> list[Account]:
        """Every account, in the order of the costs; ended pools with a balance come last.

        Raises
        ------
        CostshareError
            On names that do not exist, pools that nothing says the cost of, and amounts that are
            no whole multiples of the unit.
        """
        fees = self._fees()
        accounts = list(self._from_costs(fees))
        taken = {pool for account in accounts for pool in account.paid}
        for pool in self.leave_out:
            if pool not in fees and pool not in self._issuers:
                raise unknown_name("pool to leave out", pool, fees)
            if pool in taken:
                msg = f"pool {pool} has a cost and is left out; do one of the two"
                raise CostshareError(msg)
        for pool in fees:
            if pool not in taken and pool not in self.leave_out:
                msg = f"pool {pool} has fees, but no cost; give its cost (0 if so), or leave it "
                raise CostshareError(msg + f"out of the settlement: leave_out=[{pool!r}]")
        known = [account.name for account in accounts]
        ended = [name for name in self.opening if name not in known]
        accounts += [self._account(name, {}, 0, 0) for name in ended if self._ended(name, known)]
        return accounts

    def _ended(self, name: str, known: list[str]) -> bool:
        if not isinstance(self.opening[name], Mapping):
            raise unknown_name("pool with an opening balance", name, known)
        shared, unshared = self._opening(name)
        return any(shared.values()) or bool(unshared)

    def _fees(self) -> Cells:
        """What the members paid, for each pool that the host bills."""
        pools = [pool for pool in self.allocation.pools if pool.billed_by == HOST]
        if self.paid is None:
            return {pool.name: self._units_of(self.allocation, pool.name) for pool in pools}
        cells: Cells = {pool.name: {} for pool in pools}
        for pool in pools:  # who was charged and paid nothing still takes part
            cells[pool.name] = dict.fromkeys(pool.fees, 0)
        known = frozenset(self.allocation.members)
        for pool_name, member, amount in _payments(
            self.paid, self.allocation.period, self.currency
        ):
            if pool_name not in cells:
                raise self._unknown("pool with a payment", pool_name, cells)
            if member not in known:
                raise unknown_name("member with a payment", member, self.allocation.members)
            paid = self._count(amount, f"payment of {member} for {pool_name}")
            cells[pool_name][member] = cells[pool_name].get(member, 0) + paid
        return cells

    @property
    def _issuers(self) -> dict[str, str]:
        """Who bills each pool."""
        return {pool.name: pool.billed_by for pool in self.allocation.pools}

    def _unknown(self, what: str, pool: str, known: Iterable[str]) -> CostshareError:
        """Tell a pool that others bill from a name that does not exist."""
        if pool not in self._issuers:
            return unknown_name(what, pool, known)
        msg = f"{what} {pool!r} is billed by {self._issuers[pool]}, so it is no income of the host"
        return CostshareError(f"{msg} and not settled; leave it out")

    def _units_of(self, allocation: Allocation, name: str) -> dict[str, int]:
        pool = allocation.pool(name)
        return {
            member: self.unit.count(Fraction(fee), f"fee of {member} for {name}")
            for member, fee in pool.fees.items()
        }

    def _from_costs(self, fees: Cells) -> Iterator[Account]:
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
        )

    @property
    def _finals(self) -> set[str]:
        return set() if self.final is None else {pool.name for pool in self.final.pools}

    def _final(self, pool: str) -> dict[str, int]:
        return {} if self.final is None else self._units_of(self.final, pool)

    def _opening(self, name: str) -> tuple[dict[str, int], int]:
        """The opening balances that have holders, and what has none."""
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


def _payments(
    paid: Any, period: Period | None, currency: str | None
) -> Iterator[tuple[str, str, object]]:
    """Read payments: as another allocation, by pool and member, or as invoice lines."""
    if isinstance(paid, Allocation):
        for pool in own_fees(paid).pools:
            if pool.billed_by == HOST:
                yield from ((pool.name, member, pool.fee(member)) for member in pool.fees)
    elif has_names(paid):
        for name, cells in read_by_name(paid, "paid").items():
            if not has_names(cells):
                msg = f"payments for {shown(name)} are {quoted(cells)}; pass them by member: "
                raise CostshareError(msg + "{'A': 100}")
            by_member = read_by_name(cells, f"paid for {name}")
            yield from ((name, member, amount) for member, amount in by_member.items())
    else:
        what = "InvoiceLines, or a mapping of pool to member to amount"
        lines = list(take_items(paid, "paid", what))
        for line in lines:
            if not isinstance(line, InvoiceLine):
                msg = f"payment {quoted(line)} is no invoice line; pass {what}"
                raise CostshareError(msg)
        yield from _lines([line for line in lines if line.billed_by == HOST], period, currency)


def _lines(
    lines: list[InvoiceLine], period: Period | None, currency: str | None
) -> Iterator[tuple[str, str, object]]:
    if currency is None:
        one_currency([line.currency for line in lines], "paid lines", STATE_THE_CURRENCY)
    for line in lines:
        where = f"invoice line of {line.member} for {line.pool}"
        if line.problems or line.pool is None or line.member is None:
            msg = f"{where} cannot be read: {'; '.join(line.problems)}; correct it, or leave it "
            raise CostshareError(msg + "out")
        if line.contradiction:
            rate = "" if line.vat_rate is None else f" and vat_rate {line.vat_rate}"
            msg = f"{where} contradicts itself: amount {line.amount}, net {line.net}{rate}; correct"
            raise CostshareError(msg + " the wrong figure, or leave it out")
        if currencies_differ(line.currency, currency):
            msg = f"{where} is in {line.currency}; pass what it comes to in {currency}"
            raise CostshareError(msg)
        if line.corrects is None or _of_period(line.corrects, period, where):
            yield line.pool, line.member, line.net_amount


def _of_period(corrects: Period, period: Period | None, where: str) -> bool:
    """Tell whether a correction is of the period whose fees are settled."""
    if period is None:
        msg = (
            f"{where} corrects {corrects}, and the fees are for no period, so it cannot be told "
            "whether it is of them; allocate for a period: period='2022'"
        )
        raise CostshareError(msg)
    return corrects.overlaps(period)
