"""Instalments of a whole fee table, a DataFrame of members × pools: each pool on its own."""

from collections.abc import Sequence
from typing import Any

from costshare.amounts import Unit, read_amount
from costshare.apportionment.tables._shape import MOST_INT64, read_frame
from costshare.apportionment.tables._spread import spread
from costshare.errors import CostshareError, shown


def split_table(
    fees: Any, periods: Sequence[Any], shares: Sequence[int], *, unit: Unit, whole: bool
) -> Any:
    """Split every column; missing cells are left out. The frame is known by its parts.

    Raises
    ------
    CostshareError
        On a fee that is no whole multiple of the unit, and on a frame that is no fee table.
    """
    table, present = read_frame(fees), fees.notna().to_numpy()
    titles = (fees.index.name or "member", fees.columns.name or "pool", "period", "amount")
    if len(set(titles)) < len(titles):
        msg = f"the index or the columns of the fees are called {titles[:2]}, as a column of the "
        raise CostshareError(f"{msg}result is; rename them: fees.rename_axis('member')")
    rows: list[tuple[Any, ...]] = []
    for at, pool in enumerate(table.columns):
        taking = [place for place in range(len(table.rows)) if present[place, at]]
        units = []
        for place in taking:
            name = f"fee of {shown(table.rows[place])} for {shown(pool)}"
            units.append(unit.count(read_amount(table.cells[place][at], name), name))
        for place, parts in zip(taking, spread(units, [shares] * len(units)), strict=True):
            member = table.rows[place]
            rows += [(member, pool, *each) for each in zip(periods, parts, strict=True)]
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    counts = columns.get("amount", [])
    amounts = [n * int(unit.size) if whole else unit.decimal(n) for n in counts]
    result = type(fees)({title: columns.get(title, []) for title in titles})
    fits = whole and all(abs(each) <= MOST_INT64 for each in amounts)
    result["amount"] = type(fees)({"amount": amounts}, dtype="Int64" if fits else object)["amount"]
    return result
