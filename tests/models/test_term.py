"""A term proves that its quotas follow from what it states."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from costshare.models._term import charged, shared
from costshare.models._term import given as given_term

WEIGHTS = {"A": Fraction(1), "B": Fraction(3)}
PARTS = {"A": Fraction(1), "B": Fraction(1, 2)}


def test_quotas_that_follow_are_accepted():
    for proration in (None, PARTS):
        shared("by x", "x", Fraction(10), WEIGHTS, proration).check("pool p", PARTS)
        charged("by x", "x", Fraction(7, 3), WEIGHTS, proration).check("pool p", PARTS)
    nobody = dict.fromkeys(WEIGHTS, Fraction(0))
    shared("by x", "x", Fraction(0), nobody).check("pool p", {})
    given_term("agreed", WEIGHTS).check("pool p", {})


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {**WEIGHTS, "B": Fraction(4)}},
        {"amount": Fraction(11)},
        {"quotas": {"A": Fraction(5), "B": Fraction(5)}},
        {"rate": Fraction(2)},
        {"prorated": True},
    ],
)
def test_a_changed_term_is_refused(change):
    term = replace(shared("by x", "x", Fraction(10), WEIGHTS), **change)
    message = r"pool p: the quota of [AB] in the term by x is recorded as .*, but its weight gives"
    with pytest.raises(cs.ConservationError, match=message):
        term.check("pool p", PARTS)


@given(st.fractions(0, 1, max_denominator=50), st.integers(-(10**6), 10**6))
def test_terms_of_a_model_prove_themselves(flat_share, total):
    facts = Facts({name: {"population": each} for name, each in WEIGHTS.items()}, PARTS)
    for term in cs.Mixed(flat_share=flat_share).terms(facts, Fraction(total)):
        term.check("pool p", PARTS)


DAYS = st.fractions(0, 1, max_denominator=12).filter(bool)
FIGURES = st.fractions(0, 10**6, max_denominator=30)


@given(
    st.lists(st.tuples(FIGURES, DAYS), min_size=1, max_size=6),
    st.fractions(max_denominator=10**4),
    st.booleans(),
)
def test_a_share_is_the_amount_times_the_weight_over_all_weights(pairs, amount, prorated):
    weights = {f"m{n}": weight for n, (weight, _) in enumerate(pairs)}
    parts = {f"m{n}": part if prorated else Fraction(1) for n, (_, part) in enumerate(pairs)}
    counted = {name: weight * parts[name] for name, weight in weights.items()}
    whole = sum(counted.values())
    assume(whole or not amount)
    quotas = shared("x", "x", amount, weights, parts if prorated else None).quotas
    assert quotas == {name: amount * each / (whole or 1) for name, each in counted.items()}
    assert list(quotas) == list(weights)
    assert {type(each) for each in quotas.values()} == {Fraction}


TIERS = cs.Price(tiers=[{"up_to": 5, "price": 7}, {"price": 6, "fee": 10}], free=2, package=3)


def metered_terms(total=None):
    model = cs.Capacity(prices={"h": TIERS}, provided={"h": 50}, idle="flat")
    facts = Facts({"A": {"h": 31}, "B": {"h": 4}}, PARTS)
    return model.terms(facts, None if total is None else Fraction(total))


def test_a_weight_that_does_not_follow_from_its_quantity_is_refused():
    for term in metered_terms(1_000):
        term.check("pool p", PARTS)
        if term.quantity is None or not term.weights["A"]:
            continue
        changed = replace(term, weights={**term.weights, "A": term.weights["A"] + 1})
        message = (
            r"pool p: the weight of A in the term .* is recorded as .*, but its quantity gives"
        )
        with pytest.raises(cs.ConservationError, match=message):
            changed.check("pool p", PARTS)


def test_an_amount_that_does_not_follow_from_what_is_idle_is_refused():
    (term,) = (each for each in metered_terms(1_000) if each.idle is not None)
    changed = replace(term, idle=replace(term.idle, used=term.idle.used - 1))
    message = r"pool p: the amount of the term .* is recorded as .*, but what is idle costs"
    with pytest.raises(cs.ConservationError, match=message):
        changed.check("pool p", PARTS)
