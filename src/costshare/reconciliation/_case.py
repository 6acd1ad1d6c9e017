"""What hints look at: a cell that differs, its lines, and the other cells that differ."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit
from costshare.display import number, with_currency
from costshare.invoices import InvoiceLine
from costshare.periods import Period
from costshare.reconciliation._cell import Cell

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


@dataclass(frozen=True, slots=True)
class Scene:
    """All cells that differ, and what else hints and sentences need.

    Amounts are counted in `step`; `unread` are the cells with lines that cannot be counted.
    """

    cases: Sequence[Case]
    last_year: Mapping[Key, Fraction]
    members: Sequence[str]
    pools: Sequence[str]
    step: Unit
    currency: str | None
    unread: AbstractSet[Key] = frozenset()
    period: Period | None = None
    by_member: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    by_pool: dict[str | None, list[Case]] = field(default_factory=lambda: defaultdict(list))
    by_amounts: dict[tuple[str | None, int, int], list[Case]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for case in self.cases:
            cell = case.cell
            self.by_member[cell.member].append(case)
            self.by_pool[cell.pool].append(case)
            self.by_amounts[cell.pool, cell.expected or 0, cell.invoiced].append(case)

    def money(self, units: int) -> str:
        """Write an amount with its currency."""
        return with_currency(number(self.amount(units)), self.currency)

    def amount(self, units: int) -> Decimal:
        """Turn units into an amount."""
        return self.step.decimal(units)
