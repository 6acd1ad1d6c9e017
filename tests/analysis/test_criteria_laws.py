"""Laws of criteria: each is its naive reference, free of order, and free of scale where it says."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from comparisons_local import pairs
from criteria_local import NAMES, judged, naive_scores, shuffled

AMOUNTS = {"largest_increase", "largest_excess"}


def by_cell(criteria):
    return {
        (each.scenario, each.criterion): (each.value, set(each.who), each.best) for each in criteria
    }


@given(judged())
def test_each_criterion_is_its_naive_reference(criteria):
    assert by_cell(criteria) == naive_scores(criteria)


@given(judged(), st.randoms(use_true_random=False))
def test_criteria_are_the_same_whatever_the_order_of_proposals_and_members(criteria, random):
    assert by_cell(shuffled(criteria, random)) == by_cell(criteria)


@given(judged(), st.integers(1, 10**6), st.fractions(Fraction(1, 99), 99))
def test_only_amounts_grow_with_the_fees_and_none_with_the_driver(criteria, factor, scale):
    def figures(given):
        return {name: {m: each * scale for m, each in own.items()} for name, own in given.items()}

    larger = shuffled(
        criteria,
        fees={n: {m: f * factor for m, f in own.items()} for n, own in criteria.fees.items()},
        figures=figures(criteria.figures),
        use=None if criteria.use is None else figures(criteria.use),
        stand_alone=[
            each.__class__(each.members, each.cost * factor) for each in criteria.stand_alone
        ],
    )
    for before, after in zip(criteria, larger, strict=True):
        grown = factor if before.criterion in AMOUNTS else 1
        assert (before.value is None) == (after.value is None)
        assert (before.who, before.best) == (after.who, after.best)
        if before.value is not None:
            assert after.value == before.value * grown


@given(judged())
def test_a_credit_has_the_spread_and_distance_of_the_charge(criteria):
    mirrored = shuffled(
        criteria, fees={n: {m: -f for m, f in own.items()} for n, own in criteria.fees.items()}
    )
    for name in ("highest_to_lowest", "gini_of_rates", "paid_by_others_percent"):
        if name in criteria.criteria:
            for scenario in criteria.scenarios:
                assert mirrored.score(scenario, name) == criteria.score(scenario, name)


@given(judged())
def test_a_spread_is_least_where_all_rates_are_equal(criteria):
    if "gini_of_rates" not in criteria.criteria:
        return
    for scenario in criteria.scenarios:
        fees, driver = criteria.fees[scenario], criteria.figures[scenario]
        rates = {Fraction(fees[name]) / driver[name] for name in fees if driver.get(name)}
        ratio, gini = (
            criteria.score(scenario, each).value for each in ("highest_to_lowest", "gini_of_rates")
        )
        assert (gini == 0) == (rates != {0} and len(rates) == 1)
        assert gini is None or 0 <= gini < 1
        assert ratio is None or (ratio == 1) == (gini == 0)


@given(judged())
def test_winners_add_up_to_the_difference_of_the_totals(criteria):
    base = criteria.fees[criteria.baseline]
    for each in criteria.winners:
        fees = criteria.fees[each.scenario]
        both = fees.keys() & base.keys()
        assert each.paid - each.gained == sum(fees[name] - base[name] for name in both)
        assert each.gain + each.pay + each.unchanged == len(both)
        assert each.join == len(fees.keys() - base.keys())
        assert each.leave == len(base.keys() - fees.keys())
        assert each.pay == criteria.score(each.scenario, "pay_more").value or not both


@given(judged())
def test_frames_have_every_score_and_every_member_that_has_a_fee(criteria):
    tidy = criteria.to_frame(tidy=True)
    assert len(tidy) == len(criteria) == len(criteria.scenarios) * len(criteria.criteria)
    assert criteria.to_frame().shape == (len(criteria.scenarios), len(criteria.criteria))
    frame = criteria.to_frame("member")
    for name in criteria.scenarios:
        if name != criteria.baseline:
            own = frame[frame["scenario"] == name]
            fees = criteria.fees[name].keys() | criteria.fees[criteria.baseline].keys()
            assert set(own["member"]) == fees
            changes = list(own["change"].dropna())
            assert changes == sorted(changes, reverse=True)


@given(pairs, st.sampled_from([None, "population"]), st.booleans())
def test_criteria_of_a_comparison_judge_its_fees(comparison, use, alone):
    costs = {pair: 100 for size in (1, 2) for pair in combinations(comparison.members, size)}
    for pool in (None, *comparison.pools):
        criteria = comparison.criteria(use=use, stand_alone=costs if alone else None, pool=pool)
        judged_fees = {name: dict(own) for name, own in criteria.fees.items()}
        for each in comparison.changes_in(pool):
            assert judged_fees[each.scenario].pop(each.member, None) == each.fee
        assert not any(judged_fees.values())
        assert criteria.figures == comparison.figures
        assert by_cell(criteria) == naive_scores(criteria)
        assert cs.Criteria.from_dict(criteria.to_dict()) == criteria
        assert set(criteria.members) <= set(NAMES)
