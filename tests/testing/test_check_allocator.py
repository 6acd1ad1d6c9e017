"""`check_allocator` tries what it says, names the law, and shows a small case."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare import testing
from costshare.testing import LAWS, check_allocator


def seen_by(**options):
    """The cases that a correct function is tried with."""
    seen = []

    def split(total, weights):
        seen.append((total, list(weights)))
        return cs.apportion(total, weights, unit=options.get("unit", 1))

    check_allocator(split, laws=["sums"], **options)
    return seen


def failure_of(function, **options):
    with pytest.raises(AssertionError) as caught:
        check_allocator(function, **options)
    return str(caught.value)


def above(limit):
    return lambda total, weights: [
        part - (total > limit and not at) for at, part in enumerate(cs.apportion(total, weights))
    ]


def test_cases_are_of_every_size():
    seen = seen_by()
    assert len(seen) == 100
    sizes = [len(weights) for _, weights in seen]
    assert min(sizes) == 1
    assert max(sizes) >= 1000
    assert {13 <= size <= 40 for size in sizes} == {True, False}
    digits = {len(str(abs(total))) for total, _ in seen}
    assert digits >= {1, 2, 16, 17, 18}
    assert {total < 0 for total, _ in seen} == {True, False}
    assert any(total == 0 for total, _ in seen)
    assert any(0 < total < len(weights) for total, weights in seen)
    kinds = Counter(type(weights[0]) for _, weights in seen)
    assert kinds.keys() == {int, float}
    assert any(len(set(weights)) == 1 < len(weights) for _, weights in seen)
    assert any(0 in weights for _, weights in seen)
    assert any(max(weights) > 2**53 for _, weights in seen)


def test_one_seed_gives_the_same_cases():
    assert seen_by() == seen_by(seed=0)
    assert seen_by(seed=1) != seen_by()


@given(
    least=st.integers(-(10**18), 10**18),
    width=st.sampled_from([0, 1, 5, 100, 10**9]),
    size=st.integers(1, 50),
    weight=st.sampled_from([1, 2, 50, 10**6, 10**18]),
    kind=st.sampled_from(["int", "float", "decimal", "fraction"]),
    examples=st.integers(1, 30),
)
def test_cases_are_within_the_limits(*, least, width, size, weight, kind, examples):
    types = {"int": int, "float": float, "decimal": Decimal, "fraction": Fraction}
    seen = seen_by(
        min_units=least,
        max_units=least + width,
        max_size=size,
        max_weight=weight,
        kinds=[kind],
        max_examples=examples,
    )
    assert len(seen) == examples
    for total, weights in seen:
        assert least <= total <= least + width
        assert 1 <= len(weights) <= size
        assert {type(weight) for weight in weights} == {types[kind]}
        assert any(weights)
        assert max(weights) <= weight
        assert min(weights) >= 0


def test_totals_are_multiples_of_the_unit():
    assert {type(total) for total, _ in seen_by(unit=100)} == {int}
    assert all(total % 100 == 0 for total, _ in seen_by(unit=100))
    assert {type(total) for total, _ in seen_by(unit="0.01")} == {Decimal}


def test_the_limit_of_a_fault_is_found_to_the_unit():
    assert failure_of(above(12_345_678_901)).splitlines() == [
        "assert_sums fails: parts sum to 12345678901, not to the total 12345678902: 1 too little",
        "    total    12345678902",
        "    weights  [1]",
        "    parts    [12345678901]",
        "    repeat   assert_sums(function, 12345678902, [1])",
    ]


@pytest.mark.parametrize("rows", [2, 12, 37, 99])
def test_the_fewest_rows_of_a_fault_are_found(rows):
    def split(total, weights):
        parts = cs.apportion(total, weights)
        return parts if len(parts) < rows else [part + 1 for part in parts]

    message = failure_of(split)
    assert f"parts sum to {rows}, not to the total 0: {rows} too much" in message


@pytest.mark.parametrize("limit", [3, 10**6, 10**12])
def test_the_smallest_weight_of_a_fault_is_found(limit):
    def split(total, weights):
        return [part + (max(weights) > limit) for part in cs.apportion(total, weights)]

    assert f"weights  [{limit + 1}]" in failure_of(split, kinds=["int"])


def test_many_rows_are_shown_as_code_that_repeats_the_fault():
    def split(total, weights):
        return split(total, weights) if len(weights) > 986 else cs.apportion(total, weights)

    lines = failure_of(split, kinds=["int"], laws=["sums"]).splitlines()
    assert lines[2] == "    weights  [1] * 987"
    assert lines[-1] == "    repeat   assert_sums(split, 0, [1] * 987)"


def test_a_list_too_long_to_write_is_repeated_by_the_seed():
    def split(total, weights):
        return [0] * len(weights) if len(set(weights)) > 30 else cs.apportion(total, weights)

    line = failure_of(split, kinds=["int"], laws=["sums"], seed=3).splitlines()[-1].split("repeat")
    assert line[1].strip() == "check_allocator(split, laws=['sums'], kinds=['int'], seed=3)"


def test_every_number_of_rows_up_to_12_has_remainders_that_nearly_tie():
    least = {}
    for total, weights in seen_by(kinds=["int"]):
        whole = sum(weights)
        rests = sorted({total * weight % whole for weight in weights} - {0})
        if any(high - low < 20 for low, high in pairwise(rests)):
            least[len(weights)] = min(Fraction(20, whole), least.get(len(weights), 1))
    assert least.keys() >= set(range(2, 13))
    assert min(least.values()) < Fraction(1, 10**12)


def test_a_law_is_chosen_by_its_name():
    split = above(10**9)
    assert failure_of(split).startswith("assert_sums fails")
    assert failure_of(split, laws=["within_quota"]).startswith("assert_within_quota fails")
    check_allocator(split, laws=["repeatable", "monotone"])


def test_a_reference_adds_a_law():
    def split(total, weights):
        return cs.apportion(total, weights, method="webster")

    message = failure_of(split, laws=[], reference=cs.apportion)
    assert message.startswith("assert_same_as fails: part ")
    assert "assert_same_as(split, reference, " in message
    check_allocator(split, laws=["same_as"], reference=split)


def test_without_credits_there_are_none():
    def charges(total, weights):
        if total < 0:
            raise ValueError("no credits here")
        return cs.apportion(total, weights)

    check_allocator(charges, min_units=0, max_examples=20)
    assert "the function raised ValueError: no credits here" in failure_of(charges)


def test_it_prints_nothing_and_may_be_used_within_given(capsys):
    @given(st.integers(0, 5))
    def law(seed):
        check_allocator(cs.apportion, seed=seed, max_examples=5)

    law()
    failure_of(above(10**9))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"laws": ["sum"]}, "unknown law 'sum'; did you mean 'sums'?"),
        ({"laws": []}, "laws has none to check; pass one or more of credit_mirrors_charge, "),
        ({"laws": ["credit_mirrors_charge"], "min_units": 0}, "laws has none to check; pass"),
        ({"max_weight": 0}, "max_weight is 0; pass 1 to "),
        ({"laws": "sums"}, "laws is of type str; pass a list of names"),
        ({"laws": ["same_as"]}, "law same_as needs a reference; pass reference="),
        ({"kinds": ["ints"]}, "unknown kind of weight 'ints'; did you mean 'int'?"),
        ({"kinds": []}, "kinds is empty; pass one or more of int, float"),
        ({"min_units": 5, "max_units": 1}, "min_units 5 is more than max_units 1; swap them"),
        ({"max_size": 0}, "max_size is 0; pass 1 to 10000"),
        ({"max_examples": 0}, "max_examples is 0; pass 1 to 10000"),
        ({"min_units": -(10**40)}, f"min_units is {-(10**40)}; pass -10000"),
        ({"seed": "x"}, "seed is of type str; pass a whole number"),
        ({"reference": 5}, "reference is of type int; pass a function"),
    ],
)
def test_a_wrong_argument_is_refused(options, message):
    with pytest.raises(cs.CostshareError) as caught:
        check_allocator(cs.apportion, **options)
    assert str(caught.value).startswith(message)


def test_the_laws_have_the_names_of_their_assertions():
    assert all(hasattr(testing, f"assert_{law}") for law in [*LAWS, "same_as"])


def zeros(_, weights):
    return [0] * len(weights)


@pytest.mark.parametrize(
    "call",
    [
        lambda: testing.assert_sums(zeros, 100, [1, 1]),
        lambda: testing.assert_within_quota(zeros, 100, [1, 1]),
        lambda: testing.assert_nothing_for_nothing(lambda t, _: [1, t - 1], 10, [0, 1]),
        lambda: testing.assert_credit_mirrors_charge(lambda t, _: [abs(t)], 10, [1]),
        lambda: testing.assert_order_free(lambda t, _: [t, 0], 10, [1, 2]),
        lambda: testing.assert_scale_free(lambda _, w: w, 10, [1, 2]),
        lambda: testing.assert_monotone(lambda t, _: [t, 0], 10, [1, 2]),
        lambda: testing.assert_repeatable(lambda _, w: [w.pop()], 10, [1]),
        lambda: testing.assert_same_as(zeros, lambda _, w: w, 10, [1]),
        lambda: testing.assert_sums(lambda t, _: t / 0, 10, [1]),
        lambda: testing.assert_sums(lambda *_: None, 10, [1]),
        lambda: testing.assert_sums_exactly([1], 2),
        lambda: testing.assert_nothing_for_nothing([1], [0]),
        lambda: testing.assert_within_quota([5, 0], 5, [1, 1]),
        lambda: check_allocator(zeros),
        lambda: check_allocator(lambda t, _: t / 0),
    ],
)
def test_pytest_points_at_the_line_of_the_user(call):
    with pytest.raises(AssertionError) as caught:
        call()
    visible = [entry for entry in caught.traceback if not entry.ishidden(caught)]
    assert {entry.path for entry in visible} == {Path(__file__)}
