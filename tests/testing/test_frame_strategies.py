"""Frames that are generated have the columns, types and rows that were asked for."""

from collections import Counter
from decimal import Decimal

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import cost_lines, frames
from samples_local import sample

COLUMNS = {"Kommun": "member", "Tjänst": "label", "Invånare": "driver", "Belopp": "amount"}
LIBRARIES = ["pandas", "polars", "arrow"]
KINDS = {"polars": "polars", "arrow": "pyarrow"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_are_of_the_library_and_can_be_allocated(library):
    for frame in sample(frames(columns=COLUMNS, library=library, min_rows=2, max_rows=5), 20):
        assert type(frame).__module__.split(".")[0] == KINDS.get(library, "pandas")
        read = nw.from_native(frame, eager_only=True)
        assert read.columns == list(COLUMNS)
        assert 2 <= len(set(read["Kommun"].to_list())) == len(read) <= 5
        model = cs.PerCapita(driver="Invånare")
        assert cs.allocate(100, model, frame, member="Kommun").total == 100


def test_every_type_occurs_and_only_those_that_are_asked_for():
    found = sample(frames(columns=COLUMNS, max_rows=3), 100)
    assert {str(each["Invånare"].dtype) for each in found} == {
        "int64",
        "Int64",
        "float64",
        "object",
    }
    assert {str(each["Belopp"].dtype) for each in found} == {"float64", "object"}
    values = {type(each["Belopp"].iloc[0]) for each in found}
    assert values >= {Decimal, str}
    whole = sample(frames(columns=COLUMNS, places=0, dtypes=["Int64"]), 20)
    assert {str(each["Belopp"].dtype) for each in whole} == {"Int64"}


def test_amounts_have_the_places_and_drivers_are_never_all_zero():
    found = sample(frames(columns=COLUMNS, places=3, dtypes=["decimal"]), 60)
    amounts = [amount for each in found for amount in each["Belopp"]]
    assert {amount.as_tuple().exponent for amount in amounts} == {-3}
    assert min(amounts) < 0 < max(amounts)
    assert all(any(each["Invånare"]) for each in found)
    assert any(0 in each["Invånare"].tolist() for each in found)


def test_members_and_labels_repeat_where_they_may():
    once = sample(frames(columns=COLUMNS), 60)
    assert all(each["Kommun"].is_unique for each in once)
    assert any(not each["Tjänst"].is_unique for each in once)
    assert all(each.index.is_unique for each in once)
    again = sample(frames(columns=COLUMNS, repeat=True, index="repeated", min_rows=2), 60)
    assert all(not each.index.is_unique for each in again)
    few = frames(columns={"m": "member"}, repeat=True, min_rows=20, max_rows=20)
    assert any(not each["m"].is_unique for each in sample(few, 60))


def test_a_column_may_have_values_of_ones_own_and_dates():
    columns = {"month": st.integers(1, 12), "date": "date"}
    for frame in sample(frames(columns=columns, min_rows=1), 20):
        assert frame["month"].between(1, 12).all()
        assert (frame["date"].dt.year == 2022).all()


def test_frames_shrink_to_one_plain_row():
    from hypothesis import find

    found = find(frames(columns=COLUMNS), lambda frame: frame["Invånare"].sum() != 0)
    assert len(found) == 1
    pd.testing.assert_series_equal(
        found["Invånare"], pd.Series([1], name="Invånare"), check_dtype=True
    )


@pytest.mark.parametrize("library", LIBRARIES)
def test_cost_lines_are_split_exactly(library):
    for lines, drivers in sample(cost_lines(library=library, on="key", weight="share"), 20):
        parts = cs.split(lines, drivers, on="key", weight="share")
        read = nw.from_native(parts, eager_only=True)
        whole = nw.from_native(lines, eager_only=True)
        assert sum(map(Decimal, map(str, read["allocated"].to_list()))) == sum(
            map(Decimal, map(str, whole["amount"].to_list()))
        )


def test_cost_lines_and_drivers_have_several_rows_for_one_key():
    found = sample(cost_lines(), 60)
    assert any(max(Counter(lines["resource"]).values()) > 1 for lines, _ in found)
    assert any(max(Counter(drivers["resource"]).values()) > 1 for _, drivers in found)
    assert any(0 in drivers["weight"].tolist() for _, drivers in found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"columns": {}}, "columns is empty"),
        ({"columns": {"x": "membr"}}, "did you mean 'member'"),
        ({"columns": COLUMNS, "dtypes": []}, "dtypes is empty"),
        ({"columns": COLUMNS, "places": 9}, "places 9 are not from 0 to 6"),
        ({"columns": COLUMNS, "library": "polars", "index": "repeated"}, "is for pandas"),
        ({"columns": COLUMNS, "min_rows": 3, "max_rows": 2}, "the lower one first"),
    ],
)
def test_odd_arguments_are_refused(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        frames(**arguments)


def test_cost_lines_need_columns_of_different_names():
    with pytest.raises(cs.CostshareError, match="give each its own name"):
        cost_lines(on="amount")
