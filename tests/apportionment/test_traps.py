"""Bugs of similar libraries, one test for each: none may be ours."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from naive_apportionment import FIRST_UNIT_METHODS, METHODS

every_method = pytest.mark.parametrize("method", METHODS)


@every_method
@pytest.mark.parametrize("ties", ["listed", "largest", "smallest"])
def test_weight_zero_never_gets_the_leftover_cent(method, ties):
    # moneyphp 436, nmoneys 55, ts-money
    parts = cs.apportion(5, [0, 1, 1, 0], method=method, ties=ties)
    assert parts == [0, 3, 2, 0]
    assert cs.apportion_array([5], [0, 1, 1, 0], method=method).tolist() == [[0, 3, 2, 0]]


@every_method
def test_a_negative_total_is_split_like_a_positive_one(method):
    # RubyMoney 652, Shopify/money 190
    charged = cs.apportion(1000, [3, 5, 9], method=method)
    assert cs.apportion(-1000, [3, 5, 9], method=method) == [-part for part in charged]
    assert cs.apportion_array([-1000], [3, 5, 9], method=method).tolist() == [
        [-part for part in charged]
    ]


def test_the_order_decides_only_where_there_is_a_tie():
    # RubyMoney, brick/money 46, rusty_money 103
    assert cs.apportion(10, [26, 37, 37]) == [2, 4, 4]
    assert cs.apportion(10, [37, 26, 37]) == [4, 2, 4]
    assert cs.apportion(10, [37, 37, 26]) == [4, 4, 2]


def test_float_weights_lose_no_cent():
    # RubyMoney 1033
    assert cs.apportion("10.00", [0.1, 0.2, 0.7], unit="0.01") == [
        Decimal("1.00"),
        Decimal("2.00"),
        Decimal("7.00"),
    ]
    # 0.1 + 0.2 is 0.30000000000000004 in binary: as decimals the three quotas are whole.
    assert cs.apportion(6, [0.1, 0.2, 0.3]) == [1, 2, 3]
    assert cs.apportion_array([6], [0.1, 0.2, 0.3]).tolist() == [[1, 2, 3]]


def test_large_totals_do_not_go_through_float():
    # iteround, largest-remainder
    assert cs.apportion(10**18 + 1, [1, 1]) == [5 * 10**17 + 1, 5 * 10**17]
    assert cs.apportion(10**30 + 1, [1, 2, 7]) == [10**29, 2 * 10**29, 7 * 10**29 + 1]
    assert cs.apportion_array([10**18 + 1], [1, 1]).tolist() == [[5 * 10**17 + 1, 5 * 10**17]]


def test_products_beyond_64_bits_neither_wrap_nor_raise():
    # apportionment: an IndexError after the overflow
    by = [2**62, 2**62 - 1, 1]
    # Quotas: 2**62 - 1/2, 2**62 - 3/2 + 2**-63, 1 - 2**-63.
    expected = [2**62 - 1, 2**62 - 1, 1]
    assert cs.apportion(2**63 - 1, by) == expected
    assert cs.apportion_array([2**63 - 1], by).tolist() == [expected]
    assert cs.apportion_array([2**63 - 1], [by]).tolist() == [expected]


def test_ratios_are_not_cut_to_integers():
    # apportionment: 0.1 becomes 0; brick/money: 37.5 becomes 37
    assert cs.apportion(100, [0.1, 0.9]) == [10, 90]
    assert cs.apportion(1000, [37.5, 62.5]) == [375, 625]
    assert cs.apportion_array([1000], [37.5, 62.5]).tolist() == [[375, 625]]


def test_9_999_by_75_to_25_is_the_nearest():
    # RubyMoney gives 7 500 and 2 499; the quotas are 7 499.25 and 2 499.75.
    assert cs.apportion(9_999, [75, 25]) == [7_499, 2_500]


def test_a_cent_by_95_to_5_is_a_cent_and_a_zero_that_sums():
    # ERPNext 35091
    assert cs.apportion("0.01", [95, 5], unit="0.01") == [Decimal("0.01"), Decimal("0.00")]


def test_33_33_34_balances():
    # ERPNext 35091, hrms 5138
    assert cs.apportion("100.00", [33, 33, 34], unit="0.01") == [33, 33, 34]
    assert cs.apportion("0.10", ["33.33", "33.33", "33.34"], unit="0.01") == [
        Decimal("0.03"),
        Decimal("0.03"),
        Decimal("0.04"),
    ]


def test_the_decimal_context_does_not_leak_in():
    # py-moneyed: 100 / 3 × 3 is not 100
    with localcontext() as context:
        context.prec = 3
        parts = cs.apportion(Decimal("123456.78"), [Decimal("1.2345678"), 1], unit="0.01")
        text = [str(part) for part in parts]
    # 123456.78 × 1.2345678 ÷ 2.2345678 is 68208.163…
    assert text == ["68208.16", "55248.62"]
    assert sum(map(Fraction, parts)) == Fraction("123456.78")


@every_method
def test_all_zero_weights_are_refused(method):
    message = "weights are all zero, so nobody can be charged; use equal weights to share evenly"
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, [0, 0], method=method)
    assert str(caught.value) == message
    with pytest.raises(cs.CostshareError, match="weights are all zero"):
        cs.apportion("0.01", {"A": 0.0}, unit="0.01", method=method)


@every_method
def test_a_total_of_zero_gives_zeros(method):
    # Adams gives everyone a first unit, but a total of zero has no units.
    assert cs.apportion(0, [1, 2, 0], method=method, ties="error") == [0, 0, 0]
    assert cs.apportion(0, {"A": 0.0, "B": 0}, method=method) == {"A": 0, "B": 0}
    assert cs.apportion("0.00", [0, 1], unit="0.01", method=method) == [Decimal("0.00")] * 2
    with pytest.raises(cs.CostshareError, match="below zero"):
        cs.apportion(0, [1, -1], method=method)


def test_negative_weights_are_refused():
    # cloud-cost-allocation: [1, -1] silently half and half
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, [1, -1])
    assert str(caught.value) == "weight 1 is -1, below zero; a weight is zero or more"
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, {"A": 1, "B": "-0.5"})
    assert str(caught.value) == "weight of B is -0.5, below zero; a weight is zero or more"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (True, "True is a bool, not a number; pass 1 or 0 if that is meant"),
        (np.True_, "is of type bool"),
        (float("nan"), "is NaN; a finite number is needed"),
        (Decimal("NaN"), "is NaN; a finite number is needed"),
        (float("inf"), "is Infinity; a finite number is needed"),
        (Decimal("-Infinity"), "is -Infinity; a finite number is needed"),
        (None, "is missing (None); fill in the number, or leave the member out"),
        (pd.NA, "is missing (<NA>); fill in the number, or leave the member out"),
        (pd.NaT, "is missing (NaT); fill in the number, or leave the member out"),
        ("", "'' is not a plain number; write it as 1234.50"),
        (1j, "1j is of type complex; pass an int, Decimal, Fraction, float or decimal string"),
    ],
)
def test_what_is_not_a_number_is_refused(wrong, words):
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, [1, wrong])
    assert str(caught.value).startswith("weight 1 ")
    assert words in str(caught.value)
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, {"A": 1, "B": wrong})
    assert str(caught.value).startswith("weight of B ")
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(wrong, [1, 2])
    assert str(caught.value).startswith("total ")
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, [1, 2], unit=wrong)
    assert str(caught.value).startswith("unit ")


@pytest.mark.parametrize("empty", [[], {}, (), iter(())])
def test_empty_weights_are_refused(empty):
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(100, empty)
    message = "weights are empty; a total needs at least one member to go to"
    assert str(caught.value) == message


def test_the_callers_list_and_dict_are_left_alone():
    # Shopify/money
    by_list, by_name = [3, 1, 2], {"B": 3, "A": 1}
    cs.apportion(100, by_list, ties="largest")
    parts = cs.apportion(100, by_name, ties="smallest")
    assert by_list == [3, 1, 2]
    assert by_name == {"B": 3, "A": 1}
    assert list(parts) == ["B", "A"]


def test_a_larger_remainder_is_not_passed_over():
    # apportionment gives 2, 2, 0; the quotas are 1.6, 1.6 and 0.8.
    assert cs.apportion(4, [4, 4, 2]) == [2, 1, 1]
    assert cs.apportion_array([4], [4, 4, 2]).tolist() == [[2, 1, 1]]


def test_taking_parts_later_agrees_with_splitting_at_once():
    # Shopify/money 175: the parts of the first members do not depend on who comes after them.
    at_once = cs.apportion(100, [1, 1, 1, 1, 1, 1], method="cumulative")
    later = cs.apportion(100, [1, 1, 1, 3], method="cumulative")
    assert at_once == [17, 16, 17, 17, 16, 17]
    assert later == [17, 16, 17, 50]


@pytest.mark.parametrize("method", FIRST_UNIT_METHODS)
def test_a_total_too_small_for_a_first_unit_each_is_refused(method):
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(2, [5, 3, 0, 2], method=method)
    assert str(caught.value) == (
        f"{method} gives each of the 3 members with weight a first unit, but the total is only "
        "2 units; take a smaller unit, or largest_remainder"
    )
    assert cs.apportion(3, [5, 3, 0, 2], method=method) == [1, 1, 0, 1]
    assert cs.apportion(-3, [5, 3, 0, 2], method=method) == [-1, -1, 0, -1]


def test_a_total_that_is_not_a_multiple_is_refused_with_the_way_out():
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(1_046_950, [1, 2], unit=100)
    assert str(caught.value) == (
        "total 1046950 is not a multiple of unit 100; pass unit=50, or round the total first"
    )
    assert cs.apportion(1_046_950, [1, 2], unit=50) == [349_000, 697_950]


def test_ints_give_ints_and_all_else_decimals():
    assert [type(part) for part in cs.apportion(300, [1, 2], unit=100)] == [int, int]
    parts = cs.apportion("300", [1, 2], unit=100)
    assert parts == [100, 200]
    assert [str(part) for part in parts] == ["100", "200"]
    assert [type(part) for part in cs.apportion(np.int64(3), [1, 2])] == [int, int]
    assert [str(part) for part in cs.apportion(1, [1, 1], unit="0.50")] == ["0.5", "0.5"]


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("12", "weights of type str have no order or no numbers"),
        (b"12", "weights of type bytes have no order or no numbers"),
        ({1, 2}, "weights of type set have no order or no numbers"),
        (frozenset({1}), "weights of type frozenset have no order or no numbers"),
        (12, "weights of type int have no order or no numbers"),
    ],
)
def test_weights_without_an_order_are_refused(by, words):
    with pytest.raises(cs.CostshareError, match=words):
        cs.apportion(100, by)


def test_a_series_is_named_by_its_index_and_no_name_may_come_twice():
    # csvdiff: duplicate keys overwrite one another
    assert cs.apportion(10, pd.Series([1, 4], index=["A", "B"])) == {"A": 2, "B": 8}
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(10, pd.Series([1, 4, 5], index=["B", "A", "A"]))
    assert str(caught.value) == "weights: A is listed twice; list it once"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "hamiltn"}, "unknown method 'hamiltn'; did you mean 'hamilton'? Known: "),
        ({"method": None}, "unknown method None; Known: largest_remainder, "),
        ({"ties": "larges"}, "unknown tie rule 'larges'; did you mean 'largest'? Known: listed, "),
        ({"unit": 0}, "unit 0 must be positive; pass 1, 100 or '0.01'"),
    ],
)
def test_an_unknown_option_is_refused_with_the_known_ones(options, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion(1, [1], **options)
    assert str(caught.value).startswith(message)


@every_method
def test_a_huge_total_over_14_members_answers_at_once(method):
    parts = cs.apportion(10**18, list(range(1, 15)), method=method)
    assert sum(parts) == 10**18
    assert parts[-1] == pytest.approx(10**18 * 14 / 105, rel=1e-15)


@every_method
def test_many_members_answer_at_once(method):
    by = [at % 977 for at in range(10**5)]
    parts = cs.apportion(10**9, by, method=method)
    assert sum(parts) == 10**9
    assert parts[0] == parts[977] == 0


@every_method
def test_weights_that_differ_by_many_digits_answer_at_once(method):
    parts = cs.apportion(10**18, [1, 10**40, 3, 10**20], method=method)
    first = 1 if method in FIRST_UNIT_METHODS else 0
    assert parts == [first, 10**18 - 3 * first, first, first]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.array(5), "weights of type ndarray have no order or no numbers"),
        (np.ones((2, 2)), "weights of type ndarray have no order or no numbers"),
    ],
)
def test_an_array_of_another_dimension_is_refused(weights, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.apportion(100, weights)


@pytest.mark.parametrize("ties", [pd.NA, None, ["listed"], "list"])
def test_an_unknown_tie_rule_is_refused(ties):
    with pytest.raises(cs.CostshareError, match="unknown tie rule"):
        cs.apportion(100, [1, 1], ties=ties)


@pytest.mark.parametrize(
    ("totals", "weights", "message"),
    [
        ([5, 5], [[1, 2], [1]], "weights have rows of different lengths; pass"),
        ([5], np.ma.array([5, 6], mask=[0, 1]), "weights are a masked array; fill in the masked"),
        (np.ma.array([5, 6], mask=[0, 1]), [1, 1], "totals are a masked array; fill in the masked"),
        ([1, float("nan")], [1, 1], "row 1: total is missing; fill it in, or drop the row"),
        (pd.Series([1, None], dtype="Int64"), [1, 1], "row 1: total is missing"),
    ],
)
def test_arrays_with_holes_or_ragged_rows_are_refused(totals, weights, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.apportion_array(totals, weights)


def test_a_message_lists_some_of_many_names():
    with pytest.raises(cs.TieError) as caught:
        cs.apportion(1, {f"M{number}": 1 for number in range(5_000)}, ties="error")
    assert "M19 and 4980 more tie for a last unit" in str(caught.value)
