"""Law 9: `apportion_groups` equals the exact reference, group by group, to the unit."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import weights
from naive_apportionment import FIRST_UNIT_METHODS, METHODS

LIMIT = 2**63


def reference(totals, groups, by, method="largest_remainder"):
    """Share group by group with `apportion`."""
    parts = [0] * len(groups)
    for number, total in enumerate(totals):
        rows = [row for row, group in enumerate(groups) if group == number]
        if rows:
            own = cs.apportion(int(total), [by[row] for row in rows], method=method)
            for row, part in zip(rows, own, strict=True):
                parts[row] = part
    return parts


@st.composite
def ragged(draw, method="largest_remainder", kinds=("int", "float")):
    """Totals, groups in any order, and weights; some totals are zero and without rows."""
    lists = draw(st.lists(weights(max_size=9, kinds=kinds), min_size=1, max_size=5))
    totals, rows = [], []
    for number, by in enumerate(lists):
        if draw(st.integers(0, 5)) == 0:
            totals.append(0)
            continue
        least = len(by) if method in FIRST_UNIT_METHODS else 0
        size = draw(st.integers(least, LIMIT - 1) | st.integers(least, 40))
        totals.append(size * draw(st.sampled_from([1, -1])))
        rows += [(number, weight) for weight in by]
    rows = draw(st.permutations(rows))
    return totals, [number for number, _ in rows], [weight for _, weight in rows]


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_groups_equal_the_reference_group_by_group(method, data):
    totals, groups, by = data.draw(ragged(method))
    parts = cs.apportion_groups(totals, groups, by, method=method)
    assert parts.dtype == np.int64
    assert parts.tolist() == reference(totals, groups, np.array(by).tolist(), method)


KINDS = {
    "integers": lambda rng, rows: rng.integers(0, 10**5, rows),
    "many ties": lambda rng, rows: rng.integers(0, 3, rows),
    "two decimals": lambda rng, rows: rng.integers(0, 10**7, rows) / 100,
    "17 digits": lambda rng, rows: rng.random(rows),
    "64 bits": lambda rng, rows: rng.integers(0, 2**64, rows, dtype=np.uint64),
    "62 bits": lambda rng, rows: rng.integers(0, 2**62, rows),
    "objects": lambda rng, rows: rng.choice(np.array([10**30, 10**25, 0], dtype=object), rows),
}
# Sizes with a block of their own, filled up sizes, and a long group.
SIZES = [1, 2, 3, 5, 17, 30, 31, 33, 47, 0, 300, 0, 5000, 1, 2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("zeros", ["error", "even"])
def test_groups_of_any_size_equal_the_reference(kind, zeros):
    rng = np.random.default_rng(20_22)
    groups = np.repeat(np.arange(len(SIZES)), SIZES)
    totals = np.where(np.array(SIZES) > 0, rng.integers(-(10**9), 10**9, len(SIZES)), 0)
    by = KINDS[kind](rng, len(groups))
    first = np.cumsum(SIZES) - SIZES
    by[first[np.array(SIZES) > 0]] = 1
    # Groups of 3, 31, 300 and 5000 rows without weight are shared evenly.
    without = np.isin(groups, [2, 6, 10, 12]) & (zeros == "even")
    by[without] = 0
    parts = cs.apportion_groups(totals, groups, by, zeros=zeros)
    assert parts.tolist() == reference(totals, groups, np.where(without, 1, by).tolist())


@pytest.mark.parametrize("divisor", [1, 7919])
def test_permuting_rows_permutes_parts(divisor):
    # Weights all differ, so that no tie depends on the order.
    rng = np.random.default_rng(5)
    groups = rng.integers(0, 300, 5000)
    by = np.arange(1, 5001) * 7 / divisor
    totals = np.where(np.bincount(groups, minlength=300) > 0, 10**9 + np.arange(300), 0)
    parts = cs.apportion_groups(totals, groups, by)
    order = rng.permutation(5000)
    assert (cs.apportion_groups(totals, groups[order], by[order]) == parts[order]).all()
    assert (np.bincount(groups, parts, 300) == totals).all()


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(1, 40), st.integers(0, 2**32))
def test_array_equals_groups(method, count, seed):
    rng = np.random.default_rng(seed)
    totals = rng.integers(count, LIMIT - 1, 7) * rng.choice([1, -1], 7)
    by = rng.integers(1, 10 ** int(rng.integers(1, 18)), (7, count)) / rng.choice([1, 100])
    flat = cs.apportion_groups(totals, np.repeat(np.arange(7), count), by.ravel(), method=method)
    assert (flat.reshape(7, count) == cs.apportion_array(totals, by, method=method)).all()


@pytest.mark.parametrize("rows", [2**10, 2**13, 2**16])
def test_every_group_of_a_long_call_is_filled(rows):
    rng = np.random.default_rng(rows)
    sizes = np.minimum(rng.zipf(1.5, rows // 8), rows // 4)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    totals = rng.integers(-(10**9), 10**9, len(sizes))
    by = rng.integers(1, 10**5, len(groups))
    parts = cs.apportion_groups(totals, groups, by)
    starts = np.cumsum(sizes) - sizes
    assert (np.add.reduceat(parts, starts) == totals).all()
    for group in [0, 1, int(sizes.argmax()), len(sizes) - 1]:
        run = slice(starts[group], starts[group] + sizes[group])
        assert parts[run].tolist() == cs.apportion(int(totals[group]), by[run].tolist())


@pytest.mark.parametrize(
    "by",
    [
        [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")],
        [Fraction(1, 3), 0.5, "1/6"],
        [10**30, 10**30 + 1, 10**25],
        np.array([0.1, 0.2, 0.3], dtype=np.float32),
        np.array([1, 2, 3], dtype=np.uint8),
        np.array([1, 2, 3], dtype=np.longdouble),
        pd.Series([1.5, 2.5, 3.5]),
    ],
)
def test_weights_of_any_readable_type_are_exact(by):
    parts = cs.apportion_groups([10, 10], [0, 1, 0], by)
    assert parts.tolist() == reference([10, 10], [0, 1, 0], list(by))


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, object])
def test_groups_of_any_integer_type_are_read(dtype):
    groups = np.array([1, 0, 1], dtype=dtype)
    assert cs.apportion_groups([100, 7], groups, [1, 5, 2]).tolist() == [2, 100, 5]


def test_no_totals_and_no_rows_give_nothing():
    assert cs.apportion_groups([], [], []).tolist() == []
    assert cs.apportion_groups([0, 0], [], []).tolist() == []


@pytest.mark.parametrize(
    ("totals", "groups", "by", "message"),
    [
        ([[1]], [0], [1], "totals have shape (1, 1); pass one dimension, (totals,)"),
        ([1], [[0]], [1], "groups have shape (1, 1); pass one dimension, (rows,)"),
        ([1], [0], [[1]], "weights have shape (1, 1); pass one dimension, (rows,)"),
        (
            [1],
            [0, 0],
            [1],
            "groups have 2 rows and weights 1; pass one group and one weight for each row",
        ),
        (
            [1, 2, 3],
            [0],
            [1],
            (
                "2 of 3 groups are bad; groups 1, 2: the total has no rows to go to; "
                "give its group a row, or remove the total"
            ),
        ),
        ([1], [0, 1], [1, 1], "row 1: the group is not one of 0 to 0, the numbers of the totals"),
        ([1], [0, -1], [1, 1], "row 1: the group is not one of 0 to 0, the numbers of the totals"),
        (
            [1],
            np.array([0, 1], dtype=object),
            [1, 1],
            "row 1: the group is not one of 0 to 0, the numbers of the totals",
        ),
        ([], [0], [1], "row 0: there is no total for the group; pass one total for each group"),
        ([1], [0, 0.5], [1, 1], "2 of 2 rows are bad; row 0: group 0.0 is not an int; pass the"),
        ([1], [0, 0], [True, False], "weights are bools, not numbers; use weights.astype(int)"),
        ([1], [0, 0], [1, -1], "row 1: weight is -1; pass finite numbers, zero or more"),
        ([1], [0, 0], [1, np.nan], "row 1: weight is nan; pass finite numbers, zero or more"),
        ([1], [0, 0], [1, Decimal(-1)], "row 1: weight is -1; pass finite numbers, zero or more"),
        ([1], [0, 0], [Decimal(1), "x"], "row 1: weight 'x' is not a plain number; write it as"),
        (
            [1, 1.5],
            [0, 0],
            [1, -1],
            "row 1: weight is -1; pass finite numbers, zero or more; 2 of 2 groups are bad; group",
        ),
        (
            [1, 5],
            [0, 1],
            [1, 0],
            (
                "group 1: weights are all zero, so nobody can be charged; use equal weights to "
                'share evenly, or pass zeros="even"'
            ),
        ),
    ],
)
def test_what_cannot_be_shared_is_refused(totals, groups, by, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.apportion_groups(totals, groups, by)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("method", METHODS)
def test_zeros_even_shares_as_the_reference_does_by_equal_weights(method):
    totals, groups, by = [7, 0, -9, 5], [2, 0, 1, 0, 2, 3, 2, 0], [0, 0, 0, 0, 0, 2, 0, 0]
    parts = cs.apportion_groups(totals, groups, by, method=method, zeros="even")
    assert parts.tolist() == reference(totals, groups, [1, 1, 1, 1, 1, 2, 1, 1], method)


def test_bad_groups_are_named_by_the_label_of_their_total():
    totals = pd.Series([1.5, 2.5], index=["Kiruna", "Luleå"])
    with pytest.raises(cs.CostshareError, match=r"; group Kiruna: total 1\.5 is not an int"):
        cs.apportion_groups(totals, [0, 1], [1, 2])


def test_series_of_groups_and_weights_are_matched_by_label():
    groups = pd.Series([0, 0, 1], index=["x", "y", "z"])
    by = pd.Series([5, 3, 1], index=["z", "y", "x"])
    assert cs.apportion_groups([4, 7], groups, by).tolist() == [1, 3, 7]
    with pytest.raises(cs.CostshareError, match="weights"):
        cs.apportion_groups([4, 7], groups, by.rename({"x": "w"}))
    repeated = groups.set_axis(["x", "x", "y"])
    assert cs.apportion_groups([4, 7], repeated, by.set_axis(["x", "x", "y"])).tolist() == [3, 1, 7]
