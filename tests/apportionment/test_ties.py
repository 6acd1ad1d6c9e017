"""Ties are found, reported and decided as asked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import Tie, apportion_units
from costshare.testing import weights
from naive_apportionment import (
    FIRST_UNIT_METHODS,
    METHODS,
    TIE_RULES,
    naive_tie,
    quotas,
)

untimed = [method for method in METHODS if method != "cumulative"]
small = weights(max_size=6, max_weight=6) | weights()


@pytest.mark.parametrize("method", untimed)
@given(st.integers(-30, 30), small, st.sampled_from(TIE_RULES))
def test_the_ties_reported_are_those_of_the_definition(method, total, by, ties):
    if method in FIRST_UNIT_METHODS:
        total = max(total, sum(map(bool, by)))
    found = apportion_units(total, by, method=method, ties=ties).ties
    expected = naive_tie(total, by, method, ties)
    assert found == (() if expected is None else (Tie(*expected),))


@given(st.integers(-30, 30), small)
def test_cumulative_reports_every_running_sum_that_ends_on_a_half(total, by):
    expected, running = [], 0
    with_weight = [at for at, weight in enumerate(by) if weight]
    exact = quotas(abs(total), by)
    for at, following in pairwise(with_weight):
        running += exact[at]
        if (2 * running).denominator == 1 and running.denominator == 2:
            expected.append(Tie((at, following), (at,)))
    assert apportion_units(total, by, method="cumulative", ties="listed").ties == tuple(expected)


@pytest.mark.parametrize(
    ("method", "total", "by", "decided"),
    [
        ("largest_remainder", 2, [1, 3], {"listed": [1, 1], "largest": [0, 2], "smallest": [1, 1]}),
        ("largest_remainder", 1, [1, 1], {"listed": [1, 0], "largest": [1, 0], "smallest": [1, 0]}),
        ("webster", 2, [3, 1], {"listed": [2, 0], "largest": [2, 0], "smallest": [1, 1]}),
        ("jefferson", 2, [1, 2], {"listed": [1, 1], "largest": [0, 2], "smallest": [1, 1]}),
        ("adams", 4, [1, 2], {"listed": [2, 2], "largest": [1, 3], "smallest": [2, 2]}),
        ("huntington_hill", 3, [1, 1], {"listed": [2, 1], "largest": [2, 1], "smallest": [2, 1]}),
        ("dean", 4, [9, 5], {"listed": [3, 1], "largest": [3, 1], "smallest": [2, 2]}),
        ("cumulative", 1, [1, 1], {"listed": [1, 0], "largest": [1, 0], "smallest": [1, 0]}),
    ],
)
def test_a_tie_is_decided_by_its_rule(method, total, by, decided):
    for ties, parts in decided.items():
        assert cs.apportion(total, by, method=method, ties=ties) == parts
    with pytest.raises(cs.TieError):
        cs.apportion(total, by, method=method, ties="error")


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(-30, 30), small)
def test_ties_error_raises_where_and_only_where_a_tie_is_reported(method, total, by):
    if method in FIRST_UNIT_METHODS:
        total = max(total, sum(map(bool, by)))
    outcome = apportion_units(total, by, method=method, ties="listed")
    if outcome.ties:
        with pytest.raises(cs.TieError, match="tie for a last unit"):
            cs.apportion(total, by, method=method, ties="error")
    else:
        assert cs.apportion(total, by, method=method, ties="error") == outcome.parts


def test_the_error_names_the_tied_members_and_the_way_out():
    with pytest.raises(cs.TieError) as caught:
        cs.apportion(100, {"Kiruna": 1, "Luleå": 1, "Piteå": 1}, ties="error")
    assert str(caught.value) == (
        "Kiruna, Luleå, Piteå tie for a last unit; choose who gets it: "
        "ties='listed', 'largest' or 'smallest'"
    )
    with pytest.raises(cs.TieError, match=r"^weight 0, weight 1 tie for a last unit"):
        cs.apportion(1, [2, 2], ties="error")


def test_members_without_weight_never_tie():
    assert apportion_units(5, [1, 0, 1], method="cumulative", ties="listed").ties == (
        Tie((0, 2), (0,)),
    )
    assert apportion_units(5, [1, 0, 1], method="largest_remainder", ties="listed").ties == (
        Tie((0, 2), (0,)),
    )
