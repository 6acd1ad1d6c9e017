"""Capacity: metered use at a price for each resource."""

from fractions import Fraction

import pytest
from hypothesis import given

import costshare as cs
from facts_local import FACTORS, NUMBERS, TOTALS, check_laws, members, total_of

PRICE = NUMBERS.filter(bool)


@given(members("cpu", "ram"), TOTALS, FACTORS, PRICE, PRICE)
def test_capacity_keeps_the_laws(facts, total, factor, cpu, ram):
    check_laws(cs.Capacity(prices={"cpu": cpu, "ram": ram}), facts, total, factor)


@given(members("cpu", "ram"), NUMBERS, NUMBERS)
def test_without_a_total_the_quota_is_use_times_price(facts, cpu, ram):
    quotas = cs.Capacity(prices={"cpu": cpu, "ram": ram}).quotas(facts)
    assert quotas == {
        name: Fraction(use["cpu"]) * Fraction(cpu) + Fraction(use["ram"]) * Fraction(ram)
        for name, use in facts.items()
    }


@given(members("cpu", "ram"), TOTALS, PRICE, PRICE)
def test_with_a_total_it_is_shared_in_proportion_to_the_priced_use(facts, total, cpu, ram):
    model = cs.Capacity(prices={"cpu": cpu, "ram": ram})
    priced = model.quotas(facts)
    factor = Fraction(total) / total_of(priced)
    assert model.quotas(facts, total) == {name: use * factor for name, use in priced.items()}


def test_a_member_without_use_gets_nothing():
    facts = {"A": {"cpu": 0, "ram": 0}, "B": {"cpu": 1, "ram": 2}}
    assert cs.Capacity(prices={"cpu": 1, "ram": 2}).quotas(facts, 7) == {"A": 0, "B": 7}


def test_a_resource_that_a_member_lacks_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"cpu": 1, "ram": 2}).quotas({"A": {"cpu": 1, "rams": 2}})
    assert str(caught.value) == (
        "unknown driver of member A: 'ram'; did you mean 'rams'? Known: cpu, rams"
    )


@pytest.mark.parametrize("prices", [{"cpu": 1, "ram": 1}, {"cpu": 0, "ram": 0}])
def test_a_total_over_no_priced_use_is_refused(prices):
    use = 0 if any(prices.values()) else 5
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices=prices).quotas({"A": {"cpu": use, "ram": use}}, 10)
    assert str(caught.value) == (
        "cpu, ram times their prices come to zero, so the total cannot be shared; "
        "check use and prices, or leave the total out"
    )


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        ({}, "Capacity: prices: is empty; give at least one"),
        ({"cpu": -1}, "Capacity: prices.cpu: value -1 is below zero; it must be zero or more"),
        ({5: 1}, "Capacity: prices: name 5 is of type int; pass a string"),
        ({"cpu": 1, " cpu": 2}, "Capacity: prices: name cpu is listed twice; list it once"),
        (
            [1],
            "Capacity: prices: is [1]; pass a table of names and values, like {'population': 2785}",
        ),
    ],
)
def test_wrong_prices_are_refused(prices, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices=prices)
    assert str(caught.value) == message
