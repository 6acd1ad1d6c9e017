"""Budgets and last year's fees: by pool, or by member and pool, in the shapes that people have."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation
from costshare.amounts import exact_values, is_any_frame, is_pandas
from costshare.errors import CostshareError
from costshare.fields import has_names
from costshare.frames import eager, is_missing, take_labels
from costshare.invoices import read_label, read_money

Key = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Amounts by cell and by pool; if there are cells, the pools have their sums."""

    cells: Mapping[Key, Fraction] = field(default_factory=dict)
    pools: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def amounts(self) -> Iterator[Fraction]:
        """All amounts."""
        yield from self.cells.values()
        yield from self.pools.values()


def read_plan(value: object, what: str, pools: Collection[str], member: str) -> Plan:
    """Read an allocation, a table members × pools, or a mapping of pools.

    A nested mapping is read by member; where the outer names are the known pools, by pool. `member`
    names the column of a table that names its rows, if it has one.
    """
    if isinstance(value, Allocation):
        return _of_cells(
            (
                (member, pool.name, pool.fee(member))
                for pool in value.final_fees().pools
                for member in pool.fees
            ),
            what,
        )
    if is_any_frame(value):
        return _of_cells(_frame_cells(value, what, member), what)
    if has_names(value):
        inner = [has_names(each) for _, each in value.items()]
        if inner and all(inner):
            cells = [(one, other, x) for one, row in value.items() for other, x in row.items()]
            if all(read_label(name) in pools for name in value):
                cells = [(member, pool, x) for pool, member, x in cells]
            return _of_cells(cells, what)
        if not any(inner):
            return _of_pools(value.items(), what)
    msg = (
        f"{what} of type {type(value).__name__} is not a table; pass amounts by pool, "
        "{pool: amount}, or by member and pool: {member: {pool: amount}} or a DataFrame"
    )
    raise CostshareError(msg)


def _frame_cells(given: Any, what: str, member: str) -> Iterator[tuple[object, object, object]]:
    """Yield member, pool and amount of a frame with a row for each member."""
    frame = eager(given, what)
    column = member if member in frame.columns else None
    way_out = f"pass {what}=frame.set_index({{column!r}})"
    if not is_pandas(given):
        way_out = f"rename that of the members to {member!r}, as in the invoices"
    labels, table = take_labels(frame, column, way_out=way_out)
    for position, pool in enumerate(table.columns):
        values = exact_values(table.iloc[:, position])
        yield from ((label, pool, value) for label, value in zip(labels, values, strict=True))


def _of_cells(cells: Any, what: str) -> Plan:
    """Collect amounts by cell, without empty cells."""
    found: dict[Key, Fraction] = {}
    pools: dict[str, Fraction] = {}
    seen: set[Key] = set()
    for raw_member, raw_pool, value in cells:
        member, pool = _name(raw_member, what), _name(raw_pool, what)
        if (member, pool) in seen:
            msg = f"{what} has {member}, {pool} twice; add them up, or keep one"
            raise CostshareError(msg)
        seen.add((member, pool))
        if not is_missing(value):
            amount = Fraction(read_money(value, f"{what} of {member}, {pool}"))
            found[member, pool] = amount
            pools[pool] = pools.get(pool, Fraction(0)) + amount
    return Plan(found, pools)


def _of_pools(pairs: Any, what: str) -> Plan:
    """Collect amounts by pool."""
    pools: dict[str, Fraction] = {}
    for raw, value in pairs:
        pool = _name(raw, what)
        if pool in pools:
            msg = f"{what} has {pool} twice; add them up, or keep one"
            raise CostshareError(msg)
        pools[pool] = Fraction(read_money(value, f"{what} of {pool}"))
    return Plan({}, pools)


def _name(value: object, what: str) -> str:
    """Read the name of a member or a pool."""
    name = read_label(value)
    if name is None:
        msg = f"{what} has an amount without a name; name its member and pool"
        raise CostshareError(msg)
    return name


def check_names(plan: Plan, what: str, members: Sequence[str], pools: Sequence[str]) -> None:
    """Refuse a name that seems to stand for a known one.

    An unknown name is not an error as such: a budget may have pools without fees. It is one if a
    known name that is nearly the same has no amount, or if a pool is named like a member.
    """
    named = {pool for _, pool in plan.cells if pool is not None} | set(plan.pools)
    _check(named, "pool", pools, members, what)
    named = {member for member, _ in plan.cells if member is not None}
    _check(named, "member", members, pools, what)


def _check(
    names: Collection[str], kind: str, known: Iterable[str], others: Iterable[str], what: str
) -> None:
    """Refuse the first name that is nearly a known one without an amount, or one of the others."""
    free = [each for each in known if each not in names]
    for name in sorted(set(names).difference(known)):
        msg = f"{what} by {kind} names {name!r}"
        close = get_close_matches(name, free, n=1, cutoff=0.8)
        if close:
            msg = f"{msg}, but not {close[0]!r}; rename it, or give {close[0]!r} an amount of 0 too"
            raise CostshareError(msg)
        if name in others:
            msg = (
                f"{msg}, which is not a {kind}; pass {{pool: amount}}, or "
                "{member: {pool: amount}}, or a DataFrame with a row for each member"
            )
            raise CostshareError(msg)
