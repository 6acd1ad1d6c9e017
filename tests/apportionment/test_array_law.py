"""Law 9: `apportion_array` equals the exact reference, to the unit."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment.arrays import _block
from costshare.testing import weights
from naive_apportionment import FIRST_UNIT_METHODS, METHODS

LIMIT = 2**63
ROWS = 32

# Around 30 members the layout changes; many of the small numbers are where mistakes live.
members = st.integers(1, 8) | st.sampled_from([14, 28, 29, 30, 31, 32, 48, 64, 130])


def _whole(most: int):
    return lambda rng, shape: rng.integers(0, most, shape, endpoint=True)


def _pick(values: list):
    return lambda rng, shape: rng.choice(np.array(values), shape)


def _ulps(value: float, most: int):
    """Floats that differ by a few units in the last place."""
    return lambda rng, shape: value + np.spacing(value) * rng.integers(0, most, shape)


WEIGHTS = {
    "alike": _pick([1]),
    "zeros and ones": _whole(1),
    "few ties": _whole(4),
    "populations": _whole(10**5),
    "31 bits": _whole(2**31 - 1),
    "33 bits": _whole(2**33),
    "near ties": lambda rng, shape: 2**30 + rng.integers(0, 4, shape),
    "nearer ties": lambda rng, shape: 2**46 + rng.integers(0, 4, shape),
    "47 bits": _whole(2**47),
    "one giant": _pick([0, 1, 2, 2**40, 10**15]),
    "62 bits": _whole(2**62),
    "64 bits": lambda rng, shape: rng.integers(0, 2**64, shape, dtype=np.uint64),
    "bytes": lambda rng, shape: rng.integers(0, 256, shape, dtype=np.uint8),
    "tenths": lambda rng, shape: rng.integers(0, 30, shape) / 10,
    "hundredths": lambda rng, shape: np.round(rng.integers(0, 10**7, shape) / 100, 2),
    "awkward decimals": _pick([0.1, 0.2, 0.3, 0.7, 1.1, 2.675, 1e-7, 0.0]),
    "17 digits": lambda rng, shape: rng.random(shape),
    "one ulp apart": _ulps(0.1, 2),
    "ulps apart": _ulps(1 / 3, 9),
    "thirds and sevenths": _pick([1 / 3, 2 / 3, 1 / 7, 2 / 7, 3 / 7, 0.0]),
    "17 digits of few kinds": _pick([0.12345678901234567, 0.7654321098765432, 1 / 3]),
    "subnormal": lambda rng, shape: rng.integers(0, 9, shape) * 5e-324,
    "next to subnormal": lambda rng, shape: 1e-307 * rng.random(shape),
    "huge": lambda rng, shape: 1.7e308 * rng.random(shape),
    "neighbours of 61 bits": lambda rng, shape: 2**61 + rng.integers(0, 3, shape),
    "far apart": _pick([1e-12, 1.0, 1e12, 123456.789, 0.0]),
    "float32": lambda rng, shape: rng.random(shape, dtype=np.float32),
    "float32 decimals": lambda rng, shape: (rng.integers(0, 9, shape) / 10).astype(np.float32),
}
TOTALS = {
    "small": (-20, 20),
    "fees": (-(10**7), 10**7),
    "32 bits": (-(2**33), 2**33),
    "2**51": (2**51 - 50, 2**51 + 50),
    "2**53": (2**53 - 50, 2**53 + 50),
    "huge": (-LIMIT, LIMIT - 1),
    "largest": (LIMIT - 40, LIMIT - 1),
    "smallest": (-LIMIT, -LIMIT + 40),
}


def reference(totals, weights, method="largest_remainder"):
    rows = weights if weights.ndim == 2 else [weights] * len(totals)
    return [
        cs.apportion(int(total), list(row), method=method)
        for total, row in zip(totals, rows, strict=True)
    ]


@pytest.mark.parametrize("layout", ["one row", "a row each"])
@given(
    st.sampled_from(list(WEIGHTS)),
    st.sampled_from(list(TOTALS)),
    members,
    st.integers(0, 2**32),
)
def test_array_equals_reference(layout, kind, size, count, seed):
    # 32 rows an example: 20 000 examples of the thorough profile are 640 000 rows for each layout.
    rng = np.random.default_rng(seed)
    least, most = TOTALS[size]
    totals = rng.integers(least, most, ROWS, endpoint=True)
    by = WEIGHTS[kind](rng, (ROWS, count) if layout == "a row each" else count)
    # Nobody to charge is an error of its own; give those rows to the first.
    by[..., 0][~by.any(axis=-1)] = 1
    parts = cs.apportion_array(totals, by)
    assert parts.dtype == np.int64
    assert parts.shape == (ROWS, count)
    assert parts.tolist() == reference(totals, by)


@pytest.mark.parametrize("kind", WEIGHTS)
@pytest.mark.parametrize("layout", ["one row", "a row each"])
def test_array_equals_reference_for_every_kind_of_weights_and_totals(kind, layout):
    rng = np.random.default_rng(20_22)
    for least, most in TOTALS.values():
        totals = rng.integers(least, most, 8, endpoint=True)
        for count in (1, 2, 5, 14, 30, 31, 130):
            by = WEIGHTS[kind](rng, (8, count) if layout == "a row each" else count)
            by[..., 0][~by.any(axis=-1)] = 1
            assert cs.apportion_array(totals, by).tolist() == reference(totals, by)


@given(
    st.lists(st.integers(-LIMIT, LIMIT - 1) | st.integers(-30, 30), min_size=1, max_size=5),
    weights(max_size=60, kinds=("int", "float")) | weights(max_weight=2**62, max_size=5),
)
def test_array_equals_reference_on_small_examples_that_shrink(totals, by):
    # The same law once more: where it fails, this one shows the least example.
    assert cs.apportion_array(totals, by).tolist() == reference(totals, np.array(by))


@pytest.mark.parametrize("method", METHODS)
@given(st.data(), st.integers(1, 6))
def test_array_equals_reference_for_every_method(method, data, count):
    rows = weights(min_size=count, max_size=count, kinds=("int", "float"))
    each = data.draw(st.lists(rows, min_size=1, max_size=4))
    least = count if method in FIRST_UNIT_METHODS else 0
    signs = st.sampled_from([1, -1])
    totals = [
        data.draw(st.integers(least, LIMIT - 1) | st.integers(least, 40)) * data.draw(signs)
        for _ in each
    ]
    by = np.array(each)
    assert cs.apportion_array(totals, by, method=method).tolist() == reference(totals, by, method)
    assert cs.apportion_array(totals, by[0], method=method).tolist() == reference(
        totals, by[0], method
    )


@given(st.integers(1, 60), st.integers(0, 2**32))
def test_law_7_a_row_does_not_depend_on_its_batch(count, seed):
    rng = np.random.default_rng(seed)
    totals = rng.integers(-(10**12), 10**12, 9)
    by = rng.integers(1, 10**4, (9, count))
    alone = [cs.apportion_array(totals[[row]], by[[row]])[0] for row in range(9)]
    # So many copies that the call works through more than one block.
    copies = 2**12 // (9 * count) + 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_block, "CELLS", 2**12)
        together = cs.apportion_array(np.tile(totals, copies), np.tile(by, (copies, 1)))
        shared = cs.apportion_array(np.tile(totals, copies), by[0])
    assert (together == np.tile(np.array(alone), (copies, 1))).all()
    assert (shared == np.tile(cs.apportion_array(totals, by[0]), (copies, 1))).all()


@pytest.mark.parametrize("count", [1, 14, 30, 31, 3000])
@pytest.mark.parametrize("layout", ["one row", "a row each"])
def test_every_block_of_a_long_call_is_filled(count, layout):
    rng = np.random.default_rng(7)
    rows = 2 * 2**17 // count + 5
    totals = rng.integers(-(10**9), 10**9, rows)
    by = rng.integers(0, 10**4, (rows, count) if layout == "a row each" else count)
    by[..., 0] = 1
    parts = cs.apportion_array(totals, by)
    assert (parts.sum(axis=1) == totals).all()
    edges = [0, 1, 2**17 // count - 1, 2**17 // count, 2**18 // count, rows - 1]
    picked = by[edges] if by.ndim == 2 else by
    assert parts[edges].tolist() == reference(totals[edges], picked)


@pytest.mark.parametrize("count", [5, 60])
def test_wide_shared_weights_settle_ties_exactly(count):
    # Weights of 70 bits, all alike but for one: every row is one tie.
    wide = [2**70] * (count - 1) + [2**71]
    totals = list(range(-40, 40))
    shared = cs.apportion_array(totals, np.array(wide, dtype=object))
    assert shared.tolist() == reference(totals, np.array(wide, dtype=object))


def test_wide_shared_weights_settle_near_ties_exactly():
    # Remainders that differ by one part in 10**80 lie closer than 128 binary places tell.
    wide = np.array([10**80, 10**80 + 1, 10**80 - 1, 3], dtype=object)
    totals = [1, 2, 3, 10**18, -(10**18), LIMIT - 1, -LIMIT]
    assert cs.apportion_array(totals, wide).tolist() == reference(totals, wide)


@pytest.mark.parametrize("more", [0, 60])
def test_wide_shared_weights_settle_ties_of_unlike_weights_exactly(more):
    # Quotas 1/2, 3/2, 1.3, nearly 2.7 and next to nothing. In binary 1/4 ends and 1/12 does not,
    # so the first two remainders, which tie, look different at any precision.
    wide = 10**30
    by = np.array([10 * wide, 30 * wide, 26 * wide, 54 * wide - 1, 1, *[0] * more], dtype=object)
    assert cs.apportion_array([6, -6, 6 + 120 * 10**12], by)[:, :5].tolist() == [
        [1, 1, 1, 3, 0],
        [-1, -1, -1, -3, 0],
        [10**13 + 1, 3 * 10**13 + 1, 26 * 10**12 + 1, 54 * 10**12 + 3, 0],
    ]
    assert cs.apportion_array([6], by[[1, 0, 2, 3, 4]]).tolist() == [[2, 0, 1, 3, 0]]


@pytest.mark.parametrize("copies", [1, 2, 20])
@pytest.mark.parametrize("turned", [False, True])
def test_remainders_that_differ_by_less_than_doubles_can_show_are_exact(copies, turned):
    # Quotas of nearly 1/2 and 3/2, and their copies: the next float decides which is larger.
    rng = np.random.default_rng(11)
    one = rng.random(300) / 4
    other = np.nextafter(3 * one, rng.choice([0, 1], 300))
    pairs = np.stack([other, one] if turned else [one, other], axis=1)
    by = np.repeat(pairs, copies, axis=1)
    for total in (2, 6, 4 * 10**6 + 2):
        totals = np.full(300, copies * total + copies // 2)
        assert cs.apportion_array(totals, by).tolist() == reference(totals, by)


@pytest.mark.parametrize("count", [3, 30, 31, 64])
@pytest.mark.parametrize("giants", [1, 2, 3])
def test_giants_among_rows_of_hundredths_are_exact(count, giants):
    # Scaled to hundredths, the giants are infinite. The sample of rows misses theirs.
    by = np.random.default_rng(5).integers(1, 10**5, (200, count)) / 100
    by[1, :giants] = 1.5e307
    totals = np.arange(200) * 7 - 300
    expected = reference(totals, by)
    assert cs.apportion_array(totals, by).tolist() == expected
    groups = np.repeat(np.arange(200), count)
    assert cs.apportion_groups(totals, groups, by.ravel()).reshape(by.shape).tolist() == expected


@pytest.mark.parametrize("by", [[1, 1, 1], [[1, 1, 1]] * 2, [0.25, 0.5, 0.25]])
@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64])
def test_totals_of_any_integer_type_are_read(by, dtype):
    assert cs.apportion_array(np.array([100, 7], dtype=dtype), by).tolist() == reference(
        [100, 7], np.array(by)
    )


@pytest.mark.parametrize(
    "by",
    [
        [Decimal("0.1"), Decimal("0.2")],
        [[Decimal("0.1"), 0.2], ["1/3", 1]],
        np.array([1, 2], dtype=np.longdouble),
        np.array([[0.1, 0.2], [1.5, 0.0]], dtype=np.float16),
        np.array([10**25, 1], dtype=object),
        np.array([1e300, 2.5e299]),
        np.array([[1e300, 2.5e299], [1e-300, 0.0]]),
        np.array([[10**25, 1], [1, 2]], dtype=object),
    ],
)
def test_weights_of_any_readable_type_are_exact(by):
    assert cs.apportion_array([10, 7], by).tolist() == reference(
        [10, 7], np.array(by, dtype=object)
    )


@given(
    by=st.lists(
        st.integers(2**52, 2**65) | st.integers(0, 9) | st.sampled_from([0.5, 2.0**60]),
        min_size=1,
        max_size=5,
    ).filter(any),
    total=st.integers(-(10**18), 10**18),
)
def test_large_ints_of_a_list_are_not_rounded_to_floats(by, total):
    assert cs.apportion_array([total], by).tolist() == [cs.apportion(total, by)]
    assert cs.apportion_array([total], [by]).tolist() == [cs.apportion(total, by)]


def test_totals_held_as_objects_are_read():
    totals = np.array([10, -(2**40)], dtype=object)
    assert cs.apportion_array(totals, [1, 1]).tolist() == [[5, 5], [-(2**39), -(2**39)]]


def test_a_narrow_float_is_the_decimal_that_it_prints():
    thirds = np.array([0.1, 0.2], dtype=np.float32)
    assert cs.apportion_array([3_000_000_000], thirds).tolist() == [[1_000_000_000, 2_000_000_000]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("by", [[1, 2], np.empty((0, 2)), np.empty((0, 2), dtype=int)])
def test_no_totals_give_no_rows(method, by):
    parts = cs.apportion_array([], by, method=method)
    assert parts.shape == (0, 2)
    assert parts.dtype == np.int64


def test_the_callers_arrays_are_left_alone():
    totals, by = np.array([-100, LIMIT - 1, -LIMIT]), np.array([[1, 2], [0, 1], [2**61, 5]])
    before = totals.copy(), by.copy()
    cs.apportion_array(totals, by)
    cs.apportion_array(totals, by[2])
    assert (totals == before[0]).all()
    assert (by == before[1]).all()
    totals.flags.writeable = by.flags.writeable = False
    cs.apportion_array(totals, by)


def test_views_with_strides_are_read_as_they_are():
    by = np.arange(1, 25).reshape(4, 6)
    totals = np.arange(100, 108)[::2]
    assert cs.apportion_array(totals, by[:, ::2]).tolist() == reference(totals, by[:, ::2])
    turned = np.asfortranarray(by)
    assert cs.apportion_array(totals, turned).tolist() == reference(totals, by)


@pytest.mark.parametrize(
    ("totals", "by", "message"),
    [
        (100, [1, 2], "totals have shape (); pass one dimension, (totals,)"),
        ([[1], [2]], [1, 2], "totals have shape (2, 1); pass one dimension, (totals,)"),
        (
            [1, 2],
            [[1, 2]],
            "weights have 1 rows for 2 totals; pass a row for each total, or one row for all",
        ),
        ([1], [[[1]]], "weights have shape (1, 1, 1); pass (members,) or (totals, members)"),
        ([1], 5, "weights have shape (); pass (members,) or (totals, members)"),
        ([1], [], "weights are empty; a total needs at least one member to go to"),
        ([1], [[]], "weights are empty; a total needs at least one member to go to"),
        (
            [1],
            [True, False],
            "weights are bools, not numbers; use weights.astype(int) if 1 and 0 are meant",
        ),
        (
            [1.5],
            [1],
            "row 0: total 1.5 is not an int; pass whole units as ints (25050 öre for 250.50 kr)",
        ),
        (
            [1, True],
            np.array([1, 1], dtype=object),
            None,
        ),
        ([1], [1, -1], "weight -1 at [1] is not a weight; pass finite numbers, zero or more"),
        (
            [1],
            [[1, np.nan]],
            "row 0: weight 1 is nan; pass finite numbers, zero or more",
        ),
        ([1], [np.inf, 1], "weight inf at [0] is not a weight; pass finite numbers, zero or more"),
        (
            [1],
            [0, 0],
            "weights are all zero, so nobody can be charged; use equal weights to share evenly",
        ),
        (
            [1, 1],
            [[1, 0], [0, 0]],
            (
                "row 1: weights are all zero, so nobody can be charged; "
                "use equal weights to share evenly"
            ),
        ),
        (
            [1, 1],
            [[0.5, 0], [0.0, 0]],
            (
                "row 1: weights are all zero, so nobody can be charged; "
                "use equal weights to share evenly"
            ),
        ),
        ([1], [Decimal(1), Decimal(-1)], "weight 1 is -1, below zero; a weight is zero or more"),
        (
            [LIMIT],
            [1],
            f"row 0: total {LIMIT} does not fit int64; use apportion, which has no limit",
        ),
        ([LIMIT * 4], [1], f"row 0: total {LIMIT * 4} does not fit int64; use apportion"),
        ([1, -LIMIT - 1], [1], f"row 1: total {-LIMIT - 1} does not fit int64; use apportion"),
    ],
)
def test_what_cannot_be_shared_is_refused(totals, by, message):
    if message is None:
        with pytest.raises(cs.CostshareError, match="row 1: total True is not an int"):
            cs.apportion_array(np.array(totals, dtype=object), by)
        return
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion_array(totals, by)
    assert str(caught.value).startswith(message)


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(cs.CostshareError, match="unknown method 'webstr'; did you mean 'webster'"):
        cs.apportion_array([1], [1], method="webstr")


zero_rows = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 7, -12, LIMIT - 1, -LIMIT]),
        st.lists(st.sampled_from([0, 0, 0, 1, 2.5, 2**62]), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("method", METHODS)
@given(zero_rows)
def test_zeros_even_shares_as_the_reference_does_by_equal_weights(method, rows):
    totals, each = [total for total, _ in rows], [by for _, by in rows]
    parts = cs.apportion_array(totals, each, method=method, zeros="even")
    naive = [
        cs.apportion(total, by if any(by) else [1] * 3, method=method)
        for total, by in zip(totals, each, strict=True)
    ]
    assert parts.tolist() == naive
    one = cs.apportion_array(totals, each[0], method=method, zeros="even")
    by = each[0] if any(each[0]) else [1] * 3
    assert one.tolist() == [cs.apportion(total, by, method=method) for total in totals]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [int, float, object])
@given(zero_rows)
def test_rows_are_refused_exactly_where_the_reference_refuses_them(dtype, method, rows):
    totals = [total for total, _ in rows]
    each = np.array([by for _, by in rows]).astype(float).astype(dtype)
    bad = [
        row
        for row, (total, by) in enumerate(zip(totals, each, strict=True))
        if total and not by.any()
    ]
    if not bad:
        assert cs.apportion_array(totals, each, method=method).tolist() == [
            cs.apportion(total, by.tolist(), method=method)
            for total, by in zip(totals, each, strict=True)
        ]
        return
    with pytest.raises(cs.CostshareError, match="all zero") as caught:
        cs.apportion_array(totals, each, method=method)
    listed = ", ".join(map(str, bad[:5])) + (f" and {len(bad) - 5} more" if len(bad) > 5 else "")
    assert f"row{'s' if len(bad) > 1 else ''} {listed}: weights are all zero" in str(caught.value)


def test_bad_rows_are_counted_and_the_first_few_named():
    totals = np.full(20, 7)
    by = np.ones((20, 2))
    by[3:12] = 0
    by[15, 1] = -1
    by[16, 0] = np.nan
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion_array(totals, by)
    assert str(caught.value) == (
        "11 of 20 rows are bad; "
        "row 15: weight 1 is -1.0; pass finite numbers, zero or more; "
        "row 16: weight 0 is nan; pass finite numbers, zero or more; "
        "rows 3, 4, 5, 6, 7 and 4 more: weights are all zero, so nobody can be charged; "
        'use equal weights to share evenly, or pass zeros="even"'
    )


def test_reasons_past_the_third_are_counted():
    totals = [1.5, 2.5, 3.5, 4.5, 5.5]
    with pytest.raises(cs.CostshareError, match="; and 2 more for other reasons") as caught:
        cs.apportion_array(totals, [[1, 1], [1, 1], [0, -1], [1, 1], [1, 1]])
    assert str(caught.value).startswith("5 of 5 rows are bad; row 0: total 1.5 is not an int;")


@pytest.mark.parametrize("total", [0, 5])
def test_bad_weights_are_refused_whatever_the_total_is(total):
    for by in ([[1, -1]], [[1, np.nan]], [[Decimal(1), Decimal(-1)]]):
        with pytest.raises(cs.CostshareError, match="row 0: weight 1 is"):
            cs.apportion_array([total], by)


def test_an_unknown_rule_for_zeros_is_refused():
    with pytest.raises(
        cs.CostshareError, match="unknown rule for zeros 'evn'; did you mean 'even'"
    ):
        cs.apportion_array([1], [1], zeros="evn")


def test_bad_rows_are_named_by_their_labels():
    totals = pd.Series([1.5, 2], index=["Kiruna", "Luleå"], dtype=object)
    with pytest.raises(cs.CostshareError, match=r"^row Kiruna: total 1\.5 is not an int"):
        cs.apportion_array(totals, [1, 2])


def test_shared_weights_that_are_all_zero_name_the_way_out():
    with pytest.raises(cs.CostshareError, match=r'or pass zeros="even"$'):
        cs.apportion_array([1, 2], [0, 0])


def test_a_row_with_too_few_units_is_named_by_any_path():
    with pytest.raises(cs.CostshareError, match=r"^row 1: adams "):
        cs.apportion_array([3, 1], [1, 1, 1], method="adams")


@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
@pytest.mark.parametrize("nothing", [0.0, Decimal(0)])
def test_rows_without_weights_are_shared_evenly_by_choice(method, nothing):
    weights = [[0.1, 0.2], [nothing, nothing], [12345678901234567.5, 0.25]]
    parts = cs.apportion_array([3, 4, 5], weights, method=method, zeros="even")
    assert parts[1].tolist() == [2, 2]
    assert parts.sum(axis=1).tolist() == [3, 4, 5]


class NotAnArray:
    def __array__(self, dtype=None, copy=None):
        raise TypeError


def test_what_cannot_be_an_array_is_refused():
    with pytest.raises(cs.CostshareError, match=r"^totals of type NotAnArray are not an array"):
        cs.apportion_array(NotAnArray(), [1, 2])
