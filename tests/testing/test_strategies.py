"""The strategies for users generate what they promise, and all of it."""

import importlib
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit, read_amount
from costshare.apportionment import METHODS, ROUNDINGS
from costshare.models import MODELS
from costshare.testing import (
    agreements,
    allocations,
    assert_allocation_sums,
    members,
    models,
    pools,
    totals,
    units,
    weights,
)
from samples_local import sample


@given(units())
def test_units_are_units(unit):
    assert Unit.read(unit).size == Fraction(unit)
    assert type(unit) in {int, Decimal}


@given(units(whole=True))
def test_whole_units_are_ints(unit):
    assert type(unit) is int
    assert unit > 0


@given(st.data(), units(), st.integers(-50, 50), st.integers(0, 100))
def test_totals_are_whole_multiples_within_bounds(data, unit, least, width):
    total = data.draw(totals(unit=unit, min_units=least, max_units=least + width))
    assert least <= Unit.read(unit).count(Fraction(total), "total") <= least + width
    assert type(total) is (int if Unit.read(unit).is_whole else Decimal)


def test_totals_have_both_signs_zero_and_no_bound_by_choice():
    found = sample(totals(min_units=None, max_units=None), 300)
    assert min(found) < -(10**12)
    assert max(found) > 10**12
    assert 0 in found
    assert min(sample(totals(min_units=100), 300)) >= 100
    assert max(sample(totals(max_units=-100), 300)) <= -100
    assert min(sample(totals(min_units=0), 300)) == 0


@given(weights(kinds=("int", "decimal", "fraction", "float", "str"), min_size=2, max_size=5))
def test_weights_can_be_shared_by(by):
    assert 2 <= len(by) <= 5
    assert sum(cs.apportion(100, by)) == 100
    assert len(set(map(type, by))) == 1


def test_weights_cover_ties_zeros_and_every_kind():
    found = sample(weights(kinds=("int", "decimal", "fraction", "float", "str")), 300)
    assert {type(by[0]) for by in found} == {int, Decimal, Fraction, float, str}
    whole = sample(weights(), 300)
    assert any(0 in by for by in whole)
    assert sum(len(set(by)) < len(by) for by in whole) > 30
    assert all(min(by) > 0 for by in sample(weights(allow_zero=False), 300))
    assert max(max(by) for by in sample(weights(max_weight=10), 300)) == 10


def test_an_unknown_kind_of_weight_is_refused():
    with pytest.raises(cs.CostshareError, match="unknown kind of weight 'floot'; did you mean"):
        weights(kinds=("floot",))


@given(members(drivers=("population", "beds"), min_size=2, max_size=4))
def test_members_have_the_given_drivers(board):
    assert 2 <= len({member.name for member in board}) == len(board) <= 4
    assert all(set(member.driver_values) == {"population", "beds"} for member in board)
    for driver in ("population", "beds"):
        assert any(member.driver_values[driver] for member in board)


@given(st.data(), members(drivers=("beds",)), units())
def test_models_fit_members_and_total(data, board, unit):
    total = data.draw(st.none() | totals(unit=unit))
    model = data.draw(models(board, total=total, unit=unit))
    quotas = model.quotas(board, total)
    assert list(quotas) == [member.name for member in board]
    if total is not None:
        assert sum(quotas.values()) == read_amount(total, "total")


def test_models_cover_every_kind():
    board = [cs.Member(name="A", population=1), cs.Member(name="B", population=0)]
    found = {type(model) for model in sample(models(board, total=1000, period="2022"), 300)}
    assert found == set(MODELS)
    dated = {type(model) for model in sample(models(board, total=1000), 300)}
    assert found - dated == {cs.Indexed, cs.Phased}
    free = {model.kind for model in sample(models(board), 300)}
    assert free >= {"capacity", "tariff", "tiered", "fixed", "blend", "bounded", "damped"}
    assert free.isdisjoint({"flat", "proportional", "per_capita", "mixed", "rounded_shares"})


@given(st.data())
def test_a_model_for_members_without_drivers_works(data):
    board = [cs.Member(name="A"), cs.Member(name="B", population=3)]
    assert sum(data.draw(models(board, total=7)).quotas(board, 7).values()) == 7
    assert data.draw(models(board)).quotas(board)


@given(agreements())
def test_every_agreement_allocates_and_sums(agreement):
    allocation = agreement.allocate()
    assert_allocation_sums(allocation)
    allocation.check()
    for pool, shared in zip(agreement.pools, allocation.pools, strict=True):
        total = pool.in_period(agreement.period).total
        assert total is None or total == shared.own_total


def is_chain(fees):
    """Whether a pool takes over what a pool that takes over charges."""
    passing = set(fees.passing_on)
    return any(not passing.isdisjoint(pool.taken_over) for pool in fees.pools)


