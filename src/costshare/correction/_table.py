"""A correction as people read it: a table by member, and one by pool where there are several."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.correction._line import PoolCorrection
from costshare.display import Table, number

if TYPE_CHECKING:
    from costshare.correction._correction import Correction

_HEADER = ("", "billed", "corrected earlier", "restated", "correction")


def correction_tables(correction: "Correction") -> tuple[Table, ...]:
    """Lay out what was billed, what it should have been, and what is left."""
    period = f" {correction.period}" if correction.period else ""
    title = f"Correction of {correction.name}{period}, {correction.currency}"
    pools, members = correction.pools, correction.members
    total = _row("total", pools, members, correction)
    by_member = [_row(name, pools, [name], correction) for name in members]
    by_pool = [_row(pool.name, [pool], members, correction) for pool in pools]
    bodies = [by_pool, by_member] if len(pools) > 1 else [by_member]
    captions = [title, *[""] * (len(bodies) - 1)]
    return tuple(
        Table(header=_HEADER, rows=rows, totals=total, caption=caption)
        for rows, caption in zip(bodies, captions, strict=True)
    )


def _row(
    name: str,
    pools: Iterable[PoolCorrection],
    members: Sequence[str],
    correction: "Correction",
) -> list[str]:
    """What some members come to in some pools, with the decimals that the amounts have."""
    sums = dict.fromkeys(("billed", "earlier", "restated"), Fraction(0))
    for pool in pools:
        size = pool.unit.size
        for part, units in pool.parts.items():
            sums[part] += size * sum(units.get(member, 0) for member in members)
    left = sums["restated"] - sums["billed"] - sums["earlier"]
    unit = correction.fees.unit
    return [name, *(number(unit.decimal(int(each / unit.size))) for each in (*sums.values(), left))]
