"""Figures of `what_if` and `project` from frames of any library, with years and gaps."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import costshare as cs
from frames_local import FRAMES

BOARD = cs.Agreement(
    name="Board",
    period="2022",
    members=[
        cs.Member(name="Nord", population=100, drivers={"pupils": 10}),
        cs.Member(name="Sjö", population=300, drivers={"pupils": 20}),
    ],
    pools=[cs.Pool(name="office", total=1000, model=cs.PerCapita())],
)
ROWS = {"population": pa.array([200, 300]), "pupils": pa.array([None, 25], pa.int64())}
NAMES = ["Nord", "Sjö"]
CHANGES = {"Nord": {"population": 200}, "Sjö": {"population": 300, "pupils": 25}}
GAPS = [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("NaN")]


@pytest.mark.parametrize("column", ["name", "member"])
@pytest.mark.parametrize("kind", FRAMES)
def test_what_if_reads_a_frame_of_members_and_drivers(kind, column):
    frame = FRAMES[kind](pa.table({column: NAMES, **ROWS}))
    assert cs.what_if(BOARD, drivers=frame) == cs.what_if(BOARD, drivers=CHANGES)


@pytest.mark.parametrize("kind", FRAMES)
def test_the_figures_of_a_year_are_a_frame_of_members_and_drivers(kind):
    frame = FRAMES[kind](pa.table({"member": NAMES, **ROWS}))
    by_driver = {"population": {"Nord": 200, "Sjö": 300}, "pupils": {"Sjö": 25}}
    plan = cs.project(BOARD, years=[2023], drivers={2023: frame})
    assert plan == cs.project(BOARD, years=[2023], drivers={2023: by_driver})


def test_a_pandas_frame_has_the_members_in_its_index():
    frame = pd.DataFrame({"population": [200]}, index=["Nord"])
    changed = cs.what_if(BOARD, population={"Nord": 200})
    assert cs.what_if(BOARD, drivers=frame) == changed
    assert cs.what_if(BOARD, drivers=frame.rename_axis("kommun")) == changed


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: type(gap).__name__)
def test_a_missing_figure_changes_nothing_in_whatever_shape(gap):
    column = {"Nord": gap, "Sjö": 400}
    series = pd.Series(column, dtype=object)
    frame = pd.DataFrame({"population": series})
    changed = cs.what_if(BOARD, population={"Sjö": 400})
    assert cs.what_if(BOARD, population=column) == changed
    assert cs.what_if(BOARD, population=series) == changed
    assert cs.what_if(BOARD, drivers={"Nord": {"population": gap}, "Sjö": {"population": 400}})
    assert cs.what_if(BOARD, drivers=frame) == changed
    plan = cs.project(BOARD, years=[2023], drivers={2023: {"population": {"Sjö": 400}}})
    tidy = frame.rename_axis("member").reset_index().assign(year=2023)
    for shape in ({2023: {"population": column}}, {2023: {"population": series}}, {2023: frame}):
        assert cs.project(BOARD, years=[2023], drivers=shape) == plan
    assert cs.project(BOARD, years=[2023], drivers=tidy) == plan


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_a_gap_of_polars_changes_nothing(gap):
    frame = pl.DataFrame({"member": NAMES, "population": [gap, 400.0]}, strict=False)
    assert cs.what_if(BOARD, drivers=frame) == cs.what_if(BOARD, population={"Sjö": 400})
    plan = cs.project(BOARD, years=[2023], drivers={2023: {"population": {"Sjö": 400}}})
    tidy = frame.with_columns(year=2023)
    assert cs.project(BOARD, years=[2023], drivers=tidy) == plan
    assert cs.project(BOARD, years=[2023], drivers={2023: frame}) == plan


def test_blank_text_is_not_a_gap():
    with pytest.raises(cs.CostshareError, match=r"^population of Nord in 2023 '' is not a plain"):
        cs.project(BOARD, years=[2023], drivers={2023: {"population": {"Nord": ""}}})


YEARS = [
    2023,
    "2023",
    2023.0,
    np.float32(2023),
    np.int64(2023),
    pd.Timestamp("2023-01-01"),
    pd.Timestamp("2023-01-01").date(),
]


@pytest.mark.parametrize("year", YEARS, ids=lambda year: type(year).__name__)
def test_a_year_is_whole_however_a_frame_has_it(year):
    people = {"population": {"Nord": 200}}
    plan = cs.project(BOARD, years=[2023], drivers={2023: people}, totals={2023: {"office": 900}})
    named = cs.project(BOARD, years=[year], drivers={year: people}, totals={year: {"office": 900}})
    assert named == plan
    rows = pd.DataFrame({"year": [year], "member": ["Nord"], "population": [200]})
    tidy = cs.project(BOARD, years=rows["year"], drivers=rows, totals={2023: {"office": 900}})
    assert tidy == plan


def test_a_financial_year_begins_on_the_day_of_a_frame():
    board = BOARD.replace(period="2022-07-01/2023-06-30")
    plan = cs.project(board, years=["2023-07-01/2024-06-30"])
    assert cs.project(board, years=[pd.Timestamp("2023-07-01")]) == plan
    leap = cs.project(BOARD, years=["2024-02-29/2025-02-27"])
    assert cs.project(BOARD, years=[pd.Timestamp("2024-02-29")]) == leap


@pytest.mark.parametrize(
    "year",
    [2023.5, "2023.0", float("nan"), float("inf"), None, pd.NaT, pd.Timestamp("2023-01-01 12:00")],
)
def test_what_is_not_a_year_is_refused(year):
    with pytest.raises(cs.CostshareError, match=r"in years is not a year; write it like 2023"):
        cs.project(BOARD, years=[year])


def test_wrong_nesting_has_its_way_out():
    with pytest.raises(cs.CostshareError) as caught:
        cs.what_if(BOARD, drivers={"population": {"Nord": 200}})
    assert str(caught.value) == (
        "'population' in drivers is a driver; the figures are by member, then driver: "
        "{'Nord': {'population': …}}"
    )
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(BOARD, years=[2023], drivers={2023: {"Nord": {"population": 200}}})
    assert str(caught.value) == (
        "'population' in drivers of 2023 is a driver; the figures of a year are by driver, then "
        "member: {'population': {'Nord': …}}"
    )


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            pl.DataFrame({"kommun": ["Nord"], "population": [1]}),
            (
                "the rows of the frame are only numbered, and no column is 'name' or 'member'; "
                "name the column of members' names 'name' or 'member'"
            ),
        ),
        (
            pd.DataFrame({"population": [1, 2]}),
            (
                "the rows of the frame are only numbered, and no column is 'name' or 'member'; "
                "name the column of members' names 'name' or 'member', or name the index: "
                "frame.rename_axis('member')"
            ),
        ),
        (
            pd.DataFrame({"name": ["Nord"], "member": ["Nord"], "population": [1]}),
            (
                "the frame has a column 'name' and a column 'member'; keep the one with the "
                "members' names, and rename or drop the other"
            ),
        ),
    ],
)
def test_a_frame_without_names_is_refused_in_each_function(frame, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.what_if(BOARD, drivers=frame)
    assert str(caught.value) == f"drivers: {message}"
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(BOARD, years=[2023], drivers={2023: frame})
    assert str(caught.value) == f"drivers of 2023: {message}"
    with pytest.raises(cs.CostshareError) as caught:
        BOARD.replace(members=frame)
    assert str(caught.value) == f"Agreement: members: {message}"


def test_a_figure_that_does_not_fit_is_said_of_its_member_and_pool():
    with pytest.raises(cs.CostshareError, match=r"^year 2023: member Nord: population: value -5"):
        cs.project(BOARD, years=[2023], drivers={2023: {"population": {"Nord": -5}}})
    with pytest.raises(cs.CostshareError, match=r"^year 2023: pool office: total 0\.5 is"):
        cs.project(BOARD, years=[2023], totals={2023: {"office": "0.5"}})
