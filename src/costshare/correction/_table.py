"""A correction as people read it: a table by member, and one by pool where there are several."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.amounts import Unit
from costshare.correction._line import PoolCorrection
from costshare.results import MISSING, Table, number, with_currency

if TYPE_CHECKING:
    from costshare.correction._correction import Correction

_HEADER = ("", "billed", "corrected earlier", "restated", "correction")


def correction_tables(correction: "Correction") -> tuple[Table, ...]:
    """Lay out what was billed, what it should have been, and what is left."""
    period = f" {correction.period}" if correction.period else ""
    title = with_currency(f"Correction of {correction.name}{period}", correction.currency, ", ")
    pools, members, unit = correction.pools, correction.members, correction.fees.unit
    total = _row("total", pools, members, unit)
    by_member = [_row(name, pools, [name], unit) for name in members]
    by_pool = [_row(pool.name, [pool], members, unit) for pool in pools]
    bodies = [by_pool, by_member] if len(pools) > 1 else [by_member]
    captions = [title, *[""] * (len(bodies) - 1)]
    return tuple(
        Table(header=_HEADER, rows=rows, totals=total, caption=caption)
        for rows, caption in zip(bodies, captions, strict=True)
    )


def _row(
    name: str, pools: Sequence[PoolCorrection], members: Sequence[str], unit: Unit
) -> list[str]:
    """What some members come to in some pools; a dash where none of them takes part."""
    found: dict[str, list[Fraction]] = {"billed": [], "earlier": [], "restated": []}
    for pool in pools:
        for part, units in pool.parts.items():
            found[part] += [units[member] * pool.unit.size for member in members if member in units]
    sums = {part: sum(amounts, Fraction(0)) for part, amounts in found.items()}
    left = sums["restated"] - sums["billed"] - sums["earlier"]
    nobody = not any(found.values())

    def shown(amount: Fraction, *, missing: bool) -> str:
        return MISSING if missing else number(unit.decimal(unit.count(amount, "amount")))

    return [
        name,
        shown(sums["billed"], missing=not found["billed"]),
        shown(sums["earlier"], missing=nobody),
        shown(sums["restated"], missing=not found["restated"]),
        shown(left, missing=nobody),
    ]
