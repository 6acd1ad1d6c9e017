"""Bounded: what is fixed for some members, groups and exceptions, and what is bounded."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from bounds_local import CASES, reference
from costshare.models import Bounds, Facts
from facts_local import total_of

TOWNS = {"A": {"x": 1}, "B": {"x": 3}, "C": {"x": 6}}
BY_X = cs.Proportional(driver="x")
some = settings(max_examples=max(30, settings().max_examples * 3 // 10))
SHARES = st.fractions(min_value=0, max_value="9/10", max_denominator=12)


# --- the laws -----------------------------------------------------------------------------------


@some
@given(CASES, SHARES, st.sampled_from([1, -1]), st.booleans())
def test_the_others_share_the_rest_as_if_they_were_all(case, share, sign, by_amount):
    weights, lowest, highest, rest = case
    total = rest / (1 - share)
    fixed = {"fixed_amount": {"EU": total - rest}} if by_amount else {"fixed_share": {"EU": share}}
    members = {"EU": {}, **{name: {"x": weight} for name, weight in weights.items()}}
    expected = reference(weights, lowest, highest, rest)
    bounds = {"minimum": lowest or None, "maximum": highest or None}
    beside = cs.Bounded(model=BY_X, **fixed, **bounds)
    found = beside.quotas(members, sign * total)
    assert found == {"EU": sign * (total - rest)} | {n: sign * q for n, q in expected.items()}
    assert total_of(found) == sign * total
    facts = Facts(members)
    in_short = beside.quotas_and_bounds(facts, sign * total)
    assert in_short == (found, beside.bounds(facts, sign * total))
    alone = cs.Bounded(model=BY_X, **fixed)
    if any(bounds.values()):  # amounts are the same before and after what is fixed
        before = cs.Bounded(model=cs.Bounded(model=BY_X, **bounds), **fixed)
        after = cs.Bounded(model=alone, **bounds)
        assert before.quotas(members, sign * total) == found
        assert after.quotas(members, sign * total) == found
    terms = beside.terms(facts, sign * total)
    assert all(set(term.quotas) == set(term.weights) == set(members) for term in terms)
    assert alone.quotas(members, total)["EU"] == total - rest


@some
@given(CASES, st.sampled_from(["maximum", "minimum"]))
def test_a_group_and_its_members_named_one_by_one_are_the_same(case, side):
    weights, _, highest, total = case
    names = list(highest)
    if not names or sum(weights[name] for name in weights if name not in names) == 0:
        return
    amount = min(highest.values()) if side == "maximum" else 0
    one_by_one = cs.Bounded(model=BY_X, **{side: dict.fromkeys(names, amount)})
    grouped = cs.Bounded(model=BY_X, groups={"small": names}, **{side: {"small": amount}})
    others = [name for name in weights if name not in names]
    members = {name: {"x": weight} for name, weight in weights.items()}
    expected = one_by_one.quotas(members, total)
    assert grouped.quotas(members, total) == expected
    if others:
        excepted = cs.Bounded(model=BY_X, except_for=others, **{side: amount})
        assert excepted.quotas(members, total) == expected


# --- worked by hand -----------------------------------------------------------------------------


def test_a_ceiling_after_the_fixed_share_and_before_it():
    # A pays 20 of 100, and 80 are left. B and C would pay 26 2/3 and 53 1/3 of them.
    fixed = {"A": "20%"}
    after = cs.Bounded(model=BY_X, fixed_share=fixed, maximum_share="50%")
    assert after.quotas(TOWNS, 100) == {"A": 20, "B": 30, "C": 50}
    around = cs.Bounded(model=cs.Bounded(model=BY_X, fixed_share=fixed), maximum_share="50%")
    assert around.quotas(TOWNS, 100) == {"A": 20, "B": 30, "C": 50}
    inside = cs.Bounded(model=BY_X, maximum_share="50%")
    before = cs.Bounded(model=inside, fixed_share=fixed)
    assert before.quotas(TOWNS, 100) == {"A": 20, "B": 40, "C": 40}


def test_the_model_is_of_the_others_alone():
    # B and C share 80: 10 each and 60 by x, as if A were not a member.
    mixed = cs.Mixed(flat_amount=10, driver="x")
    model = cs.Bounded(model=mixed, fixed_amount={"A": 20})
    assert model.quotas(TOWNS, 100) == {"A": 20, "B": 30, "C": 50}
    tariff = cs.Bounded(model=cs.Tariff(base=5, rates={"x": 1}), fixed_amount={"A": 20}, maximum=10)
    assert tariff.quotas(TOWNS) == {"A": 20, "B": 8, "C": 10}
    credit = cs.Bounded(model=cs.Fixed(amounts={"B": -1, "C": -2}), fixed_amount={"A": 20})
    assert credit.quotas(TOWNS) == {"A": -20, "B": -1, "C": -2}
    nested = cs.Bounded(
        model=cs.Bounded(model=BY_X, fixed_share={"B": "1/4"}), fixed_amount={"A": 20}
    )
    assert nested.quotas(TOWNS, 100) == {"A": 20, "B": 20, "C": 60}
    everyone = cs.Bounded(model=BY_X, fixed_share={"A": "20%"}, fixed_amount={"B": 30, "C": 50})
    assert everyone.quotas(TOWNS, 100) == {"A": 20, "B": 30, "C": 50}
    assert everyone.times(Fraction(2)).fixed_amount == {"B": 60, "C": 100}


def test_a_term_keeps_the_driver_of_a_member_that_is_not_charged_by_it():
    fixed, by_x = cs.Bounded(model=BY_X, fixed_share={"A": "20%"}).terms(Facts(TOWNS), 100)
    assert (fixed.role, fixed.label, fixed.binding) == (
        "fixed",
        "fixed share of the total",
        {"A": 20},
    )
    assert (fixed.weights["A"], fixed.rate) == (Fraction(1, 5), 100)
    assert (by_x.weights, by_x.driver_values) == (
        {"A": 0, "B": 3, "C": 6},
        {"A": 1, "B": 3, "C": 6},
    )
    tiers = [{"up_to": 3, "price": 10}, {"price": 30}]
    tiered = cs.Bounded(model=cs.Tiered(driver="x", tiers=tiers), fixed_amount={"A": 5})
    members = {**TOWNS, "A": {}}
    assert [term.driver_values["A"] for term in tiered.terms(Facts(members), None)] == [5, 0, 0]


def test_bounds_of_fees_have_what_is_fixed_unless_quotas_are_bounded():
    fields = {"model": BY_X, "fixed_share": {"A": "20%"}, "maximum": 50}
    facts = Facts(TOWNS)
    assert cs.Bounded(**fields).bounds(facts, Fraction(100)) == {
        "A": Bounds(Fraction(20), Fraction(20)),
        "B": Bounds(Fraction(0), Fraction(50)),
        "C": Bounds(Fraction(0), Fraction(50)),
    }
    assert cs.Bounded(**fields, on="quota").bounds(facts, Fraction(100)) == {}
    around = cs.Bounded(model=cs.Bounded(**fields, on="quota"), minimum=1, on="fee")
    assert around.bounds(facts, Fraction(100))["B"] == Bounds(Fraction(1), None)


def test_a_fixed_share_around_last_years_fees():
    damped = cs.Damped(model=BY_X, previous={"A": 99, "C": 40}, max_increase="10%")
    model = cs.Bounded(model=damped, fixed_share={"A": "20%"})
    assert model.quotas(TOWNS, 100) == {"A": 20, "B": 36, "C": 44}


def test_a_member_that_is_absent_in_the_period_has_nothing_fixed():
    facts = Facts(TOWNS, absent={"EU": {}})
    model = cs.Bounded(model=BY_X, fixed_share={"EU": "20%"}, maximum=50, except_for=["EU"])
    assert model.quotas(facts, 100) == {"A": Fraction(25, 2), "B": Fraction(75, 2), "C": 50}
    assert [term.role for term in model.terms(facts, Fraction(100))] == [
        "share",
        "bound",
        "taken_over",
    ]


def test_groups_have_bounds_of_their_own_and_exceptions():
    groups = {"small": ["A", "B"]}
    both = groups | {"large": ["C"]}
    model = cs.Bounded(model=BY_X, groups=both, minimum={"small": 15}, maximum={"large": 50})
    assert model.quotas(TOWNS, 100) == {"A": 15, "B": 35, "C": 50}
    labels = [term.label for term in model.terms(Facts(TOWNS), Fraction(100))]
    assert labels[1:] == ["minimum (small)", "maximum (large)", "taken over from C"]
    per = cs.Bounded(
        model=cs.Flat(), groups={"small": ["A"]}, except_for=["small"], maximum_per={"x": 7}
    )
    assert per.quotas(TOWNS, 93) == {"A": 36, "B": 21, "C": 36}
    fixed = cs.Bounded(model=BY_X, groups=groups, fixed_amount={"small": 10})
    assert fixed.quotas(TOWNS, 100) == {"A": 10, "B": 10, "C": 80}
    inside = cs.Bounded(model=BY_X, groups=groups, except_for=["small"], maximum=54)
    assert cs.Bounded(model=inside, fixed_amount={"A": 10}).quotas(TOWNS, 100) == {
        "A": 10,
        "B": 36,
        "C": 54,
    }


# --- what cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"fixed_share": {"A": "60%", "B": "50%"}},
            (
                "what is fixed sums to 110 (A 60, B 50), 10 more than the total 100; lower a fixed "
                "share or amount, or raise the total"
            ),
        ),
        (
            {"fixed_amount": {"A": 30, "B": 30, "C": 30}},
            (
                "what is fixed for all members sums to 90 (A 30, B 30, C 30), 10 less than the "
                "total 100; fix nothing for one of them, which pays the rest"
            ),
        ),
        (
            {"fixed_amount": {"A": 30}, "minimum": 40},
            ("the minima sum to 80, 10 more than the rest 70; lower a minimum, or raise the total"),
        ),
        (
            {"fixed_amount": {"D": 30}},
            "unknown member with a fixed_amount 'D'; Known: A, B, C",
        ),
        (
            {"maximum": 90, "except_for": ["D"]},
            "unknown member in except_for 'D'; Known: A, B, C",
        ),
        (
            {"fixed_amount": {"C": 1}, "groups": {"C": ["A"]}},
            "C is a group and a member; give the group another name",
        ),
        (
            {"fixed_amount": {"A": 30}, "model": cs.Bounded(model=BY_X, maximum={"A": 30})},
            (
                "member with a maximum: the fee of A is fixed in the model around this one, in "
                "which it takes no part; remove A here"
            ),
        ),
        (
            {"maximum": 25, "model": cs.Bounded(model=BY_X, fixed_amount={"A": 30})},
            (
                "A would pay at least 30 (fixed amount) and at most 25 (maximum); change what is "
                "fixed, or leave A out of the other bound"
            ),
        ),
    ],
)
def test_what_does_not_fit_the_facts_is_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(**{"model": BY_X} | fields).quotas(TOWNS, 100)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"fixed_amount": {"A": 1}, "fixed_share": {"A": 0}},
            (
                "A is named in fixed_amount and in fixed_share; what is fixed has no bound, remove "
                "one"
            ),
        ),
        (
            {"fixed_amount": {"A": 1, "small": 2}, "groups": {"small": ["A"]}},
            (
                "A is named in fixed_amount and in fixed_amount; what is fixed has no bound, "
                "remove one"
            ),
        ),
        (
            {"fixed_amount": {"A": 1}, "minimum_share": {"A": "1%"}},
            (
                "A is named in fixed_amount and in minimum_share; what is fixed has no bound, "
                "remove one"
            ),
        ),
        (
            {"fixed_amount": {"A": 1}, "groups": {"small": ["B"]}},
            (
                "the group small is named in no bound; remove it, or name it in a bound, in a "
                "fixed share or amount, or in except_for"
            ),
        ),
        (
            {"maximum": {"small": 1}, "groups": {"small": ["all"], "all": ["A"]}},
            "all is a group and is named in the group small; list its members",
        ),
        (
            {"maximum": {"small": 1}, "groups": {"small": ["A", "A"]}},
            "member of the group small: A is listed twice; list it once",
        ),
        (
            {"maximum": {"A": 1}, "except_for": ["B"]},
            (
                "except_for names B, but no bound is for all members; remove except_for, or give "
                "one number for all"
            ),
        ),
        ({"maximum": 1, "on": "fees"}, "on: unknown word for what is bounded 'fees'; did you mean"),
    ],
)
def test_what_has_no_effect_is_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=BY_X, **fields)
    assert str(caught.value).startswith(f"Bounded: {message}")


def test_a_fixed_share_needs_a_total():
    model = cs.Bounded(model=cs.Tariff(base=1), fixed_share={"A": "1%"})
    with pytest.raises(cs.CostshareError, match="fixed_share is a share of the total, and none"):
        model.quotas(TOWNS)
