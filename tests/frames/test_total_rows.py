"""A frame of members with the row of a total is refused: it would be charged half of all."""

import pandas as pd
import polars as pl
import pytest

import costshare as cs

ROWS = {"city": ["A", "B", "C", "Total"], "population": [10, 20, 30, 60], "area": [1, 2, 3, 6]}


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("name", ["Total", "Summa:", "Grand total"])
def test_a_total_row_is_named(library, name):
    frame = library({**ROWS, "city": ["A", "B", "C", name], "county": list("xyzw")})
    message = f"{name} in the frame of members is the sum of all others: a total row is not a memb"
    with pytest.raises(cs.CostshareError, match=message):
        cs.allocate(100, cs.Proportional(driver="population"), frame, member="city")


@pytest.mark.parametrize(
    "other",
    [{"area": [1, 2, 3, 7]}, {"city": ["A", "B", "C", "D"]}, {"population": [0, 0, 60, 60]}],
)
def test_other_members_are_not(other):
    frame = pd.DataFrame({**ROWS, **other})
    fees = cs.allocate(120, cs.Proportional(driver="population"), frame, member="city")
    assert sum(fees.member_totals.values()) == 120
