"""Each law on a function holds for what it promises, and names what breaks it."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import (
    assert_credit_mirrors_charge,
    assert_monotone,
    assert_nothing_for_nothing,
    assert_order_free,
    assert_repeatable,
    assert_same_as,
    assert_scale_free,
    assert_sums,
    assert_within_quota,
    totals,
    weights,
)

# Less than half of what the profile asks for: these are many tests.
FEW = settings(max_examples=settings.default.max_examples * 2 // 5)

LAWS = [
    assert_sums,
    assert_nothing_for_nothing,
    assert_within_quota,
    assert_credit_mirrors_charge,
    assert_order_free,
    assert_scale_free,
    assert_monotone,
    assert_repeatable,
]


def always(*parts):
    """A function that gives the same parts, whatever it is asked."""
    return lambda *_: list(parts)


def by_table(table):
    """A function that gives what a table has for the weights."""
    return lambda _, weights: table[tuple(weights)]


@FEW
@pytest.mark.parametrize("law", LAWS)
@given(total=totals(), by=weights(kinds=["int", "decimal", "fraction", "float", "str"]))
def test_apportion_keeps_every_law(law, total, by):
    law(cs.apportion, total, by)


@FEW
@pytest.mark.parametrize("unit", ["0.01", 100, "2.5"])
@pytest.mark.parametrize("law", [assert_sums, assert_within_quota, assert_order_free])
@given(data=st.data(), by=weights())
def test_laws_count_in_the_unit(law, unit, data, by):
    total = data.draw(totals(unit=unit))
    law(lambda total, weights: cs.apportion(total, weights, unit=unit), total, by, unit=unit)


@pytest.mark.parametrize("method", ["webster", "jefferson", "adams", "huntington_hill", "dean"])
@given(total=st.integers(12, 60), by=weights(max_weight=9))
def test_ties_of_divisor_methods_are_ties(method, total, by):
    assert_order_free(lambda t, w: cs.apportion(t, w, method=method), total, by)


@pytest.mark.parametrize("made", [list, tuple, np.array, pd.Series, dict, iter])
def test_parts_may_come_in_any_row(made):
    def split(total, weights):
        parts = cs.apportion(total, weights)
        return made(list(enumerate(parts))) if made is dict else made(parts)

    assert_sums(split, 100, [1, 1, 1])
    assert_order_free(split, 100, [1, 1, 1])


def test_a_series_is_read_by_its_labels():
    def split(total, weights):
        return pd.Series(cs.apportion(total, weights)).sort_values()

    assert_within_quota(split, 100, [5, 3, 2])
    assert_monotone(split, 100, [5, 3, 2])


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda *_: None, "the function returned None: parts is of type NoneType"),
        (always(1), "the function returned [1]: a part for each of 3 weights is needed, and it"),
        (always(50, None, 50), "the function returned [50, None, 50]: part 1 is missing"),
        (always(float("nan"), 1, 1), "the function returned [nan, 1, 1]: part 0 is NaN"),
        (lambda *_: "55", "the function returned '55': parts is of type str"),
        (lambda *_: {34, 33}, "the function returned {33, 34}: parts is of type set"),
        (lambda _, w: w[5], "the function raised IndexError: list index out of range"),
        (lambda t: t, "the function raised TypeError: "),
    ],
)
def test_what_is_not_parts_fails_the_law_with_the_case(law, function, message):
    with pytest.raises(AssertionError) as caught:
        law(function, 100, [1, 1, 1])
    head, *rows = str(caught.value).splitlines()
    assert head.startswith(f"{law.__name__} fails: {message}")
    assert [row.split()[0] for row in rows] == ["total", "weights", "repeat"]


def test_an_error_of_the_function_is_the_cause():
    with pytest.raises(AssertionError) as caught:
        assert_sums(lambda total, _: total / 0, 100, [1])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@given(totals(), weights())
def test_a_function_may_assume(total, by):
    def charges_only(total, weights):
        assume(total >= 0)
        return cs.apportion(total, weights)

    assert_sums(charges_only, total, by)


@pytest.mark.parametrize("law", [law for law in LAWS if law is not assert_repeatable])
def test_a_function_that_changes_its_weights_changes_its_own_copy(law):
    by = [1, 2, 3]

    def split(total, weights):
        parts = cs.apportion(total, weights)
        weights.clear()
        return parts

    law(split, 100, by)
    assert by == [1, 2, 3]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: assert_sums(5, 100, [1]), "function is of type int; pass a function of"),
        (lambda: assert_sums(cs.apportion, "x", [1]), "total 'x' is not a plain number"),
        (lambda: assert_sums(cs.apportion, 1, {1, 2}), "weights is of type set, without an order"),
        (lambda: assert_sums(cs.apportion, 1, {"A": 1}), "weights is of type dict; pass a list"),
        (lambda: assert_sums(cs.apportion, 1, [1, -1]), "weight 1 is -1, below zero"),
        (lambda: assert_sums(cs.apportion, 1, [0]), "weights are empty or all zero"),
        (lambda: assert_sums(cs.apportion, 1, []), "weights are empty or all zero"),
        (lambda: assert_sums(cs.apportion, 1, [True]), "weight 0 True is a bool"),
        (lambda: assert_sums(cs.apportion, 1, [1], unit=0), "unit 0 must be positive"),
        (lambda: assert_same_as(cs.apportion, 5, 1, [1]), "reference is of type int; pass"),
        (lambda: assert_within_quota(cs.apportion, 1, None), "weights is of type NoneType"),
        (lambda: assert_nothing_for_nothing(cs.apportion, 1), "weights is of type NoneType"),
    ],
)
def test_a_wrong_argument_is_an_error_of_the_caller(call, message):
    with pytest.raises(cs.CostshareError) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_sums_needs_whole_units():
    thirds = always(*[Fraction(100, 3)] * 3)
    with pytest.raises(AssertionError, match="part 0 is 100/3, not a multiple of the unit 1"):
        assert_sums(thirds, 100, [1, 1, 1])
    assert_sums(always("33.5", "66.5"), 100, [1, 2], unit="0.5")


def test_a_credit_is_compared_with_the_charge_whichever_is_asked():
    halves = {100: [50, 50], -100: [-49, -51]}
    wrong = "part 0 of the credit is -49, and of the charge 50"
    for total in (100, -100):
        with pytest.raises(AssertionError) as caught:
            assert_credit_mirrors_charge(lambda t, _: halves[t], total, [1, 1])
        assert str(caught.value) == (
            f"assert_credit_mirrors_charge fails: {wrong}\n"
            f"    total            {total}\n"
            "    weights          [1, 1]\n"
            "    parts of charge  [50, 50]\n"
            "    parts of credit  [-49, -51]\n"
            f"    repeat           assert_credit_mirrors_charge(function, {total}, [1, 1])"
        )


def test_a_credit_of_a_total_of_each_kind():
    for total in ("10.00", Decimal("10.00"), Fraction(10), 10.0, 10):
        assert_credit_mirrors_charge(lambda t, w: cs.apportion(t, w, unit="0.01"), total, [1, 1, 1])


# Parts for [1, 1, 2] and for other orders of it: what is a tie, and what is not.
@pytest.mark.parametrize(
    ("total", "by", "parts", "reversed_parts", "tie"),
    [
        (1, (1, 1), [1, 0], [1, 0], True),  # equal weights
        (2, (1, 1), [2, 0], [2, 0], False),  # two units apart
        (4, (1, 1, 1, 1), [2, 0, 1, 1], [2, 0, 1, 1], False),  # two units apart in one order
        (1, (1, 2), [1, 0], [1, 0], False),  # quotas 1/3 and 2/3
        (2, (1, 3), [1, 1], [2, 0], True),  # quotas 0.5 and 1.5: equal remainders
        (4, (1, 3), [1, 3], [4, 0], False),  # quotas are whole
        (2, (1, 2), [1, 1], [2, 0], True),  # Jefferson: 1 ÷ 1 = 2 ÷ 2
        (3, (1, 2), [1, 2], [3, 0], False),  # quotas are whole
        (-2, (1, 3), [-1, -1], [-2, 0], True),  # the same for credits
        (1, (0, 2), [1, 0], [1, 0], False),  # a weight of zero has no claim
        (2, (1, 3), [Fraction(1, 2), Fraction(3, 2)], [2, 0], False),  # half a unit
    ],
)
def test_only_a_tie_may_depend_on_the_order(total, by, parts, reversed_parts, tie):
    table = {by: parts} | {by[::-1]: reversed_parts if by[::-1] != by else parts}
    for order in permutations(range(len(by))):
        turned = tuple(by[at] for at in order)
        table.setdefault(turned, [parts[at] for at in order])
    if tie:
        assert_order_free(by_table(table), total, list(by))
    else:
        with pytest.raises(AssertionError, match="in another order, which is not a tie"):
            assert_order_free(by_table(table), total, list(by))


def test_a_tie_moves_one_unit_of_its_size():
    table = {(1, 3): [100, 100], (3, 1): [200, 0]}
    assert_order_free(by_table(table), 200, [1, 3], unit=100)
    with pytest.raises(AssertionError, match="not a tie"):
        assert_order_free(by_table(table), 200, [1, 3])


@given(st.permutations([1, 5, 5, 7, 9, 9]), st.integers(-50, 50))
def test_the_last_that_takes_the_rest_is_found_in_any_order(by, total):
    def last(total, weights):
        parts = [total * weight // sum(weights) for weight in weights]
        return [*parts[:-1], total - sum(parts[:-1])]

    rest = total - sum(last(total, by)[:-1]) - total * by[-1] // sum(by)
    assume(rest > 1)
    with pytest.raises(AssertionError, match="not a tie"):
        assert_order_free(last, total, by)


@pytest.mark.parametrize(
    ("parts", "total", "by", "holds"),
    [
        ([1, 2, 3], 6, [1, 2, 3], True),
        ([2, 1], 3, [1, 2], False),
        ([-2, -1], -3, [1, 2], False),
        ([-1, -2], -3, [1, 2], True),
        ([1, 1], 2, [1, 2], True),
        ([2, 1, 2], 5, [2, 2, 3], True),
        ([3, 1, 2], 6, [2, 2, 3], False),
        ([5, 0, 5, 4], 14, [9, 0, 8, 10], False),
    ],
)
def test_a_larger_weight_never_gets_less(parts, total, by, holds):
    if holds:
        assert_monotone(always(*parts), total, by)
    else:
        with pytest.raises(AssertionError, match="of the smaller weight"):
            assert_monotone(always(*parts), total, by)


@given(totals(), st.lists(st.integers(0, 3), min_size=1, max_size=5).filter(any), st.data())
def test_monotone_is_what_pairs_say(total, by, data):
    parts = data.draw(st.lists(st.integers(-3, 3), min_size=len(by), max_size=len(by)))
    sign = -1 if total < 0 else 1
    pairs = list(zip(by, parts, strict=True))
    holds = all(
        sign * part <= sign * other
        for weight, part in pairs
        for larger, other in pairs
        if weight < larger
    )
    try:
        assert_monotone(always(*parts), total, by)
    except AssertionError:
        assert not holds
    else:
        assert holds


@pytest.mark.parametrize(
    "by",
    [
        [2, 4],
        [0.1, 0.25],
        [Decimal("0.1"), Decimal(2)],
        ["0.5", "1"],
        [Fraction(1, 3), 1],
        [10**18],
    ],
)
def test_a_scale_that_counts_is_found(by):
    def cut(total, weights):
        return [min(total, int(Fraction(weight) * 10)) for weight in weights]

    with pytest.raises(AssertionError, match="by a multiple of the weights"):
        assert_scale_free(cut, 10**25, by)


def test_chance_and_memory_are_found():
    count = iter(range(99))
    with pytest.raises(AssertionError, match="part 0 is 0, and 2 when it is called again"):
        assert_repeatable(lambda *_: [next(count)], 1, [1])
    for change in (list.sort, list.clear, lambda by: by.append(1)):

        def careless(_, weights, change=change):
            change(weights)
            return [1, 1]

        with pytest.raises(AssertionError, match="changed the list of weights"):
            assert_repeatable(careless, 2, [2, 1])


def test_another_answer_than_the_reference_is_found():
    assert_same_as(cs.apportion, cs.apportion, 100, [1, 1, 1])
    with pytest.raises(AssertionError, match="part 0 is 100, and 50 by the reference"):
        assert_same_as(always(100, 0), cs.apportion, 100, [1, 1])
    with pytest.raises(AssertionError, match="the reference raised ZeroDivisionError"):
        assert_same_as(cs.apportion, lambda *_: 1 // 0, 100, [1, 1])


def test_the_failure_of_many_weights_is_short():
    with pytest.raises(AssertionError) as caught:
        assert_sums(lambda _, weights: [0] * len(weights), 100, [1] * 1000)
    assert "… 988 more]" in str(caught.value)
    assert len(str(caught.value)) < 400
