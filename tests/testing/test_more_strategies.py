"""Ties, budgets and usage logs are what they promise, and cover it."""

from fractions import Fraction

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import (
    agreements,
    allocations,
    budgets,
    members,
    near_ties,
    ties,
    totals,
    units,
    usage_logs,
    weights,
)
from samples_local import sample


def smallest(strategy, condition):
    shrink = settings(
        phases=[Phase.generate, Phase.shrink], derandomize=True, deadline=None, database=None
    )
    return find(strategy, condition, settings=shrink)


def remainders(total, by, unit=1):
    """What each quota leaves over whole units, as a share of a unit; of the size of the total."""
    count = abs(Fraction(total)) / Fraction(unit)
    return [count * weight / sum(by) % 1 for weight in by]


@given(st.data(), units(), st.integers(2, 9), st.sampled_from([1, 50, 10**18]))
def test_ties_tie_exactly_for_the_last_units(data, unit, size, most):
    total, by = data.draw(ties(unit=unit, max_size=size, max_units=most, max_weight=most + 1))
    assert 2 <= len(by) <= size
    assert max(by) <= most + 1
    assert abs(Fraction(total)) <= most * Fraction(unit)
    left = remainders(total, by, unit)
    assert max(left) > 0
    assert 0 < sum(left) < left.count(max(left))
    with pytest.raises(cs.TieError):
        cs.apportion(total, by, unit=unit, ties="error")


@given(st.data(), units(), st.integers(2, 9), st.sampled_from([1, 50, 10**18]))
def test_near_ties_differ_by_the_least_possible(data, unit, size, most):
    total, by = data.draw(near_ties(unit=unit, max_size=size, max_units=most, max_weight=most + 1))
    assert 2 <= len(by) <= size
    assert max(by) <= most + 1
    assert abs(Fraction(total)) <= most * Fraction(unit)
    higher, lower, *others = sorted(remainders(total, by, unit), reverse=True)
    # Every quota is a multiple of this.
    least = (abs(Fraction(total)) / Fraction(unit) / sum(by)).denominator
    assert higher - lower == Fraction(1, least)
    assert not any(others)
    cs.apportion(total, by, unit=unit, ties="error")


def test_ties_have_unequal_weights_and_both_signs_and_shrink():
    found = sample(ties())
    assert sum(len(set(by)) == len(by) for _, by in found) >= 10
    assert min(total for total, _ in found) < 0 < max(total for total, _ in found)
    assert smallest(ties(), lambda _: True) == (1, [1, 1])
    assert smallest(near_ties(), lambda _: True)[0] == 1


def by_floats(total, by):
    """What a script does that shares by largest remainder in floats."""
    quotas = [total * weight / sum(by) for weight in by]
    parts = [int(quota) for quota in quotas]
    order = sorted(range(len(by)), key=lambda at: parts[at] - quotas[at])
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def test_near_ties_find_a_script_in_floats():
    found = sample(near_ties(max_weight=10**12), 30)
    charges = [(abs(total), by) for total, by in found]
    assert any(by_floats(total, by) != cs.apportion(total, by) for total, by in charges)


def test_totals_reach_the_digits_that_floats_do_not_have():
    found = sample(totals(max_units=10**18))
    assert sum(abs(total) > 10**16 for total in found) >= 10
    assert sum(total != int(float(total)) for total in found) >= 5
    assert max(map(abs, found)) <= 10**18


def test_thousands_are_generated_quickly_and_vary():
    many = sample(weights(min_size=2000, max_size=3000), 5)
    assert all(2000 <= len(by) <= 3000 for by in many)
    assert len({tuple(by) for by in many}) > 2
    (board, *_) = sample(members(min_size=1500, max_size=1500), 1)
    assert len({member.name for member in board}) == 1500
    (agreement, *_) = sample(agreements(min_members=300, max_members=300, max_pools=1), 1)
    assert agreement.allocate().check() is None


def test_weights_have_the_places_that_are_asked_for():
    for by in sample(weights(kinds=["decimal"], places=4), 30):
        assert {weight.as_tuple().exponent for weight in by} == {-4}
    assert any(
        max(by) >= 10**6 - 3 and 0 < min(filter(None, by)) <= 3
        for by in sample(weights(min_size=3))
        if len(by) > 2
    )


@given(st.data(), allocations(max_members=3, max_pools=2))
def test_budgets_of_fees_agree_with_them(data, allocation):
    report = data.draw(budgets(allocation, unit="0.01", min_items=0))
    report.check()
    assert list(allocation.pool_totals) == [item.name for item in report][: len(allocation.pools)]
    assert report.findings_against(allocation) == ()


def test_budgets_cover_what_they_promise():
    items = [item for report in sample(budgets()) for item in report]
    for promised in (
        lambda item: item.budget is None,
        lambda item: item.budget is not None and item.budget.income != item.budget.cost,
        lambda item: item.forecast is not None,
        lambda item: item.year_budget is not None,
        lambda item: bool(item.sources),
        lambda item: item.result < 0,
    ):
        assert sum(map(promised, items)) >= 10
    (only,) = smallest(budgets(), lambda report: report.variance < 0)
    assert (only.name, only.income, only.cost) in {("A", 0, 1), ("A", -1, 0)}


@given(usage_logs())
def test_a_usage_log_lies_within_its_period(log):
    peak, mean = log.peak(period="2022-01"), log.average(period="2022-01")
    assert all(mean[name][each] <= peak[name][each] for name in peak for each in peak[name])
    wide = log.quantity("2021-12-01", "2022-03-01", per="hour", gaps="zero")
    assert set(wide) == set(log.members)


def test_usage_logs_are_of_both_kinds_and_keep_to_their_arguments():
    found = sample(usage_logs(["Boden", "Piteå"], resources=["gb"], period="2022-Q1"), 60)
    assert {repr(log).split()[1] for log in found} == {"levels,", "readings,"}
    assert set().union(*(log.members for log in found)) == {"Boden", "Piteå"}
    assert {log.resources for log in found} == {("gb",)}
    assert any(len(log) > 4 for log in found)
    assert len(smallest(usage_logs(), lambda log: any(log.peak(period="2022-01").values()))) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ties(max_size=1), "max_size 1 is too small for a tie; pass 2 or more"),
        (lambda: near_ties(max_weight=1), "max_weight 1 is too small"),
        (lambda: weights(max_weight=0), "max_weight 0 is below 1"),
        (lambda: weights(places=13), "places 13 are not from 0 to 12"),
        (lambda: members(min_size=3, max_size=2), "min_size and max_size are 3 and 2"),
        (lambda: agreements(min_pools=0), "min_pools 0 is below 1"),
        (lambda: agreements(min_members=0), "min_members 0 is below 1"),
        (lambda: budgets(min_items=0, max_items=0), "max_items 0 leaves a report without items"),
        (lambda: usage_logs([]), "are not one or more of each"),
        (lambda: usage_logs(kind="level"), "did you mean 'levels'"),
        (lambda: usage_logs(min_rows=0, max_rows=0), "max_rows 0 leaves a log without rows"),
    ],
)
def test_arguments_that_nothing_fits_are_refused(call, message):
    with pytest.raises(cs.CostshareError, match=message):
        call()
