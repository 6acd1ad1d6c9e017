"""Two labelled arguments are matched by label, or refused where their labels differ."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import costshare as cs
from costshare.testing import assert_nothing_for_nothing, assert_within_quota

NAMES = ["Kiruna", "Luleå", "Piteå", "Boden"]
orders = st.permutations(range(len(NAMES)))
numbers = st.lists(st.integers(1, 99), min_size=4, max_size=4)


def series(values, order=(0, 1, 2, 3)):
    return pd.Series(values, index=NAMES).iloc[list(order)]


def array_of(totals, first, second, order):
    """Parts by label, of weights in another order."""
    by = pd.DataFrame({"x": first, "y": second}, index=NAMES).iloc[list(order)]
    return cs.apportion_array(series(totals), by).tolist()


def table_of(sums, _, __, order):
    """A table of halves whose rows must sum to given sums."""
    halves = pd.DataFrame({column: [each / 2 for each in sums] for column in "xy"}, index=NAMES)
    return cs.apportion_table(halves, rows=series(sums, order)).to_numpy().tolist()


def columns_of(_, first, __, order):
    asked = dict(zip(NAMES, first, strict=True))
    return cs.apportion_table({"x": asked}, columns={NAMES[at]: asked[NAMES[at]] for at in order})


def lines_of(sums, first, _, order):
    return cs.apportion_table([series(sums), series(first, order)])


def instalments_of(sums, first, _, order):
    return cs.instalments(sums, NAMES, weights=series(first, order))


def blend_of(_, first, second, order):
    fees = cs.apportion(1000, series(first))
    drivers = {"p": series(first, order), "q": series(second, order)}
    return cs.infer_blend(fees, drivers).exact


def ranking_of(_, first, second, order):
    fees = series(list(cs.apportion(1000, series(first)).values()))
    drivers = pd.DataFrame({"p": first, "q": second}, index=NAMES).iloc[list(order)]
    return str(cs.infer(fees, drivers))


def mixed_of(_, first, second, order):
    return str(cs.infer_mixed(series(first), series(second, order)))


def compared(_, first, __, order):
    members = {name: {"population": 1} for name in NAMES}
    flat = {"flat": cs.Flat()}
    return cs.compare(flat, total=100, members=members, drivers=series(first, order)).figures


def what_if(_, first, __, order):
    members = [cs.Member(name=name, population=1) for name in NAMES]
    pool = cs.Pool(name="p", total=100, model=cs.PerCapita())
    board = cs.Agreement(name="board", period="2022", members=members, pools=[pool])
    return cs.what_if(board, population=series(first, order)).allocate().member_totals


def per_person(_, first, __, order):
    fees = cs.allocate(1000, cs.Flat(), {name: {} for name in NAMES})
    by = pd.DataFrame({"population": first}, index=NAMES).iloc[list(order)]
    picture = cs.plotting.per_driver(fees, drivers=by, ax=Figure().add_subplot())
    return sorted(map(tuple, picture.collections[0].get_offsets().tolist()))


def paradoxes_of(_, first, second, order):
    return cs.paradoxes(50, series(first), later=series(second, order), steps=3).found


MATCHING = [
    array_of,
    table_of,
    columns_of,
    lines_of,
    instalments_of,
    blend_of,
    ranking_of,
    mixed_of,
    compared,
    what_if,
    per_person,
    paradoxes_of,
]


@pytest.mark.parametrize("function", MATCHING, ids=lambda each: each.__name__)
@settings(max_examples=15)
@given(numbers, numbers, numbers, orders)
def test_the_order_of_the_labels_of_one_argument_does_not_matter(function, sums, one, two, order):
    assert function(sums, one, two, order) == function(sums, one, two, (0, 1, 2, 3))


@given(numbers, orders, orders)
def test_rows_of_an_array_follow_the_totals(sums, one, other):
    by = pd.DataFrame({"x": sums, "y": [1, 2, 3, 4]}, index=NAMES)
    ordered = cs.apportion_array(series(sums), by)
    parts = cs.apportion_array(series(sums, one), by.iloc[list(other)])
    assert parts.tolist() == ordered[list(one)].tolist()


def test_totals_meet_their_own_weights():
    totals = pd.Series([100, 200], index=["c1", "c2"])
    by = pd.DataFrame({"x": [1, 1], "y": [0, 3]}, index=["c2", "c1"])
    assert cs.apportion_array(totals, by).tolist() == [[25, 75], [200, 0]]


def test_what_has_no_labels_goes_by_position():
    by = pd.DataFrame({"x": [1, 1], "y": [0, 3]}, index=["c2", "c1"])
    assert cs.apportion_array([100, 200], by).tolist() == [[100, 0], [50, 150]]
    totals = pd.Series([100, 200], index=["c1", "c2"])
    assert cs.apportion_array(totals, by.to_numpy()).tolist() == [[100, 0], [50, 150]]
    assert cs.apportion_array(totals, pd.Series([1, 3], index=["x", "y"])).tolist() == [
        [25, 75],
        [50, 150],
    ]


@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
def test_rows_with_labels_of_their_own_are_put_in_one_order(method):
    rows = [{"x": 1, "y": 3}, pd.Series([3, 1], index=["y", "x"])]
    assert cs.apportion_array([100, 200], rows, method=method).tolist() == [[25, 75], [50, 150]]


LABELLED = pd.DataFrame({"x": [1, 2]}, index=["a", "b"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: cs.apportion_array(pd.Series([1, 2], index=["a", "c"]), LABELLED),
            "unknown row in weights 'b'; Known: a, c",
        ),
        (
            lambda: cs.apportion_array(pd.Series([1, 2, 3], index=["a", "b", "c"]), LABELLED),
            "weights has no row c; give every row a value, 0 for nothing",
        ),
        (
            lambda: cs.apportion_array(pd.Series([1, 2], index=["a", "a"]), LABELLED),
            "totals: a is listed twice; list it once",
        ),
        (
            lambda: cs.apportion_array(
                pd.Series([1, 2], index=["a", "b"]), LABELLED.iloc[[0, 1, 1]]
            ),
            "weights: b is listed twice; list it once",
        ),
        (
            lambda: cs.apportion_table([pd.Series([1], index=["a"]), [1]]),
            "row 1 has no labels and others have; give labels to every row, or to none",
        ),
        (
            lambda: cs.apportion_table([[1], pd.Series([1], index=["a"])]),
            "row 0 has no labels and others have; give labels to every row, or to none",
        ),
        (
            lambda: cs.apportion_table([pd.Series([1], index=["a"]), pd.Series([1], index=["b"])]),
            "unknown column in row 1 'b'; Known: a",
        ),
        (
            lambda: assert_within_quota([1], 1, pd.Series([1], index=["a"])),
            "parts have no labels, and the other numbers have; give labels to both",
        ),
        (
            lambda: assert_nothing_for_nothing(pd.Series([1, 2], index=[1, 0]), [1, 2]),
            "weights have no labels, and the other numbers have; give labels to both",
        ),
        (
            lambda: assert_nothing_for_nothing({"a": 1}, pd.Series([1, 2], index=["a", "a"])),
            "weights: a is listed twice; list it once",
        ),
        (
            lambda: assert_nothing_for_nothing(pd.Series([1, 2], index=["a", "a"]), {"a": 1}),
            "parts: a is listed twice; list it once",
        ),
    ],
)
def test_labels_that_differ_or_are_repeated_are_refused(call, message):
    with pytest.raises(cs.CostshareError) as caught:
        call()
    assert str(caught.value) == message


def test_a_million_labels_are_matched_in_time():
    count = 200_000
    labels = [f"case {place}" for place in range(count)]
    totals = pd.Series(np.arange(count), index=labels)
    by = pd.DataFrame({"x": np.arange(count)[::-1]}, index=labels[::-1])
    assert (cs.apportion_array(totals, by)[:, 0] == np.arange(count)).all()
    with pytest.raises(cs.CostshareError, match="unknown row in weights 'case'"):
        cs.apportion_array(totals, by.rename(index={"case 7": "case"}))
