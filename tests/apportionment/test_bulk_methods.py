"""Law 9 for the methods besides largest remainder: arrays equal the reference, to the unit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import costshare as cs
from naive_apportionment import FIRST_UNIT_METHODS, METHODS

LIMIT = 2**63
ROWS = 12
OTHERS = METHODS[1:]


def _pick(values):
    return lambda rng, shape: rng.choice(np.array(values), shape)


def _below(most, least=0):
    return lambda rng, shape: rng.integers(least, most, shape)


WEIGHTS = {
    "alike": _pick([1]),
    "many ties": _below(4),
    "populations": _below(10**5),
    "one giant": _pick([0, 1, 2, 2**40]),
    "near ties": _below(2**30 + 4, 2**30),
    "40 bits": _below(2**40),
    "above 2**53": _below(2**53 + 4, 2**53),
    "62 bits": _below(2**62),
    "64 bits": lambda rng, shape: rng.integers(0, 2**64, shape, dtype=np.uint64),
    "hundredths": lambda rng, shape: rng.integers(0, 10**7, shape) / 100,
    "mixed decimals": lambda rng, shape: rng.choice([0.5, 1.5, 0.125, 1e-7, 3.0], shape),
    "17 digits": lambda rng, shape: rng.random(shape),
    "17 digits and zeros": lambda rng, shape: rng.random(shape) * rng.integers(0, 2, shape),
    "far apart": _pick([1e-12, 1.0, 1e12, 123456.789, 0.0]),
    "huge and tiny": _pick([1e-320, 1e300, 1e-5, 3e300, 1.0]),
    "all tiny": _pick([5e-324, 1e-320]),
    "wide": _pick([0, 10**30, 10**30 + 1, 3 * 10**29, 10**80]),
    "fractions of one giant": _pick([10**400, 10**30, 1]),
}
TOTALS = {
    "small": (-40, 40),
    "fees": (-(10**7), 10**7),
    "2**47": (2**47 - 10**5, 2**47 + 10**5),
    "largest": (LIMIT - 60, LIMIT - 1),
    "smallest": (-LIMIT, -LIMIT + 60),
    "any": (-LIMIT, LIMIT - 1),
}


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("layout", ["one row", "a row each"])
@given(
    st.tuples(st.sampled_from(list(WEIGHTS)), st.sampled_from(list(TOTALS))),
    st.integers(1, 8) | st.sampled_from([14, 30, 31, 60]),
    st.integers(0, 2**32),
)
@example(("above 2**53", "small"), 5, 3)
@example(("one giant", "fees"), 14, 1)
@example(("alike", "fees"), 60, 1)
def test_array_equals_reference_by_any_method(method, layout, case, count, seed):
    rng = np.random.default_rng(seed)
    kind, size = case
    least, most = TOTALS[size]
    totals = rng.integers(least, most, ROWS, endpoint=True)
    if method in FIRST_UNIT_METHODS:
        totals[(-count < totals) & (totals < count)] = 0
    by = WEIGHTS[kind](rng, (ROWS, count) if layout == "a row each" else count)
    # Nobody to charge is an error of its own; give those rows to the first.
    by[..., 0][~by.astype(bool).any(axis=-1)] = 1
    parts = cs.apportion_array(totals, by, method=method)
    rows = by if by.ndim == 2 else [by] * ROWS
    assert parts.tolist() == [
        cs.apportion(total, row.tolist(), method=method)
        for total, row in zip(totals.tolist(), rows, strict=True)
    ]


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("count", [3, 14, 60])
def test_every_block_of_a_long_call_is_filled_by_any_method(method, count):
    rng = np.random.default_rng(7)
    rows = 2**18 // count + 5
    totals = rng.integers(count, 10**9, rows) * rng.choice([1, -1], rows)
    by = rng.integers(0, 10**4, (rows, count))
    by[:, 0] += 1
    for weights in (by, by / 100, by[0]):
        parts = cs.apportion_array(totals, weights, method=method)
        assert (parts.sum(axis=1) == totals).all()
        for row in (0, 1, rows // 2, rows - 1):
            own = weights if weights.ndim == 1 else weights[row]
            naive = cs.apportion(int(totals[row]), own.tolist(), method=method)
            assert parts[row].tolist() == naive


@pytest.mark.parametrize("method", FIRST_UNIT_METHODS)
@pytest.mark.parametrize("by", [[1, 2, 4], [[1, 2, 4]] * 3])
def test_rows_with_fewer_units_than_members_are_all_named(method, by):
    with pytest.raises(cs.CostshareError, match=r"^2 of 3 rows are bad; rows? 0.*2") as caught:
        cs.apportion_array([2, 100, -2], by, method=method)
    assert f"{method} gives each of the 3 members" in str(caught.value)
    assert cs.apportion_array([0, 3, -3], by, method=method).tolist() == [
        [0, 0, 0],
        [1, 1, 1],
        [-1, -1, -1],
    ]


@pytest.mark.parametrize("method", ["webster", "jefferson", "adams"])
def test_a_tie_at_every_unit_goes_to_the_first_listed(method):
    parts = cs.apportion_array(np.arange(5, 30), [1, 1, 1, 1, 1], method=method)
    assert parts.tolist() == [[(total + 4 - at) // 5 for at in range(5)] for total in range(5, 30)]


def test_a_row_that_needs_many_single_units_moved_is_exact():
    # One member has nearly all the weight, and the others need their first unit from it.
    by = [10**9, *[1] * 200]
    totals = [201, 202, 350, 401, 1000]
    for method in FIRST_UNIT_METHODS:
        assert cs.apportion_array(totals, by, method=method).tolist() == [
            cs.apportion(total, by, method=method) for total in totals
        ]


@pytest.mark.parametrize("method", OTHERS)
def test_weights_in_other_numbers_go_through_the_reference(method):
    by = np.array([["1/3", 0.5], [10**40, 10**39]], dtype=object)
    assert cs.apportion_array([10, 7], by, method=method).tolist() == [
        cs.apportion(10, ["1/3", 0.5], method=method),
        cs.apportion(7, [10, 1], method=method),
    ]


@pytest.mark.parametrize("method", OTHERS)
def test_whole_weights_that_share_a_double_are_not_tied(method):
    by = [2**53, 2**53 + 1, 2**53, 2**53 + 1, 2**53 + 1]
    assert cs.apportion_array([38, 37], [by] * 2, method=method).tolist() == [
        cs.apportion(total, by, method=method) for total in (38, 37)
    ]


# Weights in this ratio tie for the last unit of this total: at s(k)/w, say 1/2 ÷ 1 = 3/2 ÷ 3.
TIED = {
    "webster": (1, 3, 2),
    "jefferson": (1, 3, 3),
    "adams": (1, 3, 5),
    "huntington_hill": (1, 6, 10),
    "dean": (5, 9, 4),
}


def pairs_that_tie(first, second):
    """Find pairs of floats in that ratio as the decimals they print, though not as doubles."""
    units = np.random.default_rng(3).integers(10**15, 10**16, 500).tolist()
    exact = [(Fraction(first * unit, 10**17), Fraction(second * unit, 10**17)) for unit in units]
    pairs = [(float(one), float(other)) for one, other in exact]
    return [
        by
        for by, meant in zip(pairs, exact, strict=True)
        if tuple(Fraction(repr(weight)) for weight in by) == meant
        and Fraction(by[0]) * second != Fraction(by[1]) * first
    ]


@pytest.mark.parametrize("method", TIED)
@pytest.mark.parametrize("turned", [False, True])
def test_decimals_that_tie_though_their_doubles_do_not_are_exact(method, turned):
    # The doubles order about half of the pairs the wrong way: the margin hands them back.
    first, second, total = TIED[method]
    pairs = pairs_that_tie(first, second)
    assert len(pairs) > 50
    by = np.array(pairs)[:, ::-1] if turned else np.array(pairs)
    parts = cs.apportion_array([total] * len(by), by, method=method)
    assert parts.tolist() == [cs.apportion(total, row, method=method) for row in by.tolist()]
    assert len(set(map(tuple, parts.tolist()))) == 1
    assert len({cs.apportion_array([total], row, method=method)[0, 0] for row in by[:9]}) == 1


@pytest.mark.parametrize("method", OTHERS)
def test_rows_with_weights_near_the_largest_double_are_exact(method):
    by = np.array([[1.7e308, 1.6e308, 1e308], [1.5, 1e-5, 3.25]])
    totals = [10**8, 2**46]
    assert cs.apportion_array(totals, by, method=method).tolist() == [
        cs.apportion(total, row, method=method)
        for total, row in zip(totals, by.tolist(), strict=True)
    ]
