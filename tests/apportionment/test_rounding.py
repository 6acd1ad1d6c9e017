"""Rounding one quota on its own, and the names of rules and methods."""

from fractions import Fraction
from math import floor
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import (
    ROUNDINGS,
    TieRule,
    exact_total,
    read_method,
    read_rounding,
    read_tie_rule,
    round_units,
    scale_to_whole,
)


@pytest.mark.parametrize(
    ("rounding", "results"),
    [
        ("half_up", [0, 1, 1, 1, 2, 2, 3]),
        ("half_even", [0, 0, 1, 1, 2, 2, 2]),
        ("half_down", [0, 0, 1, 1, 1, 2, 2]),
        ("up", [1, 1, 1, 1, 2, 2, 3]),
        ("down", [0, 0, 0, 1, 1, 1, 2]),
    ],
)
def test_a_quota_is_rounded_by_the_rule_and_by_its_size(rounding, results):
    quotas = [Fraction(text) for text in ("0.4", "0.5", "0.6", "1", "1.5", "1.6", "2.5")]
    assert [round_units(quota, rounding) for quota in quotas] == results
    assert [round_units(-quota, rounding) for quota in quotas] == [-result for result in results]


@pytest.mark.parametrize("rounding", ROUNDINGS)
@given(st.fractions())
def test_a_rounded_quota_is_its_floor_or_its_ceiling(rounding, quota):
    assert round_units(quota, rounding) in {floor(quota), -floor(-quota)}
    assert round_units(quota, rounding) == -round_units(-quota, rounding)


def test_every_rule_is_read_by_its_name():
    assert [read_rounding(name) for name in ROUNDINGS] == list(ROUNDINGS)
    assert [read_tie_rule(name) for name in get_args(TieRule)] == list(get_args(TieRule))
    assert read_method("hill") == "huntington_hill"
    assert read_method("webster") == "webster"


@pytest.mark.parametrize("name", ["half_upp", None, 3, ["up"]])
def test_an_unknown_rounding_is_refused(name):
    with pytest.raises(cs.CostshareError, match=r"^unknown rounding .* Known: half_up, half_even"):
        read_rounding(name)


@pytest.mark.parametrize("name", [["webster"], {}])
def test_a_method_that_is_not_text_is_refused(name):
    with pytest.raises(cs.CostshareError, match=r"^unknown method"):
        read_method(name)


@given(st.lists(st.fractions(), min_size=1))
def test_scaled_to_whole_numbers_the_ratios_stay(values):
    whole = scale_to_whole(values)
    assert all(type(number) is int for number in whole)
    for value, number in zip(values, whole, strict=True):
        assert value * whole[0] == values[0] * number


@given(st.lists(st.fractions()))
def test_an_exact_total_is_the_sum(values):
    total = exact_total(values)
    assert total == sum(values)
    assert type(total) is Fraction
