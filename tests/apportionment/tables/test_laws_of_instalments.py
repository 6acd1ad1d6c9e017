"""Laws of instalments, on random fees, periods and weights."""

from fractions import Fraction
from itertools import accumulate, product
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from costshare.apportionment.tables import instalments, spread
from naive_instalments import spread_plainly

few = st.integers(-30, 60)
fees = st.lists(few | st.integers(-(10**7), 10**7), min_size=1, max_size=12)
periods = st.integers(1, 12)
weights = st.lists(st.integers(0, 4), min_size=1, max_size=12).filter(any) | st.sampled_from(
    [[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], [5], [0, 1]]
)


def near(value, quota):
    return value in {floor(quota), ceil(quota)}


def turned(table):
    return [list(line) for line in zip(*table, strict=True)]


def assert_split(parts, fees, weights):
    """All four promises, of cells, running sums, totals and running totals."""
    whole = sum(weights)
    for line, fee in zip([*parts, list(map(sum, turned(parts)))], [*fees, sum(fees)], strict=True):
        assert sum(line) == fee
        for part, weight in zip(line, weights, strict=True):
            assert near(part, Fraction(fee * weight, whole))
        for paid, weight in zip(accumulate(line), accumulate(weights), strict=True):
            assert near(paid, Fraction(fee * weight, whole))


@given(fees, periods)
def test_every_year_and_every_period_is_exact_and_nobody_is_a_unit_ahead(fees, periods):
    assert_split(instalments(fees, periods), fees, [1] * periods)


@given(fees, weights)
def test_the_same_holds_for_periods_of_different_weight(fees, weights):
    assert_split(instalments(fees, len(weights), weights=weights), fees, weights)


@st.composite
def partly(draw):
    """Fees, each with weights of its own for the same periods."""
    count = draw(periods)
    one = st.lists(st.integers(0, 31), min_size=count, max_size=count).filter(any)
    return draw(
        st.lists(st.tuples(few | st.integers(-(10**7), 10**7), one), min_size=1, max_size=8)
    )


@given(partly())
def test_the_same_holds_where_each_fee_has_weights_of_its_own(rows):
    fees, shares = ([row[at] for row in rows] for at in (0, 1))
    parts = spread(fees, shares)
    exact = [
        [Fraction(fee * weight, sum(line)) for weight in line]
        for fee, line in zip(fees, shares, strict=True)
    ]
    in_all = list(map(sum, turned(parts))), list(map(sum, turned(exact)))
    for line, quotas in zip([*parts, in_all[0]], [*exact, in_all[1]], strict=True):
        assert sum(line) == sum(quotas)
        assert all(map(near, line, quotas))
        assert all(map(near, accumulate(line), accumulate(quotas)))
    assert spread([-fee for fee in fees], shares) == [[-part for part in line] for line in parts]


@given(partly())
def test_of_several_splits_it_is_the_one_of_the_plain_walk(rows):
    fees, shares = ([row[at] for row in rows] for at in (0, 1))
    assert spread(fees, shares) == spread_plainly(fees, shares)


@given(st.lists(st.integers(-(10**20), 10**20) | few, min_size=1, max_size=30), periods)
def test_it_is_the_same_with_equal_weights(fees, periods):
    shares = [[1] * periods] * len(fees)
    assert spread(fees, shares) == spread_plainly(fees, shares)


@given(fees, weights)
def test_credits_mirror_fees(fees, weights):
    mirrored = instalments([-fee for fee in fees], len(weights), weights=weights)
    assert [[-part for part in line] for line in mirrored] == instalments(
        fees, len(weights), weights=weights
    )


@given(fees, periods, st.sampled_from([100, 1200]))
def test_a_step_scales(fees, periods, step):
    parts = instalments([fee * step for fee in fees], periods, unit=step)
    assert parts == [[part * step for part in line] for line in instalments(fees, periods)]


@given(fees, weights, st.integers(2, 9))
def test_weights_count_by_their_ratios_alone(fees, weights, factor):
    assert instalments(fees, len(weights), weights=[each * factor for each in weights]) == (
        instalments(fees, len(weights), weights=weights)
    )


@given(st.integers(0, 11), st.integers(1, 11))
def test_members_with_the_same_fee_take_turns(size, extra):
    """Twelve members with the same extra units: every month the same number pay one more."""
    parts = instalments([1200 * size + extra] * 12, 12)
    for line in turned(parts):
        assert sum(part > 100 * size for part in line) == extra


@given(fees, periods)
def test_the_same_fees_give_the_same_instalments(fees, periods):
    assert instalments(fees, periods) == instalments(tuple(fees), periods)


def test_tiny_splits_are_among_all_those_that_keep_the_promises():
    for fees in product(range(4), repeat=2):
        assert_split(instalments(list(fees), 3), fees, [1, 1, 1])
