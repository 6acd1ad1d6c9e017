"""Laws of claims rules, and each rule against its definition."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claims_local as naive
from costshare.fairness import claims

ALL = pytest.mark.parametrize("rule", claims.RULES.values(), ids=claims.RULES)


@st.composite
def problems(draw, most=5, highest=12):
    own = draw(st.lists(st.integers(0, highest), min_size=1, max_size=most))
    return draw(st.integers(0, sum(own))), own


@ALL
@given(problem=problems(), scale=st.sampled_from([1, 7, Fraction(1, 3)]), order=st.randoms())
def test_awards_sum_lie_within_claims_and_keep_their_order(rule, problem, scale, order):
    estate, own = problem[0] * scale, [claim * scale for claim in problem[1]]
    awards = rule(estate, own)
    assert sum(awards) == estate
    assert awards == [award * scale for award in rule(*problem)]
    assert all(0 <= award <= claim for award, claim in zip(awards, own, strict=True))
    pairs = sorted(zip(own, awards, strict=True))
    for (claim, award), (larger, other) in pairwise(pairs):
        # The larger claim gets and loses at least as much, so that equal claims get the same.
        assert 0 <= other - award <= larger - claim
    more = rule(min(estate + scale, sum(own)), own)
    assert all(award <= other for award, other in zip(awards, more, strict=True))
    shuffled = list(range(len(own)))
    order.shuffle(shuffled)
    by_name = rule(estate, {name: own[name] for name in shuffled})
    assert list(by_name) == shuffled
    assert [by_name[name] for name in range(len(own))] == awards


@given(problems())
def test_each_rule_is_what_its_definition_gives(problem):
    for name in ("proportional", "cea", "cel", "random_arrival", "constrained_egalitarian"):
        assert claims.RULES[name](*problem) == getattr(naive, name)(*problem), name


@given(problems(most=3, highest=4).filter(lambda each: len(each[1]) == 3 and each[0] <= 5))
def test_minimal_overlap_is_the_best_placement_of_claims(problem):
    estate, own = 2 * problem[0], [2 * claim for claim in problem[1]]
    assert claims.minimal_overlap(estate, own) == naive.minimal_overlap(estate, own)


@pytest.mark.parametrize(
    ("rule", "dual"),
    [
        ("cea", "cel"),
        *((name, name) for name in ("proportional", "talmud", "random_arrival", "reverse_talmud")),
    ],
)
@given(problem=problems())
def test_losses_are_shared_by_the_dual_rule(rule, dual, problem):
    estate, own = problem
    losses = claims.RULES[dual](sum(own) - estate, own)
    assert claims.RULES[rule](estate, own) == [
        claim - loss for claim, loss in zip(own, losses, strict=True)
    ]


@given(problems(), st.integers(0, 60))
def test_properties_that_the_docs_name_hold(problem, first):
    estate, own = problem
    for name in ("cea", "talmud", "random_arrival", "minimal_overlap"):
        rule = claims.RULES[name]
        assert rule(estate, own) == rule(estate, [min(claim, estate) for claim in own])
    for name in ("proportional", "cea", "cel"):
        rule = claims.RULES[name]
        before = rule(min(first, estate), own)
        left = [claim - award for claim, award in zip(own, before, strict=True)]
        after = rule(max(estate - first, 0), left)
        both = [one + other for one, other in zip(before, after, strict=True)]
        assert both == rule(estate, own)


CONSISTENT = [name for name in claims.RULES if name not in ("random_arrival", "minimal_overlap")]


@pytest.mark.parametrize("name", CONSISTENT)
@given(problem=problems())
def test_any_two_claimants_share_what_they_get_by_the_same_rule(name, problem):
    rule = claims.RULES[name]
    awards = rule(*problem)
    for one, other in combinations(range(len(awards)), 2):
        got = [awards[one], awards[other]]
        assert rule(sum(got), [problem[1][one], problem[1][other]]) == got
        if name == "talmud":
            # Aumann and Maschler (1985), theorem A: one division alone has this for every pair.
            garment = naive.contested_garment(sum(got), problem[1][one], problem[1][other])
            assert got[0] == garment


@given(problems(highest=40), st.booleans())
def test_between_equal_awards_and_equal_losses_lie_piniles_and_the_reverse_talmud(problem, smaller):
    estate, own = problem
    claimed = sum(own)
    estate = min(estate, claimed - estate) if smaller else max(estate, claimed - estate)
    half = [Fraction(claim, 2) for claim in own]
    if 2 * estate <= claimed:
        assert claims.piniles(estate, own) == naive.cea(estate, half)
        assert claims.reverse_talmud(estate, own) == naive.cel(estate, half)
    else:
        rest = naive.cea(estate - Fraction(claimed, 2), half)
        upper = [each + more for each, more in zip(half, rest, strict=True)]
        assert claims.piniles(estate, own) == claims.reverse_talmud(estate, own) == upper


@ALL
@given(problem=problems(highest=30), unit=st.sampled_from([1, 2, 5]))
def test_whole_units_sum_and_stay_within_claims_where_they_can(rule, problem, unit):
    estate, own = problem[0] // unit * unit, problem[1]
    exact, whole = rule(estate, own), rule(estate, own, unit=unit)
    assert sum(whole) == estate
    assert all(type(each) is int and each % unit == 0 for each in whole)
    assert all(each == 0 for each, award in zip(whole, exact, strict=True) if award == 0)
    assert all(map(naive.is_rounded, whole, exact, [unit] * len(own)))
    room = sum(
        min(ceil(award / unit), claim // unit) for claim, award in zip(own, exact, strict=True)
    )
    passed = sum(each > claim for each, claim in zip(whole, own, strict=True))
    assert passed == max(estate // unit - room, 0)
    pairs = sorted(zip(own, whole, strict=True))
    for (claim, award), (larger, other) in pairwise(pairs):
        assert award <= other or claim == larger


def test_whole_units_larger_than_the_claims_leave_each_award_near_the_exact_one():
    grants = {"Arjeplog": 19_900, "Boden": 19_900, "Kalix": 19_900, "Luleå": 60_000}
    for estate in range(0, 120_000, 10_000):
        exact, whole = claims.cea(estate, grants), claims.cea(estate, grants, unit=10_000)
        assert all(abs(whole[name] - exact[name]) < 10_000 for name in grants)
    assert claims.cea(4, ["2/3", 10, "1/2"], unit=1) == [1, 3, 0]


def test_awards_have_the_shape_of_the_claims():
    labelled = pd.Series([100, 200, 300], index=["A", "B", "C"])
    by_name = {"A": Fraction(50), "B": Fraction(75), "C": Fraction(75)}
    assert claims.talmud(200, labelled) == claims.talmud("200", labelled.to_dict()) == by_name
    assert claims.talmud(200, (100, 200, 300)) == [*by_name.values()]
    assert list(map(str, claims.cea("10.00", {1: 9, 2: "9.5", 3: 8}, unit="0.01").values())) == [
        "3.33",
        "3.34",
        "3.33",
    ]


def test_many_claimants_are_shared_by_one_sort():
    own = [number * 7919 % 100_003 for number in range(3_000)]
    estate = sum(own) // 3
    for name in ("cea", "cel", "talmud"):
        awards = claims.RULES[name](estate, own)
        assert sum(awards) == estate
        levels = {award for award, claim in zip(awards, own, strict=True) if award < claim}
        assert len(levels) == 1 or name != "cea"


def test_random_arrival_takes_many_claimants_with_few_sums():
    own = [1 + number % 4 for number in range(60)]
    awards = claims.random_arrival(70, own)
    assert sum(awards) == 70
    assert len(set(awards)) == 4
    # 17 claimants have up to 131 072 different sums.
    some = claims.random_arrival(10**6, [10**6 + 3**place for place in range(12)])
    assert sum(some) == 10**6
    assert some == [Fraction(10**6, 12)] * 12
