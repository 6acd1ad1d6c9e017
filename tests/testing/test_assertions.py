"""The assertions for users pass on what is right, and name the difference where it is not."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import costshare as cs
from costshare import testing
from costshare.testing import (
    assert_allocation_sums,
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)
from frames_local import COLUMNS, FRAMES

MEMBERS = {"A": {"population": 1}, "B": {"population": 2}, "C": {"population": 4}}


@pytest.fixture(params=FRAMES)
def any_frame(request):
    """A maker of a frame of each library."""
    return FRAMES[request.param]


@pytest.mark.parametrize(
    "parts",
    [
        [34, 33, 33],
        (Decimal("33.50"), "66.5"),
        {"A": 0.1, "B": 99.9},
        iter([100]),
        np.array([40, 60]),
        pd.Series([40, 60], index=["A", "B"]),
        pd.Series([40, None, 60], dtype="Int64"),
        [Fraction(100, 3)] * 3,
        [100, None],
    ],
)
def test_parts_that_sum_pass(parts):
    assert_sums_exactly(parts, 100)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([34, 33, 32], "parts sum to 99, not to the total 100: 1 too little"),
        ({"A": "100.01"}, "parts sum to 100.01, not to the total 100: 0.01 too much"),
        ([Fraction(1, 3)], "parts sum to 1/3, not to the total 100: 299/3 too little"),
        ([], "parts sum to 0, not to the total 100: 100 too little"),
    ],
)
def test_parts_that_do_not_sum_fail_with_the_difference(parts, message):
    with pytest.raises(AssertionError) as caught:
        assert_sums_exactly(parts, 100)
    assert str(caught.value).splitlines()[0] == message


def test_a_large_sum_is_not_compared_through_float():
    with pytest.raises(AssertionError, match="1 too much"):
        assert_sums_exactly([10**18 + 1], 10**18)


def test_a_part_that_is_not_a_number_is_an_error():
    with pytest.raises(cs.CostshareError, match=r"^part B is NaN"):
        assert_sums_exactly({"A": 100, "B": float("nan")}, 100)


def test_parts_within_quota_pass():
    assert_within_quota([34, 33, 33], 100, [1, 1, 1])
    assert_within_quota({"A": "3.34", "B": "6.66"}, 10, {"A": 1, "B": 2}, unit="0.01")
    assert_within_quota([-34, -33, -33], -100, [1, 1, 1])
    assert_within_quota([50, 50], 100, ["0.5", 0.5])


@pytest.mark.parametrize(
    ("parts", "total", "weights", "unit", "message"),
    [
        ([11, 9], 20, [1, 1], 1, "part 0 is 11, 1 off its quota 10; the unit 1 allows 10"),
        (
            {"A": -35, "B": -32},
            -67,
            {"A": 1, "B": 1},
            1,
            "part A is -35, 1.5 off its quota -33.5; the unit 1 allows -34 or -33",
        ),
        (
            [300, 700],
            1000,
            [1, 3],
            200,
            "part 0 is 300, 50 off its quota 250; the unit 200 allows 200 or 400",
        ),
    ],
)
def test_a_part_outside_quota_fails_with_the_difference(parts, total, weights, unit, message):
    with pytest.raises(AssertionError) as caught:
        assert_within_quota(parts, total, weights, unit=unit)
    assert str(caught.value).splitlines()[0] == message


def test_quotas_need_weights_for_the_same_names():
    with pytest.raises(cs.CostshareError) as caught:
        assert_within_quota({"A": 1}, 1, {"B": 1})
    assert str(caught.value) == "unknown weight in weights 'B'; Known: A"
    with pytest.raises(cs.CostshareError) as caught:
        assert_nothing_for_nothing([1], [1, 0])
    assert str(caught.value) == "unknown weight in weights 1; Known: 0"
    with pytest.raises(cs.CostshareError, match="weights are all zero, so there are no quotas"):
        assert_within_quota([0], 0, [0])


def test_every_part_counts_also_under_a_repeated_label():
    parts = pd.Series([100, 900, 500], index=["Boden", "Boden", "Piteå"])
    assert_sums_exactly(parts, 1500)
    with pytest.raises(AssertionError, match="100 too much"):
        assert_sums_exactly(parts, 1400)


@pytest.mark.parametrize(
    "check", [assert_nothing_for_nothing, lambda parts, by: assert_within_quota(parts, 1500, by)]
)
def test_parts_under_a_repeated_label_have_no_weight_of_their_own(check):
    parts = pd.Series([100, 900, 500], index=["Boden", "Boden", "Piteå"])
    with pytest.raises(cs.CostshareError, match="parts: Boden is listed twice"):
        check(parts, parts)


@pytest.mark.parametrize(
    "check", [assert_nothing_for_nothing, lambda parts, by: assert_within_quota(parts, 15, by)]
)
@pytest.mark.parametrize("missing", [False, True])
def test_repeated_labels_are_refused_on_both_sides(check, missing):
    once = {"Boden": 10, "Piteå": 5}
    values = [10, None, 5] if missing else [10, 0, 5]
    twice = pd.Series(values, index=["Boden", "Boden", "Piteå"], dtype=object)
    with pytest.raises(cs.CostshareError, match=r"^parts: Boden is listed twice"):
        check(twice, once)
    with pytest.raises(cs.CostshareError, match=r"^weights: Boden is listed twice"):
        check(once, twice)


def test_every_value_of_a_frame_counts(any_frame):
    table = pa.table({"office": [100, 900, 500], "it": [1, 2, 3]})
    assert_sums_exactly(any_frame(table), 1506)
    with pytest.raises(AssertionError, match="106 too much"):
        assert_sums_exactly(any_frame(table), 1400)


def test_a_frame_of_one_column_is_matched_like_a_column(any_frame):
    parts, weights = (pa.table({"x": values}) for values in ([34, 33, 33], [1, 1, 1]))
    assert_within_quota(any_frame(parts), 100, any_frame(weights))
    assert_within_quota(any_frame(parts), 100, [1, 1, 1])
    wide = any_frame(pa.table({"x": [1], "y": [2]}))
    with pytest.raises(cs.CostshareError, match=r"^parts are a frame of 2 columns; pass one"):
        assert_within_quota(wide, 100, [1, 1, 1])


def test_a_column_of_names_is_refused(any_frame):
    table = pa.table({"member": ["Boden", "Piteå"], "fee": [60, 40]})
    with pytest.raises(cs.CostshareError, match=r"^column member of parts has the text 'Boden'"):
        assert_sums_exactly(any_frame(table), 100)


def test_text_that_is_a_number_counts_in_a_frame(any_frame):
    assert_sums_exactly(any_frame(pa.table({"fee": ["60.50", "39.50"]})), 100)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_value_of_a_column_of_any_library_counts(column):
    assert_sums_exactly(COLUMNS[column]([60, 40]), 100)
    with pytest.raises(AssertionError, match="1 too much"):
        assert_sums_exactly(COLUMNS[column]([61, 40]), 100)


def test_labels_of_a_pandas_frame_match():
    parts = pd.DataFrame({"fee": [5, 0]}, index=["Boden", "Piteå"])
    assert_nothing_for_nothing(parts, {"Piteå": 0, "Boden": 3})
    with pytest.raises(AssertionError, match="part Boden is 5, but its weight is zero"):
        assert_nothing_for_nothing(parts, {"Piteå": 3, "Boden": 0})


def test_every_value_of_an_array_of_two_dimensions_counts():
    assert_sums_exactly(np.array([[40, 10], [20, 30]]), 100)
    with pytest.raises(cs.CostshareError, match="parts have 2 dimensions; pass one row"):
        assert_within_quota(np.array([[40, 60]]), 100, [4, 6])


AGREEMENT = cs.Agreement(
    name="board",
    period="2022",
    members=[cs.Member(name="A", population=1)],
    pools=[cs.Pool(name="p", total=10, model=cs.PerCapita())],
)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ("55", "parts is of type str; pass a list of numbers"),
        (b"55", "parts is of type bytes; pass a list of numbers"),
        (None, "parts is of type NoneType; pass a list of numbers"),
        (10, "parts is of type int; pass a list of numbers"),
        ({5}, "parts is of type set; it has equal parts once, and no order; pass a list"),
        (frozenset([5]), "parts is of type frozenset; it has equal parts once, and no order"),
        (AGREEMENT, "parts is of type Agreement; pass the member_totals of its allocate()"),
        (AGREEMENT.allocate(), "parts is of type Allocation; pass its member_totals, or call"),
        (AGREEMENT.allocate().invoice_lines(), "parts is of type InvoiceLines; pass one column"),
        ([True, 9], "part 0 True is a bool, not a number"),
        ([Decimal("NaN")], "part 0 is NaN; a finite number is needed"),
        ({"A": [5, 5]}, "part A [5, 5] is of type list"),
    ],
)
def test_what_holds_no_parts_is_refused_with_the_way_out(parts, message):
    for check in (
        lambda: assert_sums_exactly(parts, 10),
        lambda: assert_within_quota(parts, 10, [1, 1]),
        lambda: assert_nothing_for_nothing(parts, [1, 1]),
    ):
        with pytest.raises(cs.CostshareError) as caught:
            check()
        assert str(caught.value).startswith(message)


def test_a_negative_zero_is_zero():
    assert_sums_exactly([-0.0, Decimal("-0.00")], 0)
    assert_nothing_for_nothing([-0.0, 5], [0, 1])
    assert_nothing_for_nothing([0, 5], [-0.0, 1])


def test_many_parts_are_shortened_in_the_message():
    with pytest.raises(AssertionError) as caught:
        assert_sums_exactly([1] * 1000, 999)
    ones = ", ".join(["1"] * 12)
    assert str(caught.value).splitlines()[1] == f"    parts  [{ones}, … 988 more]"


def test_parts_take_no_total_beside_weights():
    with pytest.raises(cs.CostshareError, match="pass parts and weights, or a function"):
        assert_nothing_for_nothing([1, 0], 1, [1, 0])
    with pytest.raises(cs.CostshareError, match=r"^weights is of type NoneType"):
        assert_nothing_for_nothing([1, 0])


def test_missing_numbers_have_no_pair():
    assert_nothing_for_nothing({"A": 5, "B": None}, {"B": None, "A": 1})
    with pytest.raises(cs.CostshareError, match="weights has no weight A"):
        assert_nothing_for_nothing({"A": 5, "B": 1}, {"B": 2, "A": None})


def test_something_for_nothing_fails():
    assert_nothing_for_nothing([5, 0, 0], [1, 0, 2])
    with pytest.raises(AssertionError) as caught:
        assert_nothing_for_nothing({"A": 5, "B": "-0.01"}, {"A": 1, "B": 0})
    assert str(caught.value) == (
        "part B is -0.01, but its weight is zero\n    parts  [A 5, B -0.01]"
    )


def test_an_allocation_that_sums_passes():
    assert_allocation_sums(cs.allocate(1000, cs.PerCapita(), MEMBERS))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"fees": {"A": 143, "B": 286, "C": 572}},
            "fees of pool fee sum to 1001, not to its total 1000: 1 too much",
        ),
        (
            {"fees": {"A": 143, "B": 285}},
            "fees of pool fee sum to 428, not to its total 1000: 572 too little",
        ),
        (
            {"total": Fraction(999)},
            "fees of pool fee sum to 1000, not to its total 999: 1 too much",
        ),
    ],
)
def test_an_allocation_that_does_not_sum_fails(change, message):
    good = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    bad = replace(good, pools=(replace(good.pools[0], **change),))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(bad)
    assert str(caught.value).splitlines()[0] == message


def test_an_entry_of_pool_totals_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    wrong = {"fee": Decimal(999)}
    monkeypatch.setattr(cs.Allocation, "pool_totals", property(lambda _: wrong))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == (
        "fees of pool fee sum to 1000, not to its entry in pool_totals 999: 1 too much\n"
        "    parts  [A 143, B 286, C 571]"
    )


def test_a_member_total_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    wrong = {"A": Decimal(143), "B": Decimal(286), "C": Decimal(570)}
    monkeypatch.setattr(cs.Allocation, "member_totals", property(lambda _: wrong))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == (
        "fees of member C sum to 571, not to its total 570: 1 too much\n    parts  [fee 571]"
    )


def test_a_grand_total_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    monkeypatch.setattr(cs.Allocation, "total", property(lambda _: Decimal(1001)))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == (
        "pool totals sum to 1000, not to the total 1001: 1 too little\n    parts  [fee 1000]"
    )


def test_a_part_at_its_quota_that_is_not_a_whole_unit_is_named():
    with pytest.raises(AssertionError, match=r"^part 0 is 1\.5, not a multiple of the unit 1"):
        testing.assert_within_quota(["1.5", "1.5"], 3, [1, 1])


def test_negative_weights_have_no_quotas():
    with pytest.raises(cs.CostshareError, match=r"^weight 0 is -1, below zero"):
        testing.assert_within_quota([-3, 6], 3, [-1, 2])


def test_a_frame_of_weights_and_a_missing_part_are_named():
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    with pytest.raises(cs.CostshareError, match=r"^weights is a frame; pass one column"):
        testing.assert_sums(cs.apportion, 3, frame)
    with pytest.raises(AssertionError, match=r"part 1 is missing \(None or NA\)"):
        testing.assert_sums(lambda *_: [1, None], 1, [1, 1])
