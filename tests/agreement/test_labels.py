"""Names of members in a frame: in its index, or in a column that is named."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import costshare as cs

TABLE = pd.DataFrame({"municipality": ["Kiruna", "Luleå"], "population": [10, 30]})
NAMED = TABLE.set_index("municipality")
ADVICE = (
    "the frame's index only numbers its rows, and column 'municipality' has text; pass "
    "member='municipality', or name the index: frame.rename_axis('member')"
)

READERS = {
    "allocate": lambda frame, **more: cs.allocate(100, cs.PerCapita(), frame, **more),
    "compare": lambda frame, **more: cs.compare(
        {"a": cs.PerCapita()}, total=100, members=frame, **more
    ).allocations["a"],
    "sweep": lambda frame, **more: cs.sweep(100, frame, **more),
    "per_driver": lambda frame, **more: cs.plotting.per_driver(
        cs.allocate(100, cs.PerCapita(), NAMED), drivers=frame, ax=Figure().subplots(), **more
    ),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_rows_that_are_only_numbered_are_refused_and_a_named_column_is_read(read):
    with pytest.raises(cs.CostshareError) as error:
        read(TABLE)
    assert str(error.value) == ADVICE
    given, named = read(TABLE, member="municipality"), read(NAMED)
    assert getattr(given, "members", None) == getattr(named, "members", None)
    read(NAMED, member="municipality")  # the index bears that name


def test_the_issue_s_own_frame_has_its_names_and_joins():
    fees = cs.allocate(100, cs.PerCapita(), TABLE, member="municipality")
    assert fees.member_totals == {"Kiruna": 25, "Luleå": 75}
    assert TABLE.join(fees.to_frame(), on="municipality")["fee"].tolist() == [25, 75]
    assert list(TABLE) == ["municipality", "population"]


@given(
    st.lists(st.text(alphabet="abcåäö", min_size=1, max_size=4), min_size=1, unique=True),
    st.data(),
)
def test_a_column_of_names_is_as_good_as_an_index(names, data):
    sizes = data.draw(st.lists(st.integers(1, 99), min_size=len(names), max_size=len(names)))
    frame = pd.DataFrame({"population": sizes, "name": names})
    index = cs.allocate(1000, cs.PerCapita(), frame.set_index("name"))
    column = cs.allocate(1000, cs.PerCapita(), frame, member="name")
    assert column == index
    assert column.to_frame().equals(index.to_frame())


@pytest.mark.parametrize(
    ("frame", "member", "message"),
    [
        (TABLE, "municipalty", "did you mean 'municipality'?"),
        (TABLE, 5, "unknown column of the frame, for member=: 5"),
        (pd.concat([TABLE, TABLE], axis=1), "municipality", "occurs 2 times in the frame"),
        (TABLE.sort_index(ascending=False), None, ADVICE),
        (TABLE[TABLE["population"] > 10], None, ADVICE),
        (TABLE.astype("string").convert_dtypes(), None, "pass member='municipality'"),
        (TABLE.astype({"municipality": "category"}), None, "column 'municipality' has text"),
        (TABLE.assign(county="BD"), None, "columns municipality, county have text"),
        (
            TABLE.assign(county="BD", code=["2584", "2580"]).iloc[:, ::-1],
            None,
            "columns code, county, municipality have text; pass member='municipality', or",
        ),
        (pd.DataFrame({"code": ["2584", "2580"], "population": [10, 30]}), None, "member='code'"),
        (TABLE.assign(joined=[None, "2022-07-01"]), "municipality", "'joined' is a date of member"),
        (NAMED.assign(left=pd.Timestamp("2022-07-01")), None, "'left' is a date of membership"),
        ({"A": {"population": 1, "joined": "2022-07-01"}}, None, "'joined' is a date of membersh"),
        (TABLE.replace("Luleå", " "), "municipality", "row 2 of the frame: name is empty"),
        (TABLE.replace("Kiruna", None), "municipality", "no name in column 'municipality'"),
        (TABLE.replace("Kiruna", "Luleå"), "municipality", "member Luleå is listed twice"),
        ({"A": {"population": 1}}, "name", "the members are not a DataFrame; leave it out"),
        ([cs.Member(name="A", population=1)], "name", "the members are not a DataFrame"),
    ],
)
def test_what_cannot_name_the_members(frame, member, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.allocate(100, cs.PerCapita(), frame, member=member)
    assert message in str(error.value)


def test_member_objects_of_a_period_have_no_column_either():
    with pytest.raises(cs.CostshareError, match="the members are not a DataFrame"):
        cs.allocate(1, cs.Flat(), [cs.Member(name="A")], period="2022", member="name")


def test_numbers_written_as_text_are_figures_and_an_index_with_a_name_is_meant():
    text = pd.DataFrame({"population": ["10", "30.5"]}).rename_axis("member")
    assert cs.allocate(81, cs.PerCapita(), text).member_totals == {"0": 20, "1": 61}
    coded = TABLE.set_index(pd.Index([2584, 2580], name="code"))
    assert cs.allocate(100, cs.PerCapita(), coded).members == ("2584", "2580")


def test_tables_beside_an_allocation_are_refused_with_their_own_advice():
    fees = cs.allocate(100, cs.PerCapita(), NAMED, pool="office")
    budget = pd.DataFrame({"municipality": ["Kiruna", "Luleå"], "office": [25, 75]})
    with pytest.raises(cs.CostshareError, match=r"pass budget=frame.set_index\('municipality'\)"):
        cs.reconcile(fees, [], budget=budget)
    with pytest.raises(cs.CostshareError, match="pass member='municipality', or name the index"):
        cs.infer(pd.Series([25, 75]), TABLE)
    assert cs.infer(pd.Series([25, 75]), TABLE, member="municipality").rows
    assert cs.PerCapita().quotas(NAMED.to_dict("index"), 100) == {"Kiruna": 25, "Luleå": 75}
