"""Drivers in columns named by the year are one driver with figures of several years."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs

MEMBERS = ["A", "B", "C"]
STEMS = {
    "pct_{}": "pct",
    "{}": "driver",
    "population {}": "population",
    "population ({})": "population",
    "{} pupils": "pupils",
    "population 31 December {}": "population 31 December",
}
PLAIN = {"models": ["rate"], "rounding": "nearest", "unit": 1}
sizes = st.lists(st.integers(100, 5000), min_size=3, max_size=3, unique=True)


@given(
    st.dictionaries(st.integers(2015, 2030), sizes, min_size=2, max_size=4),
    st.sampled_from([*STEMS]),
    st.booleans(),
    st.permutations(range(4)),
)
@settings(max_examples=25, deadline=None)
def test_columns_named_by_year_are_one_driver_of_these_years(figures, stem, framed, order):
    driver = STEMS[stem]
    by_year = {year: dict(zip(MEMBERS, row, strict=True)) for year, row in figures.items()}
    fees = {
        year: {name: 3 * value + 2 * (at + 1) * value for name, value in own.items()}
        for at, (year, own) in enumerate(sorted(by_year.items()))
    }
    wanted = cs.infer(fees, {driver: by_year}, **PLAIN)
    years = [year for _, year in sorted(zip(order, by_year, strict=False))]
    columns = {stem.format(year): by_year[year] for year in years}
    found = cs.infer(fees, pd.DataFrame(columns) if framed else columns, **PLAIN)
    assert found.rows == wanted.rows
    assert found.best.exact
    assert found.read_as_one == {driver: tuple(stem.format(year) for year in sorted(by_year))}
    assert f"are read as one driver, {driver}, with figures of" in str(found)
    assert cs.YearlyRanking.from_dict(found.to_dict()) == found


FEES = {2021: {"A": 10, "B": 20, "C": 35}, 2022: {"A": 11, "B": 23, "C": 34}}
SIZES = {"A": 1, "B": 2, "C": 3}


@pytest.mark.parametrize(
    ("names", "drivers"),
    [
        (["area", "pct_2021"], ("area", "pct_2021")),
        (["pct_2021", "use 2022"], ("pct_2021", "use 2022")),
        (["from 2016 to 2020", "from 2017 to 2021"], ("from 2016 to 2020", "from 2017 to 2021")),
        (["zone 1", "zone 2"], ("zone 1", "zone 2")),
        (["area", "pct_2021", "pct_2022"], ("area", "pct")),
        (["2021-07/2022-06", "2022-07/2023-06"], ("driver",)),
    ],
)
def test_names_that_differ_by_more_than_one_year_are_drivers_of_their_own(names, drivers):
    found = cs.infer(FEES, dict.fromkeys(names, SIZES), models=["rate"])
    assert {row.drivers[0] for row in found} == {*drivers}


@pytest.mark.parametrize(
    "others", [{"pct": SIZES}, {"pct": {2021: SIZES}}, {"pct 2021": SIZES, "pct 2022": SIZES}]
)
def test_two_drivers_of_one_name_are_refused(others):
    drivers = {**others, "pct_2021": SIZES, "pct_2022": SIZES}
    with pytest.raises(cs.CostshareError, match="would be read as one driver, pct, with"):
        cs.infer(FEES, drivers)


def test_too_many_drivers_are_not_tried_together_and_the_ranking_says_so():
    drivers = {f"d{at}": {"A": 1 + at, "B": 2, "C": 3} for at in range(11)}
    found = cs.infer(FEES, drivers, method="largest_remainder", rounding="nearest", unit=1)
    assert found.not_together == (2, 3)
    assert {len(row.drivers) for row in found} <= {0, 1}
    assert "Combinations of 2 and 3 drivers were not tried, since that takes long" in str(found)
    few = {name: drivers[name] for name in ("d0", "d1")}
    asked = cs.infer(FEES, few, models=["keys"], method="largest_remainder", unit=1)
    assert asked.not_together == ()
