"""A budget report as a DataFrame, a row for each item."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from costshare.amounts import Unit

if TYPE_CHECKING:
    from costshare.budget._budget_report import BudgetReport

_MOST_INT64 = 2**63 - 1


def budget_frame(report: "BudgetReport") -> pd.DataFrame:
    """Lay out every amount of every item; what is not planned is missing."""
    rows = []
    for item in report.items:
        off = report.year_variances[item.name]
        row: dict[str, Fraction | None] = {
            "income": item.income,
            "cost": item.cost,
            "variance": Fraction(item.variance),
        }
        for title, plan in (
            ("budget", item.budget),
            ("year_budget", report.year_plan(item)),
            ("forecast", item.forecast),
        ):
            row[f"{title}_income"] = None if plan is None else plan.income
            row[f"{title}_cost"] = None if plan is None else plan.cost
        row["year_variance"] = None if off is None else Fraction(off)
        rows.append(row)
    index = pd.Index([item.name for item in report.items], name="item")
    columns: dict[str, Any] = {
        column: amount_column([row[column] for row in rows], report.unit) for column in rows[0]
    }
    columns["comment"] = [item.comment for item in report.items]
    return pd.DataFrame(columns, index=index)


def amount_column(amounts: list[Fraction | None], unit: Unit) -> Any:
    """``Int64`` where the amounts are whole and fit, else exact Decimals; ``<NA>`` for None."""
    if unit.is_whole and all(each is None or abs(each) <= _MOST_INT64 for each in amounts):
        return pd.array([pd.NA if each is None else int(each) for each in amounts], dtype="Int64")
    return pd.array(
        [pd.NA if each is None else unit.decimal(unit.count(each, "amount")) for each in amounts],
        dtype=object,
    )
