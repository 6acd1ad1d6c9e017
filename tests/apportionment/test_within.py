"""Shares within bounds: whole units by every method, none past its bound."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from costshare.apportionment import METHODS, apportion_units, share_within


def by(method):
    def share(total, weights):
        return apportion_units(total, weights, method=method, ties="listed").parts

    return share


@st.composite
def cases(draw):
    weights = draw(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
    count = len(weights)
    # Everyone with weight can have a first unit, as some methods want.
    lowest = [draw(st.integers(1, 9)) if draw(st.booleans()) else 0 for _ in range(count)]
    highest = [
        max(low, 1) + draw(st.integers(0, 12)) if draw(st.booleans()) else None for low in lowest
    ]
    least = sum(max(low, bool(weight)) for low, weight in zip(lowest, weights, strict=True))
    most = sum(
        low if not weight else 99 if high is None else high
        for low, high, weight in zip(lowest, highest, weights, strict=True)
    )
    assume(least <= most)
    return draw(st.integers(least, most)), weights, lowest, highest


@pytest.mark.parametrize("method", METHODS)
@given(cases())
def test_parts_sum_and_lie_within_their_bounds(method, case):
    total, weights, lowest, highest = case
    needs = method in {"adams", "huntington_hill", "dean"}
    low = [max(each, bool(w)) if needs else each for each, w in zip(lowest, weights, strict=True)]
    parts, free = share_within(total, weights, low, highest, by(method))
    assert sum(parts) == total
    for position, part in enumerate(parts):
        assert part >= low[position]
        assert highest[position] is None or part <= highest[position]
        if position not in free and weights[position]:
            assert part in {low[position], highest[position]}
        if not weights[position]:
            assert part == low[position]


@pytest.mark.parametrize("method", ["webster", "jefferson"])
@given(cases())
def test_a_divisor_method_gives_units_by_priority_among_those_with_room(method, case):
    """Seat by seat: minima first, then each unit to the highest priority below its maximum."""
    total, weights, lowest, highest = case
    parts = list(lowest)
    mark = {"webster": lambda k: Fraction(2 * k + 1, 2), "jefferson": lambda k: Fraction(k + 1)}
    for _ in range(total - sum(parts)):
        room = [
            at
            for at, weight in enumerate(weights)
            if weight and (highest[at] is None or parts[at] < highest[at])
        ]
        priorities = {at: weights[at] / mark[method](parts[at]) for at in room}
        best = max(priorities.values())
        assume(sum(value == best for value in priorities.values()) == 1)  # no ties
        parts[max(room, key=priorities.__getitem__)] += 1
    assert share_within(total, weights, lowest, highest, by(method))[0] == parts


@given(cases())
def test_bounds_that_hold_nobody_leave_the_method_alone(case):
    total, weights, _, _ = case
    for method in ("largest_remainder", "webster", "cumulative"):
        free = [0] * len(weights), [total] * len(weights)
        alone = by(method)(total, weights)
        assert share_within(total, weights, *free, by(method))[0] == alone


def test_parts_over_a_bound_get_it_and_the_others_share_the_rest():
    parts, free = share_within(10, [1, 1, 8], [0, 0, 0], [None, None, 5], by("largest_remainder"))
    assert (parts, free) == ([3, 2, 5], [0, 1])


def test_without_weights_everyone_has_the_lowest_part():
    assert share_within(3, [0, 0], [1, 2], [None, 9], by("webster")) == ([1, 2], [])
