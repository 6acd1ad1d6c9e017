"""What hints look at: a cell that differs, its lines, and the other cells that differ."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from costshare.amounts import Unit
from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.reconciliation._cell import Cell
from costshare.reconciliation._slips import MOST_CANDIDATES
from costshare.reconciliation._spelling import likely_names
from costshare.results import number, with_currency

# Lines of a cell in which a slip is looked for.
MOST_LINES = 100

Key = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that differs; amounts are counted in the unit of the context.

    Attributes
    ----------
    cell : Cell
        The cell.
    expected, invoiced : int
        Its amounts; `expected` is 0 if there is no fee.
    lines : tuple of InvoiceLine
        Its lines, in an order that does not depend on the input.
    amounts : tuple of int
        Their net amounts.
    pool_unit : int
        The unit of the pool.
    repeated : int or None
        Sum of the repeated lines among them; None if no line is repeated.
    """

    cell: Cell
    expected: int
    invoiced: int
    lines: tuple[InvoiceLine, ...]
    amounts: tuple[int, ...]
    pool_unit: int
    repeated: int | None

    @property
    def key(self) -> Key:
        """Member and pool."""
        return self.cell.member, self.cell.pool

    @property
    def excess(self) -> int:
        """Invoiced minus expected."""
        return self.invoiced - self.expected

    @property
    def is_split(self) -> bool:
        """Whether there is a fee, and several lines, in each of which a slip may be."""
        return bool(self.expected) and 1 < len(self.lines) <= MOST_LINES


Index = defaultdict[Any, list[Difference]]
"""Differences by what they have in common."""


def _index() -> Index:
    """Make an empty index."""
    return defaultdict(list)


@dataclass(frozen=True, slots=True)
class Context:
    """All cells that differ, and what else hints and sentences need.

    Amounts are counted in `unit`; `internal` has by pool the members that pass its fees on,
    `unread` the cells with lines that cannot be counted, and `labels` what people read for pools.
    `labelled` maps a label that is not a pool's name to its pool,
    `likely_members` and `likely_pools` map an unknown name to the nearest known one, and
    `misspelt` has the cells of unknown members by the cell of the member that is likely meant.
    """

    differences: Sequence[Difference]
    last_year: Mapping[Key, Fraction]
    members: Collection[str]
    pools: Sequence[str]
    unit: Unit
    currency: str | None
    period: Period | None
    labels: Mapping[str, str]
    internal: Mapping[str, frozenset[str]]
    unread: AbstractSet[Key]
    by_member: Index = field(default_factory=_index)
    by_pool: Index = field(default_factory=_index)
    over_by_member: Index = field(default_factory=_index)
    over_by_pool: Index = field(default_factory=_index)
    by_excess: Index = field(default_factory=_index)
    by_amounts: Index = field(default_factory=_index)
    by_excess_of_member: Index = field(default_factory=_index)
    misspelt: Index = field(default_factory=_index)
    likely_members: dict[str | None, str] = field(default_factory=dict)
    likely_pools: dict[str | None, str] = field(default_factory=dict)
    labelled: dict[str | None, str] = field(default_factory=dict)
    _lines: dict[tuple[str | None, int], Index] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the differences into the indexes."""
        for each in self.differences:
            member, pool = each.key
            self.by_member[member].append(each)
            self.by_pool[pool].append(each)
            if each.excess > 0 and each.amounts:
                for over in (self.over_by_member[member], self.over_by_pool[pool]):
                    if len(over) < MOST_CANDIDATES:
                        over.append(each)
            self.by_amounts[pool, each.expected, each.invoiced].append(each)
            if each.is_split:
                self.by_excess[pool, each.excess].append(each)
            if member is not None:
                self.by_excess_of_member[member, each.excess].append(each)
        self.likely_members.update(likely_names(self.by_member, self.members))
        self.likely_pools.update(likely_names(self.by_pool, self.pools))
        self.labelled.update(
            (label, pool) for pool, label in self.labels.items() if label not in self.pools
        )
        for name, member in self.likely_members.items():
            for each in self.by_member[name]:
                self.misspelt[member, each.cell.pool].append(each)

    def by_line(self, pool: str | None, excess: int) -> Index:
        """Return the cells of a pool that differ by this, by date and amount of their lines.

        Few cells have a counterpart, so their lines are sorted into an index when one is found.
        """
        if (pool, excess) not in self.by_excess:
            return _index()
        index = self._lines.setdefault((pool, excess), _index())
        if not index:
            for each in self.by_excess[pool, excess]:
                for line, amount in zip(each.lines, each.amounts, strict=True):
                    index[line.date, amount].append(each)
        return index

    def money(self, units: int) -> str:
        """Write an amount with its currency."""
        return with_currency(number(self.unit.decimal(units)), self.currency)