def test_agreements_have_one_level_by_choice():
    found = sample(agreements(allow_cascades=False), 100)
    assert not any(pool.receives for agreement in found for pool in agreement.pools)
    one = sample(allocations(max_members=3, max_pools=2, allow_cascades=False), 50)
    assert not any(fees.passing_on for fees in one)


def test_agreements_cover_what_they_promise():
    found = sample(agreements(), 600)  # which modules are loaded changes what Hypothesis draws
    fees = [agreement.allocate() for agreement in found]
    everything = [pool for agreement in found for pool in agreement.pools]
    assert {type(pool.in_period(each.period).model) for each in found for pool in each.pools} == {
        cs.Flat, cs.Proportional, cs.PerCapita, cs.Mixed, cs.Capacity, cs.Tariff, cs.Tiered,
        cs.Fixed, cs.Blend, cs.Bounded, cs.Damped, cs.Discounted, cs.Indexed,
        cs.Phased, cs.RoundedShares,
    } == set(MODELS)  # fmt: skip
    assert {pool.round_each for pool in everything} == {"fee", "line"}
    assert {pool.method for pool in everything} == {None, *METHODS}
    assert {pool.ties for pool in everything} == {None, "listed", "largest", "smallest"}
    assert {pool.rounding for pool in everything} == {None, *ROUNDINGS}
    counts = {
        "credit": sum(pool.total is not None and pool.total < 0 for pool in everything),
        "no total": sum(pool.total is None for pool in everything),
        "zero": sum(pool.total == 0 for pool in everything),
        "exempt": sum(bool(pool.exempt) for pool in everything),
        "members": sum(pool.members is not None for pool in everything),
        "several units": sum(len({p.unit for p in each.pools}) > 1 for each in found),
        "fractions of a krona": sum(not pool.unit.is_whole for pool in everything),
        "outside the period": sum(
            any(not member.takes_part_in(each.period) for member in each.members) for each in found
        ),
        "in the period for a part": sum(
            any(0 < member.proration_in(each.period) < 1 for member in each.members)
            for each in found
        ),
        "each line rounded": sum(pool.round_each == "line" for pool in everything),
        "a version that has begun": sum(
            pool.in_period(each.period) != pool and pool.versions[0].since <= each.period.first
            for each in found
            for pool in each.pools
        ),
        "a version to come": sum(
            any(version.since > each.period.last for version in pool.versions)
            for each in found
            for pool in each.pools
        ),
        "drivers by date": sum(bool(each.reference_dates) for each in found),
        "a series with a name of its own": sum(
            any(rule.series for rule in each.reference_dates.values()) for each in found
        ),
        "one member": sum(len(each.members) == 1 for each in found),
        "many members": sum(len(each.members) > 4 for each in found),
        "many pools": sum(len(each.pools) > 2 for each in found),
        "a cascade": sum(bool(each.passing_on) for each in fees),
        "two levels before the last": sum(len(each.passing_on) > 1 for each in fees),
        "a level behind a level": sum(map(is_chain, fees)),
        "a step-down": sum(each.support == "step_down" for each in found),
        "a circle": sum(any(pool.solved for pool in each.pools) for each in fees),
        "broken ties": sum(any(pool.broken_ties for pool in each.pools) for each in fees),
    }
    assert all(count >= 5 for count in counts.values()), counts


@given(st.data(), members(min_size=3))
def test_pools_keep_to_their_arguments(data, board):
    pool = data.draw(pools(board, name="x", unit=100, methods=["webster"], ties=["error"]))
    shared = pool.rule.method is not None
    how = ("webster", "error") if shared else (None, None)
    assert (pool.name, pool.unit.size, pool.method, pool.ties) == ("x", 100, *how)


@given(st.data(), members())
def test_a_first_unit_method_is_generated_only_where_there_are_enough(data, board):
    pool = data.draw(pools(board, unit=1, methods=["adams"]))
    cs.Agreement(name="x", period="2022", members=board, pools=[pool]).allocate()


def _forget_testing(monkeypatch):
    for name in [each for each in sys.modules if each.startswith("costshare.testing")]:
        monkeypatch.delitem(sys.modules, name)


def test_the_error_without_hypothesis_is_an_import_error(monkeypatch):
    _forget_testing(monkeypatch)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r'pip install "costshare\[testing\]"') as caught:
        importlib.import_module("costshare.testing")
    assert caught.value.name == "hypothesis"


def test_another_module_that_is_missing_is_named_itself(monkeypatch):
    _forget_testing(monkeypatch)
    monkeypatch.setitem(sys.modules, "costshare.testing._members", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("costshare.testing")
    assert caught.value.name == "costshare.testing._members"


def test_a_fresh_interpreter_without_hypothesis_says_so_too():
    script = (
        "import sys\n"
        "sys.modules['hypothesis'] = None\n"
        "try:\n"
        "    import costshare.testing\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert shown.stdout == (
        'ModuleNotFoundError costshare.testing needs hypothesis: pip install "costshare[testing]"\n'
    )
