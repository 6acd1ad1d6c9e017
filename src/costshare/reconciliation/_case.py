"""What hints look at: a cell that differs, its lines, and the other cells that differ."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit
from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.reconciliation._cell import Cell
from costshare.reconciliation._spelling import likely_names
from costshare.reconciliation._subset import MOST_CANDIDATES
from costshare.results import number, with_currency

# Lines of a cell in which a slip is looked for.
MOST_LINES = 100

Key = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A cell that differs.

    Parameters
    ----------
    cell : Cell
        The cell.
    lines : tuple of InvoiceLine
        Its lines, in an order that does not depend on how they came.
    amounts : tuple of int
        Their net amounts.
    unit : int
        The pool's unit.
    repeated : int or None
        What the repeated lines among them come to; None where none are repeated.
    """

    cell: Cell
    lines: tuple[InvoiceLine, ...]
    amounts: tuple[int, ...]
    unit: int
    repeated: int | None

    @property
    def key(self) -> Key:
        """Member and pool."""
        return self.cell.member, self.cell.pool

    @property
    def is_split(self) -> bool:
        """Whether there is a fee, and several lines, in each of which a slip may be."""
        return bool(self.cell.expected) and 1 < len(self.lines) <= MOST_LINES


@dataclass(frozen=True, slots=True)
class Scene:
    """All cells that differ, and what else hints and sentences need.

    Amounts are counted in `step`; `unread` are the cells with lines that cannot be counted.
    `likely_members` and `likely_pools` have the known name that an unknown one is nearest to, and
    `misspelt` the cells of unknown members by the cell of the member that is likely meant.
    """

    cases: Sequence[Case]
    last_year: Mapping[Key, Fraction]
    members: Collection[str]
    pools: Sequence[str]
    step: Unit
    currency: str | None
    unread: AbstractSet[Key] = frozenset()
    period: Period | None = None
    by_member: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    by_pool: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    over_by_member: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    over_by_pool: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    by_difference: dict[tuple[str | None, int], list[Case]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_amounts: dict[tuple[str | None, int, int], list[Case]] = field(
        default_factory=lambda: defaultdict(list)
    )

    by_line: dict[tuple[str | None, int, dt.date | None, int], list[Case]] = field(
        default_factory=lambda: defaultdict(list)
    )
    likely_members: dict[str | None, str] = field(default_factory=dict)
    likely_pools: dict[str | None, str] = field(default_factory=dict)
    misspelt: dict[Key, list[Case]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for case in self.cases:
            cell = case.cell
            self.by_member[cell.member].append(case)
            self.by_pool[cell.pool].append(case)
            if cell.difference > 0:
                self._note_over(case)
            self.by_amounts[cell.pool, cell.expected or 0, cell.invoiced].append(case)
            if case.is_split:
                self.by_difference[cell.pool, cell.difference].append(case)
                for line, amount in zip(case.lines, case.amounts, strict=True):
                    self.by_line[cell.pool, cell.difference, line.date, amount].append(case)
        self.likely_members.update(likely_names(self.by_member, self.members))
        self.likely_pools.update(likely_names(self.by_pool, self.pools))
        for name, member in self.likely_members.items():
            for case in self.by_member[name]:
                self.misspelt[member, case.cell.pool].append(case)

    def _note_over(self, case: Case) -> None:
        """Note a cell that is invoiced too much, unless there are as many as anybody looks at."""
        for over in (self.over_by_member[case.cell.member], self.over_by_pool[case.cell.pool]):
            if len(over) < MOST_CANDIDATES and case.amounts:
                over.append(case)

    def money(self, units: int) -> str:
        """Write an amount with its currency."""
        return with_currency(number(self.amount(units)), self.currency)

    def amount(self, units: int) -> Decimal:
        """Turn units into an amount."""
        return self.step.decimal(units)
