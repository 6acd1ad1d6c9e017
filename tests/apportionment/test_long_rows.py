"""Law 9 for rows of thousands of members: one total among many, to the unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment.arrays._block import Block
from costshare.apportionment.arrays._long import LONG, share_long

LIMIT = 2**63
MEMBERS = LONG + 3


WEIGHTS = {
    "integers": lambda rng: rng.integers(0, 10**5, MEMBERS),
    "alike": lambda _: np.ones(MEMBERS, dtype=np.int64),
    "few weights": lambda rng: rng.integers(0, 4, MEMBERS),
    "one giant": lambda rng: np.where(np.arange(MEMBERS) == 7, 2**45, rng.integers(0, 9, MEMBERS)),
    "above 2**53": lambda rng: rng.integers(2**54, 2**54 + 9, MEMBERS),
    "64 bits": lambda rng: rng.integers(0, 2**64, MEMBERS, dtype=np.uint64),
    "two decimals": lambda rng: rng.integers(0, 10**7, MEMBERS) / 100,
    "17 digits": lambda rng: rng.random(MEMBERS),
    "float32": lambda rng: rng.random(MEMBERS, dtype=np.float32),
    "huge and tiny": lambda rng: rng.choice([1e-320, 1e300, 1e-5, 3e300], MEMBERS),
    "all tiny": lambda rng: rng.choice([5e-324, 1e-320], MEMBERS),
    "one member": lambda _: np.where(np.arange(MEMBERS) == 7, 0.3, 0),
}
TOTALS = st.integers(-LIMIT, LIMIT - 1) | st.integers(-(10**9), 10**9) | st.integers(-9000, 9000)


@pytest.mark.parametrize("kind", WEIGHTS)
@settings(max_examples=4)
@given(st.lists(TOTALS, min_size=1, max_size=2), st.integers(0, 2**32))
def test_a_long_row_equals_the_reference(kind, totals, seed):
    by = WEIGHTS[kind](np.random.default_rng(seed))
    expected = [cs.apportion(total, by) for total in totals]
    assert cs.apportion_array(totals, by).tolist() == expected
    assert cs.apportion_array(totals, np.array([by] * len(totals))).tolist() == expected


@pytest.mark.parametrize("kind", ["integers", "alike", "few weights", "two decimals", "17 digits"])
def test_a_long_row_is_settled_without_the_reference(kind):
    by = WEIGHTS[kind](np.random.default_rng(1))
    totals = np.array([0, 1, 5000, 10**9, 10**12])
    out = np.empty((5, MEMBERS), dtype=np.int64)
    assert not share_long(Block(5, MEMBERS), totals, np.array([by] * 5), out).any()
    assert out.tolist() == [cs.apportion(total, by) for total in totals.tolist()]


@pytest.mark.parametrize("by", [np.zeros(MEMBERS), np.zeros(MEMBERS, dtype=np.int64)])
def test_a_long_row_without_weight_is_refused_or_shared_evenly(by):
    with pytest.raises(cs.CostshareError, match="all zero"):
        cs.apportion_array([1], by)
    assert cs.apportion_array([0], by).sum() == 0
    parts = cs.apportion_array([5000], by, zeros="even")
    assert parts.tolist() == [cs.apportion(5000, [1] * MEMBERS)]


def test_ties_of_different_weights_in_a_long_row_are_exact():
    # Every quota is a whole number or a half, of four different weights.
    by = np.tile([1, 3, 5, 7], LONG // 4)
    total = int(by.sum()) // 2
    assert cs.apportion_array([total], by).tolist() == [cs.apportion(total, by)]
    assert cs.apportion_array([2 * total], by).tolist() == [by.tolist()]


@pytest.mark.parametrize("weight", [0.1, 0.3, 0.7, 1e-5, 3])
def test_whole_quotas_that_show_as_just_below_in_a_long_row_are_exact(weight):
    by = np.full(MEMBERS, weight)
    totals = [MEMBERS * units for units in (1, 3, 7, 49, 10**3, 10**9)]
    parts = cs.apportion_array(totals, by)
    assert (parts == np.array(totals)[:, None] // MEMBERS).all()


def test_remainders_in_a_long_row_that_differ_by_less_than_doubles_can_show_are_exact():
    # Quotas of nearly 1/2 and 3/2: the next float decides which is larger.
    for one in np.random.default_rng(11).random(8) / 4:
        for other in (np.nextafter(3 * one, 0), np.nextafter(3 * one, 1)):
            by = np.tile([one, other], LONG // 2)
            assert cs.apportion_array([LONG], by).tolist() == [cs.apportion(LONG, by)]
