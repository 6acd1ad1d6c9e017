"""Members for a part of the period: each model by days, and the laws of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts, terms_of
from facts_local import FACTORS, TOTALS, check_laws, members, total_of

SHARES = st.fractions(0, 1, max_denominator=100)
PARTS = st.lists(st.fractions(Fraction(1, 366), 1, max_denominator=366), min_size=6, max_size=6)
PRICES = st.sampled_from([{"x": "85"}, {"x": "1.785", "population": "22"}])
BY_DAYS = st.one_of(
    st.just(cs.Flat()),
    st.just(cs.Proportional(driver="x")),
    st.just(cs.PerCapita()),
    SHARES.map(lambda share: cs.Mixed(flat_share=share)),
    st.builds(cs.Tariff, base=st.integers(1, 99), rates=PRICES),
    SHARES.map(lambda share: cs.Blend(parts=[(share, cs.Flat()), (1 - share, cs.PerCapita())])),
)
METERED = PRICES.map(lambda prices: cs.Capacity(prices=prices))
TWO = {"A": {"population": 1}, "B": {"population": 3}}


def present(facts, parts):
    return Facts(facts, dict(zip(facts, parts, strict=False)))


class Kept:
    """A model on facts with proration, so that the common laws can be tried on it."""

    def __init__(self, model, proration):
        self.model, self.proration = model, proration

    def quotas(self, facts, total):
        return self.model.quotas(Facts(facts, self.proration), total)


@given(st.one_of(BY_DAYS, METERED), members("population", "x"), TOTALS, PARTS)
def test_the_total_is_conserved_with_its_sign_and_whatever_the_order(model, facts, total, parts):
    shared = Kept(model, dict(zip(facts, parts, strict=False)))
    check_laws(shared, facts, total, Fraction(1))


@given(members("population", "x"), TOTALS, FACTORS, PARTS)
def test_the_scale_of_the_drivers_does_not_matter(facts, total, factor, parts):
    proration = dict(zip(facts, parts, strict=False))
    check_laws(Kept(cs.Mixed(flat_share="0.4"), proration), facts, total, factor)


@given(st.one_of(BY_DAYS, METERED), members("population", "x"), TOTALS)
def test_joining_for_the_whole_period_is_having_always_been_in(model, facts, total):
    assert model.quotas(present(facts, [1] * 6), total) == model.quotas(facts, total)


@given(BY_DAYS, members("population", "x"), TOTALS, PARTS, st.integers(1, 365))
def test_two_that_split_the_year_pay_what_one_would(model, facts, total, parts, day):
    before, after = Fraction(day, 366), Fraction(366 - day, 366)
    others = dict(zip(list(facts)[1:], parts, strict=False))
    one = model.quotas(Facts(facts, others), total)
    first, second = facts["A"], dict(facts["A"])
    both = Facts({**facts, "A": first, "Z": second}, {**others, "A": before, "Z": after})
    two = model.quotas(both, total)
    assert two["A"] + two["Z"] == one["A"]
    assert two["A"] == before * one["A"]
    assert {name: two[name] for name in others} == {name: one[name] for name in others}


@given(
    st.builds(cs.Tariff, base=st.integers(1, 99), rates=PRICES), members("population", "x"), PARTS
)
def test_a_price_list_is_charged_by_days(model, facts, parts):
    whole, part = model.quotas(facts), model.quotas(present(facts, parts))
    assert part == {name: whole[name] * days for name, days in zip(facts, parts, strict=False)}


@given(METERED, members("population", "x"), PARTS)
def test_metered_use_is_what_it_is(model, facts, parts):
    assert model.quotas(present(facts, parts)) == model.quotas(facts)
    assert model.quotas(present(facts, parts), 77) == model.quotas(facts, 77)


def test_agreed_amounts_are_what_is_agreed():
    model = cs.Fixed(amounts={"A": 5, "B": 7})
    assert model.quotas(present(TWO, ["0.5", 1])) == {"A": 5, "B": 7}


@given(members("population"), TOTALS, SHARES, PARTS)
def test_a_flat_amount_is_paid_for_the_days(facts, total, part, parts):
    proration = dict(zip(facts, parts, strict=False))
    each = abs(Fraction(total)) * part / sum(proration.values())
    signed = each if total > 0 else -each
    rest = Fraction(total) - signed * sum(proration.values())
    weights = {name: proration[name] * Fraction(facts[name]["population"]) for name in facts}
    quotas = cs.Mixed(flat_amount=each).quotas(Facts(facts, proration), total)
    assert total_of(quotas) == total
    assert quotas == {
        name: signed * proration[name] + rest * weights[name] / sum(weights.values())
        for name in facts
    }


def test_each_model_worked_out_by_hand():
    half = present(TWO, ["0.5", 1])
    assert cs.Flat().quotas(half, 30) == {"A": 10, "B": 20}
    assert cs.PerCapita().quotas(half, 35) == {"A": 5, "B": 30}
    assert cs.Mixed(flat_share="0.3").quotas(half, 100) == {"A": 20, "B": 80}
    assert cs.Mixed(flat_amount=20).quotas(half, 100) == {"A": 20, "B": 80}
    tariff = cs.Tariff(base=10, rates={"population": 4})
    assert tariff.quotas(half) == {"A": 7, "B": 22}
    assert tariff.quotas(half, 58) == {"A": 14, "B": 44}
    use = cs.Capacity(prices={"population": 1})
    blend = cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", use)])
    assert blend.quotas(half, 24) == {"A": 7, "B": 17}


def test_a_flat_amount_may_use_up_the_total_by_days_but_not_exceed_it():
    half = present(TWO, ["0.5", 1])
    assert cs.Mixed(flat_amount=10).quotas(half, 15) == {"A": 5, "B": 10}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Mixed(flat_amount=20).quotas(half, 24)
    assert str(caught.value) == (
        "flat_amount 20 × 1.5 members by days is 30, more than the total 24; lower it, or raise "
        "the total"
    )


def test_terms_keep_the_drivers_as_they_are_and_say_whether_they_are_prorated():
    half = present(TWO, ["0.5", 1])
    (by_population,) = terms_of(cs.PerCapita(), half, Fraction(35))
    assert by_population.weights == {"A": 1, "B": 3}
    assert by_population.prorated
    for model in (cs.Capacity(prices={"population": 1}), cs.Fixed(amounts={"A": 1, "B": 2})):
        assert not any(term.prorated for term in terms_of(model, half, None))


@pytest.mark.parametrize("part", [0, "-0.5", "1.01", 2])
def test_a_proration_that_is_not_a_part_of_the_period_is_refused(part):
    with pytest.raises(cs.CostshareError) as caught:
        present(TWO, [1, part])
    assert str(caught.value) == (
        f"proration of member B is {part}; it is a part of the period, above 0 and at most 1"
    )


def test_some_of_the_facts_keep_their_proration():
    assert present(TWO, [1, "0.5"]).only(["B"]).proration == {"B": Fraction(1, 2)}


class Own:
    """Charges by days, or asks a model of ours."""

    def __init__(self, inner=None):
        self.inner = inner

    def quotas(self, members, total=None):
        members = list(members)
        if self.inner is not None:
            return self.inner.quotas(members, total)
        whole = sum(member.proration for member in members)
        return {member.name: total * member.proration / whole for member in members}


def test_a_model_of_ones_own_sees_the_days_and_does_with_them_what_it_wants():
    half = present(TWO, ["0.5", 1])
    fees = cs.allocate(30, Own(), half)
    assert fees.member_totals == {"A": 10, "B": 20}
    assert not fees.pools[0].terms[0].prorated
    assert "  1. Own: as given = 10\n" in str(fees.explain("A"))


def test_a_model_of_ones_own_passes_the_days_on_to_one_of_ours():
    half = present(TWO, ["0.5", 1])
    assert cs.allocate(35, Own(cs.PerCapita()), half).member_totals == {"A": 5, "B": 30}
