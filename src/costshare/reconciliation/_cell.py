"""Cells of members × pools, and what they sum to by member, by pool, by issuer and in all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from costshare.amounts import EXACT, exact_sum
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Money

By = Literal["cell", "member", "pool"]
Status = Literal["matched", "rounding", "under", "over", "missing", "unexpected"]

AGREE: frozenset[Status] = frozenset({"matched", "rounding"})
"""What cells agree by."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One member and one pool: what was expected, and what was invoiced.

    Attributes
    ----------
    member, pool : str or None
        Names; None if the lines name none.
    expected : Decimal or None
        The fee; None if the member takes no part in the pool, or one of them is unknown.
    invoiced : Decimal
        Sum of the lines, without VAT.
    lines : int
        Number of the lines.
    status : str
        ``matched``, ``rounding``, ``under``, ``over``, ``missing`` or ``unexpected``.
    budget : Decimal or None
        Budget of the cell, if there is one.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    member: str | None
    pool: str | None
    expected: Money | None
    invoiced: Money
    lines: int
    status: Status
    budget: Money | None = None

    @property
    def difference(self) -> Decimal:
        """Invoiced minus expected."""
        return EXACT.subtract(self.invoiced, self.expected or 0)


def status_of(
    expected: int | None, invoiced: int, lines: int, tolerance: int, *, rounding: bool = False
) -> Status:
    """Give a cell its status; all amounts are counted in one unit.

    The tolerance is for fees that were invoiced nearly right. Where there is no fee, any amount
    is unexpected, unless it is the rounding of a member's invoices.
    """
    difference = invoiced - (expected or 0)
    if rounding:
        return "rounding"
    if expected is None:
        return "unexpected" if difference else "matched"
    if abs(difference) <= tolerance:
        return "matched"
    if not lines:
        return "missing"
    return "over" if difference > 0 else "under"


@dataclass(frozen=True, slots=True)
class Issuer:
    """What one issuer should have invoiced, and what it did invoice.

    Attributes
    ----------
    name : str
        Name of the issuer.
    expected, invoiced : Decimal
        Sum of the fees that it bills, and of its lines.
    lines : int
        Number of its lines.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    expected: Money
    invoiced: Money
    lines: int

    @property
    def difference(self) -> Decimal:
        """Invoiced minus expected."""
        return EXACT.subtract(self.invoiced, self.expected)


@dataclass(frozen=True, slots=True)
class Sums:
    """What some cells sum to.

    Attributes
    ----------
    name : str or None
        Name of the member or pool; None for the lines that name none.
    expected, invoiced, difference : Decimal
        Sums of the cells.
    lines : int
        Number of the lines.
    budget : Decimal or None
        The budget, if there is one.
    """

    name: str | None
    expected: Decimal
    invoiced: Decimal
    difference: Decimal
    lines: int
    budget: Decimal | None = None


def sum_rows(
    name: str | None, rows: Sequence[Cell | Sums], zero: Decimal, budget: Decimal | None = None
) -> Sums:
    """Add up cells, or sums; the budget is their own, unless one is given."""
    if budget is None:
        budgets = [row.budget for row in rows if row.budget is not None]
        budget = exact_sum(budgets, zero) if budgets else None
    return Sums(
        name,
        expected=exact_sum([row.expected for row in rows], zero),
        invoiced=exact_sum([row.invoiced for row in rows], zero),
        difference=exact_sum([row.difference for row in rows], zero),
        lines=sum([row.lines for row in rows]),
        budget=budget,
    )


def sum_by(
    cells: Iterable[Cell],
    name: Callable[[Cell], str | None],
    zero: Decimal,
    budget: Mapping[str, Decimal] | None = None,
) -> tuple[Sums, ...]:
    """Add cells up by a name, in the order in which the names appear; None comes last."""
    groups: dict[str | None, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(name(cell), []).append(cell)
    planned: Mapping[Any, Decimal] = budget or {}
    names = sorted(dict.fromkeys([*groups, *planned]), key=lambda each: each is None)
    return tuple(sum_rows(each, groups.get(each, ()), zero, planned.get(each)) for each in names)


def written(sums: Sums) -> dict[str, str | None]:
    """Write sums as data."""
    names = ("budget", "expected", "invoiced", "difference")
    amounts = {name: getattr(sums, name) for name in names}
    return {"name": sums.name} | {
        name: None if amount is None else f"{amount:f}" for name, amount in amounts.items()
    }


def require_equal(one: Decimal, other: Decimal, what: str, whole: str) -> None:
    """Raise if two sums differ."""
    if one != other:
        off = EXACT.subtract(one, other)
        way = "much" if off > 0 else "little"
        msg = f"{what} sum to {one:f}, {whole} to {other:f}: {off.copy_abs():f} too {way}"
        raise ConservationError(msg)
