"""The functions that share a block of rows: what they settle is right, and the rest is left."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment.arrays import _block
from costshare.apportionment.arrays._block import Block
from costshare.apportionment.arrays._filtered import error_bound, share_filtered
from costshare.apportionment.arrays._whole import share_64_bits, share_narrow

LIMIT = 2**63
seeds = st.integers(0, 2**32)
counts = st.integers(1, 8) | st.sampled_from([29, 30, 31, 40])

WEIGHTS = {
    "whole": lambda rng, shape: rng.integers(0, 80_000, shape),
    "wide": lambda rng, shape: rng.integers(0, 2**61, shape),
    "decimals": lambda rng, shape: np.round(rng.uniform(0, 1000, shape), 2),
    "17 digits": lambda rng, shape: rng.random(shape),
    "some decimals": lambda rng, shape: rng.choice([0.25, 1 / 3, 0.1, 0.7, 0.0, 1e300], shape),
}


def reference(totals, weights):
    rows = np.broadcast_to(weights, (len(totals), weights.shape[-1])).tolist()
    return [cs.apportion(int(total), row) for total, row in zip(totals, rows, strict=True)]


def some_rows(kind, rows, count, seed, *, shared=False):
    rng = np.random.default_rng(seed)
    most = rng.choice([30, 10**7, 2**40, LIMIT - 1])
    totals = rng.integers(-most, most, rows, endpoint=True)
    by = WEIGHTS[kind](rng, count if shared else (rows, count))
    by[..., 0][~by.any(axis=-1)] = 1
    return totals, by


@pytest.mark.parametrize("shared", [False, True])
@given(st.sampled_from(list(WEIGHTS)), counts, seeds, st.sampled_from([1, 7, 64, 300]))
def test_any_block_size_gives_the_same(shared, kind, count, seed, cells):
    totals, by = some_rows(kind, 23, count, seed, shared=shared)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_block, "CELLS", cells)
        small = cs.apportion_array(totals, by)
    assert small.tolist() == cs.apportion_array(totals, by).tolist()


@given(st.sampled_from(list(WEIGHTS)), counts, seeds)
def test_permuting_rows_permutes_results(kind, count, seed):
    totals, by = some_rows(kind, 23, count, seed)
    order = np.random.default_rng(seed).permutation(23)
    parts = cs.apportion_array(totals, by)
    assert cs.apportion_array(totals[order], by[order]).tolist() == parts[order].tolist()


def doubles_near(rng, shape):
    """Doubles next to round decimals, and any others."""
    plain = np.round(rng.uniform(0.01, 10, shape), 3)
    return np.where(rng.random(shape) < 0.5, np.nextafter(plain, 99), rng.random(shape))


@given(st.sampled_from([1, 2, 3, 5, 14, 60]), st.integers(0, 2**50), seeds)
def test_the_error_of_a_quota_in_doubles_stays_within_half_the_bound(count, total, seed):
    by = doubles_near(np.random.default_rng(seed), count) * 10.0 ** (seed % 500 - 250)
    exact = [Fraction(repr(weight)) for weight in by.tolist()]
    quotas = by * (np.float64(total) / by.sum())
    whole = sum(exact)
    largest = max(
        abs(Fraction(quota) - total * weight / whole)
        for quota, weight in zip(quotas.tolist(), exact, strict=True)
    )
    assert largest <= Fraction(float(error_bound(np.array([total]), count)[0])) / 2


@given(counts, st.sampled_from([30, 10**7, 2**40, 2**47, LIMIT - 1]), seeds)
def test_what_doubles_settle_is_right_and_near_ties_are_left(count, most, seed):
    # Each row has neighbouring doubles, whose quotas differ by next to nothing.
    rng = np.random.default_rng(seed)
    totals = rng.integers(0, most, 24, endpoint=True)
    base = doubles_near(rng, (24, 1))
    by = base + np.spacing(base) * rng.choice([0, 0, 0, 1, 3, 10**4, 10**9, 10**13], (24, count))
    parts = np.empty((24, count), dtype=np.int64)
    settled = ~share_filtered(Block(24, count), totals, by, parts)
    assert parts[settled].tolist() == reference(totals[settled], by[settled])


def test_doubles_settle_equal_weights_by_the_order_and_unequal_ones_never():
    third = 1 / 3
    by = np.array([[third] * 3, [third, third, np.nextafter(third, 1)], [0.3, 0.3, 0.6]])
    totals = np.array([100, 100, 2])
    parts = np.empty((3, 3), dtype=np.int64)
    unsettled = share_filtered(Block(3, 3), totals, by, parts)
    # In the last row the quotas are 1/2, 1/2 and 1: the equal ones share one unit.
    assert unsettled.tolist() == [False, True, False]
    assert parts[[0, 2]].tolist() == [[34, 33, 33], [1, 0, 1]]
    halves = np.array([[0.1, 0.3, 0.6], [0.3, 0.1, 0.6]])
    assert share_filtered(Block(2, 3), np.array([5, 5]), halves, parts[:2]).all()
    assert cs.apportion_array([5, 5], halves).tolist() == [[1, 1, 3], [2, 0, 3]]


def test_equal_doubles_of_unequal_integers_are_not_equal_weights():
    by = np.array([[2**60, 2**60 + 1, 5]])
    parts = np.empty((1, 3), dtype=np.int64)
    assert share_filtered(Block(1, 3), np.array([1]), by, parts).all()
    assert cs.apportion_array([1], by).tolist() == [[0, 1, 0]]


@pytest.mark.parametrize(
    ("share", "limits"), [(share_narrow, (2**30, 2**31)), (share_64_bits, (2**61, 2**47))]
)
@given(st.data(), st.integers(0, 2), seeds)
def test_quotas_next_to_whole_numbers_are_shared_exactly(share, limits, data, below, seed):
    # The largest totals t with t·w = 0, -1 or -2 (mod W), and no weight that divides W.
    most_whole, most_total = limits
    whole = data.draw(st.integers(2, most_whole - 1))
    candidates = [*np.random.default_rng(seed).integers(1, whole, 200).tolist(), 1]
    coprime = next(weight for weight in candidates if np.gcd(weight, whole) == 1)
    total = most_total - 1 - (most_total - 1 + below * pow(coprime, -1, whole)) % whole
    by = np.array([[coprime, whole - coprime]])
    totals = np.array([total if total >= 0 else most_total - 1, most_total - 1])
    parts = np.empty((2, 2), dtype=np.int64)
    assert not share(Block(2, 2), totals, by[[0, 0]], parts).any()
    assert parts.tolist() == reference(totals, by)


@pytest.mark.parametrize("shared", [False, True])
def test_so_many_members_that_errors_in_doubles_could_add_up(shared):
    count = 2**19
    by = np.full((2, count), 3)
    by[:, -1] = 2
    totals = np.array([2**50 + 1, 17])
    parts = cs.apportion_array(totals, by[0] if shared else by)
    whole = 3 * (count - 1) + 2
    for total, row in zip(totals.tolist(), parts.tolist(), strict=True):
        part, rest = divmod(total * 3, whole)
        assert sum(row) == total
        assert sorted({*row[:-1]}) == ([part, part + 1] if rest else [part])
        assert row[:-1] == sorted(row[:-1], reverse=True)


@pytest.mark.parametrize("whole", [2**30 - 1, 2**30, 2**31, 2**40, 2**52 + 1, 2**61])
def test_sums_at_the_edges_of_the_narrow_numbers(whole):
    rng = np.random.default_rng(whole)
    totals = np.array(
        [0, 1, 7, 2**24, 2**31 - 1, 2**31, 2**47, 2**53 + 1, 2**60 - 3, LIMIT - 1, -LIMIT]
    )
    cuts = np.sort(rng.integers(0, whole, (len(totals), 4)), axis=1)
    by = np.diff(cuts, axis=1, prepend=0, append=whole)
    assert cs.apportion_array(totals, by).tolist() == reference(totals, by)
    assert cs.apportion_array(totals, by / 4).tolist() == reference(totals, by / 4)
    assert cs.apportion_array(totals, by[0]).tolist() == reference(totals, by[0])


def test_rows_that_need_more_decimals_than_the_sample_are_read_exactly():
    by = np.full((200, 3), 0.25)
    by[1] = [0.123, 1e-9, 0.5]
    by[4] = [1e22, 0.1, 1e300]
    by[5] = [0.1 + 0.2, 0.3, 0.6]
    by[7] = 0
    totals = np.full(200, 1001)
    totals[7] = 0
    parts = cs.apportion_array(totals, by)
    by[7] = 1
    assert parts.tolist() == reference(totals, by)


def test_shares_that_look_alike_as_doubles_stay_apart():
    by = np.array([2**62 + 1, 2**62, 2**62 - 1, 9], dtype=object)
    totals = [1, 2, 4, 10**9 + 1]
    assert cs.apportion_array(totals, by).tolist() == [cs.apportion(t, list(by)) for t in totals]
