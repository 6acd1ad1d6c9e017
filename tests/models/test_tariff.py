"""Tariff: a published price list."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

import costshare as cs
from facts_local import NUMBERS, TOTALS, members, total_of


@given(members("x", "y"), NUMBERS.filter(bool), NUMBERS, NUMBERS)
def test_the_quota_is_the_base_and_each_rate_times_its_driver(facts, base, first, second):
    model = cs.Tariff(base=base, rates={"x": first, "y": second})
    assert model.quotas(facts) == {
        name: Fraction(base)
        + Fraction(first) * Fraction(drivers["x"])
        + Fraction(second) * Fraction(drivers["y"])
        for name, drivers in facts.items()
    }


@given(members("x"), TOTALS, NUMBERS.filter(bool), NUMBERS)
def test_a_total_is_shared_in_proportion_to_the_charges(facts, total, base, rate):
    model = cs.Tariff(base=base, rates={"x": rate})
    charges, quotas = model.quotas(facts), model.quotas(facts, total)
    assert total_of(quotas) == total
    whole = total_of(charges)
    for name, charge in charges.items():
        assert quotas[name] * whole == charge * Fraction(total)
    assert model.quotas(facts, -total) == {name: -quota for name, quota in quotas.items()}
    reordered = dict(reversed(facts.items()))
    assert model.quotas(reordered, total) == quotas


@pytest.mark.parametrize(
    ("rounding", "fee"),
    [("half_up", 3), ("half_even", 2), ("half_down", 2), ("up", 3), ("down", 2)],
)
def test_each_fee_is_rounded_by_the_rule_and_the_total_follows(rounding, fee):
    facts = {"A": {"x": 5}, "B": {"x": 5}, "C": {"x": 0}}
    fees = cs.allocate(None, cs.Tariff(rates={"x": "0.5"}), facts, rounding=rounding)
    assert fees.member_totals == {"A": fee, "B": fee, "C": 0}
    assert fees.total == Decimal(2 * fee)


def test_a_base_alone_needs_no_driver_and_a_rate_alone_no_base():
    assert cs.Tariff(base=5).quotas({"A": {}, "B": {}}) == {"A": 5, "B": 5}
    assert cs.Tariff(rates={"x": 2}).quotas({"A": {"x": 3}}) == {"A": 6}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Tariff: a tariff needs a base, rates, or both"),
        ({"base": "-1"}, "Tariff: base: value -1 is below zero; it must be zero or more"),
        ({"rate": {"x": 1}}, "Tariff: unknown field of Tariff 'rate'; did you mean 'rates'? "),
        ({"rates": {"x": "1,785"}}, "Tariff: rates.x: value '1,785' is not a plain number; "),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Tariff(**fields)
    assert str(caught.value).startswith(message)


def test_a_total_over_charges_of_zero_is_refused():
    with pytest.raises(cs.CostshareError, match="x times their prices come to zero"):
        cs.Tariff(rates={"x": 1}).quotas({"A": {"x": 0}}, 5)
