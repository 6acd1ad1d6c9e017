"""Laws of the comparison: antisymmetric, conserving, and a Gini that is one."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from comparisons_local import pairs
from costshare.analysis._summary import gini
from costshare.testing import agreements

fees = st.lists(st.integers(0, 50) | st.integers(0, 10**9), min_size=1, max_size=8)

OPPOSITE = {"gains": "pays", "pays": "gains", "joins": "leaves", "leaves": "joins"}


def by_cell(comparison, scenario, pool=None):
    return {each.member: each for each in comparison.changes_in(pool) if each.scenario == scenario}


@given(pairs)
def test_a_comparison_is_antisymmetric_in_its_baseline(comparison):
    first, second = comparison.scenarios
    there, back = comparison.rebased(first), comparison.rebased(second)
    for pool in (None, *comparison.pools):
        one, other = by_cell(there, second, pool), by_cell(back, first, pool)
        assert one.keys() == other.keys() == set(comparison.members)
        for member, change in one.items():
            mirrored = other[member]
            assert (change.change is None) == (mirrored.change is None)
            if change.change is not None:
                assert Fraction(change.change) == -Fraction(mirrored.change)
            assert mirrored.effect == OPPOSITE.get(change.effect, change.effect)
            if change.rank_change is not None:
                assert change.rank_change == -mirrored.rank_change


@given(pairs)
def test_changes_with_those_who_join_and_leave_sum_to_the_totals_difference(comparison):
    base = comparison.baseline
    for pool in (None, *comparison.pools):
        before = by_cell(comparison, base, pool)
        for summary in comparison.summaries(pool):
            after = by_cell(comparison, summary.scenario, pool)
            total = Fraction(0)
            for member, change in after.items():
                if change.effect == "leaves":
                    total -= Fraction(before[member].fee)
                elif change.effect is not None:
                    total += Fraction(change.fee if change.effect == "joins" else change.change)
            assert total == Fraction(summary.change)
            assert Fraction(summary.total) - Fraction(summary.change) == Fraction(
                comparison.total(base, pool)
            )


@given(pairs)
def test_fees_are_those_of_the_allocations(comparison):
    for name, allocation in comparison.allocations.items():
        whole = by_cell(comparison, name)
        totals = allocation.member_totals
        for member, change in whole.items():
            taking = [pool for pool in allocation.pools if member in pool.fees]
            assert (change.fee is None) == (not taking)
            if taking:
                assert change.fee == totals[member]
        for pool in comparison.pools:
            fees_there = {
                member: allocation.fee(member, pool)
                for member in allocation.members
                if pool in allocation.pool_totals
            }
            cells = by_cell(comparison, name, pool)
            assert {m: c.fee for m, c in cells.items() if c.fee is not None} == {
                m: fee for m, fee in fees_there.items() if fee is not None
            }


@given(st.lists(agreements(max_members=3, max_pools=2), min_size=2, max_size=2))
def test_agreements_of_every_kind_can_be_compared(both):
    comparison = cs.compare({"one": both[0], "other": both[1]})
    for name, allocation in comparison.allocations.items():
        assert comparison.total(name) == allocation.total
    assert comparison.changes_in()[0].scenario == "one"


@given(pairs)
def test_everybody_is_counted_once_and_ranked_by_what_it_pays(comparison):
    for summary in comparison.summaries():
        cells = by_cell(comparison, summary.scenario)
        effects = Counter(cell.effect for cell in cells.values() if cell.effect is not None)
        assert summary.effects == effects
        ranked = [cell for cell in cells.values() if cell.rank is not None]
        assert len(ranked) == summary.members
        for cell in ranked:
            assert cell.rank == 1 + sum(other.fee > cell.fee for other in ranked)


@given(pairs)
def test_printing_and_frames_hold_every_member_and_scenario(comparison):
    assert len(comparison.to_frame()) == len(comparison.members) * len(comparison.scenarios)
    assert comparison.fees().shape == (len(comparison.members), len(comparison.scenarios))
    text = str(comparison)
    assert all(name in text for name in (*comparison.members, *comparison.scenarios))
    assert comparison._repr_html_().count("<tr>") == (
        len(comparison.members) + 2 + len(comparison.scenarios) + 1
    )


@given(fees)
def test_gini_is_the_mean_difference_of_all_pairs(values):
    # Sen, On Economic Inequality (1973), section 2.9: half the mean difference, over the mean.
    count, whole = len(values), sum(values)
    differences = sum(abs(one - other) for one in values for other in values)
    naive = Fraction(differences, 2 * count * whole) if whole else None
    assert gini(values) == naive


@given(fees, st.integers(1, 1000))
def test_gini_lies_from_0_to_1_and_knows_no_scale_and_no_sign(values, factor):
    coefficient = gini(values)
    assert coefficient is None or 0 <= coefficient < 1
    assert gini([each * factor for each in values]) == coefficient
    assert gini([-each for each in values]) == coefficient
    assert gini(values[::-1]) == coefficient


@given(st.integers(1, 10**9), st.integers(1, 20))
def test_gini_of_equal_fees_is_zero(fee, count):
    assert gini([fee] * count) == 0


def test_gini_of_fees_of_both_signs_does_not_exist():
    assert gini([-1, 3]) is None
    assert gini([]) is None
