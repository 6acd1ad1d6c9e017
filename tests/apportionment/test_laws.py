"""The laws of the design for `apportion`, for every method and tie rule."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import read_amount
from costshare.apportionment import SYNONYMS, apportion_units
from costshare.testing import (
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
    totals,
    units,
    weights,
)
from naive_apportionment import (
    DIVISOR_METHODS,
    FIRST_UNIT_METHODS,
    METHODS,
    SIGNPOSTS,
    TIE_RULES,
    naive,
    priority,
)

every_method = pytest.mark.parametrize("method", METHODS)
divisor_methods = pytest.mark.parametrize("method", DIVISOR_METHODS)
tie_rules = st.sampled_from(TIE_RULES)
some_weights = weights()
any_weights = weights(kinds=("int", "decimal", "fraction", "float", "str"))
huge = st.integers(-(10**30), 10**30)


def enough(total: int, by: list, method: str) -> int:
    """Raise the total, away from zero, to what methods that give a first unit need."""
    if method not in FIRST_UNIT_METHODS:
        return total
    least = sum(read_amount(weight, "weight") > 0 for weight in by)
    return max(total, least) if total >= 0 else min(total, -least)


@every_method
@given(totals() | huge, any_weights, tie_rules)
def test_law_1_parts_sum_to_the_total(method, total, by, ties):
    total = enough(total, by, method)
    assert_sums_exactly(cs.apportion(total, by, method=method, ties=ties), total)


@every_method
@given(st.data(), units(), any_weights, tie_rules)
def test_law_1_parts_in_any_unit_sum_and_are_whole_multiples(method, data, unit, by, ties):
    count = enough(data.draw(st.integers(-(10**9), 10**9)), by, method)
    total = count * read_amount(unit, "unit")
    parts = cs.apportion(total, by, unit=unit, method=method, ties=ties)
    assert_sums_exactly(parts, total)
    assert all(Fraction(part) % Fraction(unit) == 0 for part in parts)
    assert [Fraction(part) / Fraction(unit) for part in parts] == cs.apportion(
        count, by, method=method, ties=ties
    )


@every_method
@given(totals(), any_weights, tie_rules)
def test_law_2_nothing_for_nothing(method, total, by, ties):
    total = enough(total, by, method)
    assert_nothing_for_nothing(cs.apportion(total, by, method=method, ties=ties), by)


@every_method
@given(totals() | huge, any_weights, tie_rules)
def test_law_3_a_credit_is_the_negated_charge(method, total, by, ties):
    total = enough(total, by, method)
    charged = cs.apportion(total, by, method=method, ties=ties)
    credited = cs.apportion(-total, by, method=method, ties=ties)
    assert credited == [-part for part in charged]


@every_method
@given(totals(), any_weights, tie_rules, st.fractions(Fraction(1, 10**6), 10**6))
def test_law_4_scaled_weights_give_the_same_parts(method, total, by, ties, factor):
    assume(factor > 0)
    total = enough(total, by, method)
    scaled = [read_amount(weight, "weight") * factor for weight in by]
    assert cs.apportion(total, scaled, method=method, ties=ties) == cs.apportion(
        total, by, method=method, ties=ties
    )


order_free = pytest.mark.parametrize("method", [m for m in METHODS if m != "cumulative"])


@order_free
@given(totals(), some_weights, st.randoms(use_true_random=False))
def test_law_5_reordered_members_get_reordered_parts_unless_a_tie_is_reported(
    method, total, by, random
):
    total = enough(total, by, method)
    places = list(range(len(by)))
    random.shuffle(places)
    before = apportion_units(total, by, method=method, ties="listed")
    after = apportion_units(total, [by[at] for at in places], method=method, ties="listed")
    assert bool(after.ties) == bool(before.ties)
    if not before.ties:
        assert after.parts == [before.parts[at] for at in places]


@order_free
@given(totals(), some_weights, st.sampled_from(["largest", "smallest"]), st.data())
def test_law_5_ties_by_weight_do_not_depend_on_the_order(method, total, by, ties, data):
    total = enough(total, by, method)
    mixed = data.draw(st.permutations(by))
    parts = cs.apportion(total, by, method=method, ties=ties)
    mixed_parts = cs.apportion(total, mixed, method=method, ties=ties)
    assert sorted(zip(by, parts, strict=True)) == sorted(zip(mixed, mixed_parts, strict=True))


@given(totals() | huge, any_weights, tie_rules)
def test_law_6_largest_remainder_keeps_within_quota(total, by, ties):
    assert_within_quota(cs.apportion(total, by, ties=ties), total, by)


@given(totals() | huge, any_weights)
def test_law_6_cumulative_keeps_within_quota(total, by):
    assert_within_quota(cs.apportion(total, by, method="cumulative"), total, by)


def _quotas(total, by):
    return [Fraction(total * weight, sum(by)) for weight in by]


@given(totals(min_units=0), some_weights, tie_rules)
def test_law_6_jefferson_gives_nobody_less_than_the_floor(total, by, ties):
    parts = cs.apportion(total, by, method="jefferson", ties=ties)
    for part, quota in zip(parts, _quotas(total, by), strict=True):
        assert part >= floor(quota)


@given(totals(min_units=0), some_weights, tie_rules)
def test_law_6_adams_gives_nobody_more_than_the_ceiling(total, by, ties):
    total = enough(total, by, "adams")
    parts = cs.apportion(total, by, method="adams", ties=ties)
    for part, quota in zip(parts, _quotas(total, by), strict=True):
        assert part <= ceil(quota)


@given(totals(min_units=0), some_weights, tie_rules)
def test_law_6_webster_is_near_quota(total, by, ties):
    # Balinski and Young 2001, app. A, theorem 6.5: no unit can be moved so that both come nearer.
    parts = cs.apportion(total, by, method="webster", ties=ties)
    off = [part - quota for part, quota in zip(parts, _quotas(total, by), strict=True)]
    for giver, over in enumerate(off):
        for taker, under in enumerate(off):
            if giver != taker and parts[giver]:
                assert not (abs(over - 1) < abs(over) and abs(under + 1) < abs(under))


@divisor_methods
@given(totals(min_units=0) | st.integers(0, 10**30), some_weights, tie_rules)
def test_law_6_no_last_unit_has_less_priority_than_any_next_one(method, total, by, ties):
    # The min-max inequality: it holds for the apportionments of the method and for no others.
    total = enough(total, by, method)
    parts = cs.apportion(total, by, method=method, ties=ties)
    signpost, power = SIGNPOSTS[method]
    held = [
        priority(weight, part - 1, signpost, power)
        for weight, part in zip(by, parts, strict=True)
        if part
    ]
    wanted = [
        priority(weight, part, signpost, power)
        for weight, part in zip(by, parts, strict=True)
        if weight
    ]
    assert not held or min(held) >= max(wanted)


@divisor_methods
@given(totals(min_units=0), some_weights, tie_rules)
def test_law_6_divisor_methods_give_nobody_less_of_a_larger_total(method, total, by, ties):
    total = enough(total, by, method)
    fewer = cs.apportion(total, by, method=method, ties=ties)
    more = cs.apportion(total + 1, by, method=method, ties=ties)
    assert all(less <= larger for less, larger in zip(fewer, more, strict=True))


@divisor_methods
@given(totals(min_units=0), some_weights, st.data())
def test_law_6_divisor_methods_give_nobody_less_for_more_weight(method, total, by, data):
    total = enough(total, by, method)
    at = data.draw(st.sampled_from([at for at, weight in enumerate(by) if weight]))
    more = [*by]
    more[at] += data.draw(st.integers(1, 1_000))
    assert (
        cs.apportion(total, more, method=method)[at] >= cs.apportion(total, by, method=method)[at]
    )


@given(totals(), some_weights, st.data())
def test_law_6_cumulative_first_parts_do_not_depend_on_how_the_rest_is_split(total, by, data):
    cut = data.draw(st.integers(1, len(by)))
    rest = sum(by[cut:])
    first = data.draw(st.integers(0, rest))
    once = cs.apportion(total, by, method="cumulative")
    again = cs.apportion(total, [*by[:cut], first, rest - first], method="cumulative")
    assert again[:cut] == once[:cut]


@given(totals(), some_weights)
def test_law_6_cumulative_running_sums_are_within_half_a_unit(total, by):
    running, exact = 0, Fraction(0)
    for part, quota in zip(
        cs.apportion(total, by, method="cumulative"), _quotas(total, by), strict=True
    ):
        running, exact = running + part, exact + quota
        assert abs(running - exact) <= Fraction(1, 2)


@every_method
@given(st.integers(-60, 60), some_weights | weights(max_size=5, max_weight=4), tie_rules)
def test_every_method_equals_its_definition_unit_by_unit(method, total, by, ties):
    total = enough(total, by, method)
    parts = cs.apportion(total, by, method=method, ties=ties)
    assert parts == naive(total, by, method, ties)


@every_method
@given(totals(), any_weights, tie_rules)
def test_law_7_the_same_input_gives_the_same_output_in_every_shape(method, total, by, ties):
    total = enough(total, by, method)
    parts = cs.apportion(total, by, method=method, ties=ties)
    names = [f"member {at}" for at in range(len(by))]
    named = cs.apportion(total, dict(zip(names, by, strict=True)), method=method, ties=ties)
    assert list(named) == names
    assert list(named.values()) == parts
    assert cs.apportion(total, tuple(by), method=method, ties=ties) == parts
    assert cs.apportion(total, iter(by), method=method, ties=ties) == parts


@pytest.mark.parametrize(("synonym", "method"), SYNONYMS.items())
@given(totals(), some_weights)
def test_law_7_a_synonym_is_its_method(synonym, method, total, by):
    total = enough(total, by, method)
    assert cs.apportion(total, by, method=synonym) == cs.apportion(total, by, method=method)


@every_method
@given(
    st.integers(-20, 20) | totals(),
    st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.6, 0.7]), min_size=1, max_size=6).filter(any)
    | weights(kinds=("float",)),
    tie_rules,
)
def test_law_8_a_float_is_the_decimal_that_it_prints(method, total, by, ties):
    # Ties tell: in binary 0.1 and 0.3 do not tie for the second of 2 units.
    total = enough(total, by, method)
    printed = [Decimal(repr(weight)) for weight in by]
    assert cs.apportion(total, by, method=method, ties=ties) == cs.apportion(
        total, printed, method=method, ties=ties
    )
    whole = [int(weight * 100) for weight in printed]
    assert cs.apportion(total, by, method=method, ties=ties) == cs.apportion(
        total, whole, method=method, ties=ties
    )


@every_method
def test_law_8_floats_tie_where_their_decimals_do(method):
    for tenths in product(range(1, 8), repeat=3):
        floats = [tenth / 10 for tenth in tenths]
        for ties in TIE_RULES:
            for total in range(3, 8):
                exact = cs.apportion(total, tenths, method=method, ties=ties)
                assert cs.apportion(total, floats, method=method, ties=ties) == exact


@every_method
@given(totals(unit="0.01"), weights(kinds=("decimal",)), st.integers(1, 5))
def test_law_8_the_decimal_context_changes_nothing(method, total, by, precision):
    count = enough(int(total * 100), by, method)
    money = Decimal(f"{count}E-2")
    wide = cs.apportion(money, by, unit="0.01", method=method)
    with localcontext() as context:
        context.prec, context.rounding = precision, "ROUND_UP"
        context.clear_traps()
        narrow = cs.apportion(money, by, unit="0.01", method=method)
    assert list(map(str, narrow)) == list(map(str, wide))
    assert {part.as_tuple().exponent for part in wide} == {-2}
