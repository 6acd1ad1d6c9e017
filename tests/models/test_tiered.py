"""Tiered: fee classes by population."""

from fractions import Fraction

import pytest
from hypothesis import given

import costshare as cs
from costshare.models import Facts
from facts_local import TOTALS, members, total_of

CLASSES = [
    {"up_to": 5_000, "price": 30_000},
    {"up_to": 20_000, "price": 60_000},
    {"price": 100_000},
]
SIZES = [0, 1, 5_000, "5000.5", 20_000, 20_001, 10**9]
FEES = [30_000, 30_000, 30_000, 60_000, 60_000, 100_000, 100_000]


def test_each_member_pays_the_fee_of_its_class():
    facts = {str(at): {"population": size} for at, size in enumerate(SIZES)}
    quotas = cs.Tiered(tiers=CLASSES).quotas(facts)
    assert list(quotas.values()) == FEES


@given(members("x"), TOTALS)
def test_a_total_is_shared_in_proportion_to_the_fees_of_the_classes(facts, total):
    model = cs.Tiered(driver="x", tiers=[{"up_to": 500, "price": 1}, {"price": 3}])
    weights = {name: 1 if row["x"] <= 500 else 3 for name, row in facts.items()}
    quotas = model.quotas(facts, total)
    assert total_of(quotas) == total
    assert quotas == {
        name: Fraction(total) * weight / sum(weights.values()) for name, weight in weights.items()
    }
    assert model.quotas(facts, -total) == {name: -quota for name, quota in quotas.items()}
    assert model.quotas(dict(reversed(facts.items())), total) == quotas


@given(members("x"))
def test_everyone_is_in_one_class_and_a_larger_one_never_in_a_lower(facts):
    tiers = [{"up_to": 10, "price": 1}, {"up_to": 10**6, "price": 2}, {"price": 3}]
    terms = cs.Tiered(driver="x", tiers=tiers).terms(Facts(facts), None)
    for name in facts:
        assert sum(term.weights[name] for term in terms) == 1
    quotas = cs.Tiered(driver="x", tiers=tiers).quotas(facts)
    ordered = sorted(facts, key=lambda name: Fraction(facts[name]["x"]))
    assert [quotas[name] for name in ordered] == sorted(quotas.values())


def test_the_terms_are_the_classes_and_hold_the_driver():
    terms = cs.Tiered(tiers=CLASSES).terms(Facts({"A": {"population": 7_000}}), None)
    assert [(term.label, term.rate, term.weights["A"]) for term in terms] == [
        ("population class 1 (up to and including 5 000)", 30_000, 0),
        ("population class 2 (more than 5 000 up to and including 20 000)", 60_000, 1),
        ("population class 3 (more than 20 000)", 100_000, 0),
    ]
    assert all(term.driver_values == {"A": 7_000} for term in terms)


def test_one_class_is_the_same_for_all():
    model = cs.Tiered(tiers=[{"price": 5}])
    facts = Facts({"A": {"population": 0}, "B": {"population": 9}})
    assert model.quotas(facts) == {"A": 5, "B": 5}
    assert model.terms(facts, None)[0].label == "population class 1 (all)"


def test_a_part_of_the_period_pays_that_part():
    facts = Facts({"A": {"population": 1}, "B": {"population": 9_000}}, {"B": "1/4"})
    assert cs.Tiered(tiers=CLASSES).quotas(facts) == {"A": 30_000, "B": 15_000}
    assert cs.Tiered(tiers=CLASSES).quotas(facts, 90) == {"A": 60, "B": 30}


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        ([], "tiers: is empty; give at least one"),
        (
            [{"up_to": 5, "price": 1}],
            "population above 5 has no price; leave up_to out of the last tier",
        ),
        (
            [{"price": 1}, {"price": 2}],
            "tier 1 has no up_to, so no population reaches tier 2; give it one",
        ),
        (
            [{"up_to": 5, "price": 1}, {"up_to": 5, "price": 2}, {"price": 3}],
            "tier 2 ends at 5, not above that of tier 1, 5; write tiers in rising order",
        ),
        (
            [{"up_to": 5}],
            (
                "tiers[0]: a tier has neither a price nor a fee; give one of them, 0 if it costs "
                "nothing"
            ),
        ),
        (None, "tiers: is None; pass a list"),
    ],
)
def test_wrong_tiers_are_refused(tiers, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Tiered(tiers=tiers)
    assert str(caught.value) == f"Tiered: {message}"


def test_fees_that_are_all_zero_cannot_share_a_total():
    with pytest.raises(cs.CostshareError, match="population times their prices come to zero"):
        cs.Tiered(tiers=[{"price": 0}]).quotas({"A": {"population": 1}}, 5)


def test_the_fees_of_the_classes_follow_an_index():
    model = cs.Tiered(tiers=[{"up_to": 5, "price": 10}, {"price": 30}])
    assert model.times(Fraction(3, 2)) == cs.Tiered(
        tiers=[{"up_to": 5, "price": 15}, {"price": 45}]
    )
