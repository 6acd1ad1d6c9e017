"""Law 9 for the compiled kernels: what they settle equals the exact reference, to the unit.

Each law is tried on the kernels as plain Python, which runs everywhere, and compiled by numba
where that is installed.
"""

import os
import sys
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from compiled_forms import FORMS, INSTALLED, floats_may_overflow
from costshare.apportionment import arrays
from costshare.apportionment.arrays import _array, _compiled, _ragged

LIMIT = 2**63
LARGEST = "largest_remainder"


@pytest.fixture(autouse=True, scope="module")
def _compiled_where_worth_it():
    """Use compiled code, which `conftest.py` switches off for all other tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("COSTSHARE_FAST", raising=False)
        yield


def _whole(least, most):
    return lambda rng, count: rng.integers(least, most, count, endpoint=True)


def _pick(*values):
    return lambda rng, count: rng.choice(np.array(values), count)


WHOLE = {
    "alike": _pick(1),
    "zeros and ones": _whole(0, 1),
    "few ties": _whole(0, 4),
    "populations": _whole(0, 10**5),
    "31 bits": _whole(2**30, 2**31),
    "near ties": _whole(2**30, 2**30 + 3),
    "nearer ties": _whole(2**46, 2**46 + 3),
    "above doubles": _whole(2**53, 2**53 + 3),
    "60 bits": _whole(0, 2**60),
    "largest": _whole(LIMIT - 3, LIMIT - 1),
    "far apart": _pick(0, 1, 2, 10**6, 2**40, 10**15),
}
FLOATS = {
    "hundredths": lambda rng, count: np.round(rng.integers(0, 10**7, count) / 100, 2),
    "few hundredths": lambda rng, count: rng.integers(0, 9, count) / 100,
    "awkward decimals": _pick(0.1, 0.2, 0.3, 0.7, 1.1, 2.675, 1e-7, 0.0),
    "15 digits": lambda rng, count: np.round(rng.random(count), 15),
    "17 digits": lambda rng, count: rng.random(count),
    "two doubles": _pick(1 / 3, np.nextafter(1 / 3, 1), 0.0),
    "whole and half": _pick(1.0, 0.5, 2.0),
    "large": _pick(1e15, 123456789012345680.0, 1e22, 1.0),
    "extremes": _pick(5e-324, 1e-300, 1e300, 1.7e308, 1.0),
    "tiny": _pick(5e-324, 1e-320, 2e-310),
    "far apart floats": _pick(1e-12, 1.0, 1e12, 123456.789, 0.0),
}
WEIGHTS = {**WHOLE, **FLOATS}
TOTALS = {
    "small": (-20, 20),
    "fees": (-(10**7), 10**7),
    "32 bits": (-(2**33), 2**33),
    "2**45": (2**45 - 50, 2**45 + 50),
    "2**51": (2**51 - 50, 2**51 + 50),
    "2**53": (2**53 - 50, 2**53 + 50),
    "huge": (-LIMIT, LIMIT - 1),
    "largest": (LIMIT - 40, LIMIT - 1),
    "smallest": (-LIMIT, -LIMIT + 40),
}


def reference(total, weights):
    """Share one total exactly; None if nobody can be charged."""
    if total and not weights.any():
        return None
    return cs.apportion(int(total), weights.tolist())


def share_rows(form, totals, weights):
    out = np.empty((len(totals), weights.shape[1]), dtype=np.int64)
    sizes = np.full(len(totals), weights.shape[1])
    with floats_may_overflow(weights):
        open_rows = _compiled.share_compiled(FORMS[form], totals, sizes, weights, out)
    return out, open_rows.tolist()


def share_groups(form, totals, sizes, weights):
    out = np.zeros(len(weights), dtype=np.int64)
    with floats_may_overflow(weights):
        open_groups = _compiled.share_compiled(FORMS[form], totals, sizes, weights, out)
    return out, open_groups.tolist()


def check_rows(form, totals, weights):
    """Compare the settled rows with the reference; return the others."""
    parts, open_rows = share_rows(form, totals, weights)
    for row in set(range(len(totals))) - set(open_rows):
        by = weights[min(row, len(weights) - 1)]
        assert parts[row].tolist() == reference(totals[row], by)
    return open_rows


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", WEIGHTS)
def test_settled_rows_equal_the_reference(kind, form):
    rng = np.random.default_rng(2022)
    for least, most in TOTALS.values():
        for count in (1, 2, 5, 24, 25):
            rows = 4 if form == "python" else 40
            totals = rng.integers(least, most, rows, endpoint=True)
            check_rows(form, totals, WEIGHTS[kind](rng, (rows, count)))
            check_rows(form, totals, WEIGHTS[kind](rng, (1, count)))


@pytest.mark.parametrize("form", FORMS)
@given(
    st.sampled_from(list(WEIGHTS)),
    st.sampled_from(list(TOTALS)),
    st.lists(st.integers(0, 8) | st.sampled_from([24, 25, 60]), min_size=1, max_size=5),
    st.integers(0, 2**32),
)
def test_settled_groups_equal_the_reference(form, kind, size, sizes, seed):
    rng = np.random.default_rng(seed)
    totals = rng.integers(*TOTALS[size], len(sizes), endpoint=True)
    totals[np.array(sizes) == 0] = 0
    weights = WEIGHTS[kind](rng, sum(sizes))
    parts, open_groups = share_groups(form, totals, np.array(sizes), weights)
    stop = 0
    for group, count in enumerate(sizes):
        start, stop = stop, stop + count
        if group not in open_groups and count:
            assert parts[start:stop].tolist() == reference(totals[group], weights[start:stop])


@pytest.mark.parametrize("form", FORMS)
@given(
    st.lists(
        st.tuples(
            st.integers(-LIMIT, LIMIT - 1) | st.integers(-30, 30),
            st.lists(st.integers(0, 6), min_size=4, max_size=4),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([1, 2**28, 2**29 + 1, 2**50 + 1, 0.1, 1 / 3]),
)
def test_settled_rows_equal_the_reference_on_small_examples_that_shrink(form, rows, scale):
    totals = np.array([total for total, _ in rows])
    check_rows(form, totals, np.array([by for _, by in rows]) * scale)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [3, 14, 30])
@pytest.mark.parametrize(
    "kind",
    ["alike", "few ties", "populations", "31 bits", "near ties", "nearer ties"],
)
def test_rows_of_whole_weights_are_settled(kind, count, form):
    rng = np.random.default_rng(1)
    totals = rng.integers(-(10**5), 10**5, 50)
    weights = WHOLE[kind](rng, (50, count))
    weights[:, 0] += 1
    assert check_rows(form, totals, weights) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [3, 14, 30])
@pytest.mark.parametrize("kind", ["hundredths", "few hundredths", "17 digits", "whole and half"])
def test_rows_of_floats_are_settled(kind, count, form):
    rng = np.random.default_rng(1)
    totals = rng.integers(-(10**7), 10**7, 50)
    weights = FLOATS[kind](rng, (50, count))
    weights[:, 0] += 1
    assert check_rows(form, totals, weights) == []


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_doubles_cannot_order_are_left_to_the_caller(form):
    # The two quotas of each row are 1/2 and 1/2, but for less than one part in 10**16.
    third = 1 / 3
    weights = np.array([[third, np.nextafter(third, 1)], [np.nextafter(third, 1), third]])
    assert share_rows(form, np.array([1, 1]), weights)[1] == [0, 1]
    large = np.array([[2**62, 2**62 + 1], [2**62 + 1, 2**62]])
    assert share_rows(form, np.array([1, 1]), large)[1] == [0, 1]


@pytest.mark.parametrize("form", FORMS)
def test_equal_weights_are_ordered_at_any_precision(form):
    weights = np.full((2, 3), 2 / 3)
    weights[1, 2] = 1e-3
    parts, open_rows = share_rows(form, np.array([100, -5]), weights)
    assert parts.tolist() == [[34, 33, 33], [-3, -2, 0]]
    assert open_rows == []


@pytest.mark.parametrize("form", FORMS)
def test_what_no_kernel_shares_is_left_to_the_caller(form):
    nothing = np.array([[0, 0], [0, 0], [1, 1]])
    assert share_rows(form, np.array([5, 0, -LIMIT]), nothing)[1] == [0, 2]
    assert share_rows(form, np.array([5, 0, -LIMIT]), nothing * 1.0)[1] == [0, 2]
    too_large = np.array([[2**63, 1]], dtype=np.uint64)
    assert share_rows(form, np.array([1, 2]), too_large)[1] == [0, 1]
    assert share_groups(form, np.array([5]), np.array([2]), too_large[0])[1] == [0]
    assert share_groups(form, np.array([5]), np.array([2]), nothing[0])[1] == [0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint64, np.float64])
def test_weights_of_any_width_are_read(form, dtype):
    weights = np.array([[1, 2, 4], [0, 3, 3]], dtype=dtype)
    assert check_rows(form, np.array([100, 11]), weights) == []
    assert check_rows(form, np.array([100, 11])[::-1], weights[:, ::2]) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["few ties", "populations", "17 digits"])
@pytest.mark.parametrize("threads", ["1", "2", "3", "7"])
def test_law_7_the_number_of_threads_changes_nothing(monkeypatch, threads, kind, form):
    rng = np.random.default_rng(5)
    totals = rng.integers(-(10**6), 10**6, 57)
    sizes = rng.integers(0, 5, 57)
    sizes[11] = 90  # more than a block
    weights = WEIGHTS[kind](rng, sizes.sum())
    wide = WEIGHTS[kind](rng, (57, 4))
    alone = share_rows(form, totals, wide), share_groups(form, totals, sizes, weights)
    monkeypatch.setattr(_compiled, "_CELLS_PER_THREAD", 8)
    monkeypatch.setenv("COSTSHARE_THREADS", threads)
    parts, open_rows = share_rows(form, totals, wide)
    assert open_rows == alone[0][1]
    assert (parts == alone[0][0]).all()
    parts, open_groups = share_groups(form, totals, sizes, weights)
    assert open_groups == alone[1][1]
    settled = np.repeat(~np.isin(np.arange(57), open_groups), sizes)
    assert (parts == alone[1][0])[settled].all()


@pytest.mark.parametrize("wanted", ["0", "-1", "two", "1.5", "²"])
def test_a_number_of_threads_that_is_not_one_is_refused(monkeypatch, wanted):
    monkeypatch.setenv("COSTSHARE_THREADS", wanted)
    with pytest.raises(cs.CostshareError, match="set it to a whole number of 1 or more"):
        share_rows("python", np.array([1]), np.array([[1]]))


def test_threads_are_as_many_as_the_process_may_use(monkeypatch):
    monkeypatch.delenv("COSTSHARE_THREADS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert _compiled._threads() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert _compiled._threads() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert _compiled._threads() == 1


def test_the_kernels_are_used_where_installed_wanted_and_worth_it(monkeypatch):
    many = _compiled.FEWEST_CELLS
    assert (_compiled.kernels(many, LARGEST, fast=True) is not None) == INSTALLED
    assert _compiled.kernels(many, LARGEST, fast=False) is None
    assert _compiled.kernels(many - 1, LARGEST, fast=True) is None
    assert _compiled.kernels(many, "webster", fast=True) is None
    monkeypatch.setenv("COSTSHARE_FAST", "0")
    assert _compiled.kernels(many, LARGEST, fast=True) is None


def test_without_numba_the_kernels_are_missing(monkeypatch):
    monkeypatch.setattr(_compiled, "find_spec", lambda _: None)
    assert _compiled.kernels(_compiled.FEWEST_CELLS, LARGEST, fast=True) is None


def test_a_numba_that_cannot_be_loaded_is_named_with_the_way_out(monkeypatch):
    monkeypatch.setattr(_compiled, "find_spec", lambda _: True)
    name = "_compiled_kernels"
    monkeypatch.delattr(arrays, name, raising=False)
    monkeypatch.setitem(sys.modules, f"{arrays.__name__}.{name}", None)
    totals, weights = np.full(_compiled.FEWEST_CELLS // 2, 3), [1, 1]
    with pytest.raises(cs.CostshareError, match=r"numba cannot be loaded: .*fast=False"):
        cs.apportion_array(totals, weights)
    assert (cs.apportion_array(totals, weights, fast=False) == [2, 1]).all()
    monkeypatch.setenv("COSTSHARE_FAST", "0")
    assert (cs.apportion_array(totals, weights) == [2, 1]).all()


@pytest.mark.parametrize("form", FORMS)
def test_a_function_is_compiled_where_nothing_can_be_cached(form):
    # A function without a source file has no place in any cache.
    function = eval("lambda value: 2 * value")  # noqa: S307
    assert FORMS[form]._compile(function)(21) == 42


@contextmanager
def always(form):
    """Use the kernels in this form in every call, however small."""

    def kernels(*_, fast):
        return FORMS[form] if fast else None

    with patch.object(_array, "kernels", kernels), patch.object(_ragged, "kernels", kernels):
        yield


@pytest.mark.parametrize("form", FORMS)
@given(
    st.sampled_from(list(WEIGHTS)),
    st.sampled_from(list(TOTALS)),
    st.integers(1, 8) | st.sampled_from([24, 25]),
    st.integers(0, 2**32),
)
def test_arrays_are_the_same_with_and_without_compiled_code(form, kind, size, count, seed):
    rng = np.random.default_rng(seed)
    totals = rng.integers(*TOTALS[size], 4, endpoint=True)
    for shape in ((4, count), count):
        weights = WEIGHTS[kind](rng, shape)
        with always(form), floats_may_overflow(weights):
            fast = cs.apportion_array(totals, weights, zeros="even")
        slow = cs.apportion_array(totals, weights, zeros="even", fast=False)
        assert fast.tolist() == slow.tolist()


@pytest.mark.parametrize("form", FORMS)
@given(
    st.sampled_from(list(WEIGHTS)),
    st.sampled_from(list(TOTALS)),
    st.lists(st.integers(0, 4), max_size=14),
    st.integers(0, 2**32),
)
def test_groups_are_the_same_with_and_without_compiled_code(form, kind, size, groups, seed):
    rng = np.random.default_rng(seed)
    totals = rng.integers(*TOTALS[size], 5, endpoint=True)
    totals[~np.isin(np.arange(5), groups)] = 0
    weights = WEIGHTS[kind](rng, len(groups))
    numbers = np.array(groups, dtype=np.int64)
    with always(form), floats_may_overflow(weights):
        fast = cs.apportion_groups(totals, numbers, weights, zeros="even")
    slow = cs.apportion_groups(totals, numbers, weights, zeros="even", fast=False)
    assert fast.tolist() == slow.tolist()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("wide", [[2**63, 5, 2**63 + 1], [10**30, 1, 10**30 + 1]])
def test_shared_weights_of_any_size_are_exact(form, wide):
    totals = np.array([1, -7, 10**6, LIMIT - 1, -LIMIT])
    with always(form):
        parts = cs.apportion_array(totals, np.array(wide, dtype=object))
    assert parts.tolist() == [cs.apportion(total, wide) for total in totals.tolist()]


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_cannot_be_shared_are_named_as_without_compiled_code(form):
    weights = [[0, 0], [1, 2], [0.5, -1]]
    messages = []
    for fast in (True, False):
        with always(form), pytest.raises(cs.CostshareError) as array:
            cs.apportion_array([5, 5, 5], weights, fast=fast)
        with always(form), pytest.raises(cs.CostshareError) as groups:
            cs.apportion_groups([5, 5, 5], [0, 0, 2], [0, 0, 0.5], fast=fast)
        messages.append((str(array.value), str(groups.value)))
    assert messages[0] == messages[1]
    assert "row 0: weights are all zero" in messages[0][0]
    assert "group 0: weights are all zero" in messages[0][1]


@pytest.mark.parametrize(
    "kind", ["few ties", "populations", "nearer ties", "hundredths", "17 digits"]
)
def test_law_9_holds_at_the_size_of_benchmarks(kind):
    # So many rows that compiled code is used where it is installed.
    rng = np.random.default_rng(2022)
    totals = rng.integers(-(10**7), 10**7, 60_000)
    for shape in ((60_000, 5), 14):
        weights = WEIGHTS[kind](rng, shape)
        parts = cs.apportion_array(totals, weights, zeros="even")
        assert (parts.sum(axis=1) == totals).all()
        assert (parts == cs.apportion_array(totals, weights, zeros="even", fast=False)).all()
        for row in range(0, 60_000, 1_000):
            by = weights[row] if weights.ndim == 2 else weights
            by = by if by.any() else by + 1
            assert parts[row].tolist() == reference(totals[row], by)


@pytest.mark.parametrize("kind", ["few ties", "populations", "hundredths", "17 digits"])
def test_law_9_holds_for_groups_at_the_size_of_benchmarks(kind):
    rng = np.random.default_rng(2022)
    sizes = rng.integers(1, 20, 20_000)
    sizes[777] = 100_000
    totals = rng.integers(-(10**7), 10**7, 20_000)
    groups = np.repeat(np.arange(20_000), sizes)
    weights = WEIGHTS[kind](rng, len(groups))
    parts = cs.apportion_groups(totals, groups, weights, zeros="even")
    assert (np.add.reduceat(parts, np.cumsum(sizes) - sizes) == totals).all()
    slow = cs.apportion_groups(totals, groups, weights, zeros="even", fast=False)
    assert (parts == slow).all()


def test_compiled_code_is_asked_for_by_true_or_false():
    with pytest.raises(cs.CostshareError, match="fast is of type str; pass True or False"):
        cs.apportion_array([1], [1], fast="yes")


@pytest.mark.parametrize("form", FORMS)
def test_fractions_that_are_hardly_more_than_the_error_are_left_to_the_caller(form):
    total = 280 * 10**9
    weights = np.array([[total - 1.0, *[0.01] * 100]])
    assert check_rows(form, np.array([total]), weights) == [0]


@pytest.mark.parametrize("form", FORMS)
def test_floats_that_look_whole_where_not_all_are_go_to_the_caller(form):
    weights = np.ones((700, 3))
    assert check_rows(form, np.full(700, 100), weights) == []
    weights[0, 1] = 1 / 3
    assert check_rows(form, np.full(700, 100), weights) == list(range(700))


@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_whole_quotas_has_no_units_left(form):
    assert check_rows(form, np.array([60, -30, 0]), np.full((3, 30), 0.25)) == []
