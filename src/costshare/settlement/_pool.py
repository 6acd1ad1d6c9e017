"""The settlement of one pool, for each member and in all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator

from costshare.agreement import BrokenTie
from costshare.amounts import EXACT, Unit
from costshare.apportionment import apportion_units
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Money, Value
from costshare.invoices import NO_MEMBER
from costshare.settlement._balance import COLUMNS, Balance, Cells, add_balances
from costshare.settlement._policies import known_fields


@dataclass(frozen=True, slots=True)
class Transfer(Value):
    """Amount that the surplus of one pool gave to the deficit of another.

    Attributes
    ----------
    source, target : str
        Names of the two pools.
    amount : Decimal
        Amount that was transferred.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    source: str
    target: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PoolSettlement(Value):
    """One pool, or the pools of one budget item, from opening to closing.

    Attributes
    ----------
    name : str
        Name of the item or of the pool.
    policy : mapping
        Policy as data.
    total : Balance
        Balance of the whole pool: opening, income and cost as they were given.
    entries : mapping of str to Balance
        Balance of each holder; they sum to `total`.
    paid : mapping of str to mapping of str to Decimal
        Payment of each member, by pool of the allocation.
    final : mapping of str to mapping of str to Decimal
        Final fees in the same shape; empty if the policy does not use them.
    broken_ties : tuple of BrokenTie
        Ties for a last unit, decided for the member that is listed first.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    policy: Annotated[Mapping[str, Any], AfterValidator(known_fields)]
    total: Balance
    entries: Mapping[str, Balance]
    paid: Mapping[str, Mapping[str, Money]]
    final: Mapping[str, Mapping[str, Money]]
    broken_ties: tuple[BrokenTie, ...]

    def check(self, unit: Unit) -> None:
        """Prove every balance again.

        Raises
        ------
        ConservationError
            If a balance or a column does not add up; the error names it and the difference.
        """
        for holder, entry in (*self.entries.items(), ("all members", self.total)):
            if entry.off:
                msg = (
                    f"pool {self.name}: the closing balance of {holder} is off by "
                    f"{entry.off:f}: opening + income - cost + transferred - "
                    "returned must be closing"
                )
                raise ConservationError(msg)
        summed = add_balances(self.entries.values(), unit)
        for column in COLUMNS:
            off = EXACT.subtract(getattr(summed, column), getattr(self.total, column))
            if off:
                word = "much" if off > 0 else "little"
                msg = (
                    f"pool {self.name}: the members' {column} sums to {off.copy_abs():f} too {word}"
                )
                raise ConservationError(msg)

    def divide_returned(self, unit: Unit) -> Cells:
        """Divide what each member gets back by pool of the allocation, in units.

        An item of several pools divides it by final fees if there are any, the rest by what
        the member paid for each.
        """
        pools = list(self.paid) or [self.name]
        parts: Cells = {pool: {} for pool in pools}
        for holder, entry in self.entries.items():
            if holder != NO_MEMBER and entry.returned:
                for pool, units in zip(pools, self._divided(holder, pools, unit), strict=True):
                    if units:
                        parts[pool][holder] = units
        return parts

    def _divided(self, member: str, pools: list[str], unit: Unit) -> list[int]:
        """Divide what one member gets back, in the order of the pools."""

        def counted(cells: Mapping[str, Mapping[str, Money]]) -> list[int]:
            amounts = [Fraction(cells.get(pool, {}).get(member, 0)) for pool in pools]
            return [unit.count(amount, f"payment of {member}") for amount in amounts]

        returned = unit.count(Fraction(self.entries[member].returned), f"return to {member}")
        paid = counted(self.paid)
        parts = [0] * len(pools)
        if self.final:
            parts = [
                before - after for before, after in zip(paid, counted(self.final), strict=True)
            ]
        weights = list(map(abs, paid)) if any(paid) else [1] + [0] * (len(pools) - 1)
        rest = apportion_units(
            returned - sum(parts), weights, method="largest_remainder", ties="listed"
        )
        return [part + more for part, more in zip(parts, rest.parts, strict=True)]


def returned_cells(pools: Iterable[PoolSettlement], unit: Unit) -> Cells:
    """Count what each member gets back, by pool of the allocation, in units.

    A pool may be in an item and, with a balance from before, on its own: both count.
    """
    cells: Cells = {}
    for settled in pools:
        _add(cells, settled.divide_returned(unit))
    return {
        pool: {member: units for member, units in cell.items() if units}
        for pool, cell in cells.items()
    }


def net_cells(pools: Sequence[PoolSettlement], unit: Unit) -> Cells:
    """Count what was paid less what is returned, by pool of the allocation, in units."""
    net = {
        name: {member: unit.count(Fraction(each), "payment") for member, each in cells.items()}
        for pool in pools
        for name, cells in pool.paid.items()
    }
    _add(net, returned_cells(pools, unit), -1)
    return net


def _add(cells: Cells, more: Cells, sign: int = 1) -> None:
    """Add units by pool and member, in place."""
    for pool, parts in more.items():
        cell = cells.setdefault(pool, {})
        for member, units in parts.items():
            cell[member] = cell.get(member, 0) + sign * units


def balances_by_member(
    pools: Iterable[PoolSettlement], holders: Iterable[str], unit: Unit
) -> dict[str, Balance]:
    """Add what each of some holders has in all pools."""
    entries: dict[str, list[Balance]] = {holder: [] for holder in holders}
    for pool in pools:
        for holder, entry in pool.entries.items():
            if holder in entries:
                entries[holder].append(entry)
    return {holder: add_balances(own, unit) for holder, own in entries.items()}


def balance_of(pools: Iterable[PoolSettlement], member: str | None, unit: Unit) -> Balance:
    """Add what one member has in some pools, or what all have."""
    balances = (
        pool.total if member is None else pool.entries.get(member, Balance()) for pool in pools
    )
    return add_balances(balances, unit)
