"""Inference as DataFrames."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from costshare.amounts import Unit

if TYPE_CHECKING:
    from costshare.inference._inference import Inference
    from costshare.inference._ranking import Ranking

_MOST_INT64 = 2**63 - 1


def fees_frame(inference: "Inference") -> pd.DataFrame:
    """Lay out published and model fees by member."""
    question, least = inference.question, inference.least_change
    given = dict(zip(question.members, question.units, strict=True))
    if least is not None:
        for name, (_, other) in least.changes.items():
            given[name] = question.unit.count(Fraction(other), "fee")
    columns = {"fee": list(question.units)}
    if least is not None:
        columns["model"] = list(given.values())
        columns["difference"] = [
            other - one for one, other in zip(question.units, given.values(), strict=True)
        ]
    return pd.DataFrame(
        {name: _column(units, question.unit) for name, units in columns.items()},
        index=pd.Index(question.members, name="member"),
    )


def _column(units: list[int], unit: Unit) -> Any:
    if unit.is_whole and all(abs(each * unit.size) <= _MOST_INT64 for each in units):
        return pd.array([int(each * unit.size) for each in units], dtype="Int64")
    return pd.array([unit.decimal(each) for each in units], dtype=object)


def ranking_frame(ranking: "Ranking") -> pd.DataFrame:
    """Lay out the candidates, the best first."""
    return pd.DataFrame([row.to_dict() for row in ranking.rows])
