"""The assertions for users pass on what is right, and name the difference where it is not."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.testing import (
    assert_allocation_sums,
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)

MEMBERS = {"A": {"population": 1}, "B": {"population": 2}, "C": {"population": 4}}


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
    assert str(caught.value) == message


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
    assert str(caught.value) == message


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


def test_missing_numbers_have_no_pair():
    assert_nothing_for_nothing({"A": 5, "B": None}, {"B": None, "A": 1})
    with pytest.raises(cs.CostshareError, match="weights has no weight A"):
        assert_nothing_for_nothing({"A": 5, "B": 1}, {"B": 2, "A": None})


def test_something_for_nothing_fails():
    assert_nothing_for_nothing([5, 0, 0], [1, 0, 2])
    with pytest.raises(AssertionError) as caught:
        assert_nothing_for_nothing({"A": 5, "B": "-0.01"}, {"A": 1, "B": 0})
    assert str(caught.value) == "part B is -0.01, but its weight is zero"


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
    assert str(caught.value) == message


def test_an_entry_of_pool_totals_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    wrong = {"fee": Decimal(999)}
    monkeypatch.setattr(cs.Allocation, "pool_totals", property(lambda _: wrong))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == (
        "fees of pool fee sum to 1000, not to its entry in pool_totals 999: 1 too much"
    )


def test_a_member_total_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    wrong = {"A": Decimal(143), "B": Decimal(286), "C": Decimal(570)}
    monkeypatch.setattr(cs.Allocation, "member_totals", property(lambda _: wrong))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == "fees of member C sum to 571, not to its total 570: 1 too much"


def test_a_grand_total_that_is_not_the_sum_fails(monkeypatch):
    allocation = cs.allocate(1000, cs.PerCapita(), MEMBERS)
    monkeypatch.setattr(cs.Allocation, "total", property(lambda _: Decimal(1001)))
    with pytest.raises(AssertionError) as caught:
        assert_allocation_sums(allocation)
    assert str(caught.value) == "pool totals sum to 1000, not to the total 1001: 1 too little"
