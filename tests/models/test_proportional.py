"""Proportional and PerCapita: by a driver."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

import costshare as cs
from facts_local import FACTORS, TOTALS, check_laws, members


@given(members("x"), TOTALS, FACTORS)
def test_proportional_keeps_the_laws(facts, total, factor):
    check_laws(cs.Proportional(driver="x"), facts, total, factor)


@given(members("population"), TOTALS, FACTORS)
def test_per_capita_is_proportional_to_population(facts, total, factor):
    check_laws(cs.PerCapita(), facts, total, factor)
    by_name = cs.Proportional(driver="population").quotas(facts, total)
    assert cs.PerCapita().quotas(facts, total) == by_name


@given(members("x"), TOTALS)
def test_a_zero_driver_gets_zero_and_any_other_its_exact_ratio(facts, total):
    quotas = cs.Proportional(driver="x").quotas(facts, total)
    whole = sum(Fraction(drivers["x"]) for drivers in facts.values())
    for name, drivers in facts.items():
        assert quotas[name] * whole == Fraction(drivers["x"]) * Fraction(total)
        assert bool(quotas[name]) is bool(drivers["x"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, "driver 'x' of member B is -1, below zero; a driver is zero or more"),
        (float("nan"), "driver 'x' of member B is NaN; a finite number is needed"),
        (Decimal("Infinity"), "driver 'x' of member B is Infinity; a finite number is needed"),
        (
            None,
            "driver 'x' of member B is missing (None); fill in the number, or leave the member out",
        ),
        (
            False,
            "driver 'x' of member B False is a bool, not a number; pass 1 or 0 if that is meant",
        ),
        ("2 785", "driver 'x' of member B '2 785' is not a plain number; write it as 1234.50"),
    ],
)
def test_a_driver_that_cannot_be_used_names_its_member(value, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Proportional(driver="x").quotas({"A": {"x": 1}, "B": {"x": value}}, 10)
    assert str(caught.value) == message


def test_a_missing_driver_suggests_the_nearest():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Proportional(driver="pupil").quotas({"A": {"pupils": 1, "area": 2}}, 10)
    assert str(caught.value) == (
        "unknown driver of member A: 'pupil'; did you mean 'pupils'? Known: pupils, area"
    )


def test_drivers_that_are_zero_for_all_are_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.PerCapita().quotas({"A": {"population": 0}, "B": {"population": 0}}, 10)
    assert str(caught.value) == (
        "driver 'population' is zero for all members, so nobody can be charged by it; "
        "check the driver, or use Flat()"
    )


def test_an_unused_driver_is_not_even_read():
    facts = {"A": {"x": 1, "y": None}, "B": {"x": 1, "y": "n/a"}}
    assert cs.Proportional(driver="x").quotas(facts, 3) == dict.fromkeys("AB", Fraction(3, 2))


@pytest.mark.parametrize("model", [cs.Proportional(driver="x"), cs.PerCapita(driver="x")])
def test_a_total_is_needed(model):
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas({"A": {"x": 1}})
    name = type(model).__name__
    assert str(caught.value) == f"{name} shares a total, and none is given; pass total=…"


def test_the_driver_must_be_given():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Proportional()
    assert str(caught.value) == "Proportional: driver: is missing; give it a value"


def test_a_composed_and_a_decomposed_name_are_one_driver():
    quotas = cs.Proportional(driver="elever på natten").quotas(
        {"A": {"elever  pa\u030a\u00a0natten": 1}}, 3
    )
    assert quotas == {"A": Fraction(3)}


@pytest.mark.parametrize(
    "model",
    [
        cs.PerCapita(),
        cs.Mixed(flat_share="0.4"),
        cs.Capacity(prices={"population": 2}),
        cs.Tariff(rates={"population": 2}),
        cs.Tiered(driver="population", tiers=[{"price": 0}]),
        cs.Bounded(model=cs.PerCapita(), maximum=3),
        cs.Damped(model=cs.PerCapita(), previous={"A": 1, "B": 1}, max_increase="5%"),
        cs.Blend(parts=[("1", cs.PerCapita())]),
    ],
)
def test_a_total_of_zero_gives_zeros_by_every_model(model):
    facts = {"A": {"population": 0}, "B": {"population": 0}}
    assert model.quotas(facts, 0) == {"A": 0, "B": 0}
    fees = cs.allocate(0, model, facts)
    assert fees.member_totals == {"A": 0, "B": 0}
    fees.check()
    assert "  Fee: 0" in str(fees.explain("A"))
    with pytest.raises(cs.CostshareError, match="zero"):
        model.quotas(facts, 1)
