"""Bounded: quotas within bounds, what is cut off shared in the model's proportions."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from bounds_local import CASES, reference
from costshare.models import Bounds, Facts, Term, add_terms
from facts_local import FACTORS, TOTALS, members, total_of

TOWNS = {"A": {"population": 1}, "B": {"population": 3}, "C": {"population": 6}}


def bounded(lowest, highest, model=None):
    bounds = {"minimum": lowest or None, "maximum": highest or None}
    if not lowest and not highest:
        bounds = {"minimum": 0}
    return cs.Bounded(model=model or cs.Proportional(driver="x"), **bounds)


def by_x(weights):
    return {name: {"x": weight} for name, weight in weights.items()}


def terms_of(model, members, total):
    facts = Facts(members)
    return model.terms(facts, None if total is None else Fraction(total)), facts


# --- the laws -----------------------------------------------------------------------------------


@given(CASES)
def test_quotas_are_those_of_trying_every_way_to_hold_members(case):
    weights, lowest, highest, total = case
    quotas = bounded(lowest, highest).quotas(by_x(weights), total)
    assert quotas == reference(weights, lowest, highest, total)


@given(CASES)
def test_bounds_hold_and_the_total_is_kept(case):
    weights, lowest, highest, total = case
    quotas = bounded(lowest, highest).quotas(by_x(weights), total)
    assert total_of(quotas) == total
    assert all(lowest.get(name, 0) <= quota for name, quota in quotas.items())
    assert all(quotas[name] <= bound for name, bound in highest.items())


@given(CASES)
def test_members_without_a_binding_bound_keep_their_proportions(case):
    weights, lowest, highest, total = case
    quotas = bounded(lowest, highest).quotas(by_x(weights), total)
    inside = [
        name
        for name, quota in quotas.items()
        if lowest.get(name, 0) < quota and quota != highest.get(name)
    ]
    for one in inside:
        for other in inside:
            assert quotas[one] * weights[other] == quotas[other] * weights[one]


@given(CASES, FACTORS)
def test_total_and_bounds_times_a_factor_give_the_quotas_times_it(case, factor):
    weights, lowest, highest, total = case
    quotas = bounded(lowest, highest).quotas(by_x(weights), total)
    low = {name: factor * bound for name, bound in lowest.items()}
    high = {name: factor * bound for name, bound in highest.items()}
    scaled = bounded(low, high).quotas(by_x(weights), factor * total)
    assert scaled == {name: factor * quota for name, quota in quotas.items()}


@given(CASES)
def test_a_credit_mirrors_the_charge_whatever_the_order(case):
    weights, lowest, highest, total = case
    model = bounded(lowest, highest)
    quotas = model.quotas(by_x(weights), total)
    negated = {name: -quota for name, quota in quotas.items()}
    assert model.quotas(by_x(weights), -total) == negated
    backwards = dict(reversed(by_x(weights).items()))
    assert model.quotas(backwards, total) == quotas


@given(CASES)
def test_a_member_that_is_charged_nothing_pays_its_minimum_alone(case):
    weights, lowest, highest, total = case
    quotas = bounded(lowest, highest).quotas(by_x(weights), total)
    for name, weight in weights.items():
        if not weight:
            assert quotas[name] == lowest.get(name, 0)


@given(members("population", "cpu"), TOTALS)
def test_bounds_that_do_not_bind_change_nothing(facts, total):
    for inner in (
        cs.Mixed(flat_share="0.4"),
        cs.Blend(parts=[("0.3", cs.Flat()), ("0.7", cs.Capacity(prices={"cpu": 3}))]),
    ):
        model = cs.Bounded(model=inner, minimum=0, maximum=abs(total), maximum_share=1)
        assert model.quotas(facts, total) == inner.quotas(facts, total)
        assert terms_of(model, facts, total)[0] == terms_of(inner, facts, total)[0]


@given(CASES)
def test_terms_sum_to_the_quotas_and_to_their_amounts(case):
    weights, lowest, highest, total = case
    for signed in (total, -total):
        model = bounded(lowest, highest)
        terms, facts = terms_of(model, by_x(weights), signed)
        assert add_terms(facts, terms) == model.quotas(by_x(weights), signed)
        for term in terms:
            assert total_of(term.quotas) == term.amount
        # What is cut off is what others take over.
        assert sum(term.amount for term in terms[1:]) == 0
        assert terms[0] == cs.Proportional(driver="x").terms(facts, signed)[0]


@given(CASES)
def test_a_member_with_a_binding_bound_pays_it(case):
    weights, lowest, highest, total = case
    terms, facts = terms_of(bounded(lowest, highest), by_x(weights), total)
    quotas = add_terms(facts, terms)
    held = [(name, bound) for term in terms if term.binding for name, bound in term.binding.items()]
    assert len({name for name, _ in held}) == len(held)
    assert all(quotas[name] == bound for name, bound in held)


@given(CASES)
def test_without_a_total_each_quota_is_clamped_on_its_own(case):
    weights, lowest, highest, _ = case
    tariff = cs.Tariff(base=1, rates={"x": 5})
    quotas = bounded(lowest, highest, tariff).quotas(by_x(weights))
    for name, weight in weights.items():
        most = highest.get(name, 100)
        assert quotas[name] == max(lowest.get(name, 0), min(1 + 5 * weight, most))


@given(CASES, CASES)
def test_bounds_around_bounds_all_hold(case, other):
    weights, lowest, highest, total = case
    _, more, less, _ = other
    more = {name: low for name, low in more.items() if name in weights}
    less = {name: high for name, high in less.items() if name in weights}
    nested = bounded(more, less, bounded(lowest, highest))
    low = {n: max(more.get(n, 0), lowest.get(n, 0)) for n in {**more, **lowest}}
    high = {n: min(less.get(n, 99), highest.get(n, 99)) for n in {**less, **highest}}
    assume(all(low[name] <= high[name] for name in low.keys() & high.keys()))
    top = sum((high.get(n, 10**6) if weights[n] else low.get(n, 0)) for n in weights)
    assume(sum(low.values()) <= total <= top)
    assert nested.quotas(by_x(weights), total) == reference(weights, low, high, total)


# --- worked by hand -----------------------------------------------------------------------------


def test_what_the_largest_is_spared_the_others_take_over():
    # 10, 30, 60; C pays 50 and 10 go to A and B, one to three.
    model = cs.Bounded(model=cs.PerCapita(), maximum=50)
    assert model.quotas(TOWNS, 100) == {"A": Fraction(25, 2), "B": Fraction(75, 2), "C": 50}
    terms, _ = terms_of(model, TOWNS, 100)
    assert [(term.label, term.amount, dict(term.quotas)) for term in terms[1:]] == [
        ("maximum", -10, {"A": 0, "B": 0, "C": -10}),
        ("taken over from C", 10, {"A": Fraction(5, 2), "B": Fraction(15, 2), "C": 0}),
    ]
    assert [term.binding for term in terms] == [{}, {"C": 50}, {}]


def test_a_member_that_takes_over_may_reach_its_own_maximum():
    # 10, 30, 60; C pays 40, then B (which would pay 45) at 35, and A takes the rest.
    model = cs.Bounded(model=cs.PerCapita(), maximum={"B": 35, "C": 40})
    assert model.quotas(TOWNS, 100) == {"A": 25, "B": 35, "C": 40}
    terms, _ = terms_of(model, TOWNS, 100)
    assert [(term.label, dict(term.quotas)) for term in terms[1:]] == [
        ("maximum", {"A": 0, "B": 5, "C": -20}),
        ("taken over from C", {"A": 15, "B": 0, "C": 0}),
    ]


def test_a_minimum_takes_off_the_others():
    model = cs.Bounded(model=cs.PerCapita(), minimum=19)
    assert model.quotas(TOWNS, 100) == {"A": 19, "B": 27, "C": 54}
    terms, _ = terms_of(model, TOWNS, 100)
    assert [(term.label, dict(term.quotas)) for term in terms[1:]] == [
        ("minimum", {"A": 9, "B": 0, "C": 0}),
        ("taken off by A", {"A": 0, "B": -3, "C": -6}),
    ]


def test_a_maximum_does_not_bind_when_a_minimum_takes_more():
    # 10, 30, 60; B must pay 60, so that C, first over its 55, falls to 36 with its proportion.
    model = cs.Bounded(model=cs.PerCapita(), minimum={"B": 58}, maximum={"C": 55})
    assert model.quotas(TOWNS, 100) == {"A": 6, "B": 58, "C": 36}


def test_everyone_at_a_bound():
    model = cs.Bounded(model=cs.PerCapita(), minimum={"A": 20}, maximum={"B": 30, "C": 50})
    assert model.quotas(TOWNS, 100) == {"A": 20, "B": 30, "C": 50}
    assert len(terms_of(model, TOWNS, 100)[0]) == 3


def test_shares_of_the_total():
    model = cs.Bounded(model=cs.PerCapita(), minimum_share="0.15", maximum_share="0.5")
    assert model.quotas(TOWNS, 100) == {"A": 15, "B": 35, "C": 50}
    assert model.quotas(TOWNS, -200) == {"A": -30, "B": -70, "C": -100}
    one = cs.Bounded(model=cs.PerCapita(), maximum_share={"C": "0.5"})
    assert one.quotas(TOWNS, 100)["C"] == 50


def test_a_cap_for_each_inhabitant():
    # 33 1/3 each at first; at most 20 per inhabitant for A, so B and C take 40 each.
    model = cs.Bounded(model=cs.Flat(), maximum_per={"population": 20})
    assert model.quotas(TOWNS, 100) == {"A": 20, "B": 40, "C": 40}
    terms, _ = terms_of(model, TOWNS, 100)
    cap = terms[1]
    assert (cap.label, cap.driver, cap.rate) == ("maximum 20 per population", "population", 20)
    assert cap.weights == {"A": 1, "B": 3, "C": 6}
    assert cap.binding == {"A": 20}
    floor = cs.Bounded(model=cs.Flat(), minimum_per={"population": 10})
    assert floor.quotas(TOWNS, 120) == {"A": 30, "B": 30, "C": 60}


def test_a_driver_is_in_the_terms_though_its_bound_does_not_bind():
    terms, _ = terms_of(cs.Bounded(model=cs.Flat(), maximum_per={"population": 99}), TOWNS, 3)
    assert terms[1] == Term(
        role="bound",
        label="maximum 99 per population",
        driver="population",
        amount=Fraction(0),
        weights={"A": 1, "B": 3, "C": 6},
        rate=Fraction(99),
        quotas=dict.fromkeys("ABC", 0),
        binding={},
    )


def test_a_maximum_of_zero_frees_a_member():
    model = cs.Bounded(model=cs.PerCapita(), maximum={"A": 0})
    assert model.quotas(TOWNS, 90) == {"A": 0, "B": 30, "C": 60}
    nobody = cs.Bounded(model=cs.PerCapita(), maximum={"A": 0, "B": 0, "C": 0})
    assert nobody.quotas(TOWNS, 0) == {"A": 0, "B": 0, "C": 0}


def test_of_two_equal_bounds_the_first_binds():
    model = cs.Bounded(model=cs.PerCapita(), maximum=50, maximum_share="0.5")
    terms, _ = terms_of(model, TOWNS, 100)
    assert [term.label for term in terms] == ["by population", "maximum", "taken over from C"]
    assert [term.role for term in terms] == ["share", "bound", "taken_over"]


def test_a_member_that_is_charged_nothing_has_no_binding_bound():
    facts = {**TOWNS, "D": {"population": 0}}
    terms, _ = terms_of(cs.Bounded(model=cs.PerCapita(), maximum=50), facts, 100)
    assert terms[1].binding == {"C": 50}
    terms, _ = terms_of(cs.Bounded(model=cs.PerCapita(), minimum={"D": 1}), facts, 101)
    assert terms[1].binding == {"D": 1}
    terms, _ = terms_of(cs.Bounded(model=cs.PerCapita(), minimum={"A": 20}), facts, 100)
    assert terms[1].binding == {"A": 20}


def test_without_a_total_the_bounds_of_agreed_amounts_and_credits():
    agreed = cs.Fixed(amounts={"A": -10, "B": 0, "C": -40})
    model = cs.Bounded(model=agreed, minimum={"B": 5}, maximum=30)
    assert model.quotas(TOWNS) == {"A": -10, "B": -5, "C": -30}
    terms, _ = terms_of(model, TOWNS, None)
    assert [(term.label, term.amount, term.binding) for term in terms[1:]] == [
        ("minimum", -5, {"B": -5}),
        ("maximum", 10, {"C": -30}),
    ]


def test_in_a_blend_the_bounds_are_those_of_the_part():
    part = cs.Bounded(model=cs.PerCapita(), maximum=25)
    blend = cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", part)])
    quotas = blend.quotas(TOWNS, 100)
    assert quotas["C"] == Fraction(50, 3) + 25
    terms = blend.terms(Facts(TOWNS), Fraction(100))
    assert terms[2].binding == {"C": 25}
    halved = cs.Blend(
        parts=[
            ("0.5", cs.Bounded(model=cs.Tariff(base=40), maximum=30)),
            ("0.5", cs.Tariff(base=2)),
        ]
    )
    assert halved.quotas(TOWNS)["A"] == 16
    assert halved.terms(Facts(TOWNS), None)[1].binding == dict.fromkeys("ABC", 15)


def test_around_a_model_of_a_users_own():
    class Root:
        def quotas(self, members, total=None):
            roots = {member.name: member.population**2 for member in members}
            whole = sum(roots.values())
            return {name: Fraction(total) * root / whole for name, root in roots.items()}

    quotas = cs.Bounded(model=Root(), maximum_share="0.5").quotas(TOWNS, 100)
    assert quotas == {"A": 5, "B": 45, "C": 50}


def test_bounds_stand_as_they_are_for_a_part_of_the_period():
    facts = Facts(TOWNS, {"C": "1/2"})
    # By days 1, 3 and 3 of 7: C is charged 300 and pays 250, as for a whole period.
    model = cs.Bounded(model=cs.PerCapita(), maximum_per={"population": 40}, maximum=250)
    assert model.quotas(facts, 350) == {"A": 40, "B": 120, "C": 190}


@given(CASES, st.sampled_from([Fraction(1, 2), Fraction(73, 365), Fraction(1)]))
def test_prorated_bounds_are_those_of_a_member_times_its_part(case, part):
    weights, lowest, highest, total = case
    model, first = bounded(lowest, highest), next(iter(weights))
    prorated = model.replace(prorated=True)
    facts = Facts(by_x(weights), {first: part})
    whole, own = (each.bounds(facts, total) for each in (model, prorated))
    for name, bounds in whole.items():
        times, most = part if name == first else 1, bounds.highest
        assert own[name].lowest == bounds.lowest * times
        assert own[name].highest == (None if most is None else most * times)
    everyone = Facts(by_x(weights))
    assert prorated.bounds(everyone, total) == model.bounds(everyone, total)


def test_a_prorated_minimum_and_a_prorated_fixed_share():
    facts = Facts(TOWNS, {"C": "1/2"})
    minimum = cs.Bounded(model=cs.PerCapita(), minimum=300, prorated=True)
    assert minimum.quotas(facts, 800) == {"A": 300, "B": 300, "C": 200}
    fixed = cs.Bounded(model=cs.Flat(), fixed_share={"C": "20%"}, prorated=True)
    assert fixed.quotas(facts, 100) == {"A": 45, "B": 45, "C": 10}
    term = fixed.terms(facts, Fraction(100))[0]
    assert (term.label, term.weights["C"]) == ("fixed share of the total, by days", Fraction(1, 10))


def test_the_bounds_of_fees_are_the_tightest():
    inner = cs.Bounded(model=cs.Flat(), minimum={"A": 5}, maximum_share={"A": "0.5", "B": "0.4"})
    model = cs.Bounded(model=inner, minimum={"A": 3}, maximum=45)
    assert model.bounds(Facts(TOWNS), Fraction(100)) == {
        "A": Bounds(Fraction(5), Fraction(45)),
        "B": Bounds(Fraction(0), Fraction(40)),
        "C": Bounds(Fraction(0), Fraction(45)),
    }


# --- what cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "fields", "message"),
    [
        (
            100,
            {"minimum": 34},
            (
                "the minima sum to 102, 2 more than the total 100; lower a minimum, or raise the "
                "total"
            ),
        ),
        (
            -100,
            {"maximum": {"A": 10, "B": "30.5", "C": 50}},
            (
                "the maxima let the members pay 90.5 together, 9.5 less than the total 100; raise "
                "a maximum, or lower the total"
            ),
        ),
        (
            100,
            {"minimum": {"A": 30}, "maximum_share": "0.25"},
            (
                "A would pay at least 30 (minimum) and at most 25 (maximum share of the total); "
                "lower the minimum, or raise the maximum"
            ),
        ),
        (100, {"maximum": {"D": 1}}, "unknown member with a maximum 'D'; Known: A, B, C"),
        (
            100,
            {"minimum_share": {"a": 0}},
            "unknown member with a minimum_share 'a'; did you mean 'A'? Known: A, B, C",
        ),
        (
            100,
            {"maximum_per": {"populaton": 1}},
            (
                "unknown driver of member A: 'populaton'; did you mean 'population'? Known: "
                "population"
            ),
        ),
    ],
)
def test_bounds_that_cannot_hold_are_refused(total, fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=cs.PerCapita(), **fields).quotas(TOWNS, total)
    assert str(caught.value) == message


def test_a_member_that_is_charged_nothing_has_nothing_to_raise():
    facts = {**TOWNS, "D": {"population": 0}}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=cs.PerCapita(), maximum=30).quotas(facts, 100)
    assert str(caught.value) == (
        "the maxima let the members pay 90 together, 10 less than the total 100 (the model "
        "charges D nothing to raise); raise a maximum, or lower the total"
    )


@pytest.mark.parametrize("field", ["minimum_share", "maximum_share"])
def test_a_share_without_a_total_says_so(field):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=cs.Tariff(base=1), **{field: "0.5"}).quotas(TOWNS)
    assert str(caught.value) == (
        f"{field} is a share of the total, and none is given; pass total=…"
    )


def test_charges_and_credits_in_one_are_refused():
    class Both:
        def quotas(self, members, total=None):
            return {"A": 5, "B": -1, "C": 0}

    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=Both(), maximum=3).quotas(TOWNS)
    assert str(caught.value) == (
        "quota of B is -1, of another sign than the sum; put charges and credits in pools of "
        "their own"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {},
            (
                "no bound is given; give minimum, maximum, minimum_share, maximum_share, "
                "minimum_per, maximum_per, fixed_amount or fixed_share, or use the model alone"
            ),
        ),
        ({"maximum": "55 kr"}, "maximum: value '55 kr' is not a plain number; write it as 1234.50"),
        ({"maximum": {}}, "maximum: is empty; give at least one"),
        (
            {"minimum": 1, "prorated": "yes"},
            "prorated: 'yes' is not True or False; pass one of them",
        ),
        ({"minimum": -1}, "minimum: value -1 is below zero; it must be zero or more"),
        (
            {"minimum": {"A": None}},
            "minimum.A: value is missing (None); fill in the number, or leave the member out",
        ),
        (
            {"maximum_share": 40},
            "maximum_share: share 40 lies outside 0 to 1; write '40%' if per cent are meant",
        ),
        (
            {"minimum_share": {"A": 40}},
            "minimum_share.A: share 40 lies outside 0 to 1; write '40%' if per cent are meant",
        ),
        (
            {"maximum_per": 55},
            ("maximum_per: is 55; pass a table of names and values, like {'population': 2785}"),
        ),
        (
            {"maximun": 5},
            (
                "unknown field of Bounded 'maximun'; did you mean 'maximum'? Known: model, kind, "
                "minimum, maximum, minimum_share, maximum_share, minimum_per, maximum_per, "
                "fixed_amount, fixed_share, except_for, groups, prorated, on"
            ),
        ),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bounded(model=cs.Flat(), **fields)
    assert str(caught.value) == f"Bounded: {message}"


def test_a_class_is_not_a_model():
    with pytest.raises(cs.CostshareError, match=r"Bounded: model: model Flat is a class"):
        cs.Bounded(model=cs.Flat, maximum=5)


def test_as_data_and_back():
    from costshare.models import write_model

    model = cs.Bounded(
        model=cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", cs.Bounded(model=cs.Flat(), minimum=1))]),
        maximum={"A": "0.1"},
        maximum_share="1/3",
        minimum_per={"population": 55},
    )
    data = write_model(model)
    assert data["maximum"] == {"A": "0.1"}
    assert data["maximum_share"] == "1/3"
    assert cs.Bounded(**data) == model
    assert cs.Blend(parts=[(1, data)]).parts[0][1] == model


def test_a_users_own_model_is_found_inside_bounds():
    from costshare.models import own_model

    class Mine:
        def quotas(self, members, total=None):
            raise NotImplementedError(members, total)

    mine = Mine()
    assert own_model(cs.Blend(parts=[(1, cs.Bounded(model=mine, maximum=1))])) is mine
    assert own_model(cs.Bounded(model=cs.Flat(), maximum=1)) is None
    index = {"index": {"2020-01-01": 1}, "base": "2020-01-01", "years_before": 0, "day": "01-01"}
    mixed = cs.Blend(parts=[("0.5", cs.Tariff(base=1)), ("0.5", mine)])
    assert own_model(cs.Indexed(model=mixed, **index)) is mine


def test_amounts_in_bounds_follow_an_index():
    model = cs.Bounded(
        model=cs.Tariff(base=10), minimum={"A": 5}, maximum=20, maximum_per={"population": 3}
    )
    assert model.times(Fraction(2)) == cs.Bounded(
        model=cs.Tariff(base=20), minimum={"A": 10}, maximum=40, maximum_per={"population": 6}
    )

    class Mine:
        def quotas(self, members, total=None):
            raise NotImplementedError(members, total)

    around = cs.Damped(model=cs.Bounded(model=Mine(), maximum=1), previous={"A": 7}, max_increase=1)
    twice = around.times(Fraction(2))
    assert (twice.previous, twice.model.maximum) == ({"A": 7}, 2)
    assert twice.core is around.core


def test_bounds_directly_inside_an_index_are_refused():
    index = {"index": {"2020-01-01": 1}, "base": "2020-01-01", "years_before": 0, "day": "01-01"}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Indexed(model=cs.Bounded(model=cs.Tariff(base=1), maximum=1), **index)
    assert str(caught.value) == (
        "Indexed: bounds inside an index are not those of the fee; put them around it: "
        "Bounded(model=Indexed(…), …)"
    )
