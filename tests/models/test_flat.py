"""Flat: the same for everyone."""

from fractions import Fraction

import pytest
from hypothesis import given

import costshare as cs
from facts_local import FACTORS, TOTALS, check_laws, members


@given(members("x"), TOTALS, FACTORS)
def test_flat_keeps_the_laws(facts, total, factor):
    check_laws(cs.Flat(), facts, total, factor)
    assert set(cs.Flat().quotas(facts, total).values()) == {Fraction(total) / len(facts)}


def test_everyone_pays_the_same_exactly():
    quotas = cs.Flat().quotas({"A": {}, "B": {}, "C": {}}, "100.50")
    assert quotas == dict.fromkeys("ABC", Fraction(67, 2))


def test_a_total_is_needed():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Flat().quotas({"A": {}})
    assert str(caught.value) == "Flat shares a total, and none is given; pass total=…"


@pytest.mark.parametrize(
    ("total", "message"),
    [
        ("abc", "total 'abc' is not a plain number; write it as 1234.50"),
        (True, "total True is a bool, not a number; pass 1 or 0 if that is meant"),
        (float("nan"), "total is NaN; a finite number is needed"),
    ],
)
def test_a_total_that_is_not_a_number_is_refused(total, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Flat().quotas({"A": {}}, total)
    assert str(caught.value) == message


def test_an_unknown_field_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Flat(driver="population")
    assert str(caught.value) == "Flat: unknown field of Flat 'driver'; Known: kind"
