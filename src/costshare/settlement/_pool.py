"""What the settlement of one pool came to, for each member and in all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator

from costshare.agreement import BrokenTie
from costshare.amounts import Unit, plain
from costshare.apportionment import apportion_units
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS
from costshare.settlement._balance import COLUMNS, NO_MEMBER, Entry
from costshare.settlement._policies import known_fields


@dataclass(frozen=True, slots=True)
class PoolSettlement:
    """One pool, or the pools of one budget item, from opening to closing.

    Parameters
    ----------
    name : str
        The item's or the pool's.
    policy : mapping
        The policy as data.
    total : Entry
        In all, in units: opening, income and cost as they were given.
    entries : mapping of str to Entry
        By holder, in units; they sum to `total`.
    paid : mapping of str to mapping
        What each member paid, by pool of the allocation, in units.
    final : mapping of str to mapping
        The final fees in the same shape; empty where the policy does not use them.
    broken_ties : tuple of BrokenTie
        Ties for a last unit, decided for who stands first.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    policy: Annotated[Mapping[str, Any], AfterValidator(known_fields)]
    total: Entry
    entries: Mapping[str, Entry]
    paid: Mapping[str, Mapping[str, int]]
    final: Mapping[str, Mapping[str, int]]
    broken_ties: tuple[BrokenTie, ...]

    def check(self, unit: Unit) -> None:
        """Prove every balance again.

        Raises
        ------
        ConservationError
            Naming the holder, or the column that does not sum, and the difference.
        """
        for holder, entry in (*self.entries.items(), ("all members", self.total)):
            if entry.off:
                msg = (
                    f"pool {self.name}: the closing balance of {holder} is off by "
                    f"{plain(entry.off * unit.size)}: opening + income - cost + transferred - "
                    "returned must be closing"
                )
                raise ConservationError(msg)
        summed = sum(self.entries.values(), Entry())
        for column in COLUMNS:
            off = getattr(summed, column) - getattr(self.total, column)
            if off:
                word = "much" if off > 0 else "little"
                msg = (
                    f"pool {self.name}: the members' {column} sums to "
                    f"{plain(abs(off) * unit.size)} too {word}"
                )
                raise ConservationError(msg)

    def returned_by_pool(self) -> dict[str, dict[str, int]]:
        """What each member gets back, by pool of the allocation, in units.

        An item of several pools divides it by final fees where there are some, the rest by what
        the member paid for each.
        """
        pools = list(self.paid) or [self.name]
        parts: dict[str, dict[str, int]] = {pool: {} for pool in pools}
        for holder, entry in self.entries.items():
            if holder != NO_MEMBER and entry.returned:
                for pool, units in zip(pools, self._divided(holder, pools), strict=True):
                    if units:
                        parts[pool][holder] = units
        return parts

    def _divided(self, member: str, pools: list[str]) -> list[int]:
        returned = self.entries[member].returned
        paid = [self.paid.get(pool, {}).get(member, 0) for pool in pools]
        parts = [0] * len(pools)
        if self.final:
            final = [self.final.get(pool, {}).get(member, 0) for pool in pools]
            parts = [before - after for before, after in zip(paid, final, strict=True)]
        weights = list(map(abs, paid)) if any(paid) else [1] + [0] * (len(pools) - 1)
        rest = apportion_units(
            returned - sum(parts), weights, method="largest_remainder", ties="listed"
        )
        return [part + more for part, more in zip(parts, rest.parts, strict=True)]


def entry_of(pools: Iterable[PoolSettlement], member: str | None) -> Entry:
    """Sum what one member has in some pools, or what all have."""
    entries = (
        pool.total if member is None else pool.entries.get(member, Entry()) for pool in pools
    )
    return sum(entries, Entry())
