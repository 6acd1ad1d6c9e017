"""Rounded shares explained: why each share goes up or down, and who wins a tie."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from derivation_local import check_quota_follows, check_why_rounded
from explanation_local import check

YEAR = cs.Period.read("2022")
# Few different numbers, so that many remainders are equal.
FACTS = st.lists(st.integers(0, 3), min_size=3, max_size=5).filter(any)
INNER = st.sampled_from([cs.Flat(), cs.PerCapita()])
ROUNDED = st.one_of(
    st.builds(
        cs.RoundedShares,
        model=INNER,
        places=st.integers(0, 4),
        ties=st.sampled_from([None, "listed", "largest", "smallest"]),
    ),
    st.builds(
        cs.RoundedShares,
        model=INNER,
        places=st.integers(0, 4),
        method=st.just("each"),
        rounding=st.sampled_from([None, "half_up", "half_even", "half_down", "up", "down"]),
    ),
)


def phased(model):
    return cs.Phased(before=model, after=cs.PerCapita(), start=2021, years=3)


AROUND = [
    lambda model: model,
    lambda model: cs.Blend(parts=[("1/3", model), ("2/3", cs.Flat())]),
    lambda model: cs.Blend(parts=[("30%", model), ("70%", model)]),
    lambda model: cs.Bounded(model=model, maximum_share={"A": "30%"}),
    lambda model: cs.Bounded(model=model, fixed_share={"B": "20%"}),
    phased,
    lambda model: cs.RoundedShares(model=phased(model), places=1, method="each"),
]


@settings(max_examples=max(20, settings().max_examples // 5))
@given(
    st.sampled_from(AROUND),
    ROUNDED,
    FACTS,
    st.integers(-(10**6), 10**6).filter(bool),
    st.sampled_from(["each", "largest_remainder"]),
)
def test_text_and_data_say_why_each_share_is_rounded_as_it_is(around, model, people, total, method):
    members = dict(zip("ABCDE", ({"population": each} for each in people), strict=False))
    facts = Facts(members, period=YEAR)
    try:
        fees = cs.allocate(total, around(model), facts, method=method, period=YEAR)
    except cs.CostshareError:
        assume(False)
    check(fees)
    for member in members:
        check_quota_follows(fees, member)
        check_why_rounded(fees, member)


@pytest.mark.parametrize("method", ["largest_remainder", "each"])
@pytest.mark.parametrize("people", [(1_007_999_999, 3 * 10**9), (1_006_500_001, 3 * 10**9)])
def test_a_share_has_the_digits_that_its_floor_takes(method, people):
    mine, whole = people
    members = {"A": {"population": mine}, "B": {"population": whole - mine}}
    model = cs.RoundedShares(model=cs.PerCapita(), places=1, method=method)
    fees = cs.allocate(1_000, model, members, method="each")
    for member in members:
        check_why_rounded(fees, member)


def test_why_a_share_is_rounded_up_or_down():
    members = {name: {"population": each} for name, each in zip("ABCD", (1, 1, 1, 3), strict=True)}
    scale = cs.RoundedShares(model=cs.PerCapita(), places=0)
    fees = cs.allocate(600, scale, members)
    assert "\n".join(str(fees.explain("C")).splitlines()[3:6]) == (
        "  2. share rounded to 1 % (a tie: A, B, C): ≈ 16.6667 % rounded down to 16 %; × 600 = 96, "
        "4 less\n"
        "  3. floor 16 %; the floors leave 2 units of 1 % for the largest remainders; C is tied "
        "for places 1 to 3 of 4: no extra unit\n"
        "  4. tie with A, B: it goes to the first in the list; C does not get the unit"
    )
    assert fees.explain("C", "fee").to_dict()["terms"][-1]["share_rounding"] == {
        "shares": {"C": "1/6"},
        "places": 0,
        "method": "largest_remainder",
        "ties": "listed",
        "rounding": None,
        "broken_ties": [{"tied": ["A", "B", "C"], "won": ["A", "B"]}],
    }


@pytest.mark.parametrize(
    ("ties", "share", "said"),
    [
        (None, 38, "the first in the list"),
        ("listed", 38, "the first in the list"),
        ("smallest", 38, "the smallest quota, then the first in the list"),
        ("largest", 37, "the largest quota, then the first in the list"),
    ],
)
def test_a_tie_goes_by_its_rule(ties, share, said):
    model = cs.RoundedShares(model=cs.PerCapita(), places=0, ties=ties)
    fees = cs.allocate(100, model, {"A": {"population": 3}, "B": {"population": 5}})
    check(fees)
    assert fees.fee("A", "fee") == share
    for member in fees.members:
        check_why_rounded(fees, member)
        assert f": it goes to {said}; {member} " in str(fees.explain(member))
