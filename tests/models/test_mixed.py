"""Mixed: a flat part for everyone, the rest by a driver."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from facts_local import FACTORS, TOTALS, check_laws, members

SHARES = st.fractions(0, 1, max_denominator=1000)
TWO = {"A": {"population": 1}, "B": {"population": 3}}


@given(members("population"), TOTALS, FACTORS, SHARES)
def test_mixed_by_share_keeps_the_laws(facts, total, factor, share):
    check_laws(cs.Mixed(flat_share=share), facts, total, factor)


@given(members("population"), TOTALS, FACTORS, SHARES)
def test_mixed_by_amount_keeps_the_laws(facts, total, factor, part):
    each = abs(Fraction(total)) * part / len(facts)
    check_laws(cs.Mixed(flat_amount=each), facts, total, factor)


@given(members("population"), TOTALS, SHARES)
def test_mixed_is_a_blend_of_flat_and_per_capita(facts, total, share):
    flat, rest = cs.Flat().quotas(facts, total), cs.PerCapita().quotas(facts, total)
    assert cs.Mixed(flat_share=share).quotas(facts, total) == {
        name: share * flat[name] + (1 - share) * rest[name] for name in facts
    }


@given(members("population"), TOTALS, SHARES)
def test_an_amount_is_paid_by_everyone_and_the_rest_by_the_driver(facts, total, part):
    each = abs(Fraction(total)) * part / len(facts)
    signed = each if total > 0 else -each
    rest = Fraction(total) - signed * len(facts)
    people = sum(Fraction(drivers["population"]) for drivers in facts.values())
    assert cs.Mixed(flat_amount=each).quotas(facts, total) == {
        name: signed + rest * Fraction(drivers["population"]) / people
        for name, drivers in facts.items()
    }


def test_the_driver_may_be_another():
    quotas = cs.Mixed(flat_share="0.5", driver="x").quotas({"A": {"x": 0}, "B": {"x": 1}}, 100)
    assert quotas == {"A": 25, "B": 75}


@pytest.mark.parametrize("model", [cs.Mixed(flat_share=1), cs.Mixed(flat_share="1.0")])
def test_a_flat_share_of_one_needs_no_driver(model):
    assert model.quotas({"A": {}, "B": {}}, 10) == {"A": 5, "B": 5}


def test_a_flat_share_of_zero_leaves_no_flat_term():
    fees = cs.allocate(4, cs.Mixed(flat_share=0), TWO)
    assert [term.label for term in fees.pools[0].terms] == ["by population"]


def test_an_amount_may_use_up_the_total_but_not_exceed_it():
    assert cs.Mixed(flat_amount=50).quotas(TWO, 100) == {"A": 50, "B": 50}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Mixed(flat_amount="50.5").quotas(TWO, 100)
    assert str(caught.value) == (
        "flat_amount 50.5 × 2 members is 101, more than the total 100; lower it, or raise the total"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Mixed: give flat_share or flat_amount; neither is given"),
        (
            {"flat_share": "0.4", "flat_amount": 0},
            "Mixed: give flat_share or flat_amount; both are given",
        ),
        (
            {"flat_share": 40},
            "Mixed: flat_share: share 40 lies outside 0 to 1; write '40%' if per cent are meant",
        ),
        (
            {"flat_share": "-0.1"},
            (
                "Mixed: flat_share: share -0.1 lies outside 0 to 1; write a part, such as '0.4' or "
                "'40%'"
            ),
        ),
        (
            {"flat_amount": -1},
            "Mixed: flat_amount: value -1 is below zero; it must be zero or more",
        ),
        (
            {"flat_shar": "0.4"},
            (
                "Mixed: unknown field of Mixed 'flat_shar'; did you mean 'flat_share'? "
                "Known: kind, flat_share, flat_amount, driver"
            ),
        ),
        (
            {"flat_share": "0.4", "driver": ""},
            "Mixed: driver: name is empty; pass a name",
        ),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Mixed(**fields)
    assert str(caught.value) == message


def test_a_total_is_needed():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Mixed(flat_share="0.4").quotas(TWO)
    assert str(caught.value) == "Mixed shares a total, and none is given; pass total=…"


def test_replace_checks_the_copy_and_assignment_is_refused():
    model = cs.Mixed(flat_share="0.4")
    assert model.replace(flat_share=None, flat_amount=5) == cs.Mixed(flat_amount=5)
    with pytest.raises(cs.CostshareError, match="both are given"):
        model.replace(flat_amount=5)
    with pytest.raises(cs.CostshareError) as caught:
        model.flat_share = "0.5"
    assert str(caught.value) == "Mixed does not change; make a copy: .replace(flat_share=…)"
    assert model.flat_share == Fraction(2, 5)


def test_a_flat_amount_of_nothing_leaves_all_to_the_driver():
    by_driver = cs.Mixed(flat_amount=0).quotas(TWO, 100)
    assert by_driver == {"A": 25, "B": 75}
