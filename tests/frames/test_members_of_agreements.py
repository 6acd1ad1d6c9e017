"""Members of an agreement from a frame of any library, or a mapping of name to drivers."""

from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from frames_local import FRAMES

TABLE = pa.table(
    {
        "name": pa.array(["Kiruna", "Luleå", "Piteå"]).dictionary_encode(),
        "population": pa.array([2**53 + 1, 78_105, 42_281], pa.int64()),
        "pupils": pa.array([Decimal("1.10"), None, Decimal("0.00")], pa.decimal128(9, 2)),
        "area": pa.array([0.1, 2.5, 0.3], pa.float32()),
    }
)
POOLS = [
    cs.Pool(name="office", total=1000, model=cs.Mixed(flat_share="0.4")),
    cs.Pool(name="school", total=70, model=cs.Proportional(driver="pupils"), exempt=["Luleå"]),
]
MEMBERS = [
    cs.Member(name="Kiruna", population=2**53 + 1, drivers={"pupils": "1.1", "area": "0.1"}),
    cs.Member(name="Luleå", population=78_105, drivers={"area": "2.5"}),
    cs.Member(name="Piteå", population=42_281, drivers={"pupils": 0, "area": "0.3"}),
]


def board(members, pools=POOLS):
    return cs.Agreement(name="Board", period="2022", members=members, pools=pools)


BOARD = board(MEMBERS)


@pytest.mark.parametrize("kind", [name for name in FRAMES if name != "dicts"])
def test_a_frame_of_any_library_has_a_row_for_each_member(kind):
    assert board(FRAMES[kind](TABLE)) == BOARD
    assert board(FRAMES[kind](TABLE.rename_columns({"name": "member"}))) == BOARD
    one = cs.what_if(BOARD, leaving=["Luleå", "Piteå"])
    assert one.replace(members=FRAMES[kind](TABLE), pools=POOLS) == BOARD


def test_a_pandas_frame_has_the_names_in_its_index_too():
    frame = TABLE.to_pandas(types_mapper=pd.ArrowDtype).set_index("name")
    assert board(frame) == BOARD
    assert board(frame.rename_axis("kommun")) == BOARD
    numbered = board(pd.DataFrame({"population": [1, 3]}, index=[2584, 2580]), POOLS[:1])
    assert [each.name for each in numbered.members] == ["2584", "2580"]


def test_a_mapping_has_the_drivers_of_each_member():
    drivers = {each.name: dict(each.driver_values) for each in MEMBERS}
    assert board(drivers) == BOARD == BOARD.replace(members=drivers)


def test_a_list_of_dicts_has_the_fields_of_members_as_before():
    rows = [{"name": "A", "population": 1, "joined": "2022-02-01"}]
    assert board(rows, POOLS[:1]).members[0].joined is not None
    with pytest.raises(cs.CostshareError, match=r"unknown field of Member 'pupils'"):
        board([{"name": "A", "pupils": 1}], POOLS[:1])


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), st.integers(0, 10**6))
def test_an_agreement_of_a_frame_shares_as_allocate_does(sizes, total):
    names = [f"Övertorneå {number}" for number in range(len(sizes))]
    frame = pd.DataFrame({"name": names, "population": sizes})
    pool = POOLS[0].replace(total=total)
    fees = cs.allocate(total, pool.model, frame, member="name").member_totals
    assert board(frame, [pool]).allocate().member_totals == fees


def test_a_missing_driver_is_an_error_where_a_pool_needs_it():
    every = [POOLS[0], POOLS[1].replace(exempt=[])]
    with pytest.raises(cs.CostshareError, match="member Luleå has no 'pupils', which Kiruna has"):
        board(TABLE, every).allocate()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (pa.table({"kommun": ["A"], "x": [1]}), "name the column of members' names 'name'"),
        (pd.DataFrame({"kommun": ["A"], "x": [1]}), "name the column of .*, or name the index"),
        (pd.DataFrame({"name": ["A", "A"], "x": [1, 2]}), "member A is listed twice"),
        (pd.DataFrame({"name": ["A", None], "x": [1, 2]}), "row 2 of the frame has no name in col"),
        (
            pd.DataFrame({"name": ["A"], "region": ["north"]}),
            "member A: .*region: value 'north' is not .*; leave out what is not a driver",
        ),
        (pd.DataFrame({"name": ["A"], "x": [-1]}), "member A: .*x: value -1 is below zero"),
        (pd.DataFrame({"name": ["A"], "joined": ["2022-05-01"]}), "'joined' is a date of members"),
        (
            pd.DataFrame({"name": ["A"], "memberships": [["2022-05-01/"]]}),
            "'memberships' has dates of membership",
        ),
        (pd.DataFrame(), "there are no members to share the costs"),
        ({}, "there are no members to share the costs"),
        ({"A": 5}, "drivers of member A are 5; pass them by name"),
        ({"A": {"left": "2022-05-01"}}, "'left' is a date of membership"),
    ],
)
def test_members_that_cannot_be_read(members, message):
    with pytest.raises(cs.CostshareError, match=f"members: .*{message}"):
        board(members)
