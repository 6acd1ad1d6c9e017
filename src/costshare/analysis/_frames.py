"""A comparison as DataFrames."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from costshare.amounts import Unit
from costshare.analysis._change import EFFECTS
from costshare.apportionment import round_units
from costshare.results import amount_column

if TYPE_CHECKING:
    from costshare.analysis._comparison import Comparison
    from costshare.analysis._simulation import FeeRange
    from costshare.analysis._sweep import Sweep


def member_frame(
    comparison: "Comparison",
    pool: str | None,
    scenarios: Sequence[str],
    what: Literal["fee", "change"],
) -> pd.DataFrame:
    """Lay out one amount, members × scenarios."""
    amounts: dict[str, list[Decimal | None]] = {name: [] for name in comparison.scenarios}
    for change in comparison.changes_in(pool):
        amounts[change.scenario].append(getattr(change, what))
    index = pd.Index(comparison.members, name="member")
    return pd.DataFrame({name: _amounts(amounts[name]) for name in scenarios}, index=index)


def long_frame(comparison: "Comparison", pool: str | None) -> pd.DataFrame:
    """Lay out everything about each member in each scenario."""
    changes = comparison.changes_in(pool)
    relative = [None if each.relative is None else each.relative * 100 for each in changes]
    return pd.DataFrame(
        {
            "scenario": [each.scenario for each in changes],
            "member": [each.member for each in changes],
            "fee": _amounts([each.fee for each in changes]),
            "change": _amounts([each.change for each in changes]),
            "change_percent": rounded_column(relative, 2),
            f"per_{comparison.driver}": rounded_column([each.per_driver for each in changes], 4),
            "effect": _objects(each.effect for each in changes),
            "rank": _counts(each.rank for each in changes),
            "rank_change": _counts(each.rank_change for each in changes),
        }
    )


def summary_frame(comparison: "Comparison", pool: str | None) -> pd.DataFrame:
    """Lay out a row for each scenario."""
    rows = comparison.summaries(pool)
    per = f"per_{comparison.driver}"
    columns: dict[str, Any] = {
        "total": _amounts([row.total for row in rows]),
        "change": _amounts([row.change for row in rows]),
        "members": _counts(row.members for row in rows),
        "lowest": _amounts([row.lowest for row in rows]),
        "highest": _amounts([row.highest for row in rows]),
        "gini": rounded_column([row.gini for row in rows], 4),
    }
    for effect in EFFECTS:
        columns[effect] = _counts(row.effects.get(effect, 0) for row in rows)
    columns[f"{per}_smallest"] = rounded_column([row.per_smallest for row in rows], 4)
    columns[f"{per}_largest"] = rounded_column([row.per_largest for row in rows], 4)
    return pd.DataFrame(columns, index=pd.Index([row.scenario for row in rows], name="scenario"))


def rounded_column(values: Iterable[Fraction | None], places: int) -> Any:
    """Exact values as Decimals with so many decimals, for people to read."""
    step = Unit(Fraction(1, 10**places))
    return _objects(
        None if each is None else step.decimal(round_units(each / step.size, "half_even"))
        for each in values
    )


def _amounts(amounts: Iterable[Decimal | None]) -> Any:
    return amount_column("amount", amounts).to_pandas()


def _counts(values: Iterable[int | None]) -> Any:
    return pd.array([pd.NA if each is None else each for each in values], dtype="Int64")


def _objects(values: Iterable[Any]) -> Any:
    return pd.array([pd.NA if each is None else each for each in values], dtype=object)


def sweep_frame(sweep: "Sweep", shares: Sequence[Fraction]) -> pd.DataFrame:
    """Lay out fees, flat shares × members."""
    rows = [sweep.at(share) for share in shares]
    return pd.DataFrame(
        {name: _amounts([row[name] for row in rows]) for name in sweep.members},
        index=pd.Index(np.array(shares, dtype=object), name="flat_share"),
    )


def range_frame(ranges: Sequence["FeeRange"]) -> pd.DataFrame:
    """Lay out the fees of a simulation, a row for each member."""
    columns = {
        "today": _amounts([each.today for each in ranges]),
        "lowest": _amounts([each.lowest for each in ranges]),
    }
    for name in ranges[0].quantiles:
        columns[name] = _amounts([each.quantiles[name] for each in ranges])
    columns["highest"] = _amounts([each.highest for each in ranges])
    return pd.DataFrame(columns, index=pd.Index([each.member for each in ranges], name="member"))
