"""Sums of cells, by member, by pool, by issuer and in all, in whole units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from costshare.fields import NO_OTHER_FIELDS
from costshare.reconciliation._cell import Cell


@dataclass(frozen=True, slots=True)
class Sums:
    """What some cells come to.

    Parameters
    ----------
    name : str or None
        Of what; None where lines name nothing.
    expected, invoiced, lines : int
        The sums.
    budget : int or None
        The budget, where there is one.
    difference : int
        The sum of the cells' differences.
    """

    name: str | None
    expected: int
    invoiced: int
    lines: int
    budget: int | None = None
    difference: int = 0


@dataclass(frozen=True, slots=True)
class Issuer:
    """What one issuer should have invoiced, and did, in units."""

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    expected: int
    invoiced: int
    lines: int


def sum_by(
    cells: Iterable[Cell],
    name: Callable[[Cell], str | None],
    budget: Mapping[str, int] | None = None,
) -> tuple[Sums, ...]:
    """Add cells up by a name, in the order in which the names appear; None comes last.

    The budget is the cells' own, unless one is given by name.
    """
    sums: dict[str | None, list[int]] = {}
    planned: dict[str | None, int] = {}
    for cell in cells:
        key = name(cell)
        entry = sums.setdefault(key, [0, 0, 0, 0])
        entry[0] += cell.expected or 0
        entry[1] += cell.invoiced
        entry[2] += cell.lines
        entry[3] += cell.difference
        if cell.budget is not None:
            planned[key] = planned.get(key, 0) + cell.budget
    for key, amount in (budget or {}).items():
        planned[key] = amount
        sums.setdefault(key, [0, 0, 0, 0])
    ordered = sorted(sums, key=lambda each: each is None)
    return tuple(
        Sums(each, sums[each][0], sums[each][1], sums[each][2], planned.get(each), sums[each][3])
        for each in ordered
    )


def sum_all(sums: Iterable[Sums]) -> Sums:
    """Add sums up."""
    listed = list(sums)
    budgets = [each.budget for each in listed if each.budget is not None]
    return Sums(
        "total",
        expected=sum(each.expected for each in listed),
        invoiced=sum(each.invoiced for each in listed),
        lines=sum(each.lines for each in listed),
        budget=sum(budgets) if budgets else None,
        difference=sum(each.difference for each in listed),
    )
