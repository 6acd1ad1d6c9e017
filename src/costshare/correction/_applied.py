"""Fees, and what their invoices carry besides: a correction or settlement of another period."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation, PoolAllocation, agreed_pool
from costshare.amounts import common_unit, plain, read_amount
from costshare.errors import CostshareError
from costshare.invoices import InvoiceLines, Per, invoice_lines
from costshare.periods import DayLike, Period
from costshare.words import say

Cells = dict[tuple[str, str], Fraction]
"""Amounts other than zero, by pool and member."""


def cells_of(allocation: Allocation) -> Cells:
    """Every fee other than zero."""
    return {
        (pool.name, member): Fraction(fee)
        for pool in allocation.pools
        for member, fee in pool.fees.items()
        if fee
    }


def own_cells(allocation: Allocation) -> Cells:
    """Every fee without what `Charge.added_to` added to it."""
    cells = cells_of(allocation)
    for pool in allocation.pools:
        for note in _notes(pool):
            what = f"correction in pool {pool.name}"
            amounts = {key: read_amount(each, what) for key, each in note["amounts"].items()}
            add_cells(cells, {(pool.name, member): -each for member, each in amounts.items()})
    return cells


def own_fees(allocation: Allocation) -> Allocation:
    """What is paid in the end for the period alone, without what invoices carry of others."""
    allocation = allocation.final_fees()
    pools = [_own_pool(pool, allocation.period) for pool in allocation.pools]
    return replace(allocation, pools=tuple(pool for pool in pools if pool is not None))


def _own_pool(pool: PoolAllocation, period: Period | None) -> PoolAllocation | None:
    """The pool without charges of other periods; None if nothing else is in it."""
    besides, foreign = carried(pool, period), _foreign_notes(pool, period)
    if not foreign:
        return pool
    joined = {member for note in foreign for member in note.get("joined", [])}
    units = {
        member: rest
        for member, count in pool.counts().items()
        if (rest := count - int(besides.get(member, 0) / pool.unit.size)) or member not in joined
    }
    own = [note for note in _notes(pool) if note not in foreign]
    if not units:
        return None
    fees = agreed_pool(
        pool.name,
        "corrected",
        {say("fee"): units},
        unit=pool.unit,
        billed_by=pool.billed_by,
        memberships={name: days for name, days in pool.memberships.items() if name in units},
        label=pool.label,
    )
    return replace(fees, model={**fees.model, "corrections": own})


def carried(pool: PoolAllocation, period: Period | None) -> dict[str, Fraction]:
    """What the invoices of a pool carry of other periods than its own, by member."""
    amounts: dict[str, Fraction] = {}
    for note in _foreign_notes(pool, period):
        for member, amount in note["amounts"].items():
            known = amounts.get(member, Fraction(0))
            amounts[member] = known + read_amount(amount, f"correction in pool {pool.name}")
    return amounts


def _foreign_notes(pool: PoolAllocation, period: Period | None) -> list[Mapping[str, Any]]:
    """The notes of charges that are of another period than the fees."""
    return [
        note
        for note in _notes(pool)
        if note["period"] is not None
        and (period is None or not Period.read(note["period"]).overlaps(period))
    ]


def refuse_earlier(corrected: Period | None, fees: Period | None, what: str) -> None:
    """Refuse fees of a period that was over before the corrected one began."""
    if corrected is not None and fees is not None and fees.last < corrected.first:
        msg = (
            f"{what} {corrected} cannot be on the invoices for {fees}, which is before it; pass "
            "the fees of the period whose invoices carry the lines"
        )
        raise CostshareError(msg)


def add_cells(cells: Cells, more: Cells) -> None:
    """Add to amounts in place; amounts that become zero are removed."""
    for key, amount in more.items():
        total = cells.pop(key, Fraction(0)) + amount
        if total:
            cells[key] = total


def first_difference(one: Cells, other: Cells) -> tuple[str, str, str, str] | None:
    """The first pool and member with another amount, and the two amounts as text."""
    for key in {**one, **other}:
        amounts = [plain(cells.get(key, Fraction(0))) for cells in (one, other)]
        if amounts[0] != amounts[1]:
            return (*key, amounts[0], amounts[1])
    return None


def written(amounts: Mapping[str, Fraction | Decimal]) -> dict[str, str]:
    """Write the amounts other than zero for a record."""
    return {member: plain(Fraction(amount)) for member, amount in amounts.items() if amount}


def lines_that_correct(
    fees: Allocation,
    *,
    per: Per,
    number: str,
    first: int,
    date: DayLike | None,
    billed_by: str | None,
) -> InvoiceLines:
    """Make invoice lines of fees, each with the period that it corrects."""
    lines = invoice_lines(
        fees, per=per, number=number, first=first, date=[date], billed_by=billed_by
    )
    return InvoiceLines(tuple(line.replace(corrects=fees.period) for line in lines))


def with_pools(
    allocation: Allocation,
    names: Iterable[str],
    make: Callable[[str, PoolAllocation | None], PoolAllocation],
    currency: str | None,
) -> Allocation:
    """Make some pools anew, each from its name and the old one if there is one."""
    old = {pool.name: pool for pool in allocation.pools}
    pools = {**old, **{name: make(name, old.get(name)) for name in names}}
    members = [name for pool in pools.values() for name in pool.fees]
    return Allocation(
        name=allocation.name,
        period=allocation.period,
        currency=allocation.currency or currency,
        members=tuple(dict.fromkeys((*allocation.members, *members))),
        pools=tuple(pools.values()),
    )


@dataclass(frozen=True, slots=True)
class Charge:
    """Amounts that the invoices of some fees carry besides.

    Parameters
    ----------
    kind : str
        What the amounts are: ``"correction"``.
    name : str
        Name of this charge: ``"correction 1 of 2022-01"``.
    label : str
        Name of the part in explanations.
    fees : Allocation
        Amounts by pool; below zero is a credit.
    notes : mapping of str to mapping
        What the record of each pool notes, so that nothing is added twice.
    """

    kind: str
    name: str
    label: str
    fees: Allocation
    notes: Mapping[str, Mapping[str, Any]]

    def added_to(self, allocation: Allocation) -> Allocation:
        """The fees and the charge together.

        Raises
        ------
        CostshareError
            If another issuer bills a pool, or the fees include the charge already.
        """
        charged = {pool.name: pool for pool in self.fees.pools if any(pool.fees.values())}

        def make(name: str, old: PoolAllocation | None) -> PoolAllocation:
            if old is None:
                return self.noted(charged[name], charged[name])
            return self.noted(self._together(old, charged[name]), old, known=old.fees)

        return with_pools(allocation, charged, make, self.fees.currency)

    def noted(
        self,
        pool: PoolAllocation,
        before: PoolAllocation | None,
        known: Collection[str] = (),
    ) -> PoolAllocation:
        """Note in the record of a pool that it includes this charge, and refuse to add it twice.

        The members that are not among the `known` ones are in the pool for this charge alone.
        """
        notes, mine = [] if before is None else _notes(before), dict(self.notes[pool.name])
        if mine in [{key: note[key] for key in note if key != "joined"} for note in notes]:
            msg = (
                f"the fees in pool {pool.name} include {self.name} already; apply each {self.kind} "
            )
            raise CostshareError(msg + "once")
        joined = [member for member in pool.fees if member not in known]
        if joined:
            mine["joined"] = joined
        return replace(pool, model={**pool.model, "corrections": [*notes, mine]})

    def _together(self, fees: PoolAllocation, charge: PoolAllocation) -> PoolAllocation:
        """Add the charge of a pool to its fees."""
        if fees.billed_by != charge.billed_by:
            msg = (
                f"pool {fees.name} is billed by {fees.billed_by}, its {self.kind} by "
                f"{charge.billed_by}; reconcile the two apart"
            )
            raise CostshareError(msg)
        unit = common_unit([fees.unit, charge.unit])
        counted = [each.counts(unit) for each in (fees, charge)]
        own = {member: units for member, units in counted[1].items() if units}
        return agreed_pool(
            fees.name,
            "corrected",
            {say("fee"): counted[0], self.label: own},
            unit=unit,
            billed_by=fees.billed_by,
            memberships=fees.memberships,
            label=fees.label,
        )


def _notes(pool: PoolAllocation) -> list[Mapping[str, Any]]:
    """The notes of charges in the record of a pool."""
    notes: list[Mapping[str, Any]] = pool.model.get("corrections", [])
    return notes
